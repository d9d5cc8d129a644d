"""How long customers wait before they leave: the part of a queue that Erlang C leaves out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Numbers = NDArray[np.float64]


class Patience(Protocol):
    """A distribution of patience, in seconds, by its survival function."""

    def stays(self, seconds: Numbers) -> Numbers:
        """Share of customers whose patience exceeds ``seconds``; any shape."""

    def waited(self, seconds: Numbers) -> Numbers:
        """Integral of ``stays`` from 0: the mean of min(patience, ``seconds``)."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Where ``stays`` is not smooth."""


@dataclass(frozen=True)
class Endless:
    """Nobody leaves: Erlang C."""

    kinks: tuple[float, ...] = ()

    def stays(self, seconds: Numbers) -> Numbers:
        return np.ones_like(seconds)

    def waited(self, seconds: Numbers) -> Numbers:
        return np.asarray(seconds, np.float64)


@dataclass(frozen=True)
class Exponential:
    """Leaves at the same rate at any moment: Erlang A (Palm 1957)."""

    mean: float
    kinks: tuple[float, ...] = ()

    def stays(self, seconds: Numbers) -> Numbers:
        return np.exp(-seconds / self.mean)

    def waited(self, seconds: Numbers) -> Numbers:
        return -self.mean * np.expm1(-seconds / self.mean)


@dataclass(frozen=True)
class Fixed:
    """Everybody leaves after ``seconds``: a time-out."""

    seconds: float

    @property
    def kinks(self) -> tuple[float, ...]:
        return (self.seconds,)

    def stays(self, seconds: Numbers) -> Numbers:
        return np.where(np.asarray(seconds) < self.seconds, 1.0, 0.0)

    def waited(self, seconds: Numbers) -> Numbers:
        return np.minimum(seconds, self.seconds)


@dataclass(frozen=True)
class Lognormal:
    """``median`` seconds, ``sigma`` the standard deviation of the logarithm: fits what is seen."""

    median: float
    sigma: float
    kinks: tuple[float, ...] = ()

    def stays(self, seconds: Numbers) -> Numbers:
        return np.asarray(ndtr(-self._scaled(seconds)))

    def waited(self, seconds: Numbers) -> Numbers:
        scaled = self._scaled(seconds)
        mean = self.median * math.exp(self.sigma**2 / 2)
        return np.asarray(mean * ndtr(scaled - self.sigma) + seconds * ndtr(-scaled))

    def _scaled(self, seconds: Numbers) -> Numbers:
        with np.errstate(divide="ignore"):
            return np.asarray((np.log(seconds) - math.log(self.median)) / self.sigma)
