"""Gaps: what customers asked and no approved knowledge answered well, grouped by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


class GapState(StrEnum):
    OPEN = "open"
    DRAFTED = "drafted"  # an article is being written, or waits for the assistant's next version
    CLOSED = "closed"
    DISMISSED = "dismissed"


class Missed(StrEnum):
    """Why a question is held for unanswered."""

    ABSTAINED = "abstained"  # no answer, and the assistant went on
    ASKED_BACK = "asked_back"  # asked which article was meant, in vain
    HANDED_OVER = "handed_over"
    RATED_BADLY = "rated_badly"
    CAME_BACK = "came_back"


@dataclass(frozen=True)
class Asked:
    """A customer's question that was not answered well, redacted, with its ``vector``.

    ``message`` is the customer's that the assistant's turn replied to; ``answer`` the adviser's
    message that really answered it. ``version`` of the assistant did not.
    """

    contact: str
    message: str
    brand: str
    language: str
    reason: Missed
    text: str
    vector: Vector
    at: datetime
    answer: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Question:
    """An ``Asked`` as it is kept."""

    id: str
    asked: Asked
    key: str
    gap: str | None = None
    placed_by_hand: bool = False
    answered: bool | None = None


@dataclass(frozen=True)
class Gap:
    """Questions that mean the same. ``central`` is the one that names it, ``words`` tell it apart.

    ``by_hand``: a person merged or split it, so grouping neither merges it nor takes from it.
    """

    id: str
    brand: str
    state: GapState
    central: str | None
    words: tuple[str, ...]
    opened_at: datetime
    changed_at: datetime
    revision: int
    reason: str | None = None
    article: str | None = None
    by_hand: bool = False
    reopened: bool = False
    dismissed_at_size: int | None = None
    closed_version: int | None = None


@dataclass(frozen=True)
class HeardExample:
    """Redacted words of the recorded contact ``item``."""

    item: str
    text: str
    language: str


@dataclass(frozen=True)
class HeardGap:
    """A contact reason that no article of ``brand`` covers, as listening found it."""

    reason: str
    brand: str
    words: tuple[str, ...]
    contacts: int
    examples: tuple[HeardExample, ...]


@dataclass(frozen=True)
class Placing:
    """One group of a new grouping: ``gap`` that it goes on as, None for a new one.

    ``merged`` are gaps that end in it; ``questions`` are placed in it for the first time.
    """

    brand: str
    gap: str | None
    questions: Sequence[str]
    central: str
    words: tuple[str, ...]
    merged: Sequence[str] = ()


@dataclass(frozen=True)
class Settled:
    """Whether the version that answers now serves a gap's article, and answers its questions."""

    gap: str
    served: bool
    answered: dict[str, bool]  # by the question's id

    @property
    def is_answered(self) -> bool:
        """At least half of the questions are."""
        return self.served and 2 * sum(self.answered.values()) >= len(self.answered)
