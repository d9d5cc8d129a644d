"""The verbs on documents of candidates: take them in, keep what was read, set aside what cannot be.

Reading happens in the room of hiring; here its results become rows: whose document it is, for which
job it came, and which criteria it meets. Documents come and results go in small batches, so that a
folder of thousands does not hold the writers' turn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from nawba.actions.applications import Scored, keep_score
from nawba.actions.jobs import check_screening
from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Json
from nawba.store import Store, Transaction, failpoints, statements
from nawba.store.hiring_tables import (
    applications,
    candidate_keys,
    candidates,
    cv_documents,
    cv_intakes,
    jobs,
)


@dataclass(frozen=True)
class Received:
    """A file as it came in. One that is refused at the door has a ``reason``, a ``message`` with
    the remedy, and no content; ``sha256`` tells it from others then."""

    name: str
    content: bytes
    reason: str = ""
    message: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Read:
    """What was read of a document, or why it could not be: ``reason`` a code, ``message`` a remedy.

    ``keys`` are e-mail addresses and telephone numbers in one spelling, each with its kind: who has
    one of them in common is the same person. ``profile`` is the reading with its facts, ``scored``
    what the job's criteria made of them.
    """

    document: str
    reason: str = ""
    message: str = ""
    kind: str = ""
    reader: str = ""
    language: str = ""
    seconds: float = 0.0
    profile: Json = field(default_factory=dict)
    keys: Sequence[tuple[str, str]] = ()
    scored: Scored | None = None


def begin_cv_intake(store: Store, actor: Actor, job: str, source: str) -> str:
    """Note that documents from ``source`` are to be read for ``job``; returns the intake's id.

    Raises NotFound, and Conflict for a closed job or while the register forbids screening.
    """
    permit(actor, "import_candidates")
    with store.write("begin_cv_intake", actor) as tx:
        check_screening(tx)
        row = statements.find(tx.connection, jobs, id=job)
        if row is None:
            raise NotFound(f"There is no job {job}. `nawba hire jobs` lists them.")
        if row.state == "closed":
            raise Conflict(f"The job {job} is closed. Open it again, then take candidates in.")
        intake = new_id("ci")
        values = {"by": str(actor), "started_at": tx.now, "updated_at": tx.now, "state": "running"}
        statements.add(tx.connection, cv_intakes, id=intake, job=job, source=source, **values)
        tx.emit(ev.CvIntakeBegun(intake, job))
    return intake


def keep_documents(
    store: Store, actor: Actor, intake: str, received: Sequence[Received]
) -> list[str]:
    """Keep these files to be read, in their order; returns the ids of those that the job did not
    have yet."""
    permit(actor, "import_candidates")
    with store.write("keep_documents", actor) as tx:
        row = _intake(tx, intake)
        fresh = [_keep(tx, row, one, at) for at, one in enumerate(received)]
        statements.change(tx.connection, cv_intakes, {"id": intake}, updated_at=tx.now)
        return [document for document in fresh if document]


def _keep(tx: Transaction, intake: statements.Row, one: Received, at: int) -> str:
    sha256 = one.sha256 or hashlib.sha256(one.content).hexdigest()
    if statements.find(tx.connection, cv_documents, job=intake.job, sha256=sha256) is not None:
        return ""
    document = new_id("cv")
    statements.add(
        tx.connection,
        cv_documents,
        id=document,
        job=intake.job,
        intake=intake.id,
        name=one.name,
        sha256=sha256,
        size=len(one.content),
        content=one.content,
        state="waiting",
        # They are read in the order in which they came: the last one of a person counts.
        received_at=tx.now + timedelta(microseconds=at),
    )
    if one.reason:
        _quarantine(tx, Read(document, one.reason, one.message))
    return document


def note_read(store: Store, actor: Actor, intake: str, read: Sequence[Read]) -> None:
    """Keep what was read; a document that was erased meanwhile is passed over."""
    permit(actor, "import_candidates")
    with store.write("note_read", actor) as tx:
        for one in read:
            row = statements.find(tx.connection, cv_documents, id=one.document)
            if row is None or row.state == "read":
                continue
            if one.reason:
                _quarantine(tx, one)
            else:
                _note(tx, row, one)
        failpoints.reach("note_read.noted")
        statements.change(tx.connection, cv_intakes, {"id": intake}, updated_at=tx.now)


def _quarantine(tx: Transaction, one: Read) -> None:
    values = {"state": "quarantined", "reason": one.reason, "message": one.message}
    where = {"id": one.document}
    statements.change(tx.connection, cv_documents, where, read_at=tx.now, **values)
    tx.emit(ev.CvQuarantined(one.document, one.reason))


def _note(tx: Transaction, row: statements.Row, one: Read) -> None:
    hashes = [(kind, hash_key(kind, text)) for kind, text in one.keys]
    candidate, again = _whose(tx, hashes, one.language)
    for kind, hashed in hashes:
        if statements.find(tx.connection, candidate_keys, kind=kind, hash=hashed) is None:
            statements.add(
                tx.connection, candidate_keys, kind=kind, hash=hashed, candidate=candidate
            )
    values = {
        "candidate": candidate,
        "state": "read",
        "reason": "",
        "message": "",
        "kind": one.kind,
        "reader": one.reader,
        "profile": one.profile,
        "seconds": one.seconds,
        "read_at": tx.now,
    }
    statements.change(tx.connection, cv_documents, {"id": one.document}, **values)
    tx.emit(ev.CvRead(one.document, candidate, again))
    if one.scored is not None:
        keep_score(tx, _apply(tx, candidate, row.job), one.document, one.scored)


def hash_key(kind: str, text: str) -> str:
    """What is kept of an e-mail address or telephone number to know a person again."""
    return hashlib.sha256(f"nawba-candidate:{kind}:{text}".encode()).hexdigest()


def _whose(tx: Transaction, hashes: Sequence[tuple[str, str]], language: str) -> tuple[str, bool]:
    """The candidate who has one of these keys, or a new one; and whether they were known."""
    for kind, hashed in hashes:
        row = statements.find(tx.connection, candidate_keys, kind=kind, hash=hashed)
        if row is not None:
            where = {"id": row.candidate}
            statements.change(tx.connection, candidates, where, updated_at=tx.now)
            return str(row.candidate), True
    candidate = new_id("ca")
    values = {"language": language, "since": tx.now, "updated_at": tx.now}
    statements.add(tx.connection, candidates, id=candidate, **values)
    return candidate, False


def _apply(tx: Transaction, candidate: str, job: str) -> str:
    row = statements.find(tx.connection, applications, candidate=candidate, job=job)
    if row is not None:
        return str(row.id)
    application = new_id("ap")
    nothing = {"version": 0, "points": 0.0, "open": 0.0, "place": 0.0, "missed": False, "score": {}}
    statements.add(
        tx.connection,
        applications,
        id=application,
        candidate=candidate,
        job=job,
        stage="received",
        received_at=tx.now,
        updated_at=tx.now,
        **nothing,
    )
    return application


def end_cv_intake(store: Store, actor: Actor, intake: str, state: str, problem: str = "") -> None:
    """Keep how a run ended: ``done``, or ``stopped`` by somebody or by a ``problem``."""
    permit(actor, "import_candidates")
    with store.write("end_cv_intake", actor) as tx:
        _intake(tx, intake)
        values = {"state": state, "ended_at": tx.now, "updated_at": tx.now, "problem": problem}
        statements.change(tx.connection, cv_intakes, {"id": intake}, **values)
        tx.emit(ev.CvIntakeEnded(intake, state))


def continue_cv_intake(store: Store, actor: Actor, intake: str) -> statements.Row:
    """Note that an intake goes on; returns its row. Raises NotFound, Conflict as to begin one."""
    permit(actor, "import_candidates")
    with store.write("continue_cv_intake", actor) as tx:
        check_screening(tx)
        _intake(tx, intake)
        fresh = {"state": "running", "ended_at": None, "problem": "", "updated_at": tx.now}
        statements.change(tx.connection, cv_intakes, {"id": intake}, **fresh)
        return _intake(tx, intake)


def _intake(tx: Transaction, intake: str) -> statements.Row:
    row = statements.find(tx.connection, cv_intakes, id=intake)
    if row is None:
        raise NotFound(f"There is no intake {intake}. `nawba hire status` lists them.")
    return row
