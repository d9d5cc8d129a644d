"""Which contacts are of one person: every contact begins with a customer of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import tables
from nawba.store.statements import Row

_LEAST_DIGITS, _TELLING_DIGITS = 8, 9


def people_of(connection: Connection, contacts: Collection[str]) -> dict[str, str]:
    """From each of ``contacts`` to a key that those of the same person share.

    The same person gave a brand the same e-mail, telephone or reference; who gave none is alone.
    Contacts that the house does not know are left out.
    """
    rows = list(_customers(connection, contacts))
    person = {row.contact: row.contact for row in rows}
    first: dict[tuple[str, str], str] = {}
    for row in rows:
        for sign in _signs(row):
            other = _root(person, first.setdefault(sign, row.contact))
            person[_root(person, row.contact)] = other
    return {contact: _root(person, contact) for contact in person}


def _root(person: dict[str, str], contact: str) -> str:
    while person[contact] != contact:
        contact = person[contact] = person[person[contact]]
    return contact


def _customers(connection: Connection, contacts: Collection[str]) -> Iterator[Row]:
    table, people = tables.contacts, tables.customers
    told = (people.c.brand, people.c.email, people.c.phone, people.c.reference)
    joined = sa.select(table.c.id.label("contact"), *told).join(
        people, people.c.id == table.c.customer
    )
    wanted = sorted(contacts)
    for start in range(0, len(wanted), 500):
        some = joined.where(table.c.id.in_(wanted[start : start + 500]))
        yield from connection.execute(some.order_by(table.c.opened_at, table.c.id))


def _signs(row: Row) -> Iterator[tuple[str, str]]:
    for name in ("email", "reference"):
        if value := (row._mapping[name] or "").strip().lower():
            yield row.brand, f"{name}:{value}"
    digits = re.sub(r"\D", "", row.phone or "")
    if len(digits) >= _LEAST_DIGITS:
        yield row.brand, f"phone:{digits[-_TELLING_DIGITS:]}"
