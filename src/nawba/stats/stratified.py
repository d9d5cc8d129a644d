"""How much more often something happens to the exposed than to others like them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Difference:
    """``value`` of two shares, exposed less others, with its standard ``error``; ``null_error`` is
    the one if there is no difference. ``degrees`` of freedom, of Student's t; ``n`` exposed."""

    value: float
    error: float
    null_error: float
    degrees: float
    n: int

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        half = float(stdtrit(self.degrees, 0.5 + confidence / 2)) * self.error
        return max(-1.0, self.value - half), min(1.0, self.value + half)

    def chance(self) -> float:
        """One-sided p-value: that the exposed seem so much worse by chance."""
        if self.null_error <= 0:
            return 1.0
        return float(stdtr(self.degrees, -self.value / self.null_error))

    def less(self, other: Difference) -> Difference:
        """This difference less ``other``, of other cases: a difference in differences."""
        return Difference(
            self.value - other.value,
            sqrt(self.error**2 + other.error**2),
            sqrt(self.null_error**2 + other.null_error**2),
            min(self.degrees, other.degrees),
            self.n,
        )


def difference(
    happened: Flags, exposed: Flags, strata: Codes, clusters: Sequence[Codes] = ()
) -> Difference | None:
    """The difference of shares within ``strata``, weighed after Mantel & Haenszel; None if no
    stratum has both exposed and others.

    All [case]; strata count from 0. Cases of one cluster may be alike: the error is the largest of
    those by each of ``clusters`` (-1: a cluster of its own) and by single cases, sums of influences
    after S. Greenland & J. Robins, Biometrics 41 (1985), and K.-Y. Liang & S. Zeger, Biometrika 73
    (1986); the degrees of freedom are the clusters with exposed cases, less one.
    """
    ones = np.bincount(strata[exposed], minlength=int(strata.max(initial=0)) + 1).astype(float)
    others = np.bincount(strata[~exposed], minlength=ones.size).astype(float)
    weights = ones * others / np.maximum(ones + others, 1)
    if not weights.sum():
        return None
    weights /= weights.sum()
    did = np.bincount(strata[exposed & happened], minlength=ones.size)
    alone = np.bincount(strata[~exposed & happened], minlength=ones.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.nan_to_num(np.stack([alone / others, did / ones]))
        pooled = (did + alone) / (ones + others)
        steps = np.nan_to_num(np.stack([-weights / others, weights / ones]), posinf=0, neginf=0)
    side = exposed.astype(np.int64)
    step = steps[side, strata]
    influence = step * (happened - shares[side, strata])
    null = step * (happened - pooled[strata])
    error, degrees = sqrt(influence @ influence), inf
    for one in clusters:
        error = max(error, _clustered(influence, one))
        degrees = min(degrees, _groups(one[exposed]) - 1)
    value = float(weights @ (shares[1] - shares[0]))
    null_error = max(error, sqrt(null @ null))
    return Difference(value, error, null_error, max(degrees, 1), int(exposed.sum()))


def _clustered(influence: Floats, clusters: Codes) -> float:
    sums = np.bincount(clusters + 1, influence)[1:]
    alone = influence[clusters < 0]
    count = np.unique(clusters[clusters >= 0]).size
    return sqrt(count / max(count - 1, 1) * float(sums @ sums) + float(alone @ alone))


def _groups(clusters: Codes) -> int:
    return np.unique(clusters[clusters >= 0]).size + int((clusters < 0).sum())
