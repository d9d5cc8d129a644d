"""Groups of sentences that ask for the same, without a number of groups given beforehand.

*One look*: a part of the texts in a space with drawn weights, average linkage (R. Sokal, C.
Michener, 1958), cut where sentences fit their group best: the mean silhouette (P. Rousseeuw, 1987)
by plain meaning. Of cuts that are as good within two standard errors the coarsest is taken, as in
the one-standard-error rule of Breiman et al. (1984): a reason is split only where the texts say so.
*Many looks*: how often two texts stood together (A. Fred, A. Jain, "Combining multiple clusterings
using evidence accumulation", 2005) is linked and cut in the same way. So neither the part drawn nor
the weights decide. Small groups dissolve, and every text goes to the group of most of the ten
texts nearest to it. What was tried beside it: docs/decisions/036.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Vectors
from nawba.listening.reasons.space import Rows, Views, look, unit

Labels = NDArray[np.intp]
Flat = NDArray[np.float32]

LOOKS = 16
FEWEST_TEXTS = 20
"""With fewer there is nothing to find: every text stands alone, as -1."""

AT_ONCE = 2_500  # texts grouped in one go; of more a part is drawn, and the rest placed
_LEAST_SHARE, _LEAST = 0.01, 5  # a group holds one text in a hundred, and five
_PART = 0.8
_LIGHTEST, _HEAVIEST = 0.2, 0.8
_WEIGHT = 0.5
_FEWEST_GROUPS, _CUTS, _TEXTS_PER_GROUP = 5, 24, 4
_ERRORS = 2.0
_NEIGHBOURS = 10


@dataclass(frozen=True)
class Groups:
    """``labels`` (n,) count from 0, the largest group first; -1: in none. ``firm`` (n,): the share
    of looks in which a text stood with the others of its group, in [0, 1]."""

    labels: Labels
    firm: Flat

    @property
    def number(self) -> int:
        return int(self.labels.max(initial=-1)) + 1


def discover(
    texts: Sequence[str],
    vectors: Vectors,
    *,
    languages: Sequence[str] = (),
    number: int | None = None,
    seed: int = 0,
    looks: int = LOOKS,
) -> Groups:
    """Group ``texts`` with their ``vectors`` (n, d). ``number`` of groups: None finds it.

    Same texts and seed, same groups, in whatever order the texts come.
    """
    if len(texts) < FEWEST_TEXTS:
        return Groups(np.full(len(texts), -1), np.zeros(len(texts), np.float32))
    order = np.asarray(sorted(range(len(texts)), key=lambda place: texts[place]), np.intp)
    spoken = [languages[place] for place in order] if languages else ()
    views = look([texts[place] for place in order], np.asarray(vectors)[order], spoken)
    found = _grouped(views, number, np.random.default_rng(seed), looks)
    back = np.argsort(order)
    return Groups(found.labels[back], found.firm[back])


def _grouped(views: Views, number: int | None, draw: np.random.Generator, looks: int) -> Groups:
    size = len(views.plain)
    if size <= AT_ONCE:
        return _grouped_at_once(views, number, draw, looks)
    part = np.sort(draw.choice(size, AT_ONCE, replace=False))
    known = _grouped_at_once(views.at(part), number, draw, looks)
    labels, firm = np.empty(size, np.intp), np.zeros(size, np.float32)
    labels[part], firm[part] = known.labels, known.firm
    rest = np.setdiff1d(np.arange(size), part)
    mixed = views.mixed(_WEIGHT, _WEIGHT)
    labels[rest], firm[rest] = _voted(mixed[rest] @ mixed[part].T, known.labels)
    return Groups(_by_size(labels), firm)


def _grouped_at_once(
    views: Views, number: int | None, draw: np.random.Generator, looks: int
) -> Groups:
    together = _accumulated(views, number, draw, looks)
    mixed = views.mixed(_WEIGHT, _WEIGHT)
    labels = _cut(_distances(together), mixed, views.plain, number)
    alike = mixed @ mixed.T
    np.fill_diagonal(alike, -1.0)
    labels = _by_size(_voted(alike, labels)[0])
    return Groups(labels, _firmness(together, labels))


def _accumulated(views: Views, number: int | None, draw: np.random.Generator, looks: int) -> Flat:
    """How often two texts stood together, of the looks that saw both. Shape (n, n)."""
    size = len(views.plain)
    together: Flat = np.zeros((size, size), np.float32)
    seen = np.zeros((size, size), np.float32)
    for _ in range(looks):
        part = np.sort(draw.choice(size, max(FEWEST_TEXTS, int(_PART * size)), replace=False))
        some = views.at(part)
        mixed = some.mixed(*draw.uniform(_LIGHTEST, _HEAVIEST, 2))
        labels = _cut(_distances(mixed @ mixed.T), mixed, some.plain, number)
        both = np.ix_(part, part)
        together[both] += labels[:, None] == labels[None, :]
        seen[both] += 1
    return np.divide(together, np.maximum(seen, 1), dtype=np.float32)


def _distances(alike: Flat) -> Flat:
    distances: Flat = np.maximum(1 - alike, 0).astype(np.float32)
    np.fill_diagonal(distances, 0)
    return distances


def _cut(distances: Flat, mixed: Rows, plain: Rows, number: int | None) -> Labels:
    """The labels of one linkage of ``distances``, cut into ``number`` groups or the best."""
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    tree = linkage(squareform(distances, checks=False), "average")

    def cut(wanted: int) -> Labels:
        labels: Labels = fcluster(tree, wanted, "maxclust").astype(np.intp) - 1
        return labels

    least = max(_LEAST, int(_LEAST_SHARE * len(plain)))
    return _given(cut, mixed, least, number) if number else _best(cut, mixed, plain, least)


def _given(cut: Callable[[int], Labels], mixed: Rows, least: int, number: int) -> Labels:
    """As near to ``number`` groups of some size as a cut comes: the stray ones do not count."""
    tried = range(number, min(len(mixed), number * _TEXTS_PER_GROUP) + 1)
    cuts = (_tidied(mixed, cut(one), least) for one in tried)
    return min(cuts, key=lambda labels: abs(int(labels.max()) + 1 - number))


def _best(cut: Callable[[int], Labels], mixed: Rows, plain: Rows, least: int) -> Labels:
    size = len(plain)
    most = max(size // _TEXTS_PER_GROUP, _FEWEST_GROUPS + 2)
    tried = np.unique(np.geomspace(_FEWEST_GROUPS + 1, most, _CUTS).astype(int))
    cuts = [_tidied(mixed, cut(int(one)), least) for one in tried]
    cuts = [one for one in cuts if one.max() + 1 >= _FEWEST_GROUPS] or cuts[-1:]
    apart = _distances(plain @ plain.T)
    fits = [_silhouettes(apart, one) for one in cuts]
    best = max(fits, key=lambda fit: float(fit.mean()))
    return cuts[next(at for at, fit in enumerate(fits) if _as_good(fit, best))]


def _as_good(fit: Flat, best: Flat) -> bool:
    behind = best - fit
    return bool(behind.mean() <= _ERRORS * behind.std() / np.sqrt(len(behind)))


def _tidied(mixed: Rows, labels: Labels, least: int) -> Labels:
    """Groups of fewer than ``least`` dissolve: each of their texts goes to the nearest other."""
    sizes = np.bincount(labels)
    large = np.nonzero(sizes >= least)[0]
    if len(large) == 0:
        return np.zeros_like(labels)
    centres = unit(np.stack([mixed[labels == one].mean(axis=0) for one in large]))
    small = sizes[labels] < least
    placed = np.searchsorted(large, labels).astype(np.intp)
    placed[small] = (mixed[small] @ centres.T).argmax(axis=1)
    return placed


def _silhouettes(distances: Flat, labels: Labels) -> Flat:
    """Of each text; 0 for one alone in its group, or when there is one group only."""
    number = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=number).astype(np.float32)
    if number < 2:
        return np.zeros(len(labels), np.float32)
    sums = distances @ np.eye(number, dtype=np.float32)[labels]
    rows = np.arange(len(labels))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / np.maximum(sizes, 1)
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    fit: Flat = (other - own) / np.maximum(np.maximum(own, other), 1e-9)
    fit[sizes[labels] < 2] = 0
    return fit


def _voted(alike: Flat, labels: Labels) -> tuple[Labels, Flat]:
    """For each row the group of most of its nearest, each counting by its likeness squared; and
    the share of the votes it got."""
    number, most = int(labels.max()) + 1, min(_NEIGHBOURS, alike.shape[1])
    nearest = np.argpartition(-alike, most - 1, axis=1)[:, :most]
    weights = np.maximum(np.take_along_axis(alike, nearest, axis=1), 1e-6) ** 2
    votes = np.zeros((len(alike), number), np.float32)
    np.add.at(votes, (np.arange(len(alike))[:, None], labels[nearest]), weights)
    share: Flat = votes.max(axis=1) / votes.sum(axis=1)
    return votes.argmax(axis=1), share


def _by_size(labels: Labels) -> Labels:
    """The same groups, numbered without holes, the largest first."""
    _, plain = np.unique(labels, return_inverse=True)
    rank = np.argsort(np.argsort(-np.bincount(plain), kind="stable"), kind="stable")
    ranked: Labels = rank[plain]
    return ranked


def _firmness(together: Flat, labels: Labels) -> Flat:
    sizes = np.bincount(labels)
    sums = together @ np.eye(len(sizes), dtype=np.float32)[labels]
    own = sums[np.arange(len(labels)), labels] - np.diagonal(together)
    firm: Flat = np.clip(own / np.maximum(sizes[labels] - 1, 1), 0, 1)
    return firm
