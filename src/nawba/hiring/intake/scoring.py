"""Scores of applications: made of a job's criteria and facts, and made anew when either changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy.engine import Connection

from nawba.actions.applications import Scored, score_anew
from nawba.domain.candidates import Fact
from nawba.domain.errors import NotFound
from nawba.domain.words import Actor
from nawba.hiring.intake.profiles import facts_with_statements, read_profile
from nawba.hiring.matching.job import Job, job_of_text
from nawba.hiring.matching.score import score
from nawba.hiring.matching.visible import visible
from nawba.store import Store, statements
from nawba.store.hiring import read_document
from nawba.store.hiring_tables import applications, job_versions, jobs
from nawba.store.hiring_tables import statements as stated

Tell = Callable[[int, int], None]
"""How many applications were looked at, of how many."""


def score_facts(job: Job, version: int, reader: str, facts: Sequence[Fact], today: date) -> Scored:
    """What the criteria of ``job`` make of ``facts``; ``today`` is when the document came in.

    Its inputs are the facts that criteria may see: id, kind and lines, no word of the person.
    """
    seen = visible(facts)
    made = score(job, seen, today)
    return Scored(
        version=version,
        rules=made.rules,
        reader=reader,
        points=made.points,
        open=made.open,
        total=made.total,
        place=made.place,
        missed=made.missed,
        answers=[_plain(asdict(one)) for one in made.answers],
        inputs=[{"fact": one.fact, "kind": one.kind, "lines": list(one.lines)} for one in seen],
    )


def _plain(answer: dict[str, object]) -> dict[str, object]:
    """As JSON gives it back: lists, so that what is scored anew equals what was kept."""
    return {key: list(one) if isinstance(one, tuple) else one for key, one in answer.items()}


def load_job(connection: Connection, job: str) -> tuple[Job, int]:
    """The newest criteria of ``job`` and their version. Raises NotFound."""
    row = statements.find(connection, jobs, id=job)
    if row is None:
        raise NotFound(f"There is no job {job}. `nawba hire jobs` lists them.")
    return job_of_version(connection, job, row.version), row.version


def job_of_version(connection: Connection, job: str, version: int) -> Job:
    """The criteria of ``job`` as they were in ``version``. Raises NotFound."""
    kept = statements.find(connection, job_versions, job=job, version=version)
    if kept is None:
        raise NotFound(f"There is no version {version} of the job {job}.")
    return job_of_text(kept.document, f"{job}.toml")


def score_again(store: Store, actor: Actor, job: str, tell: Tell = lambda done, of: None) -> int:
    """Score all applications for ``job`` anew; returns how many now say something else.

    Whoever was erased stays as they are. Raises NotFound.
    """
    with store.read() as connection:
        declared, version = load_job(connection, job)
        rows = statements.find_all(connection, applications, ("id",), job=job)
    changed = 0
    for done, row in enumerate(rows, 1):
        changed += _score(store, actor, row, declared, version)
        tell(done, len(rows))
    return changed


def score_one_again(store: Store, actor: Actor, application: str) -> None:
    """Score an application anew, after a fact was stated. Raises NotFound."""
    with store.read() as connection:
        row = statements.find(connection, applications, id=application)
        if row is None:
            raise NotFound(f"There is no application {application}, or it was erased.")
        declared, version = load_job(connection, row.job)
    _score(store, actor, row, declared, version)


def _score(store: Store, actor: Actor, row: statements.Row, job: Job, version: int) -> bool:
    """Keep the application's new score, if it has a document and says something else."""
    with store.read() as connection:
        document = read_document(connection, row.document)
        said = statements.find_all(connection, stated, ("number",), candidate=row.candidate)
    if document is None:
        return False
    facts = facts_with_statements(read_profile(document.profile).facts, said)
    scored = score_facts(job, version, document.reader, facts, document.received_at.date())
    if row.score == scored.document():
        return False
    score_anew(store, actor, row.id, document.id, scored)
    return True
