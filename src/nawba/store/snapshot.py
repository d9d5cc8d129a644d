"""The live board read from tables, at one moment, with the cursor of that moment."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.board import Board, ContactLine, HandLine, OfferLine, PresenceLine
from nawba.store import tables
from nawba.store.stream import head


def snapshot(connection: Connection) -> Board:
    """Open contacts and presence. Call it inside one read transaction: its parts must agree."""
    cursor = head(connection)
    leads, joined = _hands(connection)
    offers = _offers(connection)
    open_contacts = sa.select(tables.contacts).where(tables.contacts.c.state != "closed")
    lines = [
        ContactLine(
            id=row.id,
            brand=row.brand,
            channel=row.channel,
            language=row.language,
            arm=row.arm,
            opened_at=row.opened_at,
            state=row.state,
            queue=row.queue,
            waiting_since=row.waiting_since,
            direct_adviser=row.direct_adviser,
            lead=leads.get(row.id),
            joined=tuple(joined.get(row.id, ())),
            offer=offers.get(row.id),
            messages=row.last_number,
            wrap_up_due_at=row.wrap_up_due_at,
        )
        for row in connection.execute(open_contacts)
    ]
    return Board({line.id: line for line in lines}, _presence(connection), cursor)


def _hands(connection: Connection) -> tuple[dict[str, HandLine], dict[str, list[HandLine]]]:
    leads: dict[str, HandLine] = {}
    joined: dict[str, list[HandLine]] = {}
    hands = tables.hands
    statement = sa.select(hands).where(hands.c.ended_at.is_(None))
    for row in connection.execute(statement.order_by(hands.c.id)):
        line = HandLine(row.id, row.party, row.party_id)
        if row.leads:
            leads[row.contact] = line
        else:
            joined.setdefault(row.contact, []).append(line)
    return leads, joined


def _offers(connection: Connection) -> dict[str, OfferLine]:
    statement = sa.select(tables.offers).where(tables.offers.c.state == "live")
    return {
        row.contact: OfferLine(row.id, row.adviser, row.epoch, row.expires_at)
        for row in connection.execute(statement)
    }


def _presence(connection: Connection) -> dict[str, PresenceLine]:
    return {
        row.adviser: PresenceLine(row.state, row.reason, row.since)
        for row in connection.execute(sa.select(tables.presence))
    }
