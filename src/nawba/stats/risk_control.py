"""The loosest threshold that keeps a promised risk: fixed-sequence testing on a pre-fixed grid.

A classifier is frozen. Each case has a score; at threshold t the cases scoring t or more are
answered. Thresholds are tested from strict to loose, each with the bound of ``promise`` at the
full confidence, and the loosest reached before the first failure is used.

Why testing many needs no correction. Let j* be the strictest grid point whose true risk is above
the promise. The order of testing is fixed beforehand, so a wrong threshold can be used only if
the test at j* passes, and that happens to at most 5 % of calibrations, whatever comes after it
(P. Bauer, "Multiple testing in clinical trials", Statistics in Medicine 10 (1991); A. N.
Angelopoulos, S. Bates, E. J. Candès, M. I. Jordan, L. Lei, "Learn then Test", arXiv:2110.01052).

Where testing starts. A point that answers fewer cases than a faultless result would need can only
fail, so the first point tested is the strictest that answers at least a minimum number, which
depends on numbers of cases only. That point may lie beyond j*; let k be the looser of the two: a
wrong threshold can be used only if the test at k passes. When k is j*, its bound is binomial as
ever. When k is the first point, one thing more is known: stricter points answered too few. That
moves cases from strict scores to loose ones, which can only add errors if the share wrong does
not fall, bin by bin, as scores fall from the top to that point. Under this one assumption the
statement is exact. The bounds on coverage hold at all points at once, and those on out-of-scope
cases do not depend on the in-scope counts, so neither needs it. What is left when it fails is
small, as only the cases between two neighbouring grid points matter; a test measures it.

Why the minimum is not always the bare one. 59 answers without error prove 5 %; one error among
them and testing ends with nothing, though hundreds of good cases were there. So with many
cases the first point is the strictest that may bear three errors (or two, or one: as many as half
of the cases allow); with few it is the bare minimum. All of it is known before a result is. A
caller who knows from other cases where the classifier is good says where to start (``rehearsal``).

What it assumes: cases are drawn independently from the traffic of which the promise is said, one
per cluster; the model, grid, risk and share were chosen without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nawba.stats.binomial import Numbers, first_true
from nawba.stats.promise import Promise

TOLERATED = 3  # faults that the first tested point can bear when cases are many
_ENDLESS = 10_000_000  # cases: what they cannot prove, no number will


def logit_grid(strictest: float = 0.9995, loosest: float = 0.2, points: int = 60) -> Numbers:
    """Thresholds from strict to loose, evenly spaced in log odds: fine where scores crowd."""
    ends = np.log([strictest / (1 - strictest), loosest / (1 - loosest)])
    odds = np.exp(np.linspace(ends[0], ends[1], points))
    grid: Numbers = odds / (1 + odds)
    return grid


@dataclass(frozen=True)
class Cases:
    """The labelled cases of one group: those whose *predicted* intent belongs to it.

    ``scores`` and ``wrong`` (n,) are of its in-scope cases; ``asked`` counts in-scope cases of
    every group, the denominator of coverage. ``oos_scores`` and ``oos_asked`` likewise.
    """

    scores: Numbers
    wrong: NDArray[np.bool_]
    asked: int
    oos_scores: Numbers
    oos_asked: int

    def __post_init__(self) -> None:
        if len(self.scores) != len(self.wrong) or len(self.scores) > self.asked:
            raise ValueError("one mark per score, and no more scores than cases")
        if len(self.oos_scores) > self.oos_asked:
            raise ValueError("no more out-of-scope scores than cases")


class Verdict(StrEnum):
    """What became of a group."""

    KEPT = "kept"
    TOO_FEW = "too_few"  # no result could prove the promise
    TOO_WRONG = "too_wrong"  # the strictest threshold already failed


@dataclass(frozen=True)
class Steps:
    """One row per grid point, strict to loose: what was counted, bounded, and tested at all."""

    thresholds: Numbers
    answered: NDArray[np.int64]
    wrong: NDArray[np.int64]
    oos_answered: NDArray[np.int64]
    bounds: Numbers
    tested: NDArray[np.bool_]


@dataclass(frozen=True)
class Missing:
    """How many more cases at least, if all were answered rightly, before anything is proven."""

    in_scope: int = 0
    out_of_scope: int = 0


@dataclass(frozen=True)
class Control:
    """The outcome: ``place`` of the threshold in ``steps``, None when nothing may be answered."""

    verdict: Verdict
    place: int | None
    steps: Steps
    missing: Missing = Missing()

    @property
    def threshold(self) -> float | None:
        """Answer from this score on; None means never."""
        return None if self.place is None else float(self.steps.thresholds[self.place])

    @property
    def bound(self) -> float | None:
        """Upper limit for the share wrong among answers at the threshold."""
        return None if self.place is None else float(self.steps.bounds[self.place])

    def counted(self, counts: NDArray[np.int64]) -> int:
        """One of the counts of ``steps`` at the threshold; 0 without one."""
        return 0 if self.place is None else int(counts[self.place])


def control(cases: Cases, promise: Promise, grid: Numbers, start: int = 0) -> Control:
    """The loosest threshold of ``grid`` (strict to loose) that keeps ``promise`` on ``cases``.

    No place before ``start`` is tested; it must have been chosen without these cases.
    The bound for coverage is spread over the grid's points whatever ``promise.points`` says.
    Raises ValueError when the grid does not fall or has no place ``start``.
    """
    if len(grid) == 0 or np.any(np.diff(grid) >= 0) or not 0 <= start < len(grid):
        raise ValueError("the grid must fall, from its strictest threshold to its loosest")
    promise = Promise(promise.risk, promise.oos_share, promise.confidence, len(grid))
    steps = _count(cases, promise, grid)
    least = least_answered(promise, len(cases.scores), cases.asked, cases.oos_asked)
    able = np.flatnonzero(steps.answered >= least) if least is not None else np.array([], int)
    if able.size == 0:
        have = int(steps.answered[-1])
        missing = _missing(promise, have, cases.asked, cases.oos_asked)
        return Control(Verdict.TOO_FEW, None, steps, missing)
    return _walk(steps, promise.risk, max(int(able[0]), start))


def _count(cases: Cases, promise: Promise, grid: Numbers) -> Steps:
    answered = _at_least(cases.scores, grid)
    wrong = _at_least(cases.scores[cases.wrong], grid)
    oos = _at_least(cases.oos_scores, grid)
    bounds = promise.bound(wrong, answered, cases.asked, oos, cases.oos_asked)
    return Steps(grid, answered, wrong, oos, bounds, np.zeros(len(grid), bool))


def _at_least(scores: Numbers, grid: Numbers) -> NDArray[np.int64]:
    """How many scores reach each threshold, shape (points,)."""
    return len(scores) - np.searchsorted(np.sort(scores), grid, side="left")


def _walk(steps: Steps, risk: float, first: int) -> Control:
    passes = steps.bounds[first:] <= risk
    failed = first + int(np.argmin(passes)) if not passes.all() else len(steps.bounds)
    steps.tested[first : failed + 1] = True
    if failed == first:
        return Control(Verdict.TOO_WRONG, None, steps)
    return Control(Verdict.KEPT, failed - 1, steps)


@lru_cache(maxsize=256)
def least_answered(promise: Promise, cases: int, asked: int, oos_asked: int) -> int | None:
    """The number answered at which testing starts, from numbers of cases alone; None: too few.

    The fewest that keep the promise with ``TOLERATED`` faults of each kind if that is at most
    half of the group's ``cases``; else with one less; without fault it may be all of them.
    """
    for faults in range(TOLERATED, -1, -1):
        least = least_bearing(promise, faults, cases, asked, oos_asked)
        if least is not None and least <= (cases // 2 if faults else cases):
            return least
    return None


@lru_cache(maxsize=1024)
def least_bearing(
    promise: Promise, faults: int, cases: int, asked: int, oos_asked: int
) -> int | None:
    """The fewest of ``cases`` answered that keep the promise with ``faults`` of each kind."""
    numbers = np.arange(1, cases + 1)
    wrong, out = np.minimum(faults, numbers), min(faults, oos_asked)
    kept = np.flatnonzero(promise.kept_by(wrong, numbers, asked, out, oos_asked))
    return int(numbers[kept[0]]) if kept.size else None


@lru_cache(maxsize=256)
def _missing(promise: Promise, have: int, asked: int, oos_asked: int) -> Missing:
    """The smallest additions, faultless and with the group's share of cases unchanged."""
    share = max(have, 1) / max(asked, 1)

    def kept(answered: int, oos: int, risk: float) -> bool:
        among = max(answered, round(answered / share))
        return bool(promise.bound(0, answered, among, 0, oos) <= risk)

    oos = oos_asked
    if not kept(_ENDLESS, oos, promise.risk):
        oos = first_true(lambda number: kept(_ENDLESS, number, promise.risk / 2), oos)
    enough = first_true(lambda number: kept(number, oos, promise.risk), 1)
    return Missing(max(enough - have, 0), oos - oos_asked)
