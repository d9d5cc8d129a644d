"""The inverse questions: how many advisers keep a target, and how much so many can bear."""

from __future__ import annotations

from dataclasses import dataclass

from nawba.domain.errors import Invalid
from nawba.planning.line import LEVELS, Line
from nawba.planning.patience import Endless, Patience
from nawba.planning.roots import root
from nawba.stats.binomial import first_true

_MOST = 200_000


@dataclass(frozen=True)
class Promise:
    """What must be kept; None: no matter.

    ``share`` answered in ``seconds`` by the reading ``definition`` (one of ``LEVELS``),
    ``abandoned`` at most, mean ``wait`` at most (seconds), ``occupancy`` at most.
    """

    share: float | None = 0.8
    seconds: float = 20
    definition: str = "less_short_abandons"
    abandoned: float | None = None
    wait: float | None = None
    occupancy: float | None = None

    def __post_init__(self) -> None:
        if self.definition not in LEVELS:
            raise Invalid(f"'{self.definition}' is no service level. One of: {', '.join(LEVELS)}.")
        for name in ("share", "abandoned", "occupancy"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                raise Invalid(f"{name} must lie between 0 and 1, not {value:g}.", field=name)

    def is_kept(self, line: Line) -> bool:
        """Whether ``line`` keeps all of it in the long run."""
        return (
            (self.share is None or line.level(self.seconds, self.definition) >= self.share)
            and (self.abandoned is None or line.abandoned <= self.abandoned)
            and (self.wait is None or line.wait <= self.wait)
            and (self.occupancy is None or line.occupancy <= self.occupancy)
        )


def fewest(
    arrivals: float,
    handling: float,
    promise: Promise,
    patience: Patience = Endless(),  # noqa: B008
) -> Line:
    """The queue with the fewest advisers that keep ``promise``; ``arrivals`` per second.

    Waits, abandonment and occupancy fall with every adviser, so the search halves. Raises Invalid
    when ``_MOST`` advisers would not do.
    """
    least = int(arrivals * handling) + 1 if isinstance(patience, Endless) else 1

    def holds(servers: int) -> bool:
        if servers > _MOST:
            raise Invalid(f"More than {_MOST:,} advisers would be needed. Ask for less.")
        return promise.is_kept(Line(servers, arrivals, handling, patience))

    return Line(first_true(holds, least), arrivals, handling, patience)


def most_arrivals(
    servers: int,
    handling: float,
    promise: Promise,
    patience: Patience = Endless(),  # noqa: B008
) -> float:
    """Arrivals per second that ``servers`` advisers can bear and still keep ``promise``."""
    low, high = 1e-9 / handling, servers / handling
    if isinstance(patience, Endless):
        high *= 1 - 1e-9
    else:
        while promise.is_kept(Line(servers, high, handling, patience)):
            high *= 2

    def margin(rate: float) -> float:
        return 1.0 if promise.is_kept(Line(servers, rate, handling, patience)) else -1.0

    if margin(low) < 0:
        raise Invalid("Even one customer in a lifetime would be too many. Ask for less.")
    return root(margin, low, high, xtol=1e-9 * high, maxiter=200)
