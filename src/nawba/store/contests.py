"""Reading which answers about advisers are contested, and what people decided."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Actor
from nawba.store.review_tables import contests
from nawba.store.statements import Row

MOST = 200

Settled = Mapping[str, str | None]
"""From each contested question to what a person answered; None while nobody has."""


def contests_of(connection: Connection, item: str) -> list[Row]:
    """The contests about ``item``, in the order in which they came."""
    wanted = sa.select(contests).where(contests.c.item == item)
    return list(connection.execute(wanted.order_by(contests.c.contested_at, contests.c.id)))


def settled_of(connection: Connection, item: str, scorecard: str, version: int) -> Settled:
    """What is contested of the answers to one version of ``scorecard`` about ``item``."""
    rows = contests_of(connection, item)
    named = (scorecard, version)
    return {row.question: row.answer for row in rows if (row.scorecard, row.version) == named}


def contested_items(connection: Connection, intake: str) -> list[str]:
    """The items of an intake of which an answer is contested."""
    from nawba.store.listening_tables import recorded_contacts as contacts

    wanted = sa.select(contests.c.item).join(contacts, contacts.c.id == contests.c.item)
    rows = connection.execute(wanted.where(contacts.c.intake == intake).distinct())
    return sorted(str(one) for one in rows.scalars())


def list_contests(connection: Connection, actor: Actor) -> list[Row]:
    """Those within the actor's brands and sites: what waits first, then the last decided."""
    wanted = sa.select(contests)
    for name, reach in (("brand", actor.brands), ("site", actor.sites)):
        if reach is not None:
            wanted = wanted.where(contests.c[name].in_(sorted(reach)))
    waiting = sa.case((contests.c.answer.is_(None), 0), else_=1)
    order = (waiting, contests.c.contested_at.desc(), contests.c.id)
    return list(connection.execute(wanted.order_by(*order).limit(MOST)))
