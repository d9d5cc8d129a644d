"""What a customer's page is told of its contact: ``CustomerContact`` and ``CustomerView``."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import NotFound
from nawba.domain.hours import queue_is_open, queue_opens_at
from nawba.domain.purposes import LISTENING
from nawba.domain.words import Json
from nawba.store import head, statements, tables
from nawba.store.personal import read_register
from nawba.store.privacy_tables import consents
from nawba.store.rows import Row
from nawba.store.stream import format_cursor
from nawba.web.house import House
from nawba.web.views import brief_json, iso, messages_of, read_contact


def customer_view(house: House, contact: str) -> Json:
    """The contact with its messages and the cursor from which to follow."""
    with house.store.read() as connection:
        row = _row(connection, contact)
        return {
            "contact": _contact(house, connection, row),
            "messages": messages_of(
                connection, house.history_centre, row.brand, contact, notes=False
            ),
            "cursor": format_cursor(head(connection)),
        }


def customer_contact(house: House, contact: str) -> Json:
    """The contact alone, as the stream sends it when something changed."""
    with house.store.read() as connection:
        return _contact(house, connection, _row(connection, contact))


def _row(connection: Connection, contact: str) -> Row:
    row = read_contact(connection, contact)
    if row is None:
        raise NotFound("This conversation is not here any more. Start a new one.")
    return row


def _contact(house: House, connection: Connection, row: Row) -> Json:
    brand = house.history_centre.brand[row.brand]
    return {
        "id": row.id,
        "brand": brand.id,
        "brand_name": brand.name_in(row.language),
        "brand_colour": brand.colour,
        "assistant_name": brand.assistant_in(row.language),
        "languages": list(brand.languages),
        "language": row.language,
        "state": row.state,
        "lead": _lead(house, connection, row),
        "position": _position(connection, row),
        "waiting_since": iso(row.waiting_since) if row.state == "waiting" else None,
        "opens_at": _opens_at(house, row),
        "brief": brief_json(connection, row.id),
        "solved": row.solved,
        "rating": row.rating,
        "close_reason": row.close_reason,
        "listening": _listening(house, connection, row),
        "opened_at": iso(row.opened_at),
        "closed_at": iso(row.closed_at or row.ended_at),
    }


def _listening(house: House, connection: Connection, row: Row) -> Json | None:
    """What the customer said of being listened to; None while they talk, or where nobody listens.

    ``asked`` tells that only a yes lets the contact in; else a no keeps it out.
    """
    today = house.store.clock().date()
    if row.closed_at is None and row.ended_at is None:
        return None
    entry = next(one for one in read_register(connection) if one.id == LISTENING)
    if not entry.is_in_force(today):
        return None
    said = statements.find(connection, consents, contact=row.id, purpose=LISTENING)
    return {"asked": entry.basis == "consent", "given": None if said is None else said.given}


def _lead(house: House, connection: Connection, row: Row) -> Json | None:
    leading = {"contact": row.id, "leads": True, "ended_at": None}
    hand = statements.find(connection, tables.hands, **leading)
    if hand is None:
        return None
    name = house.history_centre.name_of(hand.party, hand.party_id)
    if hand.party == "assistant":
        name = house.history_centre.brand[row.brand].assistant_in(row.language)
    return {"party": hand.party, "name": name}


def _position(connection: Connection, row: Row) -> int | None:
    """1 for the contact that has waited longest in its queue."""
    if row.state != "waiting":
        return None
    contacts = tables.contacts
    ahead = sa.or_(
        contacts.c.waiting_since < row.waiting_since,
        sa.and_(contacts.c.waiting_since == row.waiting_since, contacts.c.id < row.id),
    )
    statement = sa.select(sa.func.count()).where(
        contacts.c.state == "waiting", contacts.c.queue == row.queue, ahead
    )
    return 1 + int(connection.execute(statement).scalar_one())


def _opens_at(house: House, row: Row) -> str | None:
    queue = house.centre.queue.get(row.queue or "")
    if row.state != "waiting" or queue is None:
        return None
    now = house.store.clock()
    if queue_is_open(house.centre, queue, now):
        return None
    return iso(queue_opens_at(house.centre, queue, now))
