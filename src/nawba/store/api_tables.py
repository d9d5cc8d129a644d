"""Tables of the API: answers kept for repeated requests, webhooks and their deliveries, leases.

Nothing in them names a person: kept answers are encrypted with the caller's own key, which is not
kept, and deliveries point at events, which hold ids and facts.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from nawba.store.tables import UtcTime, metadata

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of caller and key
    Column("attempt", String(40), nullable=False),
    Column("fingerprint", String(64), nullable=False),  # SHA-256 of the request
    Column("contact", String(40), index=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("status", Integer),
    Column("answer", sa.LargeBinary),
    CheckConstraint("(status IS NULL) = (answer IS NULL)", name="answered_or_not"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", sa.Text, nullable=False),
    Column("description", sa.Text, nullable=False),
    Column("events", sa.JSON, nullable=False),
    Column("brands", sa.JSON(none_as_null=True)),  # None: all
    Column("secret", String(120), nullable=False),
    Column("is_on", sa.Boolean, nullable=False),
    Column("off_reason", String(40)),
    Column("cursor", sa.Text, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("failing_since", UtcTime),
    Column("succeeded_at", UtcTime),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("created_by", String(120), nullable=False),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("webhook", ForeignKey("webhooks.id"), nullable=False),
    Column("cell", String(40), nullable=False),
    Column("seq", sa.BigInteger),  # None: a test ping
    Column("type", String(40), nullable=False),
    Column("brand", String(80)),
    Column("contact", String(40)),
    Column("event_at", UtcTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", UtcTime, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("tried_at", UtcTime),
    Column("status", Integer),
    Column("error", String(80)),
    sa.UniqueConstraint("webhook", "cell", "seq"),
    CheckConstraint("state IN ('waiting', 'done', 'given_up')", name="state"),
)
Index("ix_webhook_deliveries_list", webhook_deliveries.c.webhook, webhook_deliveries.c.created_at)
_WAITING = sa.text("state = 'waiting'")
Index(
    "ix_webhook_deliveries_waiting",
    webhook_deliveries.c.due_at,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)
Index(
    "ix_webhook_deliveries_order",
    webhook_deliveries.c.webhook,
    webhook_deliveries.c.contact,
    webhook_deliveries.c.seq,
    sqlite_where=_WAITING,
    postgresql_where=_WAITING,
)

worker_leases = Table(
    "worker_leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("until", UtcTime, nullable=False),
)
