"""Statistics, pure: intervals and risk control; calibration and bootstrap as they are needed.

In: counts and samples. Out: numbers with their intervals.
Every function names the paper or standard it follows, and says what it assumes.
Nothing here knows of contacts: rooms count, this one says how sure the count is.
Anybody may import it; it imports nobody.
"""

from nawba.stats.binomial import lower_bound, trials_needed, upper_bound
from nawba.stats.credibility import credible_means
from nawba.stats.intervals import wilson
from nawba.stats.promise import Promise, combine
from nawba.stats.rehearsal import Rehearsal
from nawba.stats.risk_control import (
    Cases,
    Control,
    Missing,
    Steps,
    Verdict,
    control,
    least_answered,
    least_bearing,
    logit_grid,
)

__all__ = [
    "Cases",
    "Control",
    "Missing",
    "Promise",
    "Rehearsal",
    "Steps",
    "Verdict",
    "combine",
    "control",
    "credible_means",
    "least_answered",
    "least_bearing",
    "logit_grid",
    "lower_bound",
    "trials_needed",
    "upper_bound",
    "wilson",
]
