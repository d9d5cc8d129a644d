"""Reading the operation journal and the commitments of a contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.journal import Commitment, Entry, OperationState
from nawba.domain.operations import Risk
from nawba.store import tables

Row = sa.Row[*tuple[Any, ...]]

operations, contents = tables.operations, tables.operation_contents
_JOINED = sa.select(operations, contents.c.fields, contents.c.data, contents.c.comment).select_from(
    operations.outerjoin(contents, contents.c.operation == operations.c.id)
)


def find_entry(connection: Connection, operation: str) -> Entry | None:
    """The entry of that id; None when there is none."""
    return _first(connection, operations.c.id == operation)


def find_entry_by_key(connection: Connection, contact: str, key: str) -> Entry | None:
    """The entry that a contact's call with idempotency key ``key`` made."""
    return _first(connection, operations.c.contact == contact, operations.c.key == key)


def read_operations(connection: Connection, contact: str) -> list[Entry]:
    """All operations of a contact, in the order they were first asked for."""
    statement = _JOINED.where(operations.c.contact == contact)
    ordered = statement.order_by(operations.c.asked_at, operations.c.id)
    return [_entry(row) for row in connection.execute(ordered)]


def count_awaiting(connection: Connection, contacts: Sequence[str]) -> dict[str, int]:
    """How many operations wait for a person's yes, or for the call after it, by contact."""
    waits = ("awaiting", "approved")
    statement = (
        sa.select(operations.c.contact, sa.func.count())
        .where(operations.c.contact.in_(contacts), operations.c.state.in_(waits))
        .where(operations.c.risk == Risk.IRREVERSIBLE.value)
        .group_by(operations.c.contact)
    )
    return {contact: int(number) for contact, number in connection.execute(statement)}


def read_overdue(connection: Connection, now: datetime) -> list[Entry]:
    """Attempts that should have ended by ``now``: whoever made them is gone."""
    overdue = _JOINED.where(operations.c.state == "started", operations.c.due_at <= now)
    return [_entry(row) for row in connection.execute(overdue.order_by(operations.c.due_at))]


def read_commitments(connection: Connection, contact: str) -> list[Commitment]:
    """What the customer was told to be done, oldest first."""
    table = tables.commitments
    statement = (
        sa.select(table, operations.c.name, operations.c.reference)
        .join(operations, operations.c.id == table.c.operation)
        .where(table.c.contact == contact)
        .order_by(table.c.at, table.c.id)
    )
    return [
        Commitment(
            row.id, row.contact, row.operation, row.name, row.reference, row.text_key, row.at
        )
        for row in connection.execute(statement)
    ]


def _first(connection: Connection, *conditions: sa.ColumnElement[bool]) -> Entry | None:
    row = connection.execute(_JOINED.where(*conditions)).first()
    return None if row is None else _entry(row)


def _entry(row: Row) -> Entry:
    return Entry(
        id=row.id,
        contact=row.contact,
        key=row.key,
        name=row.name,
        risk=Risk(row.risk),
        run=row.run,
        step=row.step,
        state=OperationState(row.state),
        attempt=row.attempt,
        reference=row.reference,
        decided_by=row.decided_by,
        asked_at=row.asked_at,
        started_at=row.started_at,
        due_at=row.due_at,
        ended_at=row.ended_at,
        fields=row.fields or {},
        data=row.data or {},
        comment=row.comment or "",
    )
