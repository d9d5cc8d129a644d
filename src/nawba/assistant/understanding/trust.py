"""From a classifier's outputs to one score: how likely the top intent is right and in scope.

Three things make a reading doubtful: a low top output (like nothing known: out of scope), a close
second (between two intents), and an intent that is often misread. A logistic regression weighs
them, learned from the readings of examples by a model trained without them, and from questions out
of scope: examples read by a model that never saw their intent. No real question out of scope is
used up for it.

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

ALONE, STRANGE = 4_000, 1_000  # examples read without themselves, and without their intent
_SOFT = 0.02  # outputs below it are all the same nothing
_PRIOR = 10.0  # readings of an intent that its own record must outweigh

Odds = NDArray[np.float64]


@dataclass(frozen=True)
class Trust:
    """``weights`` (6,) of the evidence about one reading, the constant last; ``record`` (intents,)
    log odds that a reading as this intent is right.
    """

    weights: Odds
    record: Odds

    def __call__(self, outputs: Numbers) -> Odds:
        """Scores in (0, 1), shape (n,), of outputs (n, intents)."""
        evidence = _evidence(outputs, self.record[outputs.argmax(axis=1)])
        scores: Odds = 1 / (1 + np.exp(-(evidence @ self.weights[:-1] + self.weights[-1])))
        return scores


def learn_trust(
    solved: Solved, right: Places, oos_share: float, rng: np.random.Generator
) -> tuple[Trust, Rehearsal]:
    """Trust in the readings of ``solved``, and those it was learned from, judged by it.

    ``right`` (examples,) is each example's intent.

    ``oos_share`` is the share of out-of-scope questions to expect. Where nothing is ever misread,
    or everything, trust follows the top output.
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
    return np.sort(rng.permutation(number)[:ALONE])


def _whole_intents(right: Places, rng: np.random.Generator) -> list[Places]:
    """All examples of intents drawn at random, until the sample is full; never all intents."""
    chosen: list[Places] = []
    for intent in rng.permutation(np.unique(right))[1:]:
        if sum(map(len, chosen)) >= STRANGE:
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
    read, target = known.argmax(axis=1), np.concatenate([good, np.zeros(len(strange), bool)])
    record = _record(read, good, known.shape[1])
    if target.all() or not target.any():
        return Trust(np.array([4.0, 0.0, 0.0, 0.0, 0.0, -2.0]), record)
    own = _record(read, good, known.shape[1], without=True)
    evidence = np.concatenate(
        [_evidence(known, own), _evidence(strange, record[strange.argmax(axis=1)])]
    )
    counts = [len(known), len(strange)]
    parts = np.repeat([1 - oos_share, oos_share], counts)
    model = LogisticRegression(C=10.0, max_iter=1000)
    weights = parts / np.repeat(np.maximum(counts, 1), counts) * len(known)
    model.fit(evidence, target, sample_weight=weights)
    return Trust(np.append(model.coef_[0], model.intercept_[0]).astype(np.float64), record)


def _record(read: Places, good: NDArray[np.bool_], intents: int, without: bool = False) -> Odds:
    """Log odds that a reading as each intent is right, drawn towards those of all readings.

    ``without``: of each reading instead of each intent, from the other readings as that intent.
    """
    right = np.bincount(read, good, intents)
    total = np.bincount(read, minlength=intents).astype(np.float64)
    if without:
        right, total = right[read] - good, total[read] - 1
    share = (right + _PRIOR * (good.mean() * 0.98 + 0.01)) / (total + _PRIOR)
    odds: Odds = np.log(share / (1 - share))
    return odds


def _evidence(outputs: Numbers, record: Odds) -> Odds:
    """Shape (n, 5): top output and its lead, plain and in logarithms; the intent's ``record``."""
    padded = np.concatenate([outputs, np.zeros((len(outputs), 1), np.float32)], axis=1)
    second, top = np.sort(padded, axis=1)[:, -2:].T.astype(np.float64).clip(0)
    lead = top - second
    return np.stack([top, lead, np.log(top + _SOFT), np.log(lead + _SOFT), record], axis=1)
