"""How long things take: handling, patience, the pause before somebody calls again."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from nawba.domain.errors import Invalid
from nawba.planning.simulation.draws import EMPIRICAL, ENDLESS, EXPONENTIAL, FIXED, LOGNORMAL


@dataclass(frozen=True)
class Times:
    """A distribution of seconds. Made by one of the class methods below."""

    kind: int
    a: float
    b: float = 0.0
    values: tuple[float, ...] = ()

    @classmethod
    def endless(cls) -> Times:
        """Never ends: nobody leaves."""
        return cls(ENDLESS, math.inf)

    @classmethod
    def fixed(cls, seconds: float) -> Times:
        """Always the same. A patience of 0: who is not served at once leaves."""
        return cls(FIXED, _checked(seconds, 0.0))

    @classmethod
    def exponential(cls, mean: float) -> Times:
        return cls(EXPONENTIAL, _checked(mean))

    @classmethod
    def lognormal(cls, mean: float, scv: float) -> Times:
        """``scv`` is variance / mean²; handling times of contact centres have 0.5 to 2."""
        sigma = math.sqrt(math.log1p(_checked(scv)))
        return cls(LOGNORMAL, math.log(_checked(mean)) - sigma * sigma / 2, sigma)

    @classmethod
    def empirical(cls, values: Iterable[float]) -> Times:
        """Any of the ``values`` seen, each as likely as the others. Sorted, so that a longer
        time stays a longer one where alternatives share random numbers."""
        seen = tuple(sorted(_checked(value, 0.0) for value in values))
        if not seen:
            raise Invalid("Times need at least one value that was seen.", field="values")
        return cls(EMPIRICAL, 0.0, 0.0, seen)

    @property
    def mean(self) -> float:
        """In seconds; inf where it never ends."""
        if self.kind == LOGNORMAL:
            return math.exp(self.a + self.b * self.b / 2)
        return math.fsum(self.values) / len(self.values) if self.values else self.a


_LEAST = 1e-9


def _checked(number: float, least: float = _LEAST) -> float:
    if not least <= number < math.inf:
        raise Invalid(f"A time of {number} cannot be. Give a number above 0.", field="times")
    return float(number)
