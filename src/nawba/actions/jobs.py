"""The verbs on jobs: declare one, change it, close it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.purposes import SCREENING
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.hiring_tables import job_versions, jobs
from nawba.store.personal import may_process


@dataclass(frozen=True)
class Declared:
    """A job's file: ``document`` is its text as written, the rest what was read from it."""

    id: str
    title: Mapping[str, str]
    positions: int
    deadline: date | None
    document: str


def check_screening(tx: Transaction) -> None:
    """Raise Conflict while the register does not let documents of candidates be read."""
    if not may_process(tx.connection, SCREENING, tx.now.date()):
        raise Conflict(
            "The register does not let candidates be screened. See what its entry lacks with"
            " `nawba privacy register list`, and complete it with `nawba privacy register set"
            " screening` or on the page Privacy."
        )


def keep_job(store: Store, actor: Actor, job: Declared) -> int:
    """Keep ``job``; returns its version, a new one if its text differs from the last.

    A closed job is opened again. Raises Conflict while the register forbids screening.
    """
    permit(actor, "keep_job")
    with store.write("keep_job", actor) as tx:
        check_screening(tx)
        row = statements.find(tx.connection, jobs, id=job.id)
        version = row.version if row else 0
        if not version or _text(tx, job.id, version) != job.document:
            version += 1
            _write(tx, actor, job, version, fresh=row is None)
        elif row is not None and row.state == "closed":
            _set_state(tx, job.id, "open")
        return version


def _text(tx: Transaction, job: str, version: int) -> str:
    row = statements.find(tx.connection, job_versions, job=job, version=version)
    return str(row.document) if row else ""


def _write(tx: Transaction, actor: Actor, job: Declared, version: int, *, fresh: bool) -> None:
    values = {
        "version": version,
        "title": dict(job.title),
        "positions": job.positions,
        "deadline": job.deadline,
        "state": "open",
        "by": str(actor),
        "updated_at": tx.now,
    }
    if fresh:
        statements.add(tx.connection, jobs, id=job.id, created_at=tx.now, **values)
    else:
        statements.change(tx.connection, jobs, {"id": job.id}, **values)
    kept = {"document": job.document, "by": str(actor), "at": tx.now}
    statements.add(tx.connection, job_versions, job=job.id, version=version, **kept)
    tx.emit(ev.JobKept(job.id, version))


def close_job(store: Store, actor: Actor, job: str, *, closed: bool = True) -> None:
    """Take nobody in for ``job`` any more, or again. Raises NotFound."""
    permit(actor, "keep_job")
    with store.write("close_job", actor) as tx:
        if statements.find(tx.connection, jobs, id=job) is None:
            raise NotFound(f"There is no job {job}. `nawba hire jobs` lists them.")
        _set_state(tx, job, "closed" if closed else "open")


def _set_state(tx: Transaction, job: str, state: str) -> None:
    if statements.change(tx.connection, jobs, {"id": job}, state=state, updated_at=tx.now):
        tx.emit(ev.JobClosed(job, state == "closed"))
