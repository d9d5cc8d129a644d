"""The log of access as rows: numbered without holes under the cell's lock, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.access import Access, access_of
from nawba.domain.events import Event
from nawba.store.identity_tables import access_log, accounts

Row = sa.Row[*tuple[Any, ...]]

_LAST = sa.select(sa.func.coalesce(sa.func.max(access_log.c.number), 0))
_ADD = access_log.insert()


@dataclass(frozen=True)
class Wanted:
    """Which lines: those that fulfil all that is not None; ``text`` is looked for in several.

    ``brands``: only lines that name one of them. ``within``: further conditions on the log's rows.
    """

    account: str | None = None
    action: str | None = None
    kind: str | None = None
    resource: str | None = None
    brand: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None
    before: int | None = None
    brands: tuple[str, ...] | None = None
    within: tuple[sa.ColumnElement[bool], ...] = ()


def log_events(connection: Connection, events: Iterable[Event], who: str, now: datetime) -> None:
    """Add the lines that ``events`` make. For the store, in the transaction that emits them."""
    add_access(connection, [line for one in events if (line := access_of(one, who))], now)


def add_access(connection: Connection, lines: Sequence[Access], now: datetime) -> None:
    """Add ``lines`` under the cell's lock, which the caller holds; ``now`` for those without."""
    if not lines:
        return
    last = connection.execute(_LAST).scalar_one()
    rows = [_values(line, last + 1 + i, now) for i, line in enumerate(lines)]
    connection.execute(_ADD, rows)


def _values(line: Access, number: int, now: datetime) -> dict[str, Any]:
    return {
        "number": number,
        "at": line.at or now,
        "account": line.account,
        "role": line.role,
        "action": line.action,
        "kind": line.kind,
        "resource": line.resource[:200],
        "brand": line.brand,
        "outcome": line.outcome,
        "address": line.address,
    }


def read_access(connection: Connection, wanted: Wanted, limit: int) -> list[Row]:
    """The lines that are ``wanted``, newest first, with the account's name where there is one."""
    named = access_log.outerjoin(accounts, accounts.c.id == access_log.c.account)
    statement = sa.select(access_log, accounts.c.name).select_from(named)
    statement = statement.where(*_conditions(wanted)).order_by(access_log.c.number.desc())
    return list(connection.execute(statement.limit(limit)))


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    c = access_log.c
    yield from wanted.within
    for name in ("account", "action", "kind", "resource", "brand", "outcome"):
        value = getattr(wanted, name)
        if value is not None:
            yield c[name] == value
    if wanted.since is not None:
        yield c.at >= wanted.since
    if wanted.until is not None:
        yield c.at < wanted.until
    if wanted.before is not None:
        yield c.number < wanted.before
    if wanted.brands is not None:
        yield c.brand.in_(wanted.brands)
    if wanted.text is not None:
        places = (c.account, accounts.c.name, c.resource, c.action)
        yield sa.or_(*(place.icontains(wanted.text, autoescape=True) for place in places))
