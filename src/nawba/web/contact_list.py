"""Contacts for integrators: a list to walk through and keep in step with, in nobody's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query

from nawba.domain.words import Actor, Json
from nawba.store import tables
from nawba.web.callers import TheHouse, needs
from nawba.web.paging import Page
from nawba.web.scope import contacts_within
from nawba.web.views import contact_rows

router = APIRouter(prefix="/api")

_WORDS = ("customer_name", "last_message")

State = Annotated[
    str | None,
    Query(pattern="^(assistant|waiting|held|wrap_up|closed)$", description="Only in this state."),
]


@router.get("/contacts")
def list_contacts(
    house: TheHouse,
    actor: Annotated[Actor, needs("list_contacts")],
    page: Page,
    brand: str | None = None,
    state: State = None,
    since: Annotated[datetime | None, Query(description="Opened at this moment or later.")] = None,
) -> Json:
    """Contacts, the newest first, of the caller's brands and sites: states, times and outcomes."""
    table = tables.contacts
    wanted = sa.select(table).where(*contacts_within(actor, house.history_centre))
    if brand is not None:
        wanted = wanted.where(table.c.brand == brand)
    if state is not None:
        wanted = wanted.where(table.c.state == state)
    if since is not None:
        wanted = wanted.where(table.c.opened_at >= _utc(since))
    statement = page.select(wanted, table.c.opened_at, table.c.id)
    with house.store.read() as connection:
        found = list(connection.execute(statement))
        rows, next_ = page.cut(found, lambda row: (row.opened_at, row.id))
        now = house.store.clock()
        shown = contact_rows(connection, house.history_centre, rows, now)
    return {"rows": [_without_words(one) for one in shown], "next": next_}


def _without_words(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in _WORDS}


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
