"""What a log of contacts says of arrivals and patience: the inputs of a simulated day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import CensoredData, ecdf

from nawba.domain.errors import Invalid

Numbers = NDArray[np.float64]


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


def patience_of(waits: Numbers, left: NDArray[np.bool_], many: int = 400) -> Numbers:
    """``many`` equally likely patiences, in seconds and in order, from ``waits`` cut short.

    ``left``: the customer left then; else they were answered, and would have stayed longer. The
    survival function is Kaplan and Meier's (J. Am. Stat. Ass. 53, 1958); beyond the last wait seen
    the rate of leaving is that of all (those who left per second waited). Raises Invalid where
    nobody left: then patience is unknown, not endless.
    """
    if not left.any():
        raise Invalid("Nobody left: their patience cannot be told.", field="left")
    staying = ecdf(CensoredData(uncensored=waits[left], right=waits[~left])).sf
    wanted = 1 - (np.arange(many) + 0.5) / many
    at = np.searchsorted(-staying.probabilities, -wanted)
    last, least = float(staying.quantiles[-1]), float(staying.probabilities[-1])
    rate = float(left.sum() / waits.sum())
    beyond = last + np.log(np.maximum(least, 1e-300) / wanted) / rate
    seen = staying.quantiles[np.minimum(at, len(staying.quantiles) - 1)]
    return np.asarray(np.where(at < len(staying.quantiles), seen, beyond))
