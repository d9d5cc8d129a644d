"""Square-root rules: what large groups of advisers come to, and where to start looking."""

from __future__ import annotations

import math

from scipy.special import erfcx, ndtr


def halfin_whitt(beta: float) -> float:
    """Share of customers who wait where nobody leaves, with R + ``beta`` sqrt(R) advisers.

    The limit of Erlang C for a load of R erlangs as R grows. S. Halfin, W. Whitt, "Heavy-traffic
    limits for queues with many exponential servers", Operations Research 29 (1981). ``beta`` > 0.
    """
    return 1 / (1 + beta * float(ndtr(beta)) / _density(beta))


def garnett(beta: float, ratio: float) -> float:
    """The same where customers leave: ``ratio`` is mean handling time / mean patience.

    O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers",
    Manufacturing & Service Operations Management 4 (2002). ``beta`` may be of either sign.
    """
    steep = math.sqrt(1 / ratio)
    waits = math.sqrt(ratio) * _hazard(beta * steep)
    return 1 / (1 + waits / _hazard(-beta))


def square_root(load: float, beta: float) -> int:
    """Advisers for a ``load`` in erlangs with ``beta`` square roots of it to spare."""
    return max(1, math.ceil(load + beta * math.sqrt(load)))


def _density(x: float) -> float:
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


def _hazard(x: float) -> float:
    """density / (1 - distribution) of the normal, without dividing 0 by 0 far out."""
    return math.sqrt(2 / math.pi) / float(erfcx(x / math.sqrt(2)))
