"""Which article answers, or none: what search found and what examples teach, weighed together.

A conditional logit with an outside option (D. McFadden, "Conditional logit analysis of qualitative
choice behavior", 1974). Article i has evidence x_i, the question as a whole u, and

    z_i = w · x_i      z_none = v · u      share_i = exp z_i / (exp z_none + sum of exp z_j)

so a share is small when nothing fits, and when another article fits as well. Weights are learned
from examples as read by a classifier that was trained without them.

An article with few examples gets little from a classifier that has seen a hundred of others, so its
z has a second part, in the measure in which examples are few (see ``few``).

The share only ranks and is roughly calibrated; what it is worth is proven on other cases
(``nawba.stats.risk_control``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nawba.assistant.understanding.few import COLUMNS, Known, few_columns
from nawba.assistant.understanding.kernel import Places

Weights = NDArray[np.float64]

_SOFT = 0.03  # outputs below it say nothing: their logarithm is cut there
_PULL = 0.5  # of the weights towards 0, in squared units of log likelihood
_PULL_FEW = 0.05  # of those of the second part, of whose kind there are few questions
_NEAREST, _OVERLAP = 0, 2  # columns of search's signals that speak of the question as a whole


@dataclass(frozen=True)
class Evidence:
    """n questions beside m articles: ``articles`` (n, m, 6) and ``whole`` (n, 7).

    ``few`` (n, m, 9) is what counts where examples are few; None: nowhere are they.
    """

    articles: Weights
    whole: Weights
    few: Weights | None = None

    @classmethod
    def of(cls, signals: Weights, outputs: Weights, known: Known | None = None) -> Evidence:
        """From search's ``signals`` (n, m, 4) and the classifier's ``outputs`` (n, m + 1).

        The last output is that of "out of scope". ``known`` are the examples of each article.
        """
        likely, none = outputs[:, :-1].clip(0), outputs[:, -1].clip(0)
        top = likely.max(axis=1, initial=0)
        said = np.stack([likely, np.log(likely + _SOFT)], axis=2)
        whole = [np.ones_like(none), none, np.log(none + _SOFT), top, np.log(top + _SOFT)]
        near = [signals[:, :, column].max(axis=1, initial=0) for column in (_NEAREST, _OVERLAP)]
        few = None if known is None else few_columns(signals, said, known)
        return cls(np.concatenate([signals, said], axis=2), np.stack([*whole, *near], axis=1), few)


@dataclass(frozen=True)
class Choice:
    """``articles`` (6,) and ``whole`` (7,): the weights w and v; ``few`` (9,) those of ``few``."""

    articles: Weights
    whole: Weights
    few: Weights = field(default_factory=lambda: np.zeros(COLUMNS))

    def __call__(self, evidence: Evidence) -> Weights:
        """Shares (n, m + 1), each row adding up to 1; the last is that of "none of them"."""
        return _shares(self._fits(evidence))

    def _fits(self, evidence: Evidence) -> Weights:
        """z, shape (n, m + 1)."""
        fits = [evidence.articles @ self.articles, (evidence.whole @ self.whole)[:, None]]
        if evidence.few is not None:
            fits[0] = fits[0] + evidence.few @ self.few
        return np.concatenate(fits, axis=1)


def learn_choice(evidence: Evidence, right: Places, weights: Weights) -> Choice:
    """The weights under which ``right`` (n,) is likeliest; m stands for "none of them".

    ``weights`` (n,) say how much each question counts. Deterministic; the likelihood is concave.
    """
    size = evidence.articles.shape[2]
    start = np.zeros(size + evidence.whole.shape[1])
    from scipy.optimize import minimize  # slow to import, and only learning needs it

    found = minimize(loss, start, (evidence, right, weights), jac=True, method="L-BFGS-B")
    return Choice(*np.split(found.x, [size]))


def learn_few(choice: Choice, evidence: Evidence, right: Places, weights: Weights) -> Choice:
    """``choice`` with the weights of its second part, under which ``right`` is likeliest.

    What it weighs where examples are many stays: so what was proven of it hardly moves.
    """
    assert evidence.few is not None, "read with what is known of each article"
    from scipy.optimize import minimize  # slow to import, and only learning needs it

    given = replace(choice, few=np.zeros(COLUMNS))._fits(evidence)
    start, asked = np.zeros(COLUMNS), (given, evidence.few, right, weights)
    found = minimize(few_loss, start, asked, jac=True, method="L-BFGS-B")
    return replace(choice, few=found.x)


def few_loss(
    values: Weights, given: Weights, few: Weights, right: Places, weights: Weights
) -> tuple[float, Weights]:
    """What ``learn_few`` minimises at ``values`` (9,), and its gradient (9,).

    ``given`` (n, m + 1) is z without the second part, ``few`` (n, m, 9) its evidence.
    """
    fits = given.copy()
    fits[:, :-1] += few @ values
    likelihood, missed = _missed(_shares(fits), right, weights)
    slope = np.einsum("nm,nmd->d", missed[:, :-1], few) + 2 * _PULL_FEW * values
    return float(_PULL_FEW * values @ values - likelihood), slope


def loss(
    values: Weights, evidence: Evidence, right: Places, weights: Weights
) -> tuple[float, Weights]:
    """What ``learn_choice`` minimises at ``values`` (13,), w then v; and its gradient (13,).

    The negative log likelihood, and the pull of the weights towards 0.
    """
    choice = Choice(*np.split(values, [evidence.articles.shape[2]]))
    likelihood, missed = _missed(choice(evidence), right, weights)
    slope = [
        np.einsum("nm,nmd->d", missed[:, :-1], evidence.articles),
        missed[:, -1] @ evidence.whole,
    ]
    pulled = np.concatenate(slope) + 2 * _PULL * values
    return float(_PULL * values @ values - likelihood), pulled


def _missed(shares: Weights, right: Places, weights: Weights) -> tuple[float, Weights]:
    """The log likelihood, and how far each share (n, m + 1) is from the right one, weighed."""
    rows = np.arange(len(right))
    likelihood = float(weights @ np.log(np.maximum(shares[rows, right], 1e-300)))
    shares[rows, right] -= 1
    return likelihood, shares * weights[:, None]


def _shares(fits: Weights) -> Weights:
    raised = np.exp(fits - fits.max(axis=1, keepdims=True))
    shares: Weights = raised / raised.sum(axis=1, keepdims=True)
    return shares
