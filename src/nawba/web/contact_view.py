"""One contact as staff see it: ``ContactDetail``, with its conversation, hands and timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.errors import NotFound
from nawba.domain.words import Actor, Json
from nawba.store import events_after, head, tables
from nawba.store.rows import Row
from nawba.store.stream import format_cursor
from nawba.web.house import House
from nawba.web.scope import contacts_within
from nawba.web.views import (
    brief_json,
    contact_rows,
    iso,
    messages_of,
    read_contact,
)

_PREVIOUS = 20


def contact_detail(house: House, contact: str, actor: Actor) -> Json:
    """Everything about ``contact`` at one moment, and the cursor from which to follow it."""
    with house.store.read() as connection:
        row = read_contact(connection, contact)
        if row is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        centre, now = house.history_centre, house.store.clock()
        customer = _customer(connection, row.customer)
        within = contacts_within(actor, centre)
        previous = _previous(connection, row, customer, within)
        return {
            "row": contact_rows(connection, centre, [row], now)[0],
            "customer": customer,
            "brief": brief_json(connection, contact),
            "messages": messages_of(connection, centre, row.brand, contact, notes=True),
            "hands": _hands(house, connection, row),
            "wrap_up": _wrap_up(connection, contact),
            "previous": contact_rows(connection, centre, previous, now),
            "timeline": _timeline(connection, contact),
            "cursor": format_cursor(head(connection)),
        }


def _customer(connection: Connection, customer: str) -> Json:
    table = tables.customers
    row = connection.execute(sa.select(table).where(table.c.id == customer)).one()
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "reference": row.reference,
    }


def _previous(
    connection: Connection, row: Row, customer: Json, within: list[sa.ColumnElement[bool]]
) -> Sequence[Row]:
    """Earlier contacts with the same brand by the same customer, e-mail or phone."""
    contacts, people = tables.contacts, tables.customers
    same = [people.c.id == row.customer]
    same += [people.c[key] == customer[key] for key in ("email", "phone") if customer[key]]
    statement = (
        sa.select(contacts)
        .join(people, people.c.id == contacts.c.customer)
        .where(sa.or_(*same), contacts.c.brand == row.brand, contacts.c.id != row.id)
        .where(*within)
        .order_by(contacts.c.opened_at.desc())
        .limit(_PREVIOUS)
    )
    return list(connection.execute(statement))


def _hands(house: House, connection: Connection, row: Row) -> list[Json]:
    table = tables.hands
    statement = sa.select(table).where(table.c.contact == row.id)
    ordered = statement.order_by(table.c.started_at, table.c.id)
    return [_hand(house, row.brand, hand) for hand in connection.execute(ordered)]


def _hand(house: House, brand: str, hand: Row) -> Json:
    centre = house.history_centre
    is_machine = hand.party == "assistant" and brand in centre.brand
    machine = centre.brand[brand].assistant_name if is_machine else ""
    return {
        "id": hand.id,
        "party": hand.party,
        "party_id": hand.party_id,
        "name": machine or centre.name_of(hand.party, hand.party_id),
        "leads": hand.leads,
        "started_at": iso(hand.started_at),
        "ended_at": iso(hand.ended_at),
        "reason": hand.reason,
    }


def _wrap_up(connection: Connection, contact: str) -> Json | None:
    table = tables.wrap_ups
    row = connection.execute(sa.select(table).where(table.c.contact == contact)).first()
    if row is None:
        return None
    return {
        "code": row.code,
        "summary": row.summary,
        "follow_ups": row.follow_ups,
        "by": row.by,
        "at": iso(row.at),
    }


def _timeline(connection: Connection, contact: str) -> list[dict[str, Any]]:
    return [
        {
            "seq": one.seq,
            "at": one.at.isoformat(),
            "type": ev.type_name(type(one.event)),
            "actor": one.actor,
            "data": ev.encode(one.event),
        }
        for one in events_after(connection, {}, contact=contact)
    ]
