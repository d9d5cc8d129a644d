"""What flow runs, the operation journal and the stream must say of each other (see ``doctor``)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.store import tables
from nawba.store.invariants import RESTORE, Violation

_TELLING = tuple(
    ev.type_name(one)
    for one in (ev.ApprovalAsked, ev.ApprovalDecided, ev.OperationStarted, ev.OperationEnded)
)


def _state_told(name: str, data: dict[str, Any]) -> str:
    """The state that an event of type ``name`` puts its operation in."""
    if name == ev.type_name(ev.OperationEnded):
        return str(data["status"])
    if name == ev.type_name(ev.ApprovalDecided):
        return "approved" if data["approved"] else "declined"
    return "started" if name == ev.type_name(ev.OperationStarted) else "awaiting"


def operations_agree(connection: Connection) -> Iterator[Violation]:
    """An operation's state is the last that the stream told of it, and none is told of in vain."""
    told = {
        event.data["operation"]: _state_told(event.type, event.data)
        for event in _events(connection, *_TELLING)
    }
    kept = _states(connection)
    for operation in sorted(told.keys() | kept.keys()):
        if told.get(operation) != kept.get(operation):
            what = (
                f"is {kept.get(operation, 'not kept')}, the stream says "
                f"{told.get(operation, 'nothing')}"
            )
            yield Violation("operations_agree", f"operation {operation}", what, RESTORE)


def commitments_are_kept(connection: Connection) -> Iterator[Violation]:
    """Every commitment was told, is kept, and is about an operation that is done."""
    rule, states = "commitments_are_kept", _states(connection)
    name = ev.type_name(ev.CommitmentRecorded)
    told = {event.data["commitment"] for event in _events(connection, name)}
    kept = {row.id: row for row in connection.execute(sa.select(tables.commitments))}
    for commitment in sorted(told ^ kept.keys()):
        where = "kept and was never told" if commitment in kept else "told of and not kept"
        yield Violation(rule, f"commitment {commitment}", f"is {where}", RESTORE)
    for row in kept.values():
        if states.get(row.operation) != "done":
            what = f"promises operation {row.operation}, which is {states.get(row.operation)}"
            yield Violation(rule, f"commitment {row.id}", what, RESTORE)


def flows_agree(connection: Connection) -> Iterator[Violation]:
    """A run of a flow has ended, and how, exactly as the stream told; none runs untold."""
    names = (ev.type_name(ev.FlowStarted), ev.type_name(ev.FlowEnded))
    told = {event.data["run"]: event.data.get("outcome") for event in _events(connection, *names)}
    table = tables.flow_runs
    rows = connection.execute(sa.select(table.c.id, table.c.outcome))
    kept = {row.id: row.outcome for row in rows}
    for run in sorted(told.keys() | kept.keys()):
        if run not in told or run not in kept or told[run] != kept[run]:
            what = f"is {kept.get(run, 'not kept')}, the stream says {told.get(run, 'nothing')}"
            yield Violation("flows_agree", f"flow run {run}", what, RESTORE)


def _states(connection: Connection) -> dict[str, str]:
    table = tables.operations
    rows = connection.execute(sa.select(table.c.id, table.c.state))
    return {row.id: row.state for row in rows}


def _events(connection: Connection, *types: str) -> Iterator[Any]:
    events = tables.events
    statement = sa.select(events.c.type, events.c.data).where(events.c.type.in_(types))
    yield from connection.execute(statement.order_by(events.c.cell, events.c.seq))
