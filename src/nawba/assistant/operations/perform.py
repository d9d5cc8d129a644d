"""One operation of a contact, from the first word in the journal to the last.

Begun, called, ended: a crash between any two leaves an entry that says what may have happened, and
the next attempt carries the same key.
"""

from __future__ import annotations

from nawba.actions.operations import end_operation, start_operation
from nawba.assistant.operations.connected import Connected
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.journal import Call, Entry
from nawba.domain.operations import Fields
from nawba.domain.words import Actor
from nawba.store import Store
from nawba.store.journal import find_entry


def perform(
    store: Store,
    connected: Connected,
    actor: Actor,
    contact: str,
    name: str,
    fields: Fields,
    key: str,
    *,
    run: str = "",
    step: str = "",
) -> Entry:
    """Call operation ``name`` of the contact's brand once; returns its entry in the journal.

    ``entry.result`` is how it ended; None while it waits for a person's approval or is under way
    elsewhere (then ask again later). A key that has ended gives its result again, without a call.
    Raises Invalid for an operation that is not declared, Conflict when a person leads.
    """
    operation = connected.find(name)
    call = Call(name, operation.risk, key, fields, run, step)
    return _make(store, connected, actor, contact, call)


def perform_approved(store: Store, connected: Connected, actor: Actor, operation: str) -> Entry:
    """Make the call that a person has approved, with the fields they saw.

    Raises NotFound, and Conflict when it is not approved, or declared otherwise since.
    """
    with store.read() as connection:
        entry = find_entry(connection, operation)
    if entry is None:
        raise NotFound(f"There is no operation {operation}. It may have been erased.")
    if entry.state != "approved":
        raise Conflict(f"This operation is {entry.state}, not approved.")
    if connected.find(entry.name).risk is not entry.risk:
        raise Conflict(f"{entry.name} has another risk now than when it was approved.")
    call = Call(entry.name, entry.risk, entry.key, entry.fields, entry.run, entry.step)
    return _make(store, connected, actor, entry.contact, call)


def _make(store: Store, connected: Connected, actor: Actor, contact: str, call: Call) -> Entry:
    seconds = connected.longest_seconds(call.name)
    begun = start_operation(store, actor, contact, call, within_seconds=seconds)
    if not begun.may_call:
        return begun.entry
    attempt = begun.entry.attempt
    result = connected.call(call.name, call.fields, call.key, again=attempt > 1)
    try:
        return end_operation(store, actor, begun.entry.id, attempt, result)
    except Conflict:
        return _reread(store, begun.entry)  # it took too long: another attempt has begun


def _reread(store: Store, entry: Entry) -> Entry:
    with store.read() as connection:
        return find_entry(connection, entry.id) or entry
