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


def chance_of(difference: float, error: float, degrees: float = math.inf) -> float:
    """Two-sided p-value of a ``difference`` from 0 with this standard ``error``.

    Student's t with ``degrees`` of freedom, those of the error; normal where it is known.
    """
    if error <= 0:
        return 1.0 if difference == 0 else 0.0
    return float(2 * stdtr(degrees, -math.fabs(difference) / error))
