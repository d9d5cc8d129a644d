"""The waits of a stretch of time, by the queue that answers for them: what service levels count."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.service_level import Wait
from nawba.store import tables


def waits_between(
    connection: Connection, since: datetime, until: datetime | None = None, *, open_too: bool = True
) -> dict[str, list[Wait]]:
    """Contacts whose target's clock started from ``since`` and before ``until``, by the queue that
    they entered by; with ``open_too`` those as well that wait now, since whenever."""
    c = tables.contacts.c
    within = c.queued_at >= since
    if until is not None:
        within = sa.and_(within, c.queued_at < until)
    if open_too:
        within = sa.or_(within, sa.and_(c.state == "waiting", c.queued_at.is_not(None)))
    columns = (c.entry_queue, c.queued_at, c.answered_at, c.closed_at)
    found: dict[str, list[Wait]] = defaultdict(list)
    for row in connection.execute(sa.select(*columns).where(c.entry_queue.is_not(None), within)):
        gone = None if row.answered_at else row.closed_at
        found[row.entry_queue].append(Wait(row.queued_at, row.answered_at, gone))
    return dict(found)


def longest_since(connection: Connection) -> dict[str, datetime]:
    """For each queue where contacts wait, when the first of their targets' clocks began."""
    c = tables.contacts.c
    first = sa.select(c.queue, sa.func.min(c.queued_at)).where(
        c.state == "waiting", c.queue.is_not(None), c.queued_at.is_not(None)
    )
    return {row[0]: row[1] for row in connection.execute(first.group_by(c.queue))}
