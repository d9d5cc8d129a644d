"""How sure the ratio of two shares is, exactly: whatever the two true shares are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from nawba.stats.binomial import lower_bound, upper_bound

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]

_ASIDE = 1e-5
"""Part of the error that is spent on where the unknown share can lie (Berger and Boos)."""

_GRID = 120  # places of the unknown share that are looked at first; the worst ones are refined
_STEPS = 32  # halvings of a limit: relative precision far below what is printed
_FAR = 1e6  # where the search begins if one of the counts is 0
_TAIL = 1e-9  # counts rarer than that at either end are left out: far less than _ASIDE
_TIE = 1e-9  # statistics nearer than that are equal


@dataclass(frozen=True)
class Ratio:
    """``value`` is None where the second share was 0; ``high`` may be infinite.

    ``chance`` is that of a ratio at least as far from 1, were both shares equal: the two one-sided
    chances' smaller one, doubled.
    """

    value: float | None
    low: float
    high: float
    chance: float


def ratio_of_shares(
    successes: int, trials: int, base_successes: int, base_trials: int, confidence: float = 0.95
) -> Ratio:
    """The first share divided by the second, with a two-sided interval that covers often enough.

    Both limits invert exact one-sided tests of the ratio at (1 - ``confidence``) / 2. Samples are
    ordered by the score statistic (P. A. R. Koopman, "Confidence intervals for the ratio of two
    binomial proportions", Biometrics 40, 1984); the chance is the greatest over the unknown second
    share (I. S. F. Chan, Z. Zhang, "Test-based exact confidence intervals for the difference of two
    binomial proportions", Biometrics 55, 1999), looked for where a 99.999 % interval of that share
    allows it, and increased by the rest (R. L. Berger, D. D. Boos, JASA 89, 1994). The greatest is
    searched on a grid and refined, so it is exact up to that search.

    Raises ValueError on counts that cannot be, and without trials.
    """
    both = _Table(successes, trials, base_successes, base_trials)
    both.check()
    error = (1 - confidence) / 2
    value = both.observed()
    low = (
        0.0 if successes == 0 else _limit(lambda ratio: both.above(ratio) > error, value, down=True)
    )
    high = math.inf
    if base_successes:
        high = _limit(lambda ratio: both.below(ratio) > error, value, down=False)
    chance = min(1.0, 2 * min(both.above(1.0), both.below(1.0)))
    return Ratio(value, low, high, chance)


@dataclass(frozen=True)
class _Table:
    a: int
    n: int
    b: int
    m: int

    def check(self) -> None:
        if self.n < 1 or self.m < 1 or not 0 <= self.a <= self.n or not 0 <= self.b <= self.m:
            raise ValueError(f"{self.a} of {self.n} beside {self.b} of {self.m}")

    def observed(self) -> float | None:
        return (self.a / self.n) / (self.b / self.m) if self.b else None

    def above(self, ratio: float) -> float:
        """Greatest chance of a table that speaks as strongly for more than ``ratio``."""
        return self._greatest(ratio, upwards=True)

    def below(self, ratio: float) -> float:
        return self._greatest(ratio, upwards=False)

    def _greatest(self, ratio: float, *, upwards: bool) -> float:
        lowest = float(lower_bound(self.b, self.m, 1 - _ASIDE / 2))
        highest = min(float(upper_bound(self.b, self.m, 1 - _ASIDE / 2)), 1 / ratio)
        if lowest >= highest:  # this ratio would need a second share that the sample refutes
            return _ASIDE
        shares = np.linspace(lowest, highest, _GRID)
        first = self._window(ratio * lowest, ratio * highest)
        edges = self._edges(first, ratio, upwards=upwards)

        def chances(shares: Numbers) -> Numbers:
            weights = binom.pmf(first, self.n, np.minimum(shares * ratio, 1.0)[:, None])
            inside = binom.cdf(edges, self.m, shares[:, None])
            tails = weights * (inside if upwards else 1 - inside)
            return np.asarray(tails.sum(axis=1), np.float64)

        coarse = chances(shares)
        at = int(np.argmax(coarse))
        fine = chances(np.linspace(shares[max(0, at - 1)], shares[min(_GRID - 1, at + 1)], 24))
        return min(1.0, float(max(coarse[at], fine.max())) + _ASIDE)

    def _window(self, lowest: float, highest: float) -> Counts:
        """The first counts that shares between these two can give; others are rarer than _TAIL."""
        start = int(binom.ppf(_TAIL, self.n, lowest))
        end = int(binom.ppf(1 - _TAIL, self.n, min(highest, 1.0)))
        return np.arange(max(0, start), min(self.n, end) + 1)

    def _edges(self, first: Counts, ratio: float, *, upwards: bool) -> Counts:
        """For each of ``first``, the last second count that speaks as strongly against ``ratio``
        (or more strongly, where the others are to be counted).

        The statistic falls as the second count grows, so that one is found by halving.
        """
        seen = _score(np.array([self.a]), self.n, np.array([self.b]), self.m, ratio)[0]
        seen += -_TIE if upwards else _TIE
        low, high = np.full(first.shape, -1), np.full(first.shape, self.m + 1)
        while np.any(high - low > 1):
            middle = (low + high) // 2
            score = _score(first, self.n, np.clip(middle, 0, self.m), self.m, ratio)
            keeps = (middle < 0) | ((middle <= self.m) & (score > seen))
            low, high = np.where(keeps, middle, low), np.where(keeps, high, middle)
        return low


def _score(a: Counts, n: int, b: Counts, m: int, ratio: float) -> Numbers:
    """The score statistic of ``ratio``; positive where the first share is too great for it."""
    share = _restricted(a, n, b, m, ratio)
    gap = a / n - ratio * b / m
    first = np.clip(ratio * share, 0, 1)
    spread = first * (1 - first) / n + ratio**2 * share * (1 - share) / m
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(gap) < 1e-12, 0.0, gap / np.sqrt(np.maximum(spread, 1e-300)))


def _restricted(a: Counts, n: int, b: Counts, m: int, ratio: float) -> Numbers:
    """The second share that is likeliest if the first is ``ratio`` times as great."""
    square = (n + m) * ratio
    middle = (n + b) * ratio + a + m
    root = np.sqrt(np.maximum(middle**2 - 4.0 * square * (a + b), 0.0))
    return np.clip((middle - root) / (2 * square), 0.0, min(1.0, 1 / ratio))


def _limit(holds: Callable[[float], bool], value: float | None, *, down: bool) -> float:
    """The ratio furthest ``down`` (or up) from the observed one at which ``holds`` still does."""
    inside = value or (_FAR if value is None else 1 / _FAR)
    step = 0.5 if down else 2.0
    outside = inside * step
    while holds(outside):
        inside, outside = outside, outside * step
        if not 0.1 / _FAR < outside < 10 * _FAR:
            return 0.0 if down else math.inf
    for _ in range(_STEPS):
        middle = math.sqrt(inside * outside)
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return outside
