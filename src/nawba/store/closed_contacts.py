"""Reads of the centre's own closed contacts, for whoever is to listen to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import statements, tables
from nawba.store.listening_tables import recorded_contacts
from nawba.store.privacy_tables import consents, erased_contacts
from nawba.store.statements import Row

_TABLE = tables.contacts
_SPEAKS = ("customer", "assistant", "adviser", "supervisor")


@dataclass(frozen=True)
class Closed:
    """A closed contact, and what decides whether it may be listened to.

    ``consent`` is what the customer said of it last, None for nothing; ``heard`` the recorded
    contact that names it, if there is one that was not erased.
    """

    row: Row
    is_erased: bool
    has_words: bool
    consent: bool | None
    heard: Row | None


def closed_contacts(
    connection: Connection,
    purpose: str,
    since: datetime | None = None,
    after: tuple[datetime, str] | None = None,
    limit: int = 500,
) -> list[Closed]:
    """Those closed from ``since`` on, in order of closing, after the (time, id) ``after``."""
    wanted = sa.select(_TABLE).where(_TABLE.c.state == "closed", _TABLE.c.closed_at.is_not(None))
    if since is not None:
        wanted = wanted.where(_TABLE.c.closed_at >= since)
    if after is not None:
        wanted = wanted.where(_later(after))
    rows = list(connection.execute(wanted.order_by(_TABLE.c.closed_at, _TABLE.c.id).limit(limit)))
    return list(_closed(connection, purpose, rows))


def _later(after: tuple[datetime, str]) -> sa.ColumnElement[bool]:
    at, contact = after
    same = sa.and_(_TABLE.c.closed_at == at, _TABLE.c.id > contact)
    return sa.or_(_TABLE.c.closed_at > at, same)


def _closed(connection: Connection, purpose: str, rows: Sequence[Row]) -> Iterator[Closed]:
    ids = [row.id for row in rows]
    gone, said = erased_among(connection, ids), _consents(connection, purpose, ids)
    heard, spoke = _heard(connection, ids), _speaking(connection, ids)
    for row in rows:
        one = row.id
        yield Closed(row, one in gone, one in spoke, said.get(one), heard.get(one))


def erased_among(connection: Connection, contacts: Collection[str]) -> set[str]:
    """Those of ``contacts`` whose words were erased."""
    contact = erased_contacts.c.contact
    return set(connection.execute(sa.select(contact).where(contact.in_(contacts))).scalars())


def _consents(connection: Connection, purpose: str, contacts: Collection[str]) -> dict[str, bool]:
    table = consents
    found = sa.select(table.c.contact, table.c.given).where(
        table.c.purpose == purpose, table.c.contact.in_(contacts)
    )
    return {contact: bool(given) for contact, given in connection.execute(found)}


def _heard(connection: Connection, contacts: Collection[str]) -> Mapping[str, Row]:
    table = recorded_contacts
    found = sa.select(table).where(table.c.contact.in_(contacts), table.c.erased_at.is_(None))
    return {row.contact: row for row in connection.execute(found)}


def _speaking(connection: Connection, contacts: Collection[str]) -> set[str]:
    table = tables.messages
    said = sa.select(table.c.contact).where(
        table.c.contact.in_(contacts), table.c.author == "customer", table.c.text != ""
    )
    return set(connection.execute(said.distinct()).scalars())


@dataclass(frozen=True)
class Course:
    """What happened in a contact: who wrote what, who led, what the assistant decided; in order."""

    messages: list[Row]
    leads: list[Row]
    decisions: list[Row]


def course_of(connection: Connection, contact: str) -> Course:
    """Messages without private notes and notices of the house."""

    def read(table: Any, order: tuple[str, ...], **equal: Any) -> list[Row]:
        return statements.find_all(connection, table, order, contact=contact, **equal)

    said = read(tables.messages, ("number",), kind="text")
    return Course(
        [row for row in said if row.author in _SPEAKS],
        read(tables.hands, ("started_at", "id"), leads=True),
        read(tables.decisions, ("at", "message")),
    )
