"""What a log of contacts says of arrivals, handling and patience: the inputs of a simulated day.

Plain numbers in, plain numbers out, in seconds. ``Times.empirical`` of the simulator takes what
``lifetimes_of``, ``patience_of`` and ``drawn_from`` give; ``Times.lognormal`` what ``lognormal_of``
gives.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf

from nawba.domain.errors import Invalid

Numbers = NDArray[np.float64]

MANY = 400
"""How many equally likely values stand for a distribution: a step of 0.25 %."""


def rates_of(counts: Numbers, seconds: float) -> tuple[Numbers, float]:
    """Arrivals per second by interval, and the variance of a busy day's factor (mean 1).

    ``counts``[day, interval] of contacts in intervals of ``seconds``. If a day's factor is B and
    arrivals given B are Poisson, day totals N have Var N = E N + Var B (E N)², which is solved for
    Var B; below 0 it is 0. Raises Invalid for fewer than two days, of which nothing can be said.
    """
    if counts.ndim != 2 or len(counts) < 2:
        raise Invalid("At least two days are needed to tell busy from quiet ones.", field="counts")
    totals = counts.sum(axis=1)
    mean = float(totals.mean())
    spread = 0.0 if mean == 0 else (float(totals.var(ddof=1)) - mean) / mean**2
    return counts.mean(axis=0) / seconds, max(0.0, spread)


def lifetimes_of(seconds: Numbers, ended: NDArray[np.bool_], many: int = MANY) -> Numbers:
    """``many`` equally likely lengths, in seconds and in order, from ``seconds`` seen.

    Where not ``ended``, the length was cut short: it would have been longer. The survival function
    is Kaplan and Meier's (J. Am. Stat. Ass. 53, 1958); beyond the longest seen, ends come at the
    rate of all (ends per second seen). Raises Invalid where nothing ended.
    """
    if not ended.any():
        raise Invalid("All of the times were cut short: nothing can be told.", field="ended")
    if not seconds.sum() > 0:
        return np.zeros(many)
    staying = ecdf(CensoredData(uncensored=seconds[ended], right=seconds[~ended])).sf
    wanted = 1 - (np.arange(many) + 0.5) / many
    at = np.searchsorted(-staying.probabilities, -wanted)
    last, least = float(staying.quantiles[-1]), float(staying.probabilities[-1])
    rate = float(ended.sum() / seconds.sum())
    beyond = last + np.log(np.maximum(least, 1e-300) / wanted) / rate
    seen = staying.quantiles[np.minimum(at, len(staying.quantiles) - 1)]
    return np.asarray(np.where(at < len(staying.quantiles), seen, beyond))


def patience_of(waits: Numbers, left: NDArray[np.bool_], many: int = MANY) -> Numbers:
    """``many`` equally likely patiences from ``waits``; where not ``left``, it was an answer that
    ended the wait. Raises Invalid where nobody left: patience is unknown then, not endless."""
    if not left.any():
        raise Invalid("Nobody left: their patience cannot be told.", field="left")
    return lifetimes_of(waits, left, many)


def drawn_from(values: Numbers, many: int = MANY) -> Numbers:
    """At most ``many`` equally likely values for ``values``, in order: the mean of each of ``many``
    equal parts, so that the mean of all stays. Raises Invalid where there are none."""
    if not len(values):
        raise Invalid("No time was seen, so none can be drawn.", field="values")
    if len(values) <= many:
        return np.sort(values)
    sums = np.concatenate(([0.0], np.cumsum(np.sort(values))))
    edges = np.linspace(0, len(values), many + 1)  # within a value it is shared out
    return np.diff(np.interp(edges, np.arange(len(sums)), sums)) * (many / len(values))


def lognormal_of(values: Numbers) -> tuple[float, float]:
    """Mean in seconds and variance / mean² of the lognormal that is likeliest for ``values``.

    Handling times are near it (Brown et al., J. Am. Stat. Ass. 100, 2005). Values below a second
    count as one second. Raises Invalid for fewer than two values.
    """
    if len(values) < 2:
        raise Invalid("At least two times are needed to tell how they vary.", field="values")
    logs = np.log(np.maximum(values, 1.0))
    variance = float(logs.var())
    return math.exp(float(logs.mean()) + variance / 2), math.expm1(variance)
