"""The reason of a sentence, or none: taken only with confidence, so that what is new stays over.

A sentence is as near to a reason as to the two examples nearest to it, in the space in which the
sentences of one reason lie close (``knowledge.grouping.Space``). It counts how near that is, and
how much nearer than to the next reason. What is enough is measured on the examples themselves:
each is judged by the reasons that are not its own, as if its own were not listed, and the threshold
is where ``FOREIGN`` of those would be taken. Figures: docs/decisions/036.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.domain.errors import Invalid
from nawba.domain.ports import Embed
from nawba.knowledge.grouping import PLAIN, Space
from nawba.listening.reasons.taxonomy import Reason

FOREIGN = 0.2
"""Share of sentences about a reason that is not listed, and is akin to those that are, which a
listed one may take; of sentences about anything else far fewer are taken."""

OUTLYING = 0.05
"""At least this share of the examples themselves would not be taken: where the listed reasons have
nothing in common, hardly any sentence about another is near, and that alone would let all in."""

_NEAREST = 2
_AT_ONCE = 1_000

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Assigned:
    """``reason`` is an id, None where no reason is near enough; ``score`` a cosine, ``margin``
    what it is ahead of the next reason. Their sum decides."""

    reason: str | None
    score: float
    margin: float


@dataclass(frozen=True)
class Assigner:
    """Made by ``fit``; the same reasons and embedder always assign alike, text by text.

    ``threshold`` is the least sum of score and margin; ``kept``: the share of the examples that
    their own reason takes back when they are left out.
    """

    reasons: tuple[Reason, ...]
    threshold: float
    kept: float
    space: Space
    rows: Numbers
    owners: NDArray[np.intp]
    embed: Embed

    @classmethod
    def fit(cls, reasons: Sequence[Reason], embed: Embed) -> Assigner:
        """Raises Invalid without reasons."""
        if not reasons:
            raise Invalid("No reason is given. Give a taxonomy, or articles to take reasons from.")
        pairs = [(text, at) for at, one in enumerate(reasons) for text in one.examples]
        owners = np.array([at for _, at in pairs], np.intp)
        vectors = embed([text for text, _ in pairs])
        space = Space.fit(vectors, [reasons[at].id for at in owners])
        rows = space(vectors)
        threshold, kept = _threshold(rows, owners, len(reasons))
        return cls(tuple(reasons), threshold, kept, space, rows, owners, embed)

    def __call__(self, texts: Sequence[str]) -> list[Assigned]:
        """The reason of each of ``texts``, in order; an empty text has none."""
        found: list[Assigned] = []
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            scores = _scores(self.space(self.embed(some)) @ self.rows.T, self.owners)
            found += [
                self._assigned(row) if text.strip() else Assigned(None, 0.0, 0.0)
                for text, row in zip(some, scores, strict=True)
            ]
        return found

    def _assigned(self, scores: Numbers) -> Assigned:
        best = int(scores.argmax())
        score = float(scores[best])
        margin = float(_sure(scores[None, :])[0]) - score
        reason = self.reasons[best].id if score + margin >= self.threshold else None
        return Assigned(reason, score, margin)


def _scores(alike: Numbers, owners: NDArray[np.intp]) -> Numbers:
    """For each row the mean of its highest likenesses to each owner's examples; (n, owners)."""
    columns = []
    for owner in range(int(owners.max()) + 1):
        own = alike[:, owners == owner]
        most = min(_NEAREST, own.shape[1])
        highest = np.partition(own, own.shape[1] - most, axis=1)[:, own.shape[1] - most :]
        columns.append(highest.mean(axis=1))
    return np.stack(columns, axis=1)


def _sure(scores: Numbers) -> Numbers:
    """For each row its best score, plus what that is ahead of the next; alone, it counts once."""
    if scores.shape[1] < 2:
        return scores[:, 0]
    two = np.partition(scores, scores.shape[1] - 2, axis=1)[:, -2:]
    sure: Numbers = 2 * two[:, 1] - two[:, 0]
    return sure


def _threshold(rows: Numbers, owners: NDArray[np.intp], reasons: int) -> tuple[float, float]:
    alike = rows @ rows.T
    np.fill_diagonal(alike, -1.0)
    scores = _scores(alike, owners)
    places = np.arange(len(owners))
    kept, foreign = scores.argmax(axis=1) == owners, scores.copy()
    foreign[places, owners] = -1.0
    sure = _sure(scores)
    least = float(np.quantile(sure, OUTLYING))
    threshold = (
        max(float(np.quantile(_sure(foreign), 1 - FOREIGN)), least) if reasons > 1 else PLAIN
    )
    return threshold, float(np.mean(kept & (sure >= threshold)))
