"""Reads about jobs and candidates."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import LinkEnded
from nawba.domain.words import Actor
from nawba.store import statements
from nawba.store.hiring_tables import (
    application_log,
    applications,
    candidates,
    cv_documents,
    cv_intakes,
    jobs,
)
from nawba.store.statements import Row

_WITHOUT_CONTENT = [column for column in cv_documents.c if column.name != "content"]
_WITHOUT_PROFILE = [column for column in _WITHOUT_CONTENT if column.name != "profile"]


def hash_link(secret: str) -> str:
    """What is kept of a candidate's secret."""
    return hashlib.sha256(f"nawba-candidate-link:{secret}".encode()).hexdigest()


def candidate_of_link(connection: Connection, secret: str, now: datetime) -> Actor:
    """Who comes with ``secret``. Raises LinkEnded for one that is unknown, replaced or too old."""
    row = statements.find(connection, candidates, link_hash=hash_link(secret))
    if row is None or row.erased_at is not None or row.link_ends_at < now:
        raise LinkEnded("This link is not valid any more. Ask the recruiter for a new one.")
    return Actor("candidate", row.id)


def read_document(connection: Connection, document: str | None) -> Row | None:
    """A document with its profile, without its bytes."""
    statement = sa.select(*_WITHOUT_CONTENT).where(cv_documents.c.id == document)
    return connection.execute(statement).first()


def documents_of(connection: Connection, **equal: str) -> list[Row]:
    """The documents whose columns equal the values given, in the order in which they came; without
    bytes and profile."""
    where = [cv_documents.c[name] == value for name, value in equal.items()]
    order = cv_documents.c.received_at, cv_documents.c.id
    return list(connection.execute(sa.select(*_WITHOUT_PROFILE).where(*where).order_by(*order)))


def count_documents(connection: Connection, intake: str) -> dict[str, int]:
    """Of an intake: how many were ``found``, are ``waiting``, ``read``, ``quarantined``; ``people``
    whose documents they are, and ``versions``, read of somebody who had one already."""
    of_intake = cv_documents.c.intake == intake
    states = sa.select(cv_documents.c.state, sa.func.count()).where(of_intake)
    by_state = dict(map(tuple, connection.execute(states.group_by(cv_documents.c.state))))
    counts = {name: by_state.get(name, 0) for name in ("waiting", "read", "quarantined")}
    whose = sa.select(cv_documents.c.candidate).where(of_intake).distinct()
    people = len(set(connection.execute(whose).scalars()) - {None})
    earlier = _first_before(connection, intake)
    known = counts["read"] - people + earlier
    return {"found": sum(counts.values()), **counts, "people": people, "versions": known}


def _first_before(connection: Connection, intake: str) -> int:
    """Of how many people with a document in ``intake`` there is one of another that came before."""
    mine, other = cv_documents.alias(), cv_documents.alias()
    statement = sa.select(sa.func.count(mine.c.candidate.distinct())).where(
        mine.c.intake == intake,
        other.c.candidate == mine.c.candidate,
        other.c.intake != intake,
        other.c.received_at < mine.c.received_at,
    )
    return int(connection.execute(statement).scalar_one())


def list_cv_intakes(connection: Connection, limit: int = 50) -> list[Row]:
    """The runs over documents, newest first."""
    newest = cv_intakes.c.started_at.desc(), cv_intakes.c.id
    return list(connection.execute(sa.select(cv_intakes).order_by(*newest).limit(limit)))


def list_jobs(connection: Connection) -> list[Row]:
    """Every job, the newest first."""
    return list(connection.execute(sa.select(jobs).order_by(jobs.c.created_at.desc(), jobs.c.id)))


def count_stages(connection: Connection, job: str) -> dict[str, int]:
    """How many applications for ``job`` stand at each stage; erased ones count with theirs."""
    stage = applications.c.stage
    statement = sa.select(stage, sa.func.count()).where(applications.c.job == job).group_by(stage)
    return {str(name): int(count) for name, count in connection.execute(statement)}


def log_of(connection: Connection, **equal: Any) -> list[Row]:
    """Lines of the applications' log in the order in which they were written."""
    return statements.find_all(connection, application_log, ("at", "id"), **equal)
