"""Reading subscriptions and their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.events import Recorded
from nawba.domain.webhooks import Webhook
from nawba.store import statements, tables
from nawba.store.api_tables import webhook_deliveries, webhooks
from nawba.store.statements import Row
from nawba.store.stream import parse_cursor, recorded_of


def read_webhooks(connection: Connection) -> list[Webhook]:
    """All subscriptions, the oldest first."""
    rows = statements.find_all(connection, webhooks, ("created_at", "id"))
    return [webhook_of(row) for row in rows]


def find_webhook(connection: Connection, webhook: str) -> Webhook | None:
    row = statements.find(connection, webhooks, id=webhook)
    return None if row is None else webhook_of(row)


def webhook_of(row: Row) -> Webhook:
    brands = None if row.brands is None else tuple(row.brands)
    return Webhook(
        id=row.id,
        url=row.url,
        description=row.description,
        events=tuple(row.events),
        brands=brands,
        is_on=row.is_on,
        off_reason=row.off_reason,
        cursor=parse_cursor(row.cursor),
        failures=row.failures,
        failing_since=row.failing_since,
        succeeded_at=row.succeeded_at,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def due_deliveries(connection: Connection, webhook: str, now: datetime, limit: int) -> list[Row]:
    """What may be sent now to a subscription: of each contact the oldest event only, so that a
    receiver gets a contact's events in their order."""
    one, earlier = webhook_deliveries, webhook_deliveries.alias("earlier")
    before = sa.exists().where(
        earlier.c.webhook == one.c.webhook,
        earlier.c.contact == one.c.contact,
        earlier.c.state == "waiting",
        earlier.c.seq < one.c.seq,
    )
    statement = (
        sa.select(one)
        .where(one.c.webhook == webhook, one.c.state == "waiting", one.c.due_at <= now, ~before)
        .order_by(one.c.due_at, one.c.seq)
        .limit(limit)
    )
    return list(connection.execute(statement))


def secret_of(connection: Connection, webhook: str) -> str | None:
    """What a subscription's messages are signed with."""
    row = statements.find(connection, webhooks, id=webhook)
    return None if row is None else str(row.secret)


def find_event(connection: Connection, cell: str, seq: int) -> Recorded | None:
    row = statements.find(connection, tables.events, cell=cell, seq=seq)
    return None if row is None else recorded_of(row)


def events_since(connection: Connection, at: datetime, limit: int) -> list[Recorded]:
    """Up to ``limit`` events of all cells from the moment ``at`` on."""
    events = tables.events
    statement = sa.select(events).where(events.c.at >= at).order_by(events.c.cell, events.c.seq)
    return [recorded_of(row) for row in connection.execute(statement.limit(limit))]


def brands_of(connection: Connection, contacts: Sequence[str]) -> dict[str, str]:
    """The brand of each contact that is still there."""
    table = tables.contacts
    statement = sa.select(table.c.id, table.c.brand).where(table.c.id.in_(contacts))
    return {row.id: row.brand for row in connection.execute(statement)}


def count_waiting(connection: Connection) -> dict[str, int]:
    """How many deliveries of each subscription wait to be sent."""
    table = webhook_deliveries
    statement = (
        sa.select(table.c.webhook, sa.func.count().label("waiting"))
        .where(table.c.state == "waiting")
        .group_by(table.c.webhook)
    )
    return {row.webhook: row.waiting for row in connection.execute(statement)}
