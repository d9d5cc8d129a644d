"""A contact's words and the decisions about it, read together for whoever learns from contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import CustomerDetails
from nawba.store import statements, tables
from nawba.store.statements import Row

COMES_BACK = timedelta(days=7)
_ENDED = ("wrap_up", "closed")


def ended_contacts(connection: Connection, contacts: Sequence[str]) -> list[Row]:
    """The rows of those of ``contacts`` that ended, and of ended ones that the same customer had
    in the week before; the oldest first."""
    table = tables.contacts
    found: dict[str, Row] = {}
    for contact in contacts:
        row = statements.find(connection, table, id=contact)
        if row is not None:
            found |= {one.id: one for one in [row, *same_customer(connection, row, later=False)]}
    ended = [row for row in found.values() if row.state in _ENDED]
    return sorted(ended, key=lambda row: (row.opened_at, row.id))


def same_customer(connection: Connection, contact: Row, *, later: bool) -> list[Row]:
    """Other contacts of one customer with the same brand, opened in the week ``later`` or before.

    The same customer is the same row, the same address or the same number.
    """
    people, table = tables.customers, tables.contacts
    customer = statements.find(connection, people, id=contact.customer)
    if customer is None:
        return []
    same = [people.c.id == customer.id]
    same += [people.c[name] == customer._mapping[name] for name in ("email", "phone")
             if customer._mapping[name]]  # fmt: skip
    first, last = _week(contact.opened_at, later=later)
    statement = (
        sa.select(table)
        .join(people, people.c.id == table.c.customer)
        .where(sa.or_(*same), table.c.brand == contact.brand, table.c.id != contact.id)
        .where(table.c.opened_at >= first, table.c.opened_at <= last)
    )
    return list(connection.execute(statement))


def _week(opened_at: datetime, *, later: bool) -> tuple[datetime, datetime]:
    return (opened_at, opened_at + COMES_BACK) if later else (opened_at - COMES_BACK, opened_at)


def came_back(connection: Connection, contact: Row) -> bool:
    """Whether the same customer opened another contact of the brand within a week."""
    return bool(same_customer(connection, contact, later=True))


def details_of(connection: Connection, customer: str) -> CustomerDetails:
    """What the customer told of themselves; empty once erased."""
    row = statements.find(connection, tables.customers, id=customer)
    if row is None:
        return CustomerDetails()
    return CustomerDetails(row.name, row.email, row.phone, row.reference)
