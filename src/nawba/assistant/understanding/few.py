"""What to go by where an article has few examples: search, and the nearest of them.

The classifier's output for an article grows with the number of its examples. One that was written
yesterday for a gap, with five wordings, gets next to nothing from it, and "none of them" wins
however well the article fits. Its z therefore has a second part,

    e^(-n/40) r · y_i      n: examples of article i      y_i: search, output, nearest example

whose weights r are learned from drills: articles that have many examples, read as if only a few of
them had ever been known (episodes, as in O. Vinyals et al., "Matching networks for one shot
learning", NeurIPS 2016). A drill expects its article to be asked for as often as any other: else it
would take questions from the others, and what can be proven of all of them would suffer. At 150
examples 2 % of the second part are left, so where there are many nothing moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.assistant.understanding.kernel import Numbers, Places

COLUMNS = 9
FADES = 40.0  # examples at which the second part counts 1/e

_SOFT = 0.01  # likenesses below it are all the same nothing
_DRILLS = 24
_KEPT = (1, 2, 3, 5, 8, 12, 20, 30)
_OWN, _CLOSE, _OTHERS = 16, 25, 50  # questions of a drill: the article's, nearest others, others
_FEWEST = 6  # examples that an article must have for a drill

Evidence = NDArray[np.float64]


@dataclass(frozen=True)
class Known:
    """``alike`` (n, m): each question's likeness to the nearest example of each article, 0 without
    one; ``number`` of examples, (m,) or (n, m)."""

    alike: Evidence
    number: NDArray[np.int64]


def few_columns(signals: Evidence, said: Evidence, known: Known) -> Evidence:
    """y e^(-n/40), shape (n, m, 9), of ``signals`` (n, m, 4) and the outputs ``said`` (n, m, 2)."""
    alike = np.stack([known.alike, np.log(known.alike + _SOFT)], axis=2)
    ones = np.ones((*signals.shape[:2], 1))
    scarce = np.exp(-known.number / FADES)
    columns = np.concatenate([ones, signals, said, alike], axis=2)
    faded: Evidence = columns * np.broadcast_to(scarce, signals.shape[:2])[:, :, None]
    return faded


class Shelves:
    """Which examples are of which article; ``right`` (examples,), ``articles`` beside the last,
    "out of scope"."""

    def __init__(self, right: Places, articles: int) -> None:
        self.right, self._articles = right, articles
        self._order = np.argsort(right, kind="stable")
        ordered = right[self._order]
        self._starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        self._there = ordered[self._starts]

    def known(self, likeness: Numbers) -> Known:
        """From the ``likeness`` (n, examples) of questions to every example."""
        nearest = np.zeros((len(likeness), self._articles + 1))
        if len(self._order):
            ordered = likeness[:, self._order]
            nearest[:, self._there] = np.maximum.reduceat(ordered, self._starts, axis=1)
        number = np.bincount(self.right, minlength=self._articles + 1)
        return Known(nearest[:, :-1], number[:-1])


@dataclass(frozen=True)
class Drill:
    """An ``article`` read as if it had the ``kept`` examples only.

    ``asked`` are the questions, each counting ``weights``; ``away`` all that must not be known
    while they are read: themselves, and the article's other examples. All are places, in order.
    """

    article: int
    kept: Places
    asked: Places
    weights: Evidence
    away: Places


def plan_drills(
    right: Places, examples: int, searched: int, meaning: Numbers, rng: np.random.Generator
) -> list[Drill]:
    """Drills of articles drawn at random; none where fewer than three have examples enough.

    ``right`` (texts,) are articles' places, the highest that of "out of scope"; the first
    ``examples`` texts are examples, the first ``searched`` of these can be asked. ``meaning``
    (texts, dimensions) are unit rows: questions close to those kept are asked too, since they are
    what a new article could take away from others.
    """
    counts = np.bincount(right[:examples])[: right.max()]
    able = np.flatnonzero(counts >= _FEWEST)
    if len(able) < 3:
        return []
    drawn = rng.permutation(able)[:_DRILLS]
    drills = (_drill(int(one), right, examples, searched, meaning, rng) for one in drawn)
    return [one for one in drills if len(one.asked)]


def _drill(
    article: int, right: Places, examples: int, searched: int, meaning: Numbers,
    rng: np.random.Generator,
) -> Drill:  # fmt: skip
    own = np.flatnonzero(right[:examples] == article)
    able = [number for number in _KEPT if number <= len(own) // 2]
    kept = np.sort(rng.permutation(own)[: rng.choice(able)])
    rest = np.setdiff1d(np.flatnonzero(right == article), kept)
    mine = rng.permutation(rest[rest < searched])[:_OWN]
    others = np.flatnonzero(right[:searched] != article)
    near = np.argsort(-(meaning[others] @ meaning[kept].T).max(axis=1), kind="stable")
    close, far = others[near[:_CLOSE]], rng.permutation(others[near[_CLOSE:]])[:_OTHERS]
    asked = np.concatenate([mine, close, far])
    times = np.repeat([1.0, 1.0, max(len(others) - _CLOSE, 0) / max(len(far), 1)],
                      [len(mine), len(close), len(far)])  # fmt: skip
    order = np.argsort(asked)
    return Drill(article, kept, asked[order], times[order], np.union1d(rest, asked))


def drill_weights(
    drills: Sequence[Drill], right: Places, articles: int, strange_share: float
) -> Evidence:
    """Of all the drills' questions one after the other: how much each counts.

    Those out of scope, whose place is the last of ``articles`` + 1, are ``strange_share`` of all;
    of the rest the drilled article has its part.
    """
    kinds = np.concatenate([_kinds(one, right, articles) for one in drills])
    times = np.concatenate([one.weights for one in drills])
    totals = np.bincount(kinds, times, minlength=3)
    inside = 1 - strange_share
    parts = np.array([inside / articles, strange_share, inside * (1 - 1 / articles)])
    weights: Evidence = (parts / np.maximum(totals, 1e-9))[kinds] * times * len(times)
    return weights


def _kinds(drill: Drill, right: Places, strange: int) -> NDArray[np.int64]:
    """0 of the article, 1 out of scope, 2 of others."""
    asked = right[drill.asked]
    return np.where(asked == drill.article, 0, np.where(asked == strange, 1, 2))


def without(shelves: Shelves, likeness: Numbers, away: Places, articles: int) -> Known:
    """What would be known of questions if the examples ``away`` were not."""
    there = np.setdiff1d(np.arange(len(shelves.right)), away)
    return Shelves(shelves.right[there], articles).known(likeness[:, there])


def joined_known(parts: Sequence[Known]) -> Known:
    """The questions of all ``parts`` one after the other."""
    numbers = [np.broadcast_to(one.number, one.alike.shape) for one in parts]
    return Known(np.concatenate([one.alike for one in parts]), np.concatenate(numbers))
