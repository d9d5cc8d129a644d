"""Many tests at once: how many of them may fail by chance, and which have not."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scipy.special import stdtr


def holm(chances: Sequence[float], level: float) -> list[bool]:
    """Which hypotheses are rejected, so that one is wrongly with a chance of ``level`` at most.

    ``chances`` are p-values, however they depend on each other; the order is kept. S. Holm, "A
    simple sequentially rejective multiple test procedure", Scand. J. Statistics 6 (1979).
    """
    order = sorted(range(len(chances)), key=chances.__getitem__)
    rejected = [False] * len(chances)
    for done, place in enumerate(order):
        if chances[place] > level / (len(chances) - done):
            break
        rejected[place] = True
    return rejected


def q_values(chances: Sequence[float]) -> list[float]:
    """For each p-value the share of false discoveries among it and all that are smaller, in [0, 1].

    Taking those up to .05 leaves at most 5 % false ones on average, if the tests are independent
    or lean the same way. Y. Benjamini & Y. Hochberg, "Controlling the false discovery rate", J. R.
    Statist. Soc. B 57 (1995), as adjusted p-values; the order is kept.
    """
    order = sorted(range(len(chances)), key=chances.__getitem__, reverse=True)
    found, least = [1.0] * len(chances), 1.0
    for done, place in enumerate(order):
        least = min(least, chances[place] * len(chances) / (len(chances) - done))
        found[place] = least
    return found


def chance_of(difference: float, error: float, degrees: float = math.inf) -> float:
    """Two-sided p-value of a ``difference`` from 0 with this standard ``error``.

    Student's t with ``degrees`` of freedom, those of the error; normal where it is known.
    """
    if error <= 0:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stdtr(degrees, -math.fabs(difference) / error))
