"""Questions grouped by meaning, without a number of groups given beforehand.

*The space.* What varies among the questions of one article (language, politeness, "how" or "I
want") does not tell subjects apart, so those directions are shortened: vectors are whitened by the
covariance within the house's own articles, shrunk towards a multiple of the identity (J. Friedman,
"Regularized Discriminant Analysis", 1989). So a group may span languages.

*The groups.* Average linkage (UPGMA: R. Sokal, C. Michener, 1958), going on from the groups there
are: of all pairs the two whose members are most alike on average become one, as long as that is
more than the threshold. The threshold comes from the articles too: it is the likeness that
``SURE`` of the pairs of questions of *different* articles stay below. Figures, and what was looked
at to choose ``SURE``: docs/decisions/018.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Vectors

SURE = 0.98
"""Share of the pairs of questions about different articles that are less alike."""

FEWEST_ARTICLES = 10
"""With fewer the space is not bent, and ``PLAIN`` is the threshold."""

PLAIN = 0.5
AT_ONCE = 4_000  # questions grouped in one go: a table of 64 MB

_SHRINK, _FEW = 0.6, 10
_MOST_TEXTS = 3_000  # of the articles that the threshold is taken from
_NEVER = -2.0

Numbers = NDArray[np.float32]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Space:
    """``middle`` (d,) and ``metric`` (d, d) bend vectors; ``threshold`` is a cosine there."""

    middle: NDArray[np.float64]
    metric: NDArray[np.float64] | None
    threshold: float

    @classmethod
    def fit(cls, vectors: Vectors, articles: Sequence[str]) -> Space:
        """From the ``vectors`` of titles and questions, with the article of each."""
        names, places = np.unique(np.asarray(articles, dtype=str), return_inverse=True)
        if len(names) < FEWEST_ARTICLES:
            size = vectors.shape[1] if vectors.ndim == 2 else 0
            return cls(np.zeros(size), None, PLAIN)
        means = np.stack([vectors[places == one].mean(axis=0) for one in range(len(names))])
        spread = vectors.astype(np.float64) - means[places]
        middle = means.mean(axis=0) * len(names) / (len(names) + _FEW)
        bent = cls(middle, _metric(spread), 0.0)
        return cls(middle, bent.metric, _threshold(bent(vectors), places))

    def __call__(self, vectors: Vectors) -> Numbers:
        """Unit rows in the bent space, shape as given; those of no length stay."""
        moved = vectors.astype(np.float64)
        if self.metric is not None:
            moved = (moved - self.middle) @ self.metric
        return _unit(moved)


def _metric(spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse root of the shrunk covariance: in it, likeness is a plain cosine."""
    size = spread.shape[1]
    covariance = spread.T @ spread / max(len(spread), 1)
    even = max(float(np.trace(covariance)), 1e-9) / size * np.eye(size)
    values, directions = np.linalg.eigh((1 - _SHRINK) * covariance + _SHRINK * even)
    metric: NDArray[np.float64] = (directions * values**-0.5) @ directions.T
    return metric


def _threshold(rows: Numbers, articles: Places) -> float:
    step = max(1, -(-len(rows) // _MOST_TEXTS))
    rows, articles = rows[::step], articles[::step]
    first, second = np.triu_indices(len(rows), 1)
    differ = articles[first] != articles[second]
    alike = (rows @ rows.T)[first[differ], second[differ]]
    return float(np.quantile(alike, SURE))


def _unit(rows: NDArray[np.float64]) -> Numbers:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Numbers = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit


@dataclass
class Clump:
    """Questions held together: ``members`` are their places.

    ``gap`` is the group that they are already; ``fixed``: it may take questions, and never joins
    another gap.
    """

    members: list[int]
    gap: str | None = None
    fixed: bool = False
    merged: list[str] = field(default_factory=list)


def group(rows: Numbers, threshold: float, known: Sequence[Clump]) -> list[Clump]:
    """The groups of ``rows`` (n, d): ``known`` ones first, in their order, as they grew.

    Of two that join, the one named earlier goes on. Rows in no known group are placed in order, at
    most ``AT_ONCE`` at a time, so that memory and time stay bounded.
    """
    clumps = [Clump(list(one.members), one.gap, one.fixed) for one in known]
    taken = {place for one in clumps for place in one.members}
    new = [place for place in range(len(rows)) if place not in taken]
    for start in range(0, max(len(new), 1), AT_ONCE):
        clumps += [Clump([place]) for place in new[start : start + AT_ONCE]]
        clumps = _join(rows, threshold, clumps)
    return clumps


def _join(rows: Numbers, threshold: float, clumps: list[Clump]) -> list[Clump]:
    """Average linkage from ``clumps`` on. The mean of the cosines between the members of two
    clumps is the product of their mean vectors."""
    if len(clumps) < 2:
        return clumps
    means = np.stack([rows[one.members].mean(axis=0) for one in clumps])
    alike = means @ means.T
    alike[_apart(clumps)] = _NEVER
    sizes = np.array([len(one.members) for one in clumps], np.float32)
    best = alike.argmax(axis=1)
    value = alike[np.arange(len(alike)), best]
    while value.max() >= threshold:
        one = int(value.argmax())
        kept, gone = sorted((one, int(best[one])))
        _absorb(clumps[kept], clumps[gone])
        _link(alike, sizes, kept, gone)
        _refresh(alike, best, value, kept, gone)
    return [one for one in clumps if one.members]


def _apart(clumps: Sequence[Clump]) -> NDArray[np.bool_]:
    """Pairs that never join: two gaps of which one is fixed, and everything with itself."""
    fixed = np.array([one.fixed for one in clumps])
    is_gap = np.array([one.gap is not None for one in clumps])
    either = (fixed[:, None] & is_gap[None, :]) | (is_gap[:, None] & fixed[None, :])
    apart: NDArray[np.bool_] = either | np.eye(len(clumps), dtype=bool)
    return apart


def _absorb(kept: Clump, gone: Clump) -> None:
    if gone.gap is not None and kept.gap is not None:
        kept.merged.append(gone.gap)
    kept.merged += gone.merged
    kept.gap = kept.gap or gone.gap
    kept.fixed = kept.fixed or gone.fixed
    kept.members += gone.members
    gone.members = []


def _link(alike: Numbers, sizes: Numbers, kept: int, gone: int) -> None:
    """Lance and Williams' update for average linkage; what never joins one, never joins both."""
    never = (alike[kept] <= _NEVER) | (alike[gone] <= _NEVER)
    both = sizes[kept] + sizes[gone]
    row = (sizes[kept] * alike[kept] + sizes[gone] * alike[gone]) / both
    row[never] = _NEVER
    sizes[kept] = both
    alike[kept], alike[:, kept] = row, row
    alike[gone], alike[:, gone] = _NEVER, _NEVER


def _refresh(alike: Numbers, best: Places, value: Numbers, kept: int, gone: int) -> None:
    """The nearest neighbour of every clump, after ``kept`` has changed and ``gone`` is no more."""
    stale = (best == kept) | (best == gone)
    stale[[kept, gone]] = True
    places = np.nonzero(stale)[0]
    best[places] = alike[places].argmax(axis=1)
    value[places] = alike[places, best[places]]
    nearer = alike[kept] > value
    best[nearer], value[nearer] = kept, alike[kept][nearer]


def central(rows: Numbers, members: Sequence[int]) -> int:
    """The member most like all the others on average."""
    own = rows[list(members)]
    return int(members[int((own @ own.sum(axis=0)).argmax())])
