"""Reads the questions of one brand with what its examples taught: which article, or none.

The same kernel as ``nawba.assistant.intents``, with "out of scope" as one more intent, and search's
signals beside it (see ``choice``). Learned from examples and the articles' own questions; a
reading is a few milliseconds, read-only and safe from many threads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from nawba.assistant.understanding.choice import Choice, Evidence, Weights, learn_choice
from nawba.assistant.understanding.features import Features, Normalise
from nawba.assistant.understanding.kernel import Likeness, Numbers, Places, Solved, solve
from nawba.domain.ports import Embed, Progress
from nawba.knowledge.index import Candidates

_BLOCKS = 10  # examples are read without a tenth of themselves
_EXPECTED = 0.2  # share of questions out of scope that the weights expect


@dataclass(frozen=True)
class Lessons:
    """What a brand's reader learns from.

    ``texts`` are examples and articles' own questions; ``right`` their places among ``ids``,
    ``len(ids)`` for out of scope. ``asked`` holds what search found for the first of them.
    """

    ids: tuple[str, ...]
    texts: Sequence[str]
    right: Places
    asked: Sequence[Candidates]

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
        choice: Choice,
    ) -> None:  # fmt: skip
        self.ids, self.features, self.likeness = ids, features, likeness
        self.weights, self.choice = weights, choice
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
            solved = solve(likeness(views), lessons.targets)
            outputs = _unseen(solved, len(lessons.asked), seed)
        return cls(lessons.ids, features, likeness, solved.weights, _choice(lessons, outputs))

    def read(self, text: str, candidates: Candidates) -> Weights:
        """Shares of the ``candidates`` and, last, of none of them; shape (candidates + 1,)."""
        evidence = Evidence.of(candidates.signals[None], self._outputs(text, candidates)[None])
        shares: Weights = self.choice(evidence)[0]
        return shares

    def _outputs(self, text: str, candidates: Candidates) -> Weights:
        """The classifier's, for the candidates; what it gives to gone articles goes to none."""
        learned = (self.likeness(self.features([text])) @ self.weights)[0].astype(np.float64)
        outputs = np.zeros(len(candidates.ids) + 1)
        known = [(at, self._place[one]) for at, one in enumerate(candidates.ids)
                 if one in self._place]  # fmt: skip
        places = [place for _, place in known]
        outputs[[at for at, _ in known]] = learned[places]
        outputs[-1] = learned[-1] + np.delete(learned[:-1], places).clip(0).sum()
        return outputs


def _unseen(solved: Solved, examples: int, seed: int) -> Weights:
    """Outputs (examples, ids + 1) of classifiers trained without the example and others."""
    order = np.random.default_rng(seed).permutation(examples)
    blocks = [np.sort(block) for block in np.array_split(order, _BLOCKS) if len(block)]
    outputs = np.empty((examples, solved.targets.shape[1]))
    for block, found in zip(blocks, solved.left_out(blocks), strict=True):
        outputs[block] = found
    return outputs


def _choice(lessons: Lessons, outputs: Weights) -> Choice:
    right = lessons.right[: len(lessons.asked)]
    signals = np.stack([found.signals for found in lessons.asked])
    strange = right == len(lessons.ids)
    counts = np.where(strange, strange.sum(), (~strange).sum())
    parts = np.where(strange, _EXPECTED, 1 - _EXPECTED)
    return learn_choice(Evidence.of(signals, outputs), right, parts / counts * len(right))
