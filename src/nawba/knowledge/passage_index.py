"""Passages ranked for a conversation: what the last turn asks, about what was spoken of before.

Score of a passage = meaning + letters + words + 2 · subject, each in [0, 1]:

- meaning: mean cosine of multilingual embeddings with title, nearest piece and whole;
- letters: mean cosine of letter groups with title and nearest piece (see ``grams``);
- words: BM25 as a share of what a perfect match would score (see ``signals``);
- subject: the evidence that the passage's subject is what is spoken of (see ``mentions``).

The weights are round numbers on a wide plateau: few labelled conversations could not tell finer
ones apart. Where passages have titles, the question is first widened by those it resembles most
(pseudo-relevance feedback, Rocchio 1971): FAQs ask the same of many subjects in many words.
Nothing here says whether a passage answers at all: that is for calibrated thresholds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nawba.domain.ports import Embed, Progress
from nawba.knowledge.darija import with_standard
from nawba.knowledge.fits import Fits
from nawba.knowledge.mentions import Subjects
from nawba.knowledge.passages import Passage, Said

_HEARINGS = 5  # of the last turn: the first text and its likeliest alternatives
_SUBJECT = 2.0
_MOST_CHARACTERS = 1_000  # of a question


@dataclass(frozen=True)
class Ranked:
    """A passage with its score: comparable within one call of ``rank``, not across."""

    passage: Passage
    score: float


class PassageIndex:
    """Built once, then only read: safe for many threads."""

    def __init__(
        self, passages: Sequence[Passage], embed: Embed, progress: Progress | None = None
    ) -> None:
        """About 1 s per 1,000 different titles and pieces of text; ``progress`` counts those.

        Raises ValueError without a passage.
        """
        if not passages:
            raise ValueError("An index needs at least one passage.")
        self.passages = tuple(passages)
        names = list(dict.fromkeys(passage.subject for passage in passages))
        self._subjects = Subjects(names)
        places = {name: place for place, name in enumerate(names)}
        self._subject_of = np.array([places[passage.subject] for passage in passages])
        self._fits = Fits(passages, embed, progress)

    def rank(self, conversation: Sequence[Said], limit: int = 5) -> list[Ranked]:
        """At most ``limit`` passages for the last turn of ``conversation``, best first.

        Of passages with one id only the best is given. An empty conversation has no answer.
        """
        if not conversation:
            return []
        subject = self._subjects.evidence(conversation)[self._subject_of]
        scores = self._fits.of(hearings(conversation[-1])) + _SUBJECT * subject
        best: dict[str, Ranked] = {}
        for place in np.argsort(-scores, kind="stable"):
            passage = self.passages[place]
            best.setdefault(passage.id, Ranked(passage, float(scores[place])))
            if len(best) == limit:
                break
        return list(best.values())


def hearings(question: Said) -> list[str]:
    """The ways to read a turn: as written, as else heard, and each in standard Arabic if Arabic."""
    heard = (question.text, *question.alternatives)[:_HEARINGS]
    read = (reading for text in heard for reading in with_standard(text[:_MOST_CHARACTERS]))
    return list(dict.fromkeys(read))
