"""What the customer is told to be done: only what the stream says is done."""

from __future__ import annotations

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.operations import OperationStatus
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements, tables


def record_commitment(
    store: Store, actor: Actor, contact: str, text_key: str, operation: str
) -> str:
    """Keep that the customer is told, in the words of ``text_key``, that ``operation`` is done.

    Returns the commitment's id; saying the same twice is one commitment. Raises Conflict unless
    the stream holds the event that this operation, of this contact, ended as done.
    """
    permit(actor, "record_commitment")
    check_code(text_key, field="text_key")
    with store.write("record_commitment", actor) as tx:
        row = steps.load_led(tx, actor, contact)
        permit(actor, "record_commitment", own=steps.is_own(tx, row, actor))
        return commit_to(tx, contact, text_key, operation)


def commit_to(tx: Transaction, contact: str, text_key: str, operation: str) -> str:
    """The step of ``record_commitment`` for verbs that say the words in the same transaction."""
    if not _was_told_done(tx, contact, operation):
        raise Conflict(
            "Nothing in the stream says that this operation is done, so the customer must not be "
            "told so.",
            field="operation",
        )
    same = {"operation": operation, "text_key": text_key}
    found = statements.find(tx.connection, tables.commitments, **same)
    if found is not None:
        return str(found.id)
    commitment = steps.new_id("k")
    statements.add(
        tx.connection, tables.commitments, id=commitment, contact=contact, at=tx.now, **same
    )
    tx.emit(ev.CommitmentRecorded(contact, commitment, operation, text_key))
    return commitment


def _was_told_done(tx: Transaction, contact: str, operation: str) -> bool:
    """Whether the last that the stream tells of the operation is that it is done."""
    events = tables.events
    told = sa.select(events.c.data).where(
        events.c.contact == contact, events.c.type == ev.type_name(ev.OperationEnded)
    )
    rows = tx.connection.execute(told.order_by(events.c.cell, events.c.seq)).scalars()
    ends = [data["status"] for data in rows if data["operation"] == operation]
    return bool(ends) and ends[-1] == OperationStatus.DONE.value
