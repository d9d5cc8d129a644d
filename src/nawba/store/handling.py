"""How long contacts took and waited, added up in the database: sums, of nobody's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store.tables import contacts, hands


class Handled(NamedTuple):
    """``number`` contacts of a queue that ``adviser`` held to their end: the sum of their seconds,
    from acceptance to the end of wrap-up, and of the squares of these. One that was given back and
    ended while it waited was not handled so long, and is not among them."""

    queue: str
    channel: str
    adviser: str
    number: int
    seconds: float
    squares: float


class Waited(NamedTuple):
    """``number`` contacts that entered by a queue: ``left`` of them while they waited, all
    together after ``seconds``."""

    queue: str
    channel: str
    number: int
    left: int
    seconds: float


def read_handled(connection: Connection, since: datetime, until: datetime) -> list[Handled]:
    """Contacts closed from ``since`` to before ``until``, by queue, channel and adviser."""
    began = _last_hands(since, until)
    seconds = _seconds(connection, began.c.started_at, began.c.ended_at)
    keys = (contacts.c.queue, contacts.c.channel, began.c.party_id)
    statement = (
        sa.select(*keys, sa.func.count(), sa.func.sum(seconds), sa.func.sum(seconds * seconds))
        .join(began, began.c.contact == contacts.c.id)
        .where(contacts.c.queue.is_not(None), began.c.place == 1)
        .where(began.c.ended_at == contacts.c.closed_at)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Handled._make((*row[:4], *map(float, row[4:]))) for row in connection.execute(statement)
    ]


def _last_hands(since: datetime, until: datetime) -> sa.Subquery:
    """Advisers' hands of these contacts; at ``place`` 1 the one that led to the end."""
    closed = contacts.c.closed_at
    latest_first = (hands.c.started_at.desc(), hands.c.id.desc())
    place = sa.func.row_number().over(partition_by=hands.c.contact, order_by=latest_first)
    statement = (
        sa.select(hands.c.contact, hands.c.party_id, hands.c.started_at, hands.c.ended_at)
        .add_columns(place.label("place"))
        .join(contacts, contacts.c.id == hands.c.contact)
        .where(closed >= since, closed < until, hands.c.leads, hands.c.party == "adviser")
    )
    return statement.subquery()


def read_waited(connection: Connection, since: datetime, until: datetime) -> list[Waited]:
    """Contacts closed in the same time that ever waited, by entry queue and channel.

    Who was answered or gone before their queue opened never waited for its people: the clock of
    the target starts at opening, and their time would count below nothing.
    """
    closed, answered = contacts.c.closed_at, contacts.c.answered_at
    keys = (contacts.c.entry_queue, contacts.c.channel)
    over = sa.func.coalesce(answered, closed)
    waited = _seconds(connection, contacts.c.queued_at, over)
    left = sa.func.sum(sa.case((answered.is_(None), 1), else_=0))
    statement = (
        sa.select(*keys, sa.func.count(), left, sa.func.sum(waited))
        .where(closed >= since, closed < until)
        .where(contacts.c.queued_at <= over, contacts.c.entry_queue.is_not(None))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [Waited._make((*row[:4], float(row[4]))) for row in connection.execute(statement)]


def count_closed(connection: Connection, since: datetime, most: int) -> tuple[int, int]:
    """How many contacts closed from ``since`` were answered by people, and how many left while they
    waited: counted no further than ``most``."""
    answered = contacts.c.answered_at
    waited = contacts.c.queued_at.is_not(None)
    return (
        _count(connection, most, contacts.c.closed_at >= since, answered.is_not(None)),
        _count(connection, most, contacts.c.closed_at >= since, answered.is_(None), waited),
    )


def _count(connection: Connection, most: int, *where: sa.ColumnElement[bool]) -> int:
    few = sa.select(contacts.c.id).where(*where).limit(most).subquery()
    return int(connection.execute(sa.select(sa.func.count()).select_from(few)).scalar_one())


def _seconds(connection: Connection, start: Any, end: Any) -> Any:
    if connection.dialect.name == "sqlite":
        return (sa.func.julianday(end) - sa.func.julianday(start)) * 86_400.0
    return sa.func.extract("epoch", end - start)
