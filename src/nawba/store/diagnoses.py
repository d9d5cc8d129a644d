"""Reads of diagnoses: the latest, the contacts of a cohort, the verdict of one contact."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.events import (
    ArticlePublished,
    ArticleWithdrawn,
    AssistantPublished,
    AssistantRolledBack,
    Event,
    OperationEnded,
    OperationStarted,
    Recorded,
    type_name,
)
from nawba.store import tables
from nawba.store.diagnosis_tables import diagnosed_contacts, diagnoses
from nawba.store.statements import Row
from nawba.store.stream import recorded_of

_TELLING: tuple[type[Event], ...] = (
    ArticlePublished, ArticleWithdrawn, AssistantPublished, AssistantRolledBack, OperationStarted,
    OperationEnded,
)  # fmt: skip


def latest(connection: Connection) -> Row | None:
    """The diagnosis that was made last, with its document."""
    newest = diagnoses.c.made_at.desc(), diagnoses.c.id.desc()
    return connection.execute(sa.select(diagnoses).order_by(*newest).limit(1)).first()


def contacts_of(
    connection: Connection, diagnosis: str, cohort: str = "", limit: int = 50, after: str = ""
) -> list[Row]:
    """Contacts of a diagnosis that failed, by item, those after the item ``after``; of one
    ``cohort`` (its id), if given."""
    table = diagnosed_contacts
    wanted = sa.select(table).where(table.c.diagnosis == diagnosis, table.c.item > after)
    if cohort:
        wanted = wanted.where(table.c.cohorts.contains(f"|{cohort}|", autoescape=True))
    return list(connection.execute(wanted.order_by(table.c.item).limit(limit)))


def verdict_of(connection: Connection, item: str) -> Row | None:
    """What the latest diagnosis that knows ``item`` says of it."""
    table = diagnosed_contacts
    wanted = sa.select(table).join(diagnoses).where(table.c.item == item)
    return connection.execute(wanted.order_by(diagnoses.c.made_at.desc()).limit(1)).first()


def telling_events(connection: Connection, since: datetime, until: datetime) -> list[Recorded]:
    """What the house did to itself that may make contacts fail: articles, versions of the
    assistant, operations and their end; from a day before ``since``."""
    events = tables.events
    wanted = sa.select(events).where(
        events.c.type.in_([type_name(one) for one in _TELLING]),
        events.c.at >= since - timedelta(days=1),
        events.c.at <= until,
    )
    rows = connection.execute(wanted.order_by(events.c.at, events.c.cell, events.c.seq))
    return [recorded_of(row) for row in rows]
