"""Measures of re-dispatch as rows, and which contacts one of them would move: read only.

The verb and its preview ask the same questions here, so that what was shown is what is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.redispatch import Change, Held, Kind, Limits, Measure
from nawba.domain.words import Queue
from nawba.store import tables
from nawba.store.redispatch_tables import measures, redispatch_limits

Row = sa.Row[*tuple[Any, ...]]

contacts, hands, offers, advisers = (
    tables.contacts,
    tables.hands,
    tables.offers,
    tables.advisers,
)


def measure_of(row: Row) -> Measure:
    return Measure(
        id=row.id,
        change=Change(
            cast(Kind, row.kind),
            row.site,
            row.queue,
            row.to,
            cast(Held, row.held),
            row.levels,
            row._mapping["count"],  # a row is a tuple, and a tuple has a count of its own
        ),
        started_at=row.started_at,
        until=row.until,
        by=row.by,
        automatic=row.automatic,
        reason=row.reason,
        moved=row.moved,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        predicted=row.predicted,
    )


def find_measure(connection: Connection, **equal: str) -> Measure | None:
    """The measure with the given column values (id, client_id); None without one."""
    conditions = [measures.c[name] == value for name, value in equal.items()]
    row = connection.execute(sa.select(measures).where(*conditions)).first()
    return None if row is None else measure_of(row)


def measures_in_force(connection: Connection) -> list[Measure]:
    """Those that nobody has ended, oldest first; what is past its time until upkeep ends it."""
    wanted = sa.select(measures).where(measures.c.ended_at.is_(None))
    ordered = wanted.order_by(measures.c.started_at, measures.c.id)
    return [measure_of(row) for row in connection.execute(ordered)]


def measures_since(connection: Connection, since: datetime) -> list[Measure]:
    """Those in force, and those ended at or after ``since``: newest first."""
    lately = sa.or_(measures.c.ended_at.is_(None), measures.c.ended_at >= since)
    ordered = (
        sa.select(measures).where(lately).order_by(measures.c.started_at.desc(), measures.c.id)
    )
    return [measure_of(row) for row in connection.execute(ordered)]


def dark_sites(connection: Connection) -> frozenset[str]:
    """The sites whose advisers get no offers."""
    c = measures.c
    wanted = sa.select(c.site).where(c.kind == "site_dark", c.ended_at.is_(None))
    return frozenset(connection.execute(wanted).scalars())


def read_limits(connection: Connection) -> Limits:
    """What the centre may do by itself; switched off until somebody has said."""
    document = connection.execute(sa.select(redispatch_limits.c.document)).scalar()
    known = {one.name for one in fields(Limits)}
    told = {name: value for name, value in (document or {}).items() if name in known}
    return Limits(**{**told, "kinds": tuple(told.get("kinds", Limits.kinds))})


def at_dark_sites() -> sa.Select[tuple[str]]:
    """Ids of the advisers of all sites that are dark."""
    c = measures.c
    dark = sa.select(c.site).where(c.kind == "site_dark", c.ended_at.is_(None))
    return sa.select(advisers.c.id).where(advisers.c.document["site"].as_string().in_(dark))


# -- what a measure would move ----------------------------------------------------------------


def at_site(site: str) -> sa.Select[tuple[str]]:
    """Ids of the site's advisers, also of those who were retired and still hold something."""
    return sa.select(advisers.c.id).where(advisers.c.document["site"].as_string() == site)


def held_at(connection: Connection, cell: str, site: str) -> list[Row]:
    """Contacts that the site's advisers hold and that have a queue to go back to: longest age
    first, each with its ``hand`` and the ``adviser``."""
    joined = contacts.join(hands, hands.c.contact == contacts.c.id)
    statement = (
        sa.select(contacts, hands.c.id.label("hand"), hands.c.party_id.label("adviser"))
        .select_from(joined)
        .where(contacts.c.cell == cell, contacts.c.state == "held", contacts.c.queue.is_not(None))
        .where(hands.c.leads, hands.c.ended_at.is_(None), hands.c.party == "adviser")
        .where(hands.c.party_id.in_(at_site(site)))
    )
    return _by_age(connection, statement)


def offered_at(connection: Connection, cell: str, site: str) -> list[Row]:
    """Contacts that ring at the site's advisers, longest wait first, each with the ``adviser``."""
    statement = (
        sa.select(contacts, offers.c.adviser)
        .select_from(contacts.join(offers, offers.c.contact == contacts.c.id))
        .where(contacts.c.cell == cell, offers.c.state == "live")
        .where(offers.c.adviser.in_(at_site(site)))
    )
    return _by_age(connection, statement)


def meant_for(connection: Connection, cell: str, site: str) -> list[Row]:
    """Contacts that wait for one of the site's advisers alone, longest wait first."""
    statement = sa.select(contacts).where(
        contacts.c.cell == cell,
        contacts.c.state == "waiting",
        contacts.c.direct_adviser.in_(at_site(site)),
    )
    return _by_age(connection, statement)


def moving(
    connection: Connection, cell: str, source: Queue, target: Queue, count: int | None
) -> list[Row]:
    """Contacts that wait in ``source`` and can be answered in ``target``, longest wait first, each
    with the ``adviser`` at whom it rings, if it does.

    Between queues of one language all can; else those whose own language ``target`` serves.
    """
    live = sa.and_(offers.c.contact == contacts.c.id, offers.c.state == "live")
    statement = (
        sa.select(contacts, offers.c.adviser)
        .select_from(contacts.outerjoin(offers, live))
        .where(contacts.c.cell == cell, contacts.c.state == "waiting")
        .where(contacts.c.queue == source.id)
    )
    if target.language != source.language:
        served = (target.language, *target.requires)
        statement = statement.where(contacts.c.language.in_(served))
    return _by_age(connection, statement if count is None else statement.limit(count))


def _by_age(connection: Connection, statement: sa.Select[Any]) -> list[Row]:
    ordered = statement.order_by(contacts.c.waiting_since, contacts.c.id)
    return list(connection.execute(ordered))


def live_offers_of(connection: Connection, cell: str, site: str) -> Sequence[Row]:
    """The live offers at the site's advisers, oldest first."""
    home = sa.select(contacts.c.id).where(contacts.c.cell == cell)
    statement = sa.select(offers).where(
        offers.c.state == "live", offers.c.contact.in_(home), offers.c.adviser.in_(at_site(site))
    )
    return list(connection.execute(statement.order_by(offers.c.made_at, offers.c.id)))
