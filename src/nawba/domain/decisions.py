"""Why the assistant did what it did in one turn: ids and numbers, never a word of anybody.

Kept in an erasable row beside the contact, written in the transaction of the turn itself, so that
whoever asks later reads what was known then and not what is known now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Did(StrEnum):
    """What became of the customer's message."""

    ANSWERED = "answered"
    WITHHELD = "withheld"  # no answer, and the assistant goes on
    HANDED_OVER = "handed_over"
    SAID = "said"  # a greeting, a courtesy, a step of a flow: nothing was asked or answered
    SOLVED = "solved"
    SILENT = "silent"


@dataclass(frozen=True)
class Retrieved:
    """An article version that the search proposed; ``score`` and ``margin`` lie in [0, 1]."""

    article: str
    version: int
    language: str
    score: float
    margin: float = 0.0


NONE = "none"
"""Stands for: no approved article answers it."""


@dataclass(frozen=True)
class Reading:
    """An article that may answer the message, or ``NONE``, with its share; best first in a list."""

    intent: str
    score: float


class Basis(StrEnum):
    """Why an article was served. Only ``SCORE`` is what a version's thresholds were proven on."""

    SCORE = "score"  # the message as a whole reached the threshold
    CHOSEN = "chosen"  # the customer chose it when asked which was meant
    PART = "part"  # one question of several in the message reached the threshold by itself


@dataclass(frozen=True)
class PartDecision:
    """One of several questions in a message, by its characters ``start`` to ``end``.

    ``article`` is the likeliest for it, None if none was found; ``threshold`` held for it.
    """

    start: int
    end: int
    did: Did
    article: str | None = None
    score: float | None = None
    threshold: float | None = None


class Came(StrEnum):
    """What came of asking a language model in a turn."""

    WORDED = "worded"  # its words were sent: every sentence was supported
    VERBATIM = "verbatim"  # it gave no words: the approved ones were sent
    REFUSED = "refused"  # a sentence of it was not supported: the approved words were sent
    PROPOSED = "proposed"  # a flow that it found was proposed to the customer
    NOTHING = "nothing"  # it found nothing that may be taken


@dataclass(frozen=True)
class Quote:
    """Where a customer said the value of a field: characters ``start`` to ``end`` of a message."""

    field: str
    message: int
    start: int
    end: int


@dataclass(frozen=True)
class Asked:
    """A language model was to be asked: what came of it, in codes and numbers.

    ``reason`` is ``ok`` or why not; ``failed`` are the checks that its sentences failed, each
    once; ``sentences`` how many it wrote. ``milliseconds`` is what the turn waited for it.
    ``flow`` was proposed to the customer, with the values at ``quotes``.
    """

    came: Came
    reason: str = "ok"
    failed: tuple[str, ...] = ()
    sentences: int = 0
    milliseconds: float = 0.0
    flow: str | None = None
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One turn of the assistant.

    ``threshold`` is the score from which the first of ``retrieved`` might be served, None when
    nothing proves that its ``group`` may be answered at all. ``version`` is the number of the
    assistant's version, None in a house that has published none. ``reason`` says why nothing was
    answered. ``milliseconds`` is the time from reading the contact to having decided.
    ``choices`` are the articles that the customer was asked to choose from, ``chosen`` the one
    chosen among those of the turn before; ``parts`` are judged apart from the whole message.
    ``asked`` says what a language model had to do with it; None: it was not needed, or is not set.
    """

    did: Did
    language: str
    reason: str | None = None
    retrieved: tuple[Retrieved, ...] = ()
    readings: tuple[Reading, ...] = ()
    group: str | None = None
    threshold: float | None = None
    version: int | None = None
    milliseconds: float = 0.0
    choices: tuple[str, ...] = ()
    chosen: str | None = None
    parts: tuple[PartDecision, ...] = ()
    asked: Asked | None = None


@dataclass(frozen=True)
class Decided:
    """A ``decision`` where it stands: which message of which contact it was about, and when."""

    contact: str
    message: str
    at: datetime
    decision: Decision
