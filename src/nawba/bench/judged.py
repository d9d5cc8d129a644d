"""Labelled texts after a model read them: what a threshold would answer, and how often wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.assistant.intents import Readings
from nawba.stats import Cases, Promise, combine, control, logit_grid

GRID = logit_grid()


@dataclass(frozen=True)
class Judged:
    """``scores`` and ``wrong`` of the in-scope texts (n,), ``oos_scores`` of the others (m,)."""

    scores: NDArray[np.float64]
    wrong: NDArray[np.bool_]
    oos_scores: NDArray[np.float64]

    @property
    def cases(self) -> Cases:
        inside, outside = self.sizes
        return Cases(self.scores, self.wrong, inside, self.oos_scores, outside)

    @property
    def sizes(self) -> tuple[int, int]:
        """How many in scope, how many out of scope."""
        return len(self.scores), len(self.oos_scores)

    def drawn(self, rng: np.random.Generator, sizes: tuple[int, int]) -> Judged:
        """So many texts, each drawn from all of these."""
        inside = rng.integers(len(self.scores), size=sizes[0])
        outside = rng.integers(max(len(self.oos_scores), 1), size=sizes[1])
        return Judged(self.scores[inside], self.wrong[inside], self.oos_scores[outside])

    def at(self, threshold: float | None) -> tuple[float, float, float]:
        """Shares: wrong among answered in scope, answered out of scope, answered in scope."""
        if threshold is None:
            return 0.0, 0.0, 0.0
        answered, outside = self.scores >= threshold, self.oos_scores >= threshold
        return _mean(self.wrong[answered]), _mean(outside), _mean(answered)

    def risk(self, threshold: float | None, oos_share: float) -> float:
        """Share wrong among answers; 0 when nothing is answered."""
        wrong, oos, answered = self.at(threshold)
        nothing = answered + oos * oos_share == 0
        return 0.0 if nothing else float(combine(wrong, oos, answered, oos_share))


def judge(readings: Readings, truth: Sequence[str], oos: Readings) -> Judged:
    """``truth`` (n,) are the right intents of ``readings``; ``oos`` are of texts without one."""
    wrong = np.array([a != b for a, b in zip(readings.answerable, truth, strict=True)], bool)
    return Judged(readings.scores, wrong, oos.scores)


@dataclass(frozen=True)
class Resampled:
    """Of ``calibrations`` drawn anew, the share that broke the promise and that found nothing."""

    calibrations: int
    broken: float | None
    assist_only: float | None


def resample(
    population: Judged,
    sizes: tuple[int, int],
    promise: Promise,
    start: int,
    times: int,
    seed: int,
) -> Resampled:
    """Calibrate ``times`` times on cases drawn from ``population``; count the promises broken.

    What is resampled: scores, not models. The test texts, as one trained model read them, are
    taken for the whole population, of which everything is known. Each time as many cases as the
    real calibration had are drawn from them with replacement, a threshold is set on these, and
    its risk *on the whole population* is compared with the promise. (Compared with a second sample
    it would break oftener than promised, by the noise of that sample.) It tests the procedure, not
    whether training texts are like test texts: ``wrong_rate`` shows that.
    """
    if times < 1 or population.sizes[0] == 0 or (sizes[1] and not population.sizes[1]):
        return Resampled(0, None, None)
    rng = np.random.default_rng(seed)
    found = [
        control(population.drawn(rng, sizes).cases, promise, GRID, start).threshold
        for _ in range(times)
    ]
    risks = np.array([population.risk(threshold, promise.oos_share) for threshold in found])
    nothing = np.array([threshold is None for threshold in found])
    return Resampled(times, _mean(risks > promise.risk), _mean(nothing))


def _mean(marks: NDArray[np.bool_]) -> float:
    return float(marks.mean()) if marks.size else 0.0
