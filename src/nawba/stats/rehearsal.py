"""Where to begin testing, learned from other cases than those that prove.

Fixed-sequence testing ends at its first failure, so a bad first point wastes all cases. The promise
does not depend on the choice as long as the cases that prove it took no part in it: examples of
training serve, each read by a model trained without it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.stats.binomial import Numbers
from nawba.stats.promise import Promise

_TIMES = 100
_WORSE = 0.15  # of the risk: wrong labels among the cases to come, on top of the rehearsed errors


@dataclass(frozen=True)
class Rehearsal:
    """``scores`` and ``wrong`` (n,) of in-scope cases that will prove nothing."""

    scores: Numbers
    wrong: NDArray[np.bool_]

    def start(self, promise: Promise, cases: int, grid: Numbers) -> int:
        """Place in ``grid`` (strict to loose) from which testing answers most, on average.

        Heuristic, and harmless to the promise: 100 times, ``cases`` cases are drawn from the
        rehearsal (fixed seed), made a little worse, and tested from every place of the grid.
        Out-of-scope questions are not looked at. 0 without a rehearsal or a case.
        """
        if len(self.scores) == 0 or cases == 0:
            return 0
        rng = np.random.default_rng(0)
        simple = Promise(promise.risk, 0.0, promise.confidence)
        draws = [self._draw(simple, cases, grid, rng) for _ in range(_TIMES)]
        return int(np.argmax(np.mean(draws, axis=0)))

    def _draw(
        self, promise: Promise, cases: int, grid: Numbers, rng: np.random.Generator
    ) -> Numbers:
        """How many one draw of cases lets answer, by the place where testing starts; (points,)."""
        drawn = rng.integers(len(self.scores), size=cases)
        scores = self.scores[drawn]
        wrong = self.wrong[drawn] | (rng.random(cases) < _WORSE * promise.risk)
        answered, errors = (_reaching(part, grid) for part in (scores, scores[wrong]))
        return _used(answered, promise.kept_by(errors, answered, cases))


def _reaching(scores: Numbers, grid: Numbers) -> Numbers:
    counts: Numbers = (len(scores) - np.searchsorted(np.sort(scores), grid)).astype(np.float64)
    return counts


def _used(answered: Numbers, passed: NDArray[np.bool_]) -> Numbers:
    """Answered at the last place of the run of passes that begins at each place; else 0."""
    used = np.zeros(len(passed) + 1)
    for place in range(len(passed) - 1, -1, -1):
        if passed[place]:
            used[place] = max(used[place + 1], answered[place])
    return used[:-1]
