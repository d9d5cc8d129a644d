"""The recent stream, read backwards: what a dispatcher that takes over has to remember."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.dispatch.memory import REMEMBERED
from nawba.domain.events import Recorded, type_name
from nawba.store import tables
from nawba.store.stream import Cursor, recorded_of

_CHUNK = 1000
_MOST_CHUNKS = 20
_TYPES = [type_name(kind) for kind in REMEMBERED]


def recall(connection: Connection, cursor: Cursor, since: datetime) -> list[Recorded]:
    """Events at or before ``cursor`` and not before ``since`` that a memory is made of, in order.

    At most the last 20,000 events of each cell are looked at: a taking-over must not be slow, and
    a refusal forgotten costs one offer refused again.
    """
    return [
        recorded
        for cell, last in sorted(cursor.items())
        for recorded in _of_cell(connection, cell, last, since)
    ]


def _of_cell(connection: Connection, cell: str, last: int, since: datetime) -> list[Recorded]:
    found: list[Recorded] = []
    for end in range(last, max(0, last - _CHUNK * _MOST_CHUNKS), -_CHUNK):
        rows = _chunk(connection, cell, end)
        found = [recorded_of(row) for row in rows if row.type in _TYPES and row.at >= since] + found
        if not rows or rows[0].at < since:
            break
    return found


def _chunk(connection: Connection, cell: str, end: int) -> list[sa.Row[tuple[object, ...]]]:
    events = tables.events
    statement = (
        sa.select(events)
        .where(events.c.cell == cell, events.c.seq > end - _CHUNK, events.c.seq <= end)
        .order_by(events.c.seq)
    )
    return list(connection.execute(statement))
