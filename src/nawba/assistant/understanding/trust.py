"""From a classifier's outputs to one score: how likely the top intent is right and in scope.

Two things make a reading doubtful: a low top output (like nothing known: out of scope) and a
close second (between two intents). A logistic regression weighs them, learned from the
readings of examples by a model trained without them, and from questions out of scope: examples read
by a model that never saw their intent. No real question out of scope is used up for it.

The score only ranks and is roughly calibrated; what it is worth is proven on other cases
(``nawba.stats.risk_control``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from nawba.assistant.understanding.kernel import Numbers, Places, Solved
from nawba.stats import Rehearsal

SAMPLE = 2_000  # examples read without themselves, and as many without their intent
_SOFT = 0.02  # outputs below it are all the same nothing


@dataclass(frozen=True)
class Trust:
    """Weights of the evidence about one reading, the constant last; shape (5,)."""

    weights: NDArray[np.float64]

    def __call__(self, outputs: Numbers) -> NDArray[np.float64]:
        """Scores in (0, 1), shape (n,), of outputs (n, intents)."""
        odds = _evidence(outputs) @ self.weights[:-1] + self.weights[-1]
        scores: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
        return scores


def learn_trust(
    solved: Solved, right: Places, oos_share: float, rng: np.random.Generator
) -> tuple[Trust, Rehearsal]:
    """Trust in the readings of ``solved``, and those it was learned from, judged by it.

    ``right`` (examples,) is each example's intent.

    ``oos_share`` is the share of out-of-scope questions to expect. With fewer than two intents, or
    when no example is misread, trust is the top output itself.
    """
    alone = [np.array([place]) for place in _some(rng, len(right))]
    intents = _whole_intents(right, rng)
    outputs = solved.left_out([*alone, *intents])
    known = np.concatenate(outputs[: len(alone)])
    strange = _strangers(outputs[len(alone) :], intents, right)
    good = known.argmax(axis=1) == right[np.concatenate(alone)]
    trust = _fit(known, good, strange, oos_share)
    return trust, Rehearsal(trust(known), ~good)


def _some(rng: np.random.Generator, number: int) -> Places:
    return np.sort(rng.permutation(number)[:SAMPLE])


def _whole_intents(right: Places, rng: np.random.Generator) -> list[Places]:
    """All examples of intents drawn at random, until the sample is full; never all intents."""
    chosen: list[Places] = []
    for intent in rng.permutation(np.unique(right))[1:]:
        if sum(map(len, chosen)) >= SAMPLE:
            break
        chosen.append(np.flatnonzero(right == intent))
    return chosen


def _strangers(outputs: Sequence[Numbers], intents: Sequence[Places], right: Places) -> Numbers:
    """The outputs without the column of the intent that was not seen."""
    found = [np.array(one) for one in outputs]
    for one, places in zip(found, intents, strict=True):
        one[:, right[places[0]]] = -np.inf
    width = outputs[0].shape[1] if outputs else 1
    return np.concatenate([*found, np.empty((0, width), np.float32)])


def _fit(known: Numbers, good: NDArray[np.bool_], strange: Numbers, oos_share: float) -> Trust:
    evidence = _evidence(np.concatenate([known, strange]))
    target = np.concatenate([good, np.zeros(len(strange), bool)])
    if target.all() or not target.any():
        return Trust(np.array([4.0, 0.0, 0.0, 0.0, -2.0]))
    parts = np.repeat([1 - oos_share, oos_share], [len(known), len(strange)])
    counts = np.repeat([len(known), max(len(strange), 1)], [len(known), len(strange)])
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(evidence, target, sample_weight=parts / counts * len(known))
    return Trust(np.append(model.coef_[0], model.intercept_[0]).astype(np.float64))


def _evidence(outputs: Numbers) -> NDArray[np.float64]:
    """Shape (n, 4): the top output and its lead over the second, plain and in logarithms."""
    padded = np.concatenate([outputs, np.zeros((len(outputs), 1), np.float32)], axis=1)
    second, top = np.sort(padded, axis=1)[:, -2:].T.astype(np.float64).clip(0)
    lead = top - second
    return np.stack([top, lead, np.log(top + _SOFT), np.log(lead + _SOFT)], axis=1)
