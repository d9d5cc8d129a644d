"""The cases that are simulated: each play takes a case's parameters and gives drawn figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Drawn:
    """A simulated figure: its mean over replications, and the standard error of that mean."""

    mean: float
    error: float


Play = Callable[[Mapping[str, Any], float, int], Mapping[str, Drawn]]
"""Of (parameters, effort, seed); ``effort`` 1 is the usual length."""

PLAYS: dict[str, Play] = {}
"""By what a case says it is answered ``by``."""
