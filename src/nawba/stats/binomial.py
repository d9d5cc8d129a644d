"""Exact one-sided bounds for a share: what a count of errors proves, whatever the true share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv

Numbers = NDArray[np.float64]


def upper_bound(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Numbers:
    """Largest share that ``successes`` of ``trials`` do not refute, in [0, 1], element by element.

    The one-sided Clopper-Pearson limit: the share p at which P(Bin(trials, p) <= successes) is
    1 - ``confidence``. Whatever the true share, it lies above the limit in at most that part of
    all samples. Without trials, and when every trial succeeded, it is 1.

    C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
    of the binomial", Biometrika 26 (1934). Shapes broadcast. Raises ValueError on counts that
    cannot be.
    """
    k, n = _counts(successes, trials, confidence)
    open_end = k >= n
    solved = betaincinv(k + 1, np.where(open_end, 1.0, n - k), confidence)
    return np.where(open_end, 1.0, solved)


def lower_bound(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Numbers:
    """Smallest share that ``successes`` of ``trials`` do not refute: the mirror of the above."""
    k, n = _counts(successes, trials, confidence)
    return 1.0 - upper_bound(n - k, n, confidence)


def trials_needed(risk: float, confidence: float = 0.95, errors: int = 0) -> int:
    """Fewest trials, with ``errors`` among them, whose upper bound is at most ``risk``.

    59, 149 and 299 without error for 5, 2 and 1 % at 95 %. Raises ValueError for a risk outside
    (0, 1) or a negative number of errors.
    """
    if not 0 < risk < 1 or errors < 0:
        raise ValueError(f"a risk of {risk} with {errors} errors")
    return first_true(lambda n: bool(upper_bound(errors, n, confidence) <= risk), errors + 1)


def first_true(holds: Callable[[int], bool], start: int) -> int:
    """Smallest integer from ``start`` at which ``holds``, which must stay true once it is."""
    low, high = start - 1, start
    while not holds(high):
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _counts(successes: ArrayLike, trials: ArrayLike, confidence: float) -> tuple[Numbers, Numbers]:
    k, n = np.asarray(successes, np.float64), np.asarray(trials, np.float64)
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence of {confidence}")
    if np.any(k < 0) or np.any(k > n):
        raise ValueError("successes outside 0 … trials")
    return k, n
