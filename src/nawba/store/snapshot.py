"""The live board read from tables, at one moment, with the cursor of that moment."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.board import (
    Board,
    ContactLine,
    HandLine,
    MeasureLine,
    OfferLine,
    OperationLine,
    PresenceLine,
)
from nawba.domain.journal import OPEN_STATES
from nawba.store import return_tables, tables
from nawba.store.policies import chosen_policy, rates_number, read_modes
from nawba.store.redispatch import measures_in_force
from nawba.store.stream import head


def snapshot(connection: Connection) -> Board:
    """Open contacts, presence, measures. Call it inside one read transaction: they must agree."""
    cursor = head(connection)
    leads, joined = _hands(connection)
    offers, operations = _offers(connection), _operations(connection)
    back = _come_back(connection)
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
            last_adviser=back.get(row.id) if row.answered_at is None else None,
            lead=leads.get(row.id),
            joined=tuple(joined.get(row.id, ())),
            offer=offers.get(row.id),
            messages=row.last_number,
            wrap_up_due_at=row.wrap_up_due_at,
            operations=tuple(operations.get(row.id, ())),
        )
        for row in connection.execute(open_contacts)
    ]
    return Board(
        {line.id: line for line in lines},
        _presence(connection),
        cursor,
        _measures(connection),
        chosen_policy(connection),
        read_modes(connection),
        rates_number(connection),
    )


def _come_back(connection: Connection) -> dict[str, str]:
    """Who led when the customers of open contacts were here before."""
    table, contacts = return_tables.returns, tables.contacts
    statement = (
        sa.select(table.c.contact, table.c.adviser)
        .join(contacts, contacts.c.id == table.c.contact)
        .where(contacts.c.state != "closed")
    )
    return {row.contact: row.adviser for row in connection.execute(statement)}


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


def _operations(connection: Connection) -> dict[str, list[OperationLine]]:
    """What is not settled, of open contacts; few, so the state needs no index of its own."""
    table, contacts = tables.operations, tables.contacts
    statement = (
        sa.select(table.c.id, table.c.contact, table.c.name, table.c.state)
        .join(contacts, contacts.c.id == table.c.contact)
        .where(contacts.c.state != "closed", table.c.state.in_(OPEN_STATES))
    )
    found: dict[str, list[OperationLine]] = {}
    for row in connection.execute(statement.order_by(table.c.id)):
        found.setdefault(row.contact, []).append(OperationLine(row.id, row.name, row.state))
    return found


def _presence(connection: Connection) -> dict[str, PresenceLine]:
    return {
        row.adviser: PresenceLine(row.state, row.reason, row.since)
        for row in connection.execute(sa.select(tables.presence))
    }


def _measures(connection: Connection) -> dict[str, MeasureLine]:
    return {
        one.id: MeasureLine(one.change, one.started_at, one.until, one.automatic)
        for one in measures_in_force(connection)
    }
