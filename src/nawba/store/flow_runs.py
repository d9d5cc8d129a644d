"""Reading the runs of flows that a contact went through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.flow_runs import FlowRun
from nawba.store import tables

Row = sa.Row[*tuple[Any, ...]]

runs, states = tables.flow_runs, tables.flow_states
_JOINED = sa.select(runs, states.c.document).select_from(
    runs.outerjoin(states, states.c.run == runs.c.id)
)


def find_run(connection: Connection, run: str) -> FlowRun | None:
    """The run of that id; None when there is none."""
    row = connection.execute(_JOINED.where(runs.c.id == run)).first()
    return None if row is None else _run(row)


def find_open_run(connection: Connection, contact: str) -> FlowRun | None:
    """The flow that the contact is in the middle of, if any."""
    wanted = _JOINED.where(runs.c.contact == contact, runs.c.ended_at.is_(None))
    row = connection.execute(wanted).first()
    return None if row is None else _run(row)


def read_silent(connection: Connection, now: datetime) -> list[tuple[str, FlowRun]]:
    """The contacts whose customers have been silent for their flow's time, with the run of each.

    Only those that the assistant leads and owes nothing; longest silent first.
    """
    contacts = tables.contacts
    home = runs.join(contacts, contacts.c.id == runs.c.contact)
    wanted = (
        sa.select(runs, states.c.document)
        .select_from(home.outerjoin(states, states.c.run == runs.c.id))
        .where(runs.c.silent_at <= now, runs.c.ended_at.is_(None))
        .where(contacts.c.state == "assistant", contacts.c.turn_due.is_(None))
        .order_by(runs.c.silent_at)
    )
    return [(row.contact, _run(row)) for row in connection.execute(wanted)]


def read_runs(connection: Connection, contact: str) -> list[FlowRun]:
    """All runs of the contact, oldest first."""
    statement = _JOINED.where(runs.c.contact == contact).order_by(runs.c.started_at, runs.c.id)
    return [_run(row) for row in connection.execute(statement)]


def _run(row: Row) -> FlowRun:
    return FlowRun(
        id=row.id,
        flow=row.flow,
        version=row.version,
        heard=row.heard,
        document=row.document or {},
        revision=row.revision,
        outcome=row.outcome,
    )
