"""Reads what is configured row by row, and the history of its changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.centre_diff import field_changes
from nawba.domain.centre_kinds import Kind, plain
from nawba.domain.words import Json
from nawba.store.config_tables import config_changes
from nawba.store.rows import SETUP, noun_of
from nawba.store.statements import Row

_AT_ONCE = 500  # ids asked for in one statement


def read_items(
    connection: Connection, kind: Kind, ids: Iterable[str] | None = None, *, retired: bool = False
) -> list[Row]:
    """The rows of one kind in order, all or those of ``ids``; retired ones only if wanted."""
    table = SETUP[kind.name][0]
    order = (table.c.position, table.c.id) if kind.ordered else (table.c.id,)
    statement = sa.select(table).order_by(*order)
    if not retired:
        statement = statement.where(sa.not_(table.c.retired))
    if ids is None:
        return list(connection.execute(statement))
    wanted, rows = list(ids), []
    for start in range(0, len(wanted), _AT_ONCE):
        some = statement.where(table.c.id.in_(wanted[start : start + _AT_ONCE]))
        rows += list(connection.execute(some))
    return rows


def find_item(connection: Connection, kind: Kind, id: str) -> Row | None:
    """The row of one noun, retired or not."""
    return next(iter(read_items(connection, kind, [id], retired=True)), None)


def item_json(kind: Kind, row: Row) -> Json:
    """A row as pages get it: all fields of the noun, also those newer than the row."""
    document = plain(noun_of(kind.name, row.document))
    return {
        "kind": kind.name,
        "id": row.id,
        "document": document,
        "revision": row.revision,
        "retired": row.retired,
    }


def unsaved_json(kind: Kind) -> Json:
    """The item of a single kind that was never saved: its defaults, revision 0."""
    document = plain(kind.noun())
    return {
        "kind": kind.name, "id": kind.name, "document": document, "revision": 0, "retired": False
    }  # fmt: skip


def read_changes(
    connection: Connection,
    *,
    kind: str | None = None,
    id: str | None = None,
    before: int | None = None,
    batch: int | None = None,
    after_revision: int | None = None,
    limit: int | None = None,
) -> list[Row]:
    """Changes, the newest first; each argument given narrows them down."""
    c = config_changes.c
    equal = {"kind": kind, "id": id, "batch": batch}
    conditions: list[Any] = [c[name] == value for name, value in equal.items() if value is not None]
    if before is not None:
        conditions.append(c.n < before)
    if after_revision is not None:
        conditions.append(c.revision > after_revision)
    statement = sa.select(config_changes).where(*conditions).order_by(c.n.desc())
    return list(connection.execute(statement.limit(limit) if limit is not None else statement))


def find_change(connection: Connection, n: int) -> Row | None:
    found = connection.execute(sa.select(config_changes).where(config_changes.c.n == n))
    return found.first()


def last_change(connection: Connection) -> int:
    """The number of the last change; 0 before the first."""
    return connection.execute(sa.select(sa.func.max(config_changes.c.n))).scalar() or 0


def change_json(row: Row) -> Json:
    """A change with what it made of each field; for one that was added or retired: all of it."""
    fields = [change.json() for change in field_changes(row.before or {}, row.after or {})]
    return {
        "n": row.n,
        "batch": row.batch,
        "at": row.at.isoformat(),
        "by": row.by,
        "kind": row.kind,
        "id": row.id,
        "what": row.what,
        "before": row.before,
        "after": row.after,
        "fields": fields,
    }
