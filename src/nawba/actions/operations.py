"""The verbs around a call to a brand's system: begin it, end it, let a person approve it.

Begun before the call leaves, ended when the answer is in: whoever comes after a crash finds in the
journal what may have happened, and repeats it only under the same key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from nawba.actions import masking, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound, Repeated
from nawba.domain.journal import (
    MAX_ATTEMPTS,
    Begun,
    Call,
    Entry,
    OperationState,
    public_reference,
)
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.permissions import permit
from nawba.domain.text import MAX_FIELD, check_code, clean
from nawba.domain.words import Actor
from nawba.privacy import mask_values
from nawba.store import Store, Transaction, statements, tables
from nawba.store.journal import find_entry, find_entry_by_key, read_overdue

MAX_KEY = 80
_TRIED_AGAIN = (OperationState.UNKNOWN, OperationState.FAILED)
_APPROVABLE = (OperationState.AWAITING, *_TRIED_AGAIN)


def start_operation(
    store: Store, actor: Actor, contact: str, call: Call, *, within_seconds: float
) -> Begun:
    """Write down that ``call`` is about to leave; says whether the caller may make it.

    The same key again finds the same entry: ended ones give their result, one that runs elsewhere
    or waits for approval is left alone, one whose end is unknown or that failed is tried again
    under its key, ``MAX_ATTEMPTS`` times at most. An irreversible one waits for a person first.
    ``within_seconds`` is how long the attempt takes at the longest, look-up included; after that
    it counts as given up. Raises Repeated for the key of another call, Conflict when the contact
    is over or, for the assistant, when a person leads it.
    """
    permit(actor, "start_operation")
    _check_call(call)
    call = replace(call, fields=mask_values(call.fields))
    with store.write("start_operation", actor) as tx:
        row = steps.load_led(tx, actor, contact)
        permit(actor, "start_operation", own=steps.is_own(tx, row, actor))
        found = find_entry_by_key(tx.connection, contact, call.key)
        entry = _add(tx, contact, call) if found is None else _same(found, call)
        if not _may_start(tx, entry, is_new=found is None):
            return Begun(entry, may_call=False)
        return Begun(_start(tx, entry, within_seconds), may_call=True)


def _check_call(call: Call) -> None:
    check_code(call.key, field="key", limit=MAX_KEY)
    check_code(call.name, field="name")
    for name, value in (("run", call.run), ("step", call.step)):
        if value:
            check_code(value, field=name, limit=40 if name == "run" else 64)


def _add(tx: Transaction, contact: str, call: Call) -> Entry:
    operation = steps.new_id("p")
    statements.add(
        tx.connection,
        tables.operations,
        id=operation,
        contact=contact,
        key=call.key,
        name=call.name,
        risk=call.risk.value,
        run=call.run,
        step=call.step,
        state=OperationState.AWAITING.value,
        attempt=0,
        asked_at=tx.now,
    )
    statements.add(
        tx.connection,
        tables.operation_contents,
        operation=operation,
        fields=dict(call.fields),
        data={},
        comment="",
    )
    if call.risk is Risk.IRREVERSIBLE:
        tx.emit(ev.ApprovalAsked(contact, operation, call.name, call.run, call.step))
    return _load(tx, operation)


def _same(found: Entry, call: Call) -> Entry:
    was_erased = not found.fields and bool(call.fields)
    if found.name != call.name or (found.fields != dict(call.fields) and not was_erased):
        raise Repeated("This key belongs to another operation. Send a new one.", field="key")
    return found


def _may_start(tx: Transaction, entry: Entry, *, is_new: bool) -> bool:
    if entry.risk is Risk.IRREVERSIBLE:
        return entry.state is OperationState.APPROVED
    if is_new:
        return True
    is_overdue = (
        entry.state is OperationState.STARTED
        and entry.due_at is not None
        and entry.due_at <= tx.now
    )
    return (is_overdue or entry.state in _TRIED_AGAIN) and entry.attempt < MAX_ATTEMPTS


def _start(tx: Transaction, entry: Entry, within_seconds: float) -> Entry:
    if entry.state is OperationState.STARTED:
        _give_up(tx, entry)
    attempt = entry.attempt + 1
    _change(
        tx,
        entry,
        state=OperationState.STARTED.value,
        attempt=attempt,
        started_at=tx.now,
        due_at=tx.now + timedelta(seconds=within_seconds),
        ended_at=None,
    )
    tx.emit(
        ev.OperationStarted(
            entry.contact, entry.id, entry.name, entry.risk.value, entry.run, entry.step, attempt
        )
    )
    return _load(tx, entry.id)


def end_operation(
    store: Store, actor: Actor, operation: str, attempt: int, result: OperationResult
) -> Entry:
    """Write down how attempt number ``attempt`` ended; returns the entry as it stands then.

    An answer that comes after the attempt was given up is taken in, if it says more than
    ``unknown``. Ending twice alike is no error. Raises Conflict when another attempt has begun, or
    for another end than was told.
    """
    permit(actor, "end_operation")
    with store.write("end_operation", actor) as tx:
        entry = _load(tx, operation)
        if entry.attempt == attempt and entry.state.value == result.status.value:
            return entry
        is_late = entry.state is OperationState.UNKNOWN
        if entry.attempt != attempt or not (is_late or entry.state is OperationState.STARTED):
            raise Conflict("This attempt is over. Read the operation again.")
        if is_late and result.status is OperationStatus.FAILED:
            return entry
        _end(tx, entry, result)
        return _load(tx, operation)


def _end(tx: Transaction, entry: Entry, result: OperationResult) -> None:
    reference = public_reference(result.reference)
    _change(tx, entry, state=result.status.value, reference=reference, ended_at=tx.now, due_at=None)
    statements.change(
        tx.connection,
        tables.operation_contents,
        {"operation": entry.id},
        data=mask_values(result.data),
    )
    status = result.status.value
    tx.emit(ev.OperationEnded(entry.contact, entry.id, entry.attempt, status, reference))


def _give_up(tx: Transaction, entry: Entry) -> None:
    """End an attempt whose maker is gone: a read did nothing, a write may have."""
    is_read = entry.risk is Risk.READ
    status = OperationStatus.FAILED if is_read else OperationStatus.UNKNOWN
    _end(tx, entry, OperationResult(status))


def end_overdue_operations(store: Store, actor: Actor) -> list[str]:
    """Give up the attempts whose time is over, as after a crash; returns the operations' ids."""
    permit(actor, "end_operation")
    with store.read() as connection:
        overdue = read_overdue(connection, store.clock())
    return [entry.id for entry in overdue if _end_overdue(store, actor, entry)]


