"""Reading the runs of flows that a contact went through."""

from __future__ import annotations

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
