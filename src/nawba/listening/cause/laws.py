"""Two laws of how causes add up to a failure, each with what the fit needs of it.

Hazards add: each cause strikes by itself and each suffices, P(fail) = 1 - exp(-(b + sum of
effects)), the noisy-OR with a leak. Log-odds add: P(fail) = 1 / (1 + exp(-(b + sum of effects))),
and a cause was active in a failure that would not have come without it (Pearl's probability of
necessity under monotonicity). Which one holds is asked of the data (``attribution``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from nawba.listening.cause.tables import Codes, Flags, Floats

Name = Literal["additive", "logistic"]

_PLACES, _STEPS = 900, 15
_FEWEST = 1e-4  # hazard of an intent that never fails by itself


@dataclass(frozen=True)
class Law:
    """``grid`` [effect]: effects thought of, the first none; ``logs`` [2 x place, effect]: the
    log-probability of not failing at each place of the scale, then of failing, with that effect."""

    name: Name
    grid: Floats
    logs: Floats
    _scale: Callable[[Floats], Floats]

    def places(self, rest: Floats, failed: Codes) -> Codes:
        """[row]: where the others' sum ``rest`` stands in ``logs``, given what happened."""
        place = np.clip(np.rint(self._scale(rest)), 0, _PLACES - 1).astype(np.int64)
        return place + _PLACES * failed

    def share(self, total: Floats) -> Floats:
        """The share that fails."""
        if self.name == "additive":
            return np.asarray(-np.expm1(-total))
        return np.asarray(1 / (1 + np.exp(-total)))

    def total(self, share: Floats) -> Floats:
        """The sum at which this share fails."""
        if self.name == "additive":
            return np.asarray(-np.log1p(-share))
        return np.asarray(np.log(share / (1 - share)))

    def active(self, total: Floats, part: Floats) -> Floats:
        """How probably the causes that add ``part`` were active in a failure."""
        if self.name == "additive":
            return np.asarray(np.expm1(-part) / np.expm1(-total))
        return 1 - self.share(total - part) / self.share(total)

    def alone(self, total: Floats, plain: Floats) -> Floats:
        """How probably none of the causes was active in a failure; ``plain`` is the sum without
        them."""
        if self.name == "additive":
            return np.asarray(-np.expm1(-plain) * np.exp(plain - total) / -np.expm1(-total))
        return self.share(plain) / self.share(total)

    def plain(
        self, groups: Codes, failed: Codes, plain: Floats, added: Floats, g: np.random.Generator
    ) -> Floats:
        """[group]: each group's own sum anew, drawn given what causes ``added`` [contact]."""
        if self.name == "additive":
            return _plain_hazard(groups, failed, plain, added, g)
        return _plain_odds(groups, failed, plain, added, g)


@cache
def law(name: Name) -> Law:
    """The law of this name, its tables worked out once."""
    return _additive() if name == "additive" else _logistic()


def _additive() -> Law:
    low, step = np.log(_FEWEST), 0.0125
    hazard = np.exp(low + step * np.arange(_PLACES))
    grid = np.concatenate([[0.0], np.geomspace(0.02, 1.6, _STEPS)])
    whole = grid[:, None] + hazard
    logs = np.concatenate([-whole, np.log(-np.expm1(-whole))], axis=1)

    def scale(rest: Floats) -> Floats:
        return np.asarray((np.log(np.maximum(rest, _FEWEST)) - low) / step)

    return Law("additive", grid, np.ascontiguousarray(logs.T), scale)


def _logistic() -> Law:
    low, step = -9.0, 0.02
    odds = low + step * np.arange(_PLACES)
    grid = np.concatenate([[0.0], np.geomspace(0.2, 7.0, _STEPS)])
    whole = grid[:, None] + odds
    logs = np.concatenate([-np.logaddexp(0, whole), -np.logaddexp(0, -whole)], axis=1)

    def scale(rest: Floats) -> Floats:
        return np.asarray((rest - low) / step)

    return Law("logistic", grid, np.ascontiguousarray(logs.T), scale)


def _plain_hazard(
    groups: Codes, failed: Codes, plain: Floats, added: Floats, g: np.random.Generator
) -> Floats:
    """The failures that came by themselves are expected, then their hazard is drawn (Gamma)."""
    sizes = np.bincount(groups, minlength=plain.size)
    came = np.zeros_like(plain)
    for _ in range(2):
        part = failed * plain[groups] / -np.expm1(-(plain[groups] + added))
        came = np.bincount(groups, part, plain.size).astype(np.float64)
        plain = np.maximum((came + 0.01) / (sizes + 0.2), _FEWEST)
    return np.maximum(g.gamma(came + 0.5, 1 / (sizes + 1.0)), _FEWEST)


def _plain_odds(
    groups: Codes, failed: Codes, plain: Floats, added: Floats, g: np.random.Generator
) -> Floats:
    """Newton steps, then a draw from the normal distribution that the curvature gives."""
    curve = np.ones_like(plain)
    for _ in range(2):
        p = 1 / (1 + np.exp(-(plain[groups] + added)))
        slope = np.bincount(groups, failed - p, plain.size)
        curve = np.asarray(np.bincount(groups, p * (1 - p), plain.size) + 1e-3, np.float64)
        plain = np.clip(plain + np.clip(slope / curve, -1, 1), -8.0, 3.0)
    return np.asarray(plain + g.standard_normal(plain.size) / np.sqrt(curve + 1.0))


def spread(failed: Flags, groups: Codes) -> Floats:
    """[group]: the share that failed, never 0 or 1."""
    return np.asarray((np.bincount(groups, failed) + 0.5) / (np.bincount(groups) + 1.0))
