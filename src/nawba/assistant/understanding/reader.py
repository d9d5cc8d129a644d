"""Reads the questions of one brand with what its examples taught: which article, or none.

The same kernel as ``nawba.assistant.intents``, with "out of scope" as one more intent, and search's
signals beside it (see ``choice``), and for articles with few examples more of it (see ``few``).
Learned from examples and the articles' own questions; a reading is a few milliseconds, read-only
and safe from many threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from nawba.assistant.understanding.choice import (
    Choice,
    Evidence,
    Weights,
    learn_choice,
    learn_few,
)
from nawba.assistant.understanding.features import Features, Normalise, Views
from nawba.assistant.understanding.few import (
    Drill,
    Known,
    Shelves,
    drill_weights,
    joined_known,
    plan_drills,
    without,
)
from nawba.assistant.understanding.kernel import Likeness, Numbers, Places, solve
from nawba.domain.ports import Embed, Progress
from nawba.knowledge.index import Candidates

_BLOCKS = 10  # examples are read without a tenth of themselves
_EXPECTED = 0.2  # share of questions out of scope that the weights expect


@dataclass(frozen=True)
class Lessons:
    """What a brand's reader learns from.

    ``texts`` are ``examples`` many examples and articles' own questions; ``right`` their places
    among ``ids``, ``len(ids)`` for out of scope. ``asked`` holds what search found for the first of
    them. ``scarcely`` gives search's signals (n, ids, 4) for n of these, by place, if an article
    were asked for in some other texts only: its place, theirs, the n.
    """

    ids: tuple[str, ...]
    texts: Sequence[str]
    right: Places
    asked: Sequence[Candidates]
    examples: int
    scarcely: Callable[[int, Places, Places], Weights]

    @property
    def targets(self) -> Numbers:
        """Shape (texts, ids + 1)."""
        marks = np.zeros((len(self.texts), len(self.ids) + 1), np.float32)
        marks[np.arange(len(self.texts)), self.right] = 1
        return marks


class Reader:
    """``learn`` one, or make one from its parts; ``read`` gives shares."""

    def __init__(
        self, ids: tuple[str, ...], features: Features, likeness: Likeness, weights: Numbers,
        choice: Choice, right: Places,
    ) -> None:  # fmt: skip
        self.ids, self.features, self.likeness = ids, features, likeness
        self.weights, self.choice = weights, choice
        self.shelves = Shelves(right, len(ids))
        self._place = {one: place for place, one in enumerate(ids)}

    @classmethod
    def learn(
        cls,
        lessons: Lessons,
        embed: Embed,
        normalise: Normalise,
        seed: int = 0,
        progress: Progress | None = None,
    ) -> Reader:
        """Deterministic; about 30 s for 9,000 texts. ``progress`` counts embedded texts."""
        features, views = Features.fit(lessons.texts, embed, normalise, progress)
        likeness = Likeness(views)
        with threadpool_limits(limits=os.cpu_count(), user_api="blas"):
            weights, choice = _learned(lessons, views, likeness, np.random.default_rng(seed))
        return cls(lessons.ids, features, likeness, weights, choice, lessons.right)

    def read(self, text: str, candidates: Candidates) -> Weights:
        """Shares of the ``candidates`` and, last, of none of them; shape (candidates + 1,)."""
        likeness = self.likeness(self.features([text]))
        outputs, known = self._outputs(likeness, candidates), self._known(likeness, candidates)
        shares: Weights = self.choice(Evidence.of(candidates.signals[None], outputs[None], known))[
            0
        ]
        return shares

    def _outputs(self, likeness: Numbers, candidates: Candidates) -> Weights:
        """The classifier's, for the candidates; what it gives to gone articles goes to none."""
        learned = (likeness @ self.weights)[0].astype(np.float64)
        outputs = np.zeros(len(candidates.ids) + 1)
        at, places = self._places(candidates)
        outputs[at] = learned[places]
        outputs[-1] = learned[-1] + np.delete(learned[:-1], places).clip(0).sum()
        return outputs

    def _known(self, likeness: Numbers, candidates: Candidates) -> Known:
        every, (at, places) = self.shelves.known(likeness), self._places(candidates)
        alike = np.zeros((1, len(candidates.ids)))
        number = np.zeros(len(candidates.ids), np.int64)
        alike[:, at], number[at] = every.alike[:, places], every.number[places]
        return Known(alike, number)

    def _places(self, candidates: Candidates) -> tuple[list[int], list[int]]:
        """Where among the candidates those stand that were learned, and where they were learned."""
        known = [(at, self._place[one]) for at, one in enumerate(candidates.ids)
                 if one in self._place]  # fmt: skip
        return [at for at, _ in known], [place for _, place in known]


def _learned(
    lessons: Lessons, views: Views, likeness: Likeness, rng: np.random.Generator
) -> tuple[Numbers, Choice]:
    """The classifier's weights, and the choice learned from how it reads what it was not told."""
    blocks = _tenths(len(lessons.asked), rng)
    right, asked = lessons.right, len(lessons.asked)
    drills = plan_drills(right, lessons.examples, asked, views.meaning, rng)
    matrix = likeness(views)
    known = _known_in(drills, lessons, matrix)
    solved = solve(matrix, lessons.targets)  # the matrix is gone
    found = solved.left_out([*blocks, *(drill.away for drill in drills)])
    outputs = np.empty((asked, solved.targets.shape[1]))
    outputs[np.concatenate(blocks)] = np.concatenate(found[: len(blocks)])
    choice = _choice(lessons, outputs)
    if not drills:
        return solved.weights, choice
    return solved.weights, _drilled(choice, lessons, drills, found[len(blocks) :], known)


def _tenths(examples: int, rng: np.random.Generator) -> list[Places]:
    order = rng.permutation(examples)
    return [np.sort(block) for block in np.array_split(order, _BLOCKS) if len(block)]


def _known_in(drills: Sequence[Drill], lessons: Lessons, likeness: Numbers) -> list[Known]:
    shelves = Shelves(lessons.right, len(lessons.ids))
    return [without(shelves, likeness[one.asked], one.away, len(lessons.ids)) for one in drills]


def _drilled(
    choice: Choice, lessons: Lessons, drills: Sequence[Drill], found: Sequence[Numbers],
    known: Sequence[Known],
) -> Choice:  # fmt: skip
    read = zip(drills, found, strict=True)
    outputs = [part[np.searchsorted(one.away, one.asked)] for one, part in read]
    signals = [lessons.scarcely(one.article, one.kept, one.asked) for one in drills]
    evidence = Evidence.of(
        np.concatenate(signals), np.concatenate(outputs).astype(np.float64), joined_known(known)
    )
    right = lessons.right[np.concatenate([one.asked for one in drills])]
    weights = drill_weights(drills, lessons.right, len(lessons.ids), _EXPECTED)
    return learn_few(choice, evidence, right, weights)


def _choice(lessons: Lessons, outputs: Weights) -> Choice:
    right = lessons.right[: len(lessons.asked)]
    signals = np.stack([found.signals for found in lessons.asked])
    strange = right == len(lessons.ids)
    counts = np.where(strange, strange.sum(), (~strange).sum())
    parts = np.where(strange, _EXPECTED, 1 - _EXPECTED)
    return learn_choice(Evidence.of(signals, outputs), right, parts / counts * len(right))
