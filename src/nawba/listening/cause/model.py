"""How much each cell adds to the chance of failing: spikes and slabs, learned from all cells.

A contact's sum is its intent's own (what fails without any cause) plus one effect per cell it is
in; a ``Law`` makes of the sum the share that fails. Cells are drawn in turn given all others, from
the general to the particular (Gibbs sampling; George & McCulloch, Variable selection via Gibbs
sampling, JASA 88, 1993), after some rounds with the means of the others to come near; how common
and how large effects are is learned on the way (``prior``). Whoever follows the draws sees causes
together, so that what may be due to either of two is not counted as due to both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_matrix

from nawba.listening.cause.kinds import Kind
from nawba.listening.cause.laws import Law, spread
from nawba.listening.cause.prior import Prior
from nawba.listening.cause.tables import Codes, Flags, Floats

NEARING, SETTLING, DRAWS = 6, 8, 40


@dataclass(frozen=True)
class Effects:
    """What was found of a kind: ``posterior`` [cell, effect on the grid of the law]."""

    kind: Kind
    posterior: Floats
    grid: Floats

    @property
    def mean(self) -> Floats:
        """[cell]"""
        return np.asarray(self.posterior @ self.grid)

    @property
    def active(self) -> Floats:
        """[cell]: how probably it has an effect at all."""
        return np.asarray(1.0 - self.posterior[:, 0])

    def of_contacts(self) -> Floats:
        """[contact]: the mean effect of its cell, 0 without one."""
        return np.append(self.mean, 0.0)[self.kind.cells]


@dataclass(frozen=True)
class Model:
    """``base`` [contact]: the sum without any cause."""

    law: Law
    base: Floats
    effects: tuple[Effects, ...]

    def total(self) -> Floats:
        """[contact]: the sum with all mean effects."""
        found = self.base.copy()
        for one in self.effects:
            found += one.of_contacts()
        return found

    def reordered(self, order: Codes) -> Model:
        """The same, its contacts taken in this ``order``."""
        effects = (
            replace(one, kind=replace(one.kind, cells=one.kind.cells[order]))
            for one in self.effects
        )
        return Model(self.law, self.base[order], tuple(effects))


@dataclass(frozen=True)
class Draw:
    """One state that fits the data: ``total`` [contact], and what each cause adds to it."""

    total: Floats
    parts: dict[str, Floats]


class _Level:
    """A kind while it is fitted; ``added`` [row]: what its cells add now."""

    def __init__(self, kind: Kind, failed: Codes, law: Law) -> None:
        self.kind = kind
        self.law = law
        self.rows = _by_cell(kind.cells)
        self.cells = kind.cells[self.rows]
        self.failed = failed[self.rows]
        self.added = np.zeros(self.rows.size)
        self.sizes = np.bincount(self.cells, minlength=len(kind.labels))
        self.ends = np.append(0, np.cumsum(self.sizes))
        self.now = np.zeros((len(kind.labels), law.grid.size))
        self.seen = np.zeros_like(self.now)

    def likelihood(self, total: Floats) -> Floats:
        """[cell, effect], the largest of each cell 1, given the others' sum."""
        places = self.law.places(total[self.rows] - self.added, self.failed)
        shape = (self.sizes.size, len(self.law.logs))
        found = csr_matrix((np.ones(places.size), places, self.ends), shape) @ self.law.logs
        return np.asarray(np.exp(found - found.max(axis=1, keepdims=True)))

    def exceptional(self, effects: Floats) -> Floats:
        """``effects`` [cell] without such as most contacts beside have too: they are the base."""
        beside = self.kind.beside
        if beside is None:
            return effects
        common = _medians(effects, beside, self.sizes)[beside]
        usual = (effects > 0) & (effects <= common)
        self.now[usual] = 0.0
        self.now[usual, 0] = 1.0
        return np.where(usual, 0.0, effects)

    def set(self, effects: Floats, total: Floats) -> None:
        """Take these effects [cell]; ``total`` is kept up to date."""
        added = effects[self.cells]
        total[self.rows] += added - self.added
        self.added = added


