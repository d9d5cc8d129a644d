"""Means of many groups, of which some are seen often and some hardly ever.

A group's own mean is trusted as far as it is known, and pulled to the mean of all as far as it is
not: empirical Bayes in the form of actuaries, linear, with no distribution assumed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence


def credible_means(
    means: Sequence[float], weights: Sequence[float], within: float
) -> tuple[float, list[float]]:
    """The mean of all, and of each group a mean between that and its own.

    ``weights`` are what the means rest on (numbers of contacts, seconds), all above 0; a mean has
    the variance ``within / weight`` by chance alone. Between the groups the variance is estimated
    from the means, at least 0: groups that differ no more than by chance all get the mean of all.
    The mean of all is what a group of which nothing is known is expected to have, so each counts by
    how far its own is trusted: one group with most of the weight is still one group. Bühlmann &
    Straub, Glaubwürdigkeit für Schadensätze, Mitt. VSVM 70 (1970), the homogeneous estimator.
    Raises ZeroDivisionError without any group.
    """
    plain = _mean(means, weights)
    between = _between(means, weights, within, plain)
    if between == 0:
        return plain, [plain] * len(means)
    trust = [between / (between + within / w) for w in weights]
    overall = _mean(means, trust)
    return overall, [overall + z * (x - overall) for z, x in zip(trust, means, strict=True)]


def _mean(means: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(w * x for w, x in zip(weights, means, strict=True)) / math.fsum(weights)


def _between(
    means: Sequence[float], weights: Sequence[float], within: float, plain: float
) -> float:
    """How far groups differ beyond chance: a variance."""
    total = math.fsum(weights)
    spread = math.fsum(w * (x - plain) ** 2 for w, x in zip(weights, means, strict=True))
    room = total - math.fsum(w * w for w in weights) / total
    if room <= 0:
        return 0.0  # one group alone
    return max(0.0, (spread - (len(means) - 1) * within) / room)
