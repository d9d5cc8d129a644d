"""Recorded contacts go: by a person, with their customer, or because their time is over.

A row loses its words here and at once; its folder is removed by the room of listening, which then
says so (``note_removed``). Whoever stops in between finds it again: the row says ``erasing``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from nawba.actions.contests import forget_contests
from nawba.actions.diagnoses import forget_diagnosed
from nawba.actions.erasure_files import note_erasures
from nawba.actions.heard_gaps import forget_heard_examples
from nawba.actions.reviews import forget_reviews
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.retention import Retention, months_before
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.listening import Pending, heard_at, read_item
from nawba.store.listening_tables import listening_work, recorded_contacts
from nawba.store.personal_map import hash_erased
from nawba.store.privacy_tables import legal_holds

_BATCH = 200
_GONE: dict[str, Any] = {
    "contact": "", "name": "", "message": "", "further": {}, "events": [],
    "score": None, "knocked_out": None, "findings": 0, "finding_kinds": [],
}  # fmt: skip


def erase_item(
    store: Store, actor: Actor, item: str, *, files: Sequence[Path], reason: str = "request"
) -> None:
    """Erase a recorded contact; its folder is to be removed next.

    ``files`` are those of ``erasure_files``: a restore erases it anew. Raises NotFound, and
    Conflict while its contact is under a legal hold. Erasing twice is no error.
    """
    permit(actor, "erase_recording")
    with store.read() as connection:
        _check(connection, item)
    at = store.clock().isoformat()
    note_erasures(files, [{"customer_hash": hash_erased(item), "reason": reason, "at": at}])
    with store.write("erase_item", actor) as tx:
        _check(tx.connection, item)
        forget_recordings(tx, recorded_contacts.c.id == item, reason)


def _check(connection: sa.Connection, item: str) -> None:
    row = read_item(connection, item)
    if row is None:
        raise NotFound(f"There is no recorded contact {item}.")
    if row.contact and statements.find(connection, legal_holds, contact=row.contact) is not None:
        raise Conflict(f"{row.contact} is under a legal hold. Release the hold, then erase.")


def forget_recordings(tx: Transaction, which: sa.ColumnElement[bool], reason: str) -> int:
    """Take the words out of these rows within ``tx``; returns how many there were."""
    table = recorded_contacts
    living = sa.select(table.c.id).where(which, table.c.erased_at.is_(None))
    items = list(tx.connection.execute(living).scalars())
    for item in items:
        gone = {"state": "erasing", "erased_at": tx.now, "updated_at": tx.now}
        statements.change(tx.connection, table, {"id": item}, **_GONE, **gone)
        statements.remove(tx.connection, listening_work, item=item)
        tx.emit(ev.RecordingErased(item, reason))
    forget_reviews(tx, items)
    forget_heard_examples(tx, items)
    if reason != "retention":  # scores are accounted for as long as their own time says
        forget_contests(tx, items)
    forget_diagnosed(tx, items)
    return len(items)


def note_removed(store: Store, actor: Actor, removed: Pending) -> None:
    """Say that these folders and recordings are gone from the disk."""
    permit(actor, "erase_recording")
    with store.write("note_removed", actor) as tx:
        for item in removed.folders:
            where = {"id": item, "state": "erasing"}
            statements.change(tx.connection, recorded_contacts, where, state="erased", audio="gone")
        for item in removed.audio:
            where = {"id": item, "audio": "due"}
            statements.change(tx.connection, recorded_contacts, where, audio="gone")


def forget_due_recordings(store: Store, actor: Actor, retention: Retention) -> dict[str, int]:
    """Mark what is over its time: audio, and whole contacts with their analysis; counts by kind.

    The time runs from when the contact was, or else from when it was taken in. Those under a legal
    hold are passed over.
    """
    permit(actor, "delete_due")
    counts = {"recordings": 0, "analyses": 0}
    with store.read() as connection:
        if connection.execute(sa.select(recorded_contacts.c.id).limit(1)).first() is None:
            return counts
    while True:
        with store.write("forget_due_recordings", actor) as tx:
            old = _due(tx, months_before(tx.now, retention.analysis_months))
            loud = _due(tx, months_before(tx.now, retention.recordings_months), audio="kept")
            forget_recordings(tx, recorded_contacts.c.id.in_(old), "retention")
            for item in loud:
                statements.change(tx.connection, recorded_contacts, {"id": item}, audio="due")
        counts["analyses"] += len(old)
        counts["recordings"] += len(loud)
        if not old and not loud:
            return counts


def _due(tx: Transaction, limit: Any, **equal: str) -> list[str]:
    table = recorded_contacts
    held = sa.select(legal_holds.c.contact)
    wanted = sa.select(table.c.id).where(
        table.c.erased_at.is_(None), heard_at() < limit, table.c.contact.not_in(held)
    )
    for name, value in equal.items():
        wanted = wanted.where(table.c[name] == value)
    return list(tx.connection.execute(wanted.limit(_BATCH)).scalars())
