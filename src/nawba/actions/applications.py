"""The verbs on applications: score by declared criteria, look, decide with a reason, take a note.

No verb here decides by itself, and none decides on many at once: an application is set aside by
somebody who opened it, with a reason, and can be brought back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.candidates import STAGES, Stage
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.text import clean
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, statements
from nawba.store.hiring_tables import application_log, applications

MOST_WORDS = 2_000


@dataclass(frozen=True)
class Scored:
    """What criteria made of facts, and from what: all that an explanation needs.

    ``version`` is the job's, ``rules`` that of the criteria, ``reader`` that of the reading.
    ``inputs`` are the facts that criteria saw, by id, kind and lines, without words of the person.
    """

    version: int
    rules: str
    reader: str
    points: float
    open: float
    total: float
    place: float
    missed: Sequence[str]
    answers: Sequence[Mapping[str, Any]]
    inputs: Sequence[Mapping[str, Any]]

    def document(self) -> Json:
        return {
            "version": self.version,
            "rules": self.rules,
            "reader": self.reader,
            "points": self.points,
            "open": self.open,
            "total": self.total,
            "missed": list(self.missed),
            "answers": [dict(one) for one in self.answers],
        }


def keep_score(tx: Transaction, application: str, document: str, scored: Scored) -> None:
    """Keep what ``scored`` says and log it with its inputs, unless it says what was kept before."""
    row = _load(tx, application)
    said = scored.document()
    if row.score == said and row.document == document:
        return
    values = {
        "document": document,
        "version": scored.version,
        "points": scored.points,
        "open": scored.open,
        "place": scored.place,
        "missed": bool(scored.missed),
        "score": said,
        "updated_at": tx.now,
    }
    statements.change(tx.connection, applications, {"id": application}, **values)
    inputs = [dict(one) for one in scored.inputs]
    _log(tx, application, "scored", {**said, "document": document, "inputs": inputs})
    tx.emit(ev.ApplicationScored(application, row.job, row.candidate))


def score_anew(store: Store, actor: Actor, application: str, document: str, scored: Scored) -> None:
    """Keep a new score: the job, the facts or the rules have changed. Raises NotFound."""
    permit(actor, "import_candidates")
    with store.write("score_anew", actor) as tx:
        keep_score(tx, application, document, scored)


def open_application(store: Store, actor: Actor, application: str) -> None:
    """Note that ``actor`` looked at the application with its document. Raises NotFound."""
    permit(actor, "decide_candidate")
    with store.write("open_application", actor) as tx:
        _load(tx, application)
        if not _has_opened(tx, actor, application):
            _log(tx, application, "opened", {})
            tx.emit(ev.ApplicationOpened(application))


def move_application(
    store: Store, actor: Actor, application: str, stage: Stage, reason: str
) -> None:
    """Decide: ``stage`` is where the application stands from now on, and ``reason`` why.

    Raises Invalid without a reason, and Conflict for somebody who did not open the application:
    nobody is decided on unseen. A withdrawn one stays so.
    """
    permit(actor, "decide_candidate")
    if stage not in STAGES or stage == "withdrawn":
        raise Invalid(f"There is no stage {stage} to move to.", field="stage")
    words = clean(reason, field="reason", limit=MOST_WORDS)
    if not words:
        raise Invalid("Say why: the candidate may ask.", field="reason")
    with store.write("move_application", actor) as tx:
        row = _load(tx, application)
        if row.stage == "withdrawn":
            raise Conflict("The candidate has withdrawn: there is nothing left to decide.")
        if not _has_opened(tx, actor, application):
            raise Conflict("Open the document first: nobody is decided on unseen.")
        if row.stage != stage:
            moved = {"stage": stage, "updated_at": tx.now}
            statements.change(tx.connection, applications, {"id": application}, **moved)
            _log(tx, application, "stage", {"from": row.stage, "to": stage}, words)
            tx.emit(ev.ApplicationMoved(application, stage))


def note_application(store: Store, actor: Actor, application: str, words: str) -> None:
    """Write a note, which the candidate may ask to see. Raises Invalid for an empty one."""
    permit(actor, "decide_candidate")
    cleaned = clean(words, field="words", limit=MOST_WORDS)
    if not cleaned:
        raise Invalid("Write something.", field="words")
    with store.write("note_application", actor) as tx:
        _load(tx, application)
        _log(tx, application, "note", {}, cleaned)
        tx.emit(ev.ApplicationNoted(application))


def note_explained(store: Store, actor: Actor, application: str, language: str) -> None:
    """Log that the candidate was given, in ``language``, what they were scored by and why.

    Raises NotFound, and NotPermitted for another's.
    """
    permit(actor, "explain_application")
    with store.write("note_explained", actor) as tx:
        row = _load(tx, application)
        if actor.kind == "candidate" and actor.id != row.candidate:
            raise NotPermitted("That is another candidate's.")
        _log(tx, application, "explained", {"language": language, "version": row.version})
        tx.emit(ev.ApplicationExplained(application))


def _load(tx: Transaction, application: str) -> statements.Row:
    row = statements.find(tx.connection, applications, id=application)
    if row is None:
        raise NotFound(f"There is no application {application}, or it was erased.")
    return row


def _has_opened(tx: Transaction, actor: Actor, application: str) -> bool:
    equal = {"application": application, "by": str(actor), "what": "opened"}
    return statements.find(tx.connection, application_log, **equal) is not None


def _log(tx: Transaction, application: str, what: str, document: Json, words: str = "") -> None:
    statements.add(
        tx.connection,
        application_log,
        id=new_id("al"),
        application=application,
        at=tx.now,
        by=str(tx.actor),
        what=what,
        document=document,
        words=words,
    )
