"""Who leads each cell, since when, and who stands by: as the database itself knows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import tables
from nawba.store.engine import session_name

cells, events = tables.cells, tables.events


@dataclass(frozen=True)
class Leading:
    """``holder`` leads ``cell`` under ``epoch`` since ``since``, for now until ``until``.

    None of them once the lease has run out. ``standing_by`` are the other servers that have a
    session with the database, by name.
    """

    cell: str
    epoch: int
    holder: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    standing_by: tuple[str, ...] = ()


def read_leading(connection: Connection, now: datetime) -> list[Leading]:
    """The cells at ``now``, by id; on SQLite, one process's, nobody stands by."""
    servers = _servers(connection)
    statement = sa.select(cells).order_by(cells.c.id)
    return [_leading(connection, row, now, servers) for row in connection.execute(statement).all()]


def _leading(
    connection: Connection, row: sa.Row[*tuple[Any, ...]], now: datetime, servers: tuple[str, ...]
) -> Leading:
    if row.lease_until is None or row.lease_until <= now:
        return Leading(row.id, row.epoch, standing_by=servers)
    taken = (
        sa.select(events.c.at)
        .where(events.c.cell == row.id, events.c.type == "lease_taken")
        .order_by(events.c.seq.desc())
    )
    since = connection.execute(taken.limit(1)).scalar()
    others = tuple(one for one in servers if session_name(row.holder) != session_name(one))
    return Leading(row.id, row.epoch, row.holder, since, row.lease_until, others)


def _servers(connection: Connection) -> tuple[str, ...]:
    if connection.dialect.name == "sqlite":
        return ()
    sessions = sa.table("pg_stat_activity", sa.column("application_name"), sa.column("datname"))
    name, prefix = sessions.c.application_name, session_name("").ljust(6)
    statement = (
        sa.select(name)
        .where(sessions.c.datname == sa.func.current_database(), name.startswith(prefix))
        .distinct()
        .order_by(name)
    )
    return tuple(one[len(prefix) :] for one in connection.execute(statement).scalars())