def fit(
    intents: Codes,
    failed: Flags,
    kinds: Sequence[Kind],
    law: Law,
    seed: int = 0,
    follow: Callable[[Draw], None] = lambda draw: None,
) -> Model:
    """The model for contacts with ``intents`` [contact] (-1: not known) that ``failed`` or not."""
    state = _State(intents + 1, failed, kinds, law, seed)
    for _ in range(NEARING):
        state.step(drawn=False)
    for at in range(SETTLING + DRAWS):
        state.step(drawn=True)
        if at >= SETTLING:
            follow(state.take())
    return state.model()


class _State:
    def __init__(
        self, groups: Codes, failed: Flags, kinds: Sequence[Kind], law: Law, seed: int
    ) -> None:
        self.law, self.groups = law, groups
        self.failed = failed.astype(np.int64)
        self.g = np.random.default_rng(seed)
        self.levels = [_Level(kind, self.failed, law) for kind in kinds]
        self.families = [(one, _prior(one)) for one in _families(self.levels)]
        self.plain = law.total(spread(failed, groups))
        self.total = self.plain[groups]
        self.taken, self.plain_taken = 0, np.zeros_like(self.plain)

    def step(self, *, drawn: bool) -> None:
        """Every family in turn, then each intent's own share."""
        for family, prior in self.families:
            self._weigh(family, prior, drawn)
        added = np.zeros(self.total.size)
        for level in self.levels:
            added[level.rows] += level.added
        self.plain = self.law.plain(self.groups, self.failed, self.plain, added, self.g)
        self.total = self.plain[self.groups] + added

    def _weigh(self, family: list[_Level], prior: Prior, drawn: bool) -> None:
        likelihoods = [level.likelihood(self.total) for level in family]
        together = np.concatenate(likelihoods)
        prior.learn(together, 1 if drawn else 6)
        posterior = prior.posterior(together, self.g if drawn else None)
        ends = np.cumsum([len(one) for one in likelihoods])[:-1]
        for level, one in zip(family, np.split(posterior, ends), strict=True):
            effects = self._drawn(one) if drawn else np.asarray(one @ self.law.grid)
            level.now = one
            level.set(level.exceptional(effects), self.total)

    def _drawn(self, posterior: Floats) -> Floats:
        below = np.cumsum(posterior, axis=1) < self.g.random((len(posterior), 1))
        size = self.law.grid.size
        return np.asarray(self.law.grid[np.minimum(below.sum(axis=1), size - 1)])

    def take(self) -> Draw:
        """Keep this state's part of the averages, and show it."""
        self.taken += 1
        self.plain_taken += self.plain
        parts = {level.kind.cause: np.zeros(self.total.size) for level in self.levels}
        for level in self.levels:
            level.seen += level.now
            parts[level.kind.cause][level.rows] += level.added
        return Draw(self.total, {str(cause): part for cause, part in parts.items()})

    def model(self) -> Model:
        grid, taken = self.law.grid, self.taken
        effects = tuple(Effects(one.kind, one.seen / taken, grid) for one in self.levels)
        return Model(self.law, (self.plain_taken / taken)[self.groups], effects)


def _by_cell(cells: Codes) -> Codes:
    """The contacts that are in a cell, cell by cell."""
    return np.argsort(cells, kind="stable")[np.count_nonzero(cells < 0) :]


def _medians(values: Floats, groups: Codes, weights: Codes) -> Floats:
    """[group]: the largest value that at least half of the weight reaches, a tie counting down."""
    order = np.lexsort((values, groups))
    found = np.zeros(int(groups.max(initial=-1)) + 1)
    below = np.cumsum(weights[order])
    whole = np.bincount(groups, weights)
    start = np.cumsum(whole) - whole
    first = below - start[groups[order]] >= whole[groups[order]] / 2
    _, at = np.unique(groups[order][first], return_index=True)
    found[groups[order][first][at]] = values[order][first][at]
    return found


def _families(levels: list[_Level]) -> list[list[_Level]]:
    found: dict[str, list[_Level]] = {}
    for level in levels:
        found.setdefault(level.kind.family, []).append(level)
    return list(found.values())


def _prior(family: list[_Level]) -> Prior:
    kind = family[0].kind
    return Prior(family[0].law.grid.size - 1, kind.most, kind.owners)
