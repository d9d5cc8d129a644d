"""One queue, one group of advisers alike: M/M/n+G, whose special cases are Erlang C and Erlang A.

The wait that is *offered* to a customer who would never leave has an explicit density, whatever
the distribution of patience; all that is asked of a queue follows from it by integration.
F. Baccelli, G. Hebuterne, "On queues with impatient customers" (1981); A. Mandelbaum, S. Zeltyn,
"The M/M/n+G queue: summary of performance measures" (2004).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nawba.domain.errors import Invalid
from nawba.planning.erlang import blocked
from nawba.planning.patience import Endless, Patience
from nawba.planning.roots import root

Numbers = NDArray[np.float64]

_PANELS, _NODES = 96, 20
_NOTHING = 60.0  # e**-60 of the peak is left out at either end
_AT, _WEIGHT = np.polynomial.legendre.leggauss(_NODES)

LEVELS = ("served_of_offered", "waited_at_most", "less_short_abandons", "served_of_served")
"""The four readings of "80 % in 20 s", as ``Line.level`` computes them:

``served_of_offered``    answered within t / all who came
``waited_at_most``       answered or gone within t / all who came
``less_short_abandons``  answered within t / (all who came less those gone within t)
``served_of_served``     answered within t / all answered
"""


@dataclass(frozen=True)
class Line:
    """``servers`` advisers; ``arrivals`` per second; mean ``handling`` in seconds; ``patience``.

    Arrivals are Poisson and handling times exponential. Raises Invalid where nobody leaves and
    the load is more than the advisers can do: then there is no steady state.
    """

    servers: int
    arrivals: float
    handling: float
    patience: Patience = Endless()  # noqa: RUF009 - frozen

    def __post_init__(self) -> None:
        if self.servers < 1 or self.arrivals <= 0 or self.handling <= 0:
            raise Invalid("Advisers, arrivals and handling time must be above 0.")
        if isinstance(self.patience, Endless) and self.load >= self.servers:
            raise Invalid(
                f"{self.servers} advisers cannot do {self.load:g} erlangs if nobody leaves: the "
                f"queue grows without end. Take {int(self.load) + 1} or more, or give a patience.",
                field="advisers",
            )

    @property
    def load(self) -> float:
        """Offered load, in erlangs."""
        return self.arrivals * self.handling

    @property
    def delayed(self) -> float:
        """Share who do not get an adviser at once."""
        return self._over(0.0)

    @cached_property
    def abandoned(self) -> float:
        """Share who leave before they are answered."""
        return float(self._mass @ (1 - self.patience.stays(self._x)))

    @cached_property
    def wait(self) -> float:
        """Mean wait of all who came, those who left included, in seconds."""
        return float(self._mass @ self.patience.waited(self._x))

    @property
    def waiting(self) -> float:
        """Mean number of customers waiting (Little's law)."""
        return self.arrivals * self.wait

    @property
    def occupancy(self) -> float:
        """Share of the advisers' time spent with customers."""
        return self.load * (1 - self.abandoned) / self.servers

    def waits_longer(self, seconds: float) -> float:
        """Share who still wait after ``seconds``: neither answered nor gone."""
        return float(self._over(seconds) * self.patience.stays(np.asarray(seconds)))

    def served_within(self, seconds: float) -> float:
        """Share of all who came who are answered within ``seconds``."""
        x, mass = self._pieces(seconds)
        return 1 - self.delayed + float(mass @ self.patience.stays(x))

    def level(self, seconds: float, definition: str = "less_short_abandons") -> float:
        """Service level after one of ``LEVELS``; the default is the wallboard's. A share."""
        served, shortly = self.served_within(seconds), 1 - self.waits_longer(seconds)
        levels = {
            "served_of_offered": served,
            "waited_at_most": shortly,
            "less_short_abandons": served / (1 - (shortly - served)),
            "served_of_served": served / (1 - self.abandoned),
        }
        if definition not in levels:
            raise Invalid(f"'{definition}' is no service level. One of: {', '.join(LEVELS)}.")
        return levels[definition]

    def wait_quantile(self, share: float) -> float:
        """Seconds that ``share`` of all who came wait at most; 0 if so many wait not at all."""
        left = 1 - share
        if self.waits_longer(0.0) <= left:
            return 0.0
        far = float(self._x[-1])
        return root(lambda t: self.waits_longer(t) - left, 0.0, far, xtol=1e-12)

    def _over(self, seconds: float) -> float:
        """Share to whom a wait of more than ``seconds`` is offered."""
        whole = float(self._mass.sum())
        return whole - float(self._pieces(seconds)[1].sum()) if seconds > 0 else whole

    def _pieces(self, until: float) -> tuple[Numbers, Numbers]:
        """Nodes and masses of the offered wait on (0, ``until``]."""
        low, high = self._span
        if until <= low:
            return np.zeros(0), np.zeros(0)
        x, width = _nodes(_cuts(low, min(until, high), self.patience.kinks))
        return x, width * self._density(x)

    @cached_property
    def _grid(self) -> tuple[Numbers, Numbers]:
        return _nodes(_cuts(*self._span, self.patience.kinks))

    @property
    def _x(self) -> Numbers:
        return self._grid[0]

    @cached_property
    def _mass(self) -> Numbers:
        return self._grid[1] * self._density(self._x)

    def _density(self, x: Numbers) -> Numbers:
        return self.arrivals * np.exp(self._height(x) - self._peak[1]) / self._norm

    def _height(self, x: Numbers) -> Numbers:
        """Logarithm of the offered wait's density, up to a constant: it is concave."""
        return self.arrivals * self.patience.waited(x) - self.servers / self.handling * x

    @cached_property
    def _norm(self) -> float:
        x, width = self._grid
        waits = float(width @ np.exp(self._height(x) - self._peak[1])) * self.arrivals
        share = blocked(self.servers - 1, self.load)
        # Somebody is free: 1 / B(n - 1), on the same scale. All are, as good as always, at B = 0.
        return waits + (math.exp(-self._peak[1]) / share if share > 0 else math.inf)

    @cached_property
    def _peak(self) -> tuple[float, float]:
        """Where the density is highest, and its logarithm there."""
        high = self._doubled(lambda x: self._slope(x) <= 0)
        low = 0.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (low, middle) if self._slope(middle) <= 0 else (middle, high)
        return high, float(self._height(np.asarray(high)))

    @cached_property
    def _span(self) -> tuple[float, float]:
        """Where there is anything to integrate."""
        at, top = self._peak

        def is_nothing(x: float) -> bool:
            return bool(self._height(np.asarray(x)) < top - _NOTHING)

        low, near = 0.0, at
        if is_nothing(0.0):
            for _ in range(200):
                middle = (low + near) / 2
                low, near = (middle, near) if is_nothing(middle) else (low, middle)
        return low, self._doubled(lambda x: x > at and is_nothing(x))

    def _slope(self, x: float) -> float:
        stays = float(self.patience.stays(np.asarray(x)))
        return self.arrivals * stays - self.servers / self.handling

    def _doubled(self, holds: Callable[[float], bool]) -> float:
        x = self.handling / self.servers
        while not holds(x):
            x *= 2
        return x


def _cuts(low: float, high: float, kinks: tuple[float, ...]) -> Numbers:
    inside = [kink for kink in kinks if low < kink < high]
    return np.unique(np.concatenate((np.linspace(low, high, _PANELS + 1), inside)))


def _nodes(cuts: Numbers) -> tuple[Numbers, Numbers]:
    """Gauss-Legendre nodes and weights on every piece between ``cuts``."""
    half = np.diff(cuts)[:, None] / 2
    middle = (cuts[1:] + cuts[:-1])[:, None] / 2
    return (middle + half * _AT).ravel(), (half * _WEIGHT).ravel()
