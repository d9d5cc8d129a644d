"""What one turn of the assistant decided, ready to be written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nawba.domain.decisions import Basis, Decision
from nawba.domain.flow_runs import FlowRun
from nawba.domain.words import Brief, MessageKind, Source

OPENING = "opening"
"""The turn owed to a contact that has just opened: the greeting."""


@dataclass(frozen=True)
class Draft:
    """A message about to be said; ``sources`` are its citations, ``choices`` its buttons."""

    text: str
    kind: MessageKind = MessageKind.TEXT
    choices: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class HandOver:
    """Hand the contact to people: which queue, why, and what they need to know.

    ``closed`` says that the queue is shut now, ``opens_at`` when it opens: the contact waits, but
    the clock of its target starts at the opening.
    """

    queue: str
    reason: str
    brief: Brief
    person_requested: bool = False
    closed: bool = False
    opens_at: datetime | None = None


@dataclass(frozen=True)
class Outcome:
    """The whole turn: what is said, and at most one each of answer, withholding and hand-over.

    ``also_answered`` are the answers to further questions of the same message; ``basis`` holds for
    all answers of the turn.

    ``flow`` is where the contact's flow stands after it; ``commitments`` are the operations that
    the words claim to be done, each with the key of the text that says so.
    ``decision`` says why, for whoever asks later; a turn may be written without one.
    """

    drafts: tuple[Draft, ...] = ()
    answered: tuple[Source, float] | None = None
    withheld: tuple[str, float | None] | None = None
    language: str | None = None
    hand_over: HandOver | None = None
    solved: bool = False
    flow: FlowRun | None = None
    commitments: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = None
    also_answered: tuple[tuple[Source, float], ...] = ()
    basis: Basis = Basis.SCORE
