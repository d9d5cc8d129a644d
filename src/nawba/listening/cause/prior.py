"""How common effects are among the cells of a family, and how large: learned from all its cells.

Most cells have none (the spike); the sizes of the others are a mixture over a grid, learned
(nonparametric empirical Bayes: Kiefer & Wolfowitz 1956; Stephens, False discovery rates: a new
deal, Biostatistics 18, 2017). Where cells have owners, as an adviser's intents, there are two sorts
of owners, those with hardly an effect and those with several, and each owner's sort is weighed with
all of its cells: one bad cell counts for more beside another of the same person.
"""

from __future__ import annotations

import numpy as np

from nawba.listening.cause.tables import Codes, Floats

_SLAB = 0.05  # cells' worth of belief that any size occurs
_YES, _NO = 0.02, 2.0  # cells' worth of belief that one has an effect, that one has none
_SORTS = np.array([9.0, 1.0])  # owners' worth of belief in the two sorts


class Prior:
    """Of one family of cells. ``most``: the largest share of them that may have an effect;
    ``owners`` [cell] or None; ``sizes``: how many effects there are beside none."""

    def __init__(self, sizes: int, most: float, owners: Codes | None) -> None:
        self.slab = np.full(sizes, 1 / sizes)
        self.owners = owners
        self.sorts = np.ones(1) if owners is None else _SORTS / _SORTS.sum()
        alone = owners is None
        self.share = np.array([most / 3] if alone else [most / 20, min(0.3, 2 * most)])
        self.most = np.array([most] if alone else [most / 4, 0.5])

    def learn(self, likelihood: Floats, steps: int) -> None:
        """Take in the likelihood [cell, effect] of every cell: ``steps`` of EM."""
        for _ in range(steps):
            having, sort, slab = self._believed(likelihood)
            of_cell = sort if self.owners is None else sort[self.owners]
            counts = (of_cell * having).sum(axis=1) @ slab + _SLAB
            self.slab = counts / counts.sum()
            yes, all_cells = (of_cell * having).sum(axis=0), of_cell.sum(axis=0)
            self.share = np.minimum((yes + _YES) / (all_cells + _YES + _NO), self.most)
            if self.owners is not None:
                self.sorts = (sort.sum(axis=0) + _SORTS) / (len(sort) + _SORTS.sum())

    def posterior(self, likelihood: Floats, g: np.random.Generator | None) -> Floats:
        """[cell, effect]; with ``g`` each owner's sort is drawn, else averaged over."""
        having, sort, slab = self._believed(likelihood)
        if self.owners is None:
            active = having[:, 0]
        elif g is None:
            active = (sort[self.owners] * having).sum(axis=1)
        else:
            second = (g.random(len(sort)) < sort[:, 1])[self.owners]
            active = np.where(second, having[:, 1], having[:, 0])
        return np.concatenate([1 - active[:, None], active[:, None] * slab], axis=1)

    def _believed(self, likelihood: Floats) -> tuple[Floats, Floats, Floats]:
        """Whether it has an effect [cell, sort]; [owner, sort]; which, if it has [cell, effect]."""
        sized = likelihood[:, 1:] * self.slab
        some = np.maximum(sized.sum(axis=1, keepdims=True), 1e-300)
        evidence = (1 - self.share) * likelihood[:, :1] + self.share * some
        having = self.share * some / evidence
        return having, self._sorts(np.log(evidence)), sized / some

    def _sorts(self, evidence: Floats) -> Floats:
        if self.owners is None:
            return np.ones((len(evidence), 1))
        logs = np.stack([np.bincount(self.owners, one) for one in evidence.T], axis=1)
        logs += np.log(self.sorts)
        odds = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True))
