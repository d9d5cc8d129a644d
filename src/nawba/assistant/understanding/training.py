"""Learning: from the views of labelled texts to the weights of both classifiers and the trust."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from nawba.assistant.understanding.features import Views
from nawba.assistant.understanding.kernel import MOST_TEXTS, Likeness, Numbers, Places, solve
from nawba.assistant.understanding.trust import Trust, learn_trust
from nawba.domain.errors import Invalid, TooLarge
from nawba.stats import Rehearsal


@dataclass(frozen=True)
class Labels:
    """``right`` (n,): each text's place among ``intents``; the first ``seen`` are the guard's."""

    intents: tuple[str, ...]
    right: Places
    seen: int

    @property
    def targets(self) -> Numbers:
        """Shape (n, intents): 1 for the right intent, 0 elsewhere."""
        marks = np.zeros((len(self.right), len(self.intents)), np.float32)
        marks[np.arange(len(self.right)), self.right] = 1
        return marks


def read_labels(labels: Sequence[str], held_out: NDArray[np.bool_]) -> tuple[Labels, Places]:
    """The labels with the guard's first, and the order that brings their texts there.

    Raises Invalid when the guard would see fewer than two intents, TooLarge beyond 30,000 texts.
    """
    if len(labels) != len(held_out):
        raise ValueError("one mark per label")
    if len(labels) > MOST_TEXTS:
        raise TooLarge(f"{len(labels)} texts to learn from: give at most {MOST_TEXTS}.")
    intents, right = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
    if len(np.unique(right[~held_out])) < 2:
        raise Invalid("Texts of at least two intents are needed to learn from. Add labelled texts.")
    order = np.argsort(held_out, kind="stable")
    return Labels(tuple(intents.tolist()), right[order], int((~held_out).sum())), order


@dataclass(frozen=True)
class Learned:
    """``weights`` (n, 2 x intents): the overall classifier's, then the guard's, whose are 0 for the
    texts it does not see; ``trust`` in the guard's readings, and a ``rehearsal`` of it.
    """

    weights: Numbers
    trust: Trust
    rehearsal: Rehearsal


def learn(examples: Views, labels: Labels, oos_share: float, seed: int) -> Learned:
    """Both classifiers from the views of the texts, in the order of ``labels``.

    Uses every core while it solves, whatever the process allows its numerical library otherwise.
    """
    with threadpool_limits(limits=os.cpu_count(), user_api="blas"):
        return _learn(examples, labels, oos_share, seed)


def _learn(examples: Views, labels: Labels, oos_share: float, seed: int) -> Learned:
    likeness, targets, seen = Likeness(examples)(examples), labels.targets, labels.seen
    part = np.array(likeness[:seen, :seen])  # solving overwrites
    guard = solve(part, targets[:seen])
    rng = np.random.default_rng(seed)
    trust, rehearsal = learn_trust(guard, labels.right[:seen], oos_share, rng)
    padded = np.zeros_like(targets)
    padded[:seen] = guard.weights
    overall = padded if seen == len(targets) else solve(likeness, targets).weights
    return Learned(np.hstack([overall, padded]), trust, rehearsal)
