"""Many contacts back to their queues, or on to another one, in a few statements for them all.

What one contact goes through is in ``steps`` (``back_to_queue``, ``queue_contact``, ``notice``):
here it is the same for the two thousand of a site that goes dark, whose cell is locked meanwhile.
A thousand at a time, since a statement takes so many ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.words import MessageKind
from nawba.store import Transaction, failpoints, tables
from nawba.store.bulk import add_many, among
from nawba.store.tables import UtcTime

Words = Callable[[steps.Row], str]
"""What the customer of a contact is told."""

_AT_ONCE = 1000


def return_held(tx: Transaction, rows: Sequence[steps.Row], reason: str, words: Words) -> None:
    """Take the lead of each contact from its adviser; it waits again with its age, and is told.

    ``rows`` are contacts with their leading ``hand`` and the ``adviser`` (``redispatch.held_at``).
    """
    for some in _parts(rows):
        started = {row.id: steps.new_id("h") for row in some}
        notices = {row.id: _notice(tx, row, words(row)) for row in some}
        _end_hands(tx, some, reason)
        failpoints.reach("redispatch.freed")
        add_many(tx.connection, tables.hands, [_hand(tx, *one) for one in started.items()])
        _queue(tx, some)
        add_many(tx.connection, tables.messages, list(notices.values()))
        for row in some:
            tx.emit(*_told(tx, row, reason, started[row.id], notices[row.id]))


def _end_hands(tx: Transaction, rows: Sequence[steps.Row], reason: str) -> None:
    taken, hands, dialect = tables.occupancy, tables.hands, tx.connection.dialect.name
    ids = {"ids": [row.hand for row in rows]}
    tx.connection.execute(taken.delete().where(among(dialect, taken.c.hand)), ids)
    ended = {"ended_at": tx.now, "reason": reason}
    tx.connection.execute(hands.update().where(among(dialect, hands.c.id)).values(ended), ids)


def _queue(tx: Transaction, rows: Sequence[steps.Row]) -> None:
    """As ``steps.queue_contact``; a notice counts as a message."""
    c, now = tables.contacts.c, sa.literal(tx.now, UtcTime)
    values = {
        "state": "waiting",
        "entry_queue": sa.func.coalesce(c.entry_queue, c.queue),
        "waiting_since": sa.func.coalesce(c.waiting_since, now),
        "queued_at": sa.func.coalesce(c.queued_at, now),
        "direct_adviser": None,
        "outcome": "handed_over",
        "warned_at": None,
        "last_number": c.last_number + 1,
        "last_message_at": tx.now,
    }
    _change(tx, rows, values)


def _change(tx: Transaction, rows: Sequence[steps.Row], values: dict[str, Any]) -> None:
    contacts, ids = tables.contacts, {"ids": [row.id for row in rows]}
    where = among(tx.connection.dialect.name, contacts.c.id)
    tx.connection.execute(contacts.update().where(where).values(values), ids)


def _hand(tx: Transaction, contact: str, hand: str) -> dict[str, Any]:
    return {
        "id": hand,
        "contact": contact,
        "party": "assistant",
        "party_id": steps.ASSISTANT_ID,
        "leads": True,
        "started_at": tx.now,
    }


def _notice(tx: Transaction, row: steps.Row, words: str) -> dict[str, Any]:
    return {
        "id": steps.new_id("m"),
        "contact": row.id,
        "number": row.last_number + 1,
        "author": "system",
        "author_id": "house",
        "kind": MessageKind.NOTICE.value,
        "text": words,
        "client_id": steps.new_id("n"),
        "sources": [],
        "choices": [],
        "files": 0,
        "at": tx.now,
    }


def _told(
    tx: Transaction, row: steps.Row, reason: str, hand: str, notice: dict[str, Any]
) -> Iterator[ev.Event]:
    since, author = row.waiting_since or tx.now, ("system", "house", MessageKind.NOTICE.value)
    yield ev.HandEnded(row.id, row.hand, "adviser", row.adviser, True, reason)
    yield ev.HandStarted(row.id, hand, "assistant", steps.ASSISTANT_ID, True)
    yield ev.ContactQueued(row.id, row.queue, reason, since)
    yield ev.MessageAdded(row.id, notice["id"], notice["number"], *author)


def move_waiting(tx: Transaction, rows: Sequence[steps.Row], queue: str, reason: str) -> None:
    """Let contacts that wait, wait in ``queue``: with their age, for all of its people."""
    for some in _parts(rows):
        _change(tx, some, {"queue": queue, "direct_adviser": None, "warned_at": None})
        tx.emit(*(ev.ContactQueued(row.id, queue, reason, row.waiting_since) for row in some))


def _parts(rows: Sequence[steps.Row]) -> Iterator[Sequence[steps.Row]]:
    return (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
