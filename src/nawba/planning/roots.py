"""Where a function crosses zero; what finds it is loaded only when asked, for a quick start."""

from __future__ import annotations

from collections.abc import Callable


def root(of: Callable[[float], float], low: float, high: float, **how: float) -> float:
    """Brent's method on an interval at whose ends ``of`` has opposite signs, else ValueError."""
    from scipy.optimize import brentq

    return float(brentq(of, low, high, **how))
