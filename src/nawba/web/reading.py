"""Batch reads for the streams: the words that belong to a batch of events."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.words import Message
from nawba.store import tables
from nawba.store.rows import messages_by_id


def read_event_messages(
    connection: Connection,
    batch: Sequence[ev.Recorded],
    name_message: Callable[[Message, str], Message],
) -> dict[str, Message]:
    """Messages added in ``batch``, by id, with their authors named for the contact's brand."""
    added = [one.event for one in batch if isinstance(one.event, ev.MessageAdded)]
    if not added:
        return {}
    contacts = tables.contacts
    wanted = {event.contact for event in added}
    statement = sa.select(contacts.c.id, contacts.c.brand).where(contacts.c.id.in_(wanted))
    brands = {row.id: row.brand for row in connection.execute(statement)}
    found = messages_by_id(connection, [event.message for event in added])
    return {message.id: name_message(message, brands.get(message.contact, "")) for message in found}
