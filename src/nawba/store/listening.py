"""Reads of recorded contacts: what was taken in, how far each has come, what is still to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import statements
from nawba.store.listening_tables import intakes, listening_work, recorded_contacts
from nawba.store.statements import Row

ItemRow = Row
"""A row of ``recorded_contacts``."""


@dataclass(frozen=True)
class ItemFilter:
    """Items that fulfil all that is not None."""

    intake: str | None = None
    state: str | None = None
    contact: str | None = None
    adviser: str | None = None
    site: str | None = None
    queue: str | None = None
    brand: str | None = None
    intent: str | None = None
    language: str | None = None


def read_intake(connection: Connection, intake: str) -> Row | None:
    """One run over a source."""
    return statements.find(connection, intakes, id=intake)


def list_intakes(connection: Connection, limit: int = 50) -> list[Row]:
    """The runs, newest first."""
    newest = intakes.c.started_at.desc(), intakes.c.id
    return list(connection.execute(sa.select(intakes).order_by(*newest).limit(limit)))


def read_item(connection: Connection, item: str) -> ItemRow | None:
    """One recorded contact."""
    return statements.find(connection, recorded_contacts, id=item)


def list_items(
    connection: Connection, wanted: ItemFilter, limit: int = 100, after: str = ""
) -> list[ItemRow]:
    """Items by id, those after the id ``after``: erased ones only where they are asked for."""
    table = recorded_contacts
    statement = sa.select(table).where(table.c.id > after, *_conditions(wanted))
    return list(connection.execute(statement.order_by(table.c.id).limit(limit)))


def every_item(connection: Connection, wanted: ItemFilter, size: int = 500) -> Iterator[ItemRow]:
    """All items that ``list_items`` would list, read ``size`` at a time."""
    after = ""
    while rows := list_items(connection, wanted, size, after):
        yield from rows
        after = rows[-1].id


def _conditions(wanted: ItemFilter) -> Iterator[sa.ColumnElement[bool]]:
    table = recorded_contacts
    for one in fields(wanted):
        value = getattr(wanted, one.name)
        if value is not None:
            yield table.c[one.name] == value
    if wanted.state is None:
        yield table.c.erased_at.is_(None)


def read_items(connection: Connection, items: Sequence[str]) -> dict[str, ItemRow]:
    """Those of ``items`` that are known, by id."""
    rows = connection.execute(sa.select(recorded_contacts).where(recorded_contacts.c.id.in_(items)))
    return {row.id: row for row in rows}


def refused_keys(connection: Connection, items: Sequence[str]) -> dict[str, dict[str, str]]:
    """From each of ``items`` that was quarantined to its stage and with which key."""
    table = listening_work
    statement = sa.select(table.c.item, table.c.stage, table.c.key).where(
        table.c.item.in_(items), table.c.state == "quarantined"
    )
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.item, {})[row.stage] = row.key
    return found


def known_work(connection: Connection, items: Sequence[str]) -> set[tuple[str, str]]:
    """The stages that the ledger knows of ``items``, each with its item."""
    table = listening_work
    statement = sa.select(table.c.item, table.c.stage).where(table.c.item.in_(items))
    return {(row.item, row.stage) for row in connection.execute(statement)}


def read_work(connection: Connection, item: str) -> list[Row]:
    """The ledger of one item, in the order in which its stages finished."""
    return statements.find_all(connection, listening_work, ("at", "stage"), item=item)


def count_reasons(connection: Connection, intake: str | None = None) -> list[Row]:
    """Why items were quarantined: ``stage``, ``reason`` and ``items``, the most first."""
    table, items = recorded_contacts, sa.func.count().label("items")
    statement = sa.select(table.c.stage, table.c.reason, items).where(
        table.c.state == "quarantined"
    )
    if intake is not None:
        statement = statement.where(table.c.intake == intake)
    grouped = statement.group_by(table.c.stage, table.c.reason)
    return list(connection.execute(grouped.order_by(items.desc(), table.c.stage, table.c.reason)))


def seconds_by_stage(connection: Connection, intake: str) -> dict[str, float]:
    """What each stage took, over the items of an intake, in seconds of work."""
    work, items = listening_work, recorded_contacts
    total = sa.func.sum(work.c.seconds)
    joined = sa.select(work.c.stage, total).join_from(work, items, work.c.item == items.c.id)
    grouped = joined.where(items.c.intake == intake).group_by(work.c.stage)
    return {stage: float(seconds) for stage, seconds in connection.execute(grouped)}


@dataclass(frozen=True)
class Pending:
    """Items whose folder, and those whose audio, is still to be removed."""

    folders: tuple[str, ...]
    audio: tuple[str, ...]


def read_pending(connection: Connection, after: str = "", limit: int = 1000) -> Pending:
    """What was erased, or is over its time, and lies on the disk still: ids after ``after``."""
    table = recorded_contacts
    gone = table.c.state == "erasing"
    due = sa.and_(table.c.audio == "due", table.c.erased_at.is_(None))
    statement = sa.select(table.c.id, gone).where(table.c.id > after, sa.or_(gone, due))
    rows = connection.execute(statement.order_by(table.c.id).limit(limit)).all()
    return Pending(
        tuple(item for item, is_gone in rows if is_gone),
        tuple(item for item, is_gone in rows if not is_gone),
    )


def heard_at() -> sa.ColumnElement[datetime]:
    """From when the time runs that a recorded contact is kept: when it was, else when it came."""
    table = recorded_contacts
    at: sa.ColumnElement[Any] = sa.func.coalesce(table.c.started_at, table.c.taken_at)
    return at
