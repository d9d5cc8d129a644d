"""Reading the event stream: the table is the truth, every reader keeps a cursor per cell."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import Invalid
from nawba.domain.events import Recorded, decode
from nawba.store import tables

Cursor = Mapping[str, int]

_NUMBER = re.compile(r"[0-9]{1,18}")  # what both databases keep in 64 bits


_HEAD = sa.select(tables.cells.c.id, tables.cells.c.last_seq)
_AFTER = (
    sa.select(tables.events)
    .where(tables.events.c.cell == sa.bindparam("cell"), tables.events.c.seq > sa.bindparam("seq"))
    .order_by(tables.events.c.seq)
    .limit(sa.bindparam("limit"))
)
_AFTER_OF_CONTACT = _AFTER.where(tables.events.c.contact == sa.bindparam("contact"))


def head(connection: Connection) -> dict[str, int]:
    """The last sequence number of each cell: the cursor of a reader who has seen all."""
    return {row.id: row.last_seq for row in connection.execute(_HEAD)}


def events_after(
    connection: Connection, cursor: Cursor, limit: int = 1000, contact: str | None = None
) -> list[Recorded]:
    """Up to ``limit`` events per cell past ``cursor``, in order; of one ``contact`` if given."""
    found: list[Recorded] = []
    for cell, last in head(connection).items():
        seq = cursor.get(cell, 0)
        if last > seq:
            wanted = {"cell": cell, "seq": seq, "limit": limit, "contact": contact}
            statement = _AFTER if contact is None else _AFTER_OF_CONTACT
            found += [recorded_of(row) for row in connection.execute(statement, wanted)]
    return found


def recorded_of(row: sa.Row[tuple[object, ...]]) -> Recorded:
    return Recorded(row.cell, row.seq, row.at, row.actor, decode(row.type, row.data))


def format_cursor(cursor: Cursor) -> str:
    """``main:12,dakar:4``: what pages send back to go on where they were."""
    return ",".join(f"{cell}:{seq}" for cell, seq in sorted(cursor.items()))


def parse_cursor(text: str | None) -> dict[str, int]:
    """The inverse of ``format_cursor``; empty for None. Raises Invalid for anything else."""
    pairs = [part.rpartition(":") for part in (text or "").split(",") if part]
    if not all(
        cell and seq.isascii() and seq.isdigit() and len(seq) < 19 for cell, _, seq in pairs
    ):
        raise Invalid(
            f"'{text}' is not a cursor. Send back the id of the last event as it came.",
            field="cursor",
        )
    return {cell: int(seq) for cell, _, seq in pairs}
