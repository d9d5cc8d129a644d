"""What the operator asks for, and the bound that a count of cases gives for it.

Write S for the stated out-of-scope share of traffic. At one threshold let

    c  share of in-scope questions that are answered,
    r  share of those answers that are wrong,
    o  share of out-of-scope questions that are answered (each such answer is wrong).

Of all answers the share that is wrong is then

    R = [(1 - S) c r + S o] / [(1 - S) c + S o].

It has the form (a + x) / (b + x) with a = (1 - S) c r <= b = (1 - S) c and x = S o, so it rises
with r and with o; and it falls as c rises, because its numerator's share of each further in-scope
answer, r, is at most the share 1 of the out-of-scope answers it dilutes (dR/dc has the sign of
r - 1). Hence, with upper limits for r and o and a lower limit for c that hold together, R is at
most the same expression of the limits.

The three limits are Clopper-Pearson's and divide the permitted error 1 - ``confidence`` among them
(Bonferroni): 0.6 of it for r, 0.3 for o, 0.1 for c, fixed beforehand. Wrong answers among A
answered in-scope cases are binomial (A, r) given A; answered out-of-scope cases are binomial
(their number, o); answered in-scope cases are binomial (their number, c). The limit for c is made
to hold at every point of the grid at once (its part divided by the number of points), because the
first point tested is chosen by those very counts; see ``risk_control``. With S = 0, R = r and r
gets everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from nawba.stats.binomial import Numbers, lower_bound, upper_bound

_WRONG, _OUT, _ANSWERED = 0.6, 0.3, 0.1  # parts of the permitted error; their sum is 1


@dataclass(frozen=True)
class Promise:
    """At most ``risk`` of the answers are wrong, said with ``confidence``.

    ``oos_share`` is the share of out-of-scope questions in the traffic it is said of: stated by
    the operator, not estimated. ``points`` is how many thresholds the grid has. Raises ValueError
    when a share does not lie strictly between 0 and 1 (``oos_share`` may be 0).
    """

    risk: float
    oos_share: float = 0.0
    confidence: float = 0.95
    points: int = 1

    def __post_init__(self) -> None:
        if not 0 < self.risk < 1:
            raise ValueError(f"a risk of {self.risk}: give a share between 0 and 1, such as 0.05")
        if not 0 <= self.oos_share < 1:
            raise ValueError(f"an out-of-scope share of {self.oos_share}: give 0 or more, below 1")
        if not 0 < self.confidence < 1 or self.points < 1:
            raise ValueError("a confidence between 0 and 1 and at least one point are needed")

    def bound(
        self,
        wrong: ArrayLike,
        answered: ArrayLike,
        asked: ArrayLike,
        oos_answered: ArrayLike = 0,
        oos_asked: ArrayLike = 0,
    ) -> Numbers:
        """Upper limit for R from counts of cases; shapes broadcast.

        ``wrong`` of the ``answered`` of the ``asked`` in-scope cases, and ``oos_answered`` of the
        ``oos_asked`` out-of-scope ones (not looked at when the share is 0). 1 where nothing was
        answered.
        """
        if self.oos_share == 0:
            return upper_bound(wrong, answered, self.confidence)
        error, share = 1 - self.confidence, self.oos_share
        r = upper_bound(wrong, answered, 1 - _WRONG * error)
        o = upper_bound(oos_answered, oos_asked, 1 - _OUT * error)
        c = lower_bound(answered, asked, 1 - _ANSWERED * error / self.points)
        return combine(r, o, c, share)

    def kept_by(self, *counts: ArrayLike) -> np.ndarray:
        """Where ``bound`` of these counts is at most ``risk``."""
        return np.asarray(self.bound(*counts) <= self.risk)


def combine(wrong: ArrayLike, oos: ArrayLike, answered: ArrayLike, oos_share: float) -> Numbers:
    """R of the module's docstring from r, o and c; 1 where nothing is answered."""
    r, o, c = (np.asarray(part, np.float64) for part in (wrong, oos, answered))
    inside, outside = (1 - oos_share) * c, oos_share * o
    total = inside + outside
    return np.where(total > 0, (inside * r + outside) / np.where(total > 0, total, 1.0), 1.0)
