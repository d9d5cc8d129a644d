"""Which article answers, or none: what search found and what examples teach, weighed together.

A conditional logit with an outside option (D. McFadden, "Conditional logit analysis of qualitative
choice behavior", 1974). Article i has evidence x_i, the question as a whole u, and

    z_i = w · x_i      z_none = v · u      share_i = exp z_i / (exp z_none + sum of exp z_j)

so a share is small when nothing fits, and when another article fits as well. Weights are learned
from examples as read by a classifier that was trained without them.

The share only ranks and is roughly calibrated; what it is worth is proven on other cases
(``nawba.stats.risk_control``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.assistant.understanding.kernel import Places

Weights = NDArray[np.float64]

_SOFT = 0.03  # outputs below it say nothing: their logarithm is cut there
_PULL = 0.5  # of the weights towards 0, in squared units of log likelihood
_NEAREST, _OVERLAP = 0, 2  # columns of search's signals that speak of the question as a whole


@dataclass(frozen=True)
class Evidence:
    """n questions beside m articles: ``articles`` (n, m, 6) and ``whole`` (n, 7)."""

    articles: Weights
    whole: Weights

    @classmethod
    def of(cls, signals: Weights, outputs: Weights) -> Evidence:
        """From search's ``signals`` (n, m, 4) and the classifier's ``outputs`` (n, m + 1).

        The last output is that of "out of scope".
        """
        likely, none = outputs[:, :-1].clip(0), outputs[:, -1].clip(0)
        top = likely.max(axis=1, initial=0)
        said = np.stack([likely, np.log(likely + _SOFT)], axis=2)
        whole = [np.ones_like(none), none, np.log(none + _SOFT), top, np.log(top + _SOFT)]
        near = [signals[:, :, column].max(axis=1, initial=0) for column in (_NEAREST, _OVERLAP)]
        return cls(np.concatenate([signals, said], axis=2), np.stack([*whole, *near], axis=1))


@dataclass(frozen=True)
class Choice:
    """``articles`` (6,) and ``whole`` (7,): the weights w and v."""

    articles: Weights
    whole: Weights

    def __call__(self, evidence: Evidence) -> Weights:
        """Shares (n, m + 1), each row adding up to 1; the last is that of "none of them"."""
        return _shares(self._fits(evidence))

    def _fits(self, evidence: Evidence) -> Weights:
        """z, shape (n, m + 1)."""
        fits = [evidence.articles @ self.articles, (evidence.whole @ self.whole)[:, None]]
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


def loss(
    values: Weights, evidence: Evidence, right: Places, weights: Weights
) -> tuple[float, Weights]:
    """What ``learn_choice`` minimises at ``values`` (13,), w then v; and its gradient (13,).

    The negative log likelihood, and the pull of the weights towards 0.
    """
    choice = Choice(*np.split(values, [evidence.articles.shape[2]]))
    shares, rows = choice(evidence), np.arange(len(right))
    likelihood = weights @ np.log(np.maximum(shares[rows, right], 1e-300))
    shares[rows, right] -= 1
    missed = shares * weights[:, None]
    slope = [
        np.einsum("nm,nmd->d", missed[:, :-1], evidence.articles),
        missed[:, -1] @ evidence.whole,
    ]
    pulled = np.concatenate(slope) + 2 * _PULL * values
    return float(_PULL * values @ values - likelihood), pulled


def _shares(fits: Weights) -> Weights:
    raised = np.exp(fits - fits.max(axis=1, keepdims=True))
    shares: Weights = raised / raised.sum(axis=1, keepdims=True)
    return shares