def _end_overdue(store: Store, actor: Actor, entry: Entry) -> bool:
    with store.write("end_overdue_operations", actor) as tx:
        fresh = _load(tx, entry.id)
        if (fresh.state, fresh.attempt) != (OperationState.STARTED, entry.attempt):
            return False
        _give_up(tx, fresh)
        return True


def approve_operation(store: Store, actor: Actor, operation: str) -> Entry:
    """A person lets an irreversible operation happen; who is kept with it.

    One that failed, or whose end is unknown, needs a yes of its own for another attempt. Raises
    NotPermitted, and Conflict when there is nothing to approve or the contact is over.
    """
    permit(actor, "approve_operation")
    with store.write("approve_operation", actor) as tx:
        entry = _load_decidable(tx, actor, "approve_operation", operation)
        if entry.state is OperationState.APPROVED:
            return entry
        if entry.risk is not Risk.IRREVERSIBLE or entry.state not in _APPROVABLE:
            raise Conflict(f"This operation is {entry.state}; there is nothing to approve.")
        return _decide(tx, actor, entry, approved=True)


def refuse_operation(store: Store, actor: Actor, operation: str, comment: str = "") -> Entry:
    """A person says no to an irreversible operation that has not begun; ``comment`` says why.

    Raises NotPermitted, and Conflict when it has begun or the contact is over.
    """
    permit(actor, "refuse_operation")
    words = masking.mask_field(clean(comment, field="comment", limit=MAX_FIELD))
    with store.write("refuse_operation", actor) as tx:
        entry = _load_decidable(tx, actor, "refuse_operation", operation)
        if entry.state is OperationState.DECLINED:
            return entry
        if entry.state not in (OperationState.AWAITING, OperationState.APPROVED):
            raise Conflict(f"This operation is {entry.state}; it is too late to refuse it.")
        where = {"operation": operation}
        statements.change(tx.connection, tables.operation_contents, where, comment=words)
        return _decide(tx, actor, entry, approved=False)


def _load_decidable(tx: Transaction, actor: Actor, verb: str, operation: str) -> Entry:
    entry = _load(tx, operation)
    row = steps.load_open(tx, entry.contact)
    permit(actor, verb, own=steps.is_own(tx, row, actor))
    return entry


def _decide(tx: Transaction, actor: Actor, entry: Entry, *, approved: bool) -> Entry:
    state = OperationState.APPROVED if approved else OperationState.DECLINED
    _change(tx, entry, state=state.value, decided_by=str(actor))
    tx.emit(ev.ApprovalDecided(entry.contact, entry.id, approved))
    return _load(tx, entry.id)


def _load(tx: Transaction, operation: str) -> Entry:
    entry = find_entry(tx.connection, operation)
    if entry is None:
        raise NotFound(f"There is no operation {operation}. It may have been erased.")
    return entry


def _change(tx: Transaction, entry: Entry, **values: Any) -> None:
    statements.change(tx.connection, tables.operations, {"id": entry.id}, **values)
