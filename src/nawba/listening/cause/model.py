"""How much each cell adds to the odds of failing: spikes and slabs, learned from all cells.

A contact fails with probability ``1 / (1 + exp(-(b + sum of effects)))``; ``b`` belongs to its
intent (what fails without any cause), an effect to one of its cells, and is 0 for most cells. What
share of a family's cells has an effect, and how large effects are, is learned from all its cells
at once (nonparametric empirical Bayes on a fixed grid: Kiefer & Wolfowitz 1956; Stephens, False
discovery rates: a new deal, Biostatistics 18, 2017). Levels are fitted in turn with the means of
the others (mean-field), from the general to the particular.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nawba.listening.cause.kinds import Kind
from nawba.listening.cause.tables import Codes, Flags, Floats

GRID: Floats = np.concatenate([[0.0], np.geomspace(0.15, 8.0, 18)])
"""Effects on the log-odds; the first is none."""

ROUNDS = 10
_LEARNING = 20
_SPIKE, _SLAB = 2.0, 0.02  # what is believed of a family before a cell of it is seen, in cells


@dataclass(frozen=True)
class Effects:
    """What was found of a kind: ``posterior`` [cell, grid], ``mean`` [cell] on the log-odds."""

    kind: Kind
    posterior: Floats

    @property
    def mean(self) -> Floats:
        return self.posterior @ GRID

    @property
    def active(self) -> Floats:
        """How probably each cell has an effect at all."""
        return 1.0 - self.posterior[:, 0]

    def of_contacts(self) -> Floats:
        """[contact]: the mean effect of its cell, 0 without one."""
        return np.append(self.mean, 0.0)[self.kind.cells]


@dataclass(frozen=True)
class Model:
    """``base`` [contact]: log-odds of failing without any cause."""

    base: Floats
    effects: tuple[Effects, ...]

    def sum_of(self, *causes: str) -> Floats:
        """[contact]: the sum of mean effects of these causes."""
        found = np.zeros(self.base.size)
        for one in self.effects:
            if one.kind.cause in causes:
                found += one.of_contacts()
        return found


class _Level:
    """A kind while it is fitted; ``weights`` [grid] are shared by its family."""

    def __init__(self, kind: Kind, failed: Flags) -> None:
        self.kind = kind
        self.rows = np.flatnonzero(kind.cells >= 0)
        self.cells = kind.cells[self.rows]
        self.sign = np.where(failed[self.rows], -1.0, 1.0)
        self.posterior = np.zeros((len(kind.labels), GRID.size))
        self.posterior[:, 0] = 1.0
        self.added = np.zeros(self.rows.size)

    def likelihood(self, rest: Floats) -> Floats:
        """[cell, grid]: log-likelihood of each effect, given the others' log-odds [row]."""
        found = np.empty_like(self.posterior)
        for at, effect in enumerate(GRID):
            logs = -np.log1p(np.exp(self.sign * (rest + effect)))
            found[:, at] = np.bincount(self.cells, logs, len(self.kind.labels))
        return found - found.max(axis=1, keepdims=True)

    def set(self, posterior: Floats) -> None:
        self.posterior = posterior
        self.added = (posterior @ GRID)[self.cells]


def fit(intents: Codes, failed: Flags, kinds: Sequence[Kind], rounds: int = ROUNDS) -> Model:
    """The model for contacts with ``intents`` [contact] (-1: not known) that ``failed`` or not."""
    levels = [_Level(kind, failed) for kind in kinds]
    families = _families(levels)
    groups = intents + 1
    base = _start(groups, failed)
    total = base[groups]
    for _ in range(rounds):
        for family in families:
            _fit_family(family, total)
        base = _fit_base(groups, failed, base, total - base[groups])
        total = base[groups] + _added(levels, failed.size)
    effects = tuple(Effects(one.kind, one.posterior) for one in levels)
    return Model(base[groups], effects)


def _families(levels: list[_Level]) -> list[list[_Level]]:
    found: dict[str, list[_Level]] = {}
    for level in levels:
        found.setdefault(level.kind.family, []).append(level)
    return list(found.values())


def _fit_family(family: list[_Level], total: Floats) -> None:
    """Every level of the family in turn; ``total`` [contact] is kept up to date."""
    likelihoods = []
    for level in family:
        likelihoods.append(level.likelihood(total[level.rows] - level.added))
    weights = _weights(np.concatenate(likelihoods), family[0].kind.most)
    for level, likelihood in zip(family, likelihoods, strict=True):
        before = level.added
        level.set(_posterior(likelihood, weights))
        total[level.rows] += level.added - before


def _weights(likelihood: Floats, most: float) -> Floats:
    """How common each effect is among the cells: EM, with the spike at least 1 - ``most``."""
    weights = np.full(GRID.size, most / (GRID.size - 1))
    weights[0] = 1 - most
    for _ in range(_LEARNING):
        counts = _posterior(likelihood, weights).sum(axis=0) + _SLAB
        counts[0] += _SPIKE
        weights = counts / counts.sum()
        if weights[0] < 1 - most:
            weights[1:] *= most / weights[1:].sum()
            weights[0] = 1 - most
    return weights


def _posterior(likelihood: Floats, weights: Floats) -> Floats:
    found: Floats = np.exp(likelihood) * weights
    return found / found.sum(axis=1, keepdims=True)


def _added(levels: list[_Level], size: int) -> Floats:
    found = np.zeros(size)
    for level in levels:
        found[level.rows] += level.added
    return found


def _start(groups: Codes, failed: Flags) -> Floats:
    sizes = np.bincount(groups)
    rates = (np.bincount(groups, failed) + 0.5) / (sizes + 1.0)
    return np.log(rates / (1 - rates))


def _fit_base(groups: Codes, failed: Flags, base: Floats, added: Floats) -> Floats:
    """Newton steps for each intent's own log-odds, a contact's worth of prior at the mean."""
    for _ in range(4):
        p = 1 / (1 + np.exp(-(base[groups] + added)))
        slope = np.bincount(groups, failed - p, base.size)
        curve = np.bincount(groups, p * (1 - p), base.size) + 1e-3
        base = np.clip(base + np.clip(slope / curve, -1, 1), -9.0, 3.0)
    return base
