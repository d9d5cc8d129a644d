"""Reads about personal data: whom a person's words belong to, holds, erasures, the register."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from nawba.domain.purposes import PURPOSES, Purpose
from nawba.store import statements, tables
from nawba.store.privacy_tables import erasures, legal_holds, purposes, retention_runs

_PURPOSE = TypeAdapter(Purpose)
_BY_WORDS = 200  # contacts whose messages may bring up a customer


@dataclass(frozen=True)
class Found:
    """A customer who may be the one looked for; ``where`` says by what: details, id or words."""

    row: statements.Row
    where: str


def find_customers(
    connection: Connection, words: str, brands: Sequence[str] | None = None, limit: int = 50
) -> list[Found]:
    """Customers by name, e-mail, telephone, reference or id, then by words of their contacts.

    ``brands`` narrows to these. Capitals do not matter, nor what stands between digits of a
    telephone. Reads all messages for the words: seconds per million.
    """
    words = words.strip()
    if not words:
        return []
    by_detail = _customers(connection, _by_details(words), brands, limit)
    found = {row.id: Found(row, "details") for row in by_detail}
    if len(found) < limit:
        for row in _customers(connection, _by_words(words), brands, limit - len(found)):
            found.setdefault(row.id, Found(row, "words"))
    return list(found.values())


def _customers(
    connection: Connection,
    where: sa.ColumnElement[bool],
    brands: Sequence[str] | None,
    limit: int,
) -> list[statements.Row]:
    table = tables.customers
    statement = sa.select(table).where(where)
    if brands is not None:
        statement = statement.where(table.c.brand.in_(brands))
    ordered = statement.order_by(table.c.created_at.desc(), table.c.id).limit(limit)
    return list(connection.execute(ordered))


def _by_details(words: str) -> sa.ColumnElement[bool]:
    table, contacts = tables.customers, tables.contacts
    like = f"%{_escaped(words.lower())}%"
    columns = (table.c.name, table.c.email, table.c.phone, table.c.reference)
    either = [sa.func.lower(column).like(like, escape="\\") for column in columns]
    digits = re.sub(r"\D", "", words)
    if len(digits) >= 6:
        either.append(_digits_of(table.c.phone).like(f"%{digits[-9:]}%"))
    owner = sa.select(contacts.c.customer).where(contacts.c.id == words)
    return sa.or_(table.c.id == words, table.c.id.in_(owner), *either)


def _digits_of(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    plain: sa.ColumnElement[Any] = column
    for sign in " .-/()+":
        plain = sa.func.replace(plain, sign, "")
    return plain


def _by_words(words: str) -> sa.ColumnElement[bool]:
    contacts, messages = tables.contacts, tables.messages
    like = sa.func.lower(messages.c.text).like(f"%{_escaped(words.lower())}%", escape="\\")
    said = sa.select(messages.c.contact).where(like, messages.c.author != "assistant")
    said = said.distinct().limit(_BY_WORDS)
    owners = sa.select(contacts.c.customer).where(contacts.c.id.in_(said))
    return tables.customers.c.id.in_(owners)


def _escaped(words: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", words)


def same_person(connection: Connection, customer: str) -> list[str]:
    """Ids of the customers of the same brand who gave the same e-mail, telephone or reference.

    Every contact begins with a customer of its own; ``customer`` is always first.
    """
    table = tables.customers
    row = statements.find(connection, table, id=customer)
    if row is None:
        return []
    alike = list(_alike(row))
    statement = sa.select(table.c.id).where(table.c.brand == row.brand, table.c.id != customer)
    others = statement.where(sa.or_(*alike)).order_by(table.c.id) if alike else None
    return [customer, *(connection.execute(others).scalars() if others is not None else ())]


def _alike(row: statements.Row) -> Iterator[sa.ColumnElement[bool]]:
    table = tables.customers
    for name in ("email", "reference"):
        if value := (getattr(row, name) or "").strip():
            yield sa.func.lower(table.c[name]) == value.lower()
    digits = re.sub(r"\D", "", row.phone or "")
    if len(digits) >= 8:
        yield _digits_of(table.c.phone).like(f"%{digits[-9:]}")


def contacts_of(connection: Connection, customers: Sequence[str]) -> list[statements.Row]:
    contacts = tables.contacts
    found = sa.select(contacts).where(contacts.c.customer.in_(customers))
    return list(connection.execute(found.order_by(contacts.c.opened_at, contacts.c.id)))


def held_among(connection: Connection, contacts: Iterable[str]) -> list[str]:
    """Which of ``contacts`` are under a legal hold."""
    table = legal_holds
    found = sa.select(table.c.contact).where(table.c.contact.in_(list(contacts)))
    return list(connection.execute(found.order_by(table.c.contact)).scalars())


def read_holds(connection: Connection) -> list[statements.Row]:
    return list(connection.execute(sa.select(legal_holds).order_by(legal_holds.c.since)))


def read_erasures(connection: Connection, limit: int = 200) -> list[statements.Row]:
    """The proofs of what was erased, the newest first."""
    statement = sa.select(erasures).order_by(erasures.c.at.desc(), erasures.c.id).limit(limit)
    return list(connection.execute(statement))


def read_register(connection: Connection) -> list[Purpose]:
    """Every purpose in the order of ``PURPOSES``; one never written has empty fields."""
    rows = {row.id: row.document for row in connection.execute(sa.select(purposes))}
    return [
        _PURPOSE.validate_python(rows[one]) if one in rows else Purpose(one) for one in PURPOSES
    ]


def may_process(connection: Connection, purpose: str, today: date) -> bool:
    """Whether the register lets personal data be used for ``purpose`` on ``today``.

    Raises KeyError for a purpose that the house does not know: that is a defect.
    """
    if purpose not in PURPOSES:
        raise KeyError(purpose)
    row = statements.find(connection, purposes, id=purpose)
    return row is not None and _PURPOSE.validate_python(row.document).is_in_force(today)


def purpose_document(entry: Purpose) -> dict[str, Any]:
    """``entry`` as it is kept."""
    document: dict[str, Any] = _PURPOSE.dump_python(entry, mode="json")
    return document


@dataclass(frozen=True)
class Run:
    """A round of deletions: ``ended_at`` is None while it goes on, or since its process died."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, int]


def last_run(connection: Connection) -> Run | None:
    """The latest round of deletions that were due."""
    table = retention_runs
    newest = sa.select(table).order_by(table.c.started_at.desc(), table.c.id.desc()).limit(1)
    row = connection.execute(newest).first()
    return None if row is None else Run(row.id, row.started_at, row.ended_at, dict(row.counts))
