"""Every table, in one place. Rule 3 of the design stands here as constraints, not as hope.

*One live offer per contact*: a partial unique index. *One leading hand per contact*: another.
*Never more than capacity*: each live offer or adviser's hand takes a row of ``occupancy``, whose
key is one of the ``adviser_slots`` that the adviser's capacity created. *Each acknowledged message
once*: unique client ids. *One open flow run per contact*:
another such index. *Each operation once*: one row per contact and key, and an irreversible
one has no way past ``awaiting`` without the name of who decided.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime on every backend. Raises ValueError for a naive one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: the store keeps aware UTC times only")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def setup_table(name: str) -> Table:
    """A configured noun: its dataclass as a document; ``retired`` keeps history readable.

    ``revision`` counts its changes, so that nobody overwrites what they have not seen.
    """
    return Table(
        name,
        metadata,
        Column("id", String(80), primary_key=True),
        Column("position", Integer, nullable=False),
        Column("retired", sa.Boolean, nullable=False, default=False),
        Column("document", sa.JSON, nullable=False),
        Column("revision", Integer, nullable=False, default=1, server_default="1"),
    )


skills = setup_table("skills")
sites = setup_table("sites")
brands = setup_table("brands")
queues = setup_table("queues")
advisers = setup_table("advisers")
supervisors = setup_table("supervisors")
wrap_up_codes = setup_table("wrap_up_codes")
pause_reasons = setup_table("pause_reasons")
canned_replies = setup_table("canned_replies")

cells = Table(
    "cells",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("last_seq", sa.BigInteger, nullable=False, default=0),
    Column("epoch", Integer, nullable=False, default=0),
    Column("holder", String(80)),
    Column("lease_until", UtcTime),
)

events = Table(
    "events",
    metadata,
    Column("cell", ForeignKey("cells.id"), primary_key=True),
    Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("type", String(40), nullable=False),
    Column("contact", String(40), index=True),
    Column("actor", String(120), nullable=False),
    Column("data", sa.JSON, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("brand", ForeignKey("brands.id"), nullable=False),
    Column("name", Text),
    Column("email", Text, index=True),
    Column("phone", Text, index=True),
    Column("reference", Text),
    Column("created_at", UtcTime, nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("cell", ForeignKey("cells.id"), nullable=False),
    Column("brand", ForeignKey("brands.id"), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("customer", ForeignKey("customers.id"), nullable=False, index=True),
    Column("client_id", String(80), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("language", String(8), nullable=False),
    Column("arm", String(20), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("queue", ForeignKey("queues.id")),
    Column("entry_queue", ForeignKey("queues.id")),
    Column("direct_adviser", ForeignKey("advisers.id")),
    Column("opened_at", UtcTime, nullable=False, index=True),
    Column("queued_at", UtcTime, index=True),
    Column("waiting_since", UtcTime),
    Column("answered_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("closed_at", UtcTime),
    Column("close_reason", String(80)),
    Column("outcome", String(40)),
    Column("last_number", Integer, nullable=False, default=0),
    Column("turn_due", String(40), index=True),
    Column("last_message_at", UtcTime, nullable=False),
    Column("unanswered", sa.Boolean, nullable=False, default=False),
    Column("customer_seen_at", UtcTime, nullable=False),
    Column("warned_at", UtcTime),
    Column("wrap_up_due_at", UtcTime),
    Column("wrap_up_code", String(80)),
    Column("answers", Integer, nullable=False, default=0),
    Column("withheld", Integer, nullable=False, default=0),
    Column("solved", sa.Boolean),
    Column("rating", Integer),
    CheckConstraint("arm IN ('assistant', 'holdout')", name="arm"),
    CheckConstraint("state IN ('assistant', 'waiting', 'held', 'wrap_up', 'closed')", name="state"),
    CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating"),
    CheckConstraint(
        "state <> 'waiting' OR (queue IS NOT NULL AND waiting_since IS NOT NULL)",
        name="waiting_has_a_place",
    ),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", String(20), nullable=False),
    Column("author_id", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("client_id", String(80), nullable=False),
    Column("sources", sa.JSON, nullable=False),
    Column("choices", sa.JSON, nullable=False),
    Column("files", Integer, nullable=False, server_default="0"),
    Column("at", UtcTime, nullable=False),
    sa.UniqueConstraint("contact", "number"),
    sa.UniqueConstraint("contact", "author", "author_id", "client_id"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("message", ForeignKey("messages.id"), index=True),
    Column("name", Text, nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("content", sa.LargeBinary, nullable=False),
    Column("uploaded_by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)

briefs = Table(
    "briefs",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("mended", sa.Boolean, nullable=False),
    Column("document", sa.JSON, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("comment", Text, nullable=False),
)

wrap_ups = Table(
    "wrap_ups",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("code", String(80)),
    Column("summary", Text, nullable=False),
    Column("follow_ups", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)

hands = Table(
    "hands",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("party", String(20), nullable=False),
    Column("party_id", String(80), nullable=False),
    Column("leads", sa.Boolean, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("reason", String(80)),
)
Index(
    "uq_hands_one_lead",
    hands.c.contact,
    unique=True,
    sqlite_where=sa.text("leads = 1 AND ended_at IS NULL"),
    postgresql_where=sa.text("leads AND ended_at IS NULL"),
)
Index("ix_hands_party", hands.c.party, hands.c.party_id, hands.c.started_at)

offers = Table(
    "offers",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("adviser", ForeignKey("advisers.id"), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(80)),
    Column("made_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    CheckConstraint(
        "state IN ('live', 'accepted', 'refused', 'expired', 'withdrawn')", name="state"
    ),
)
_LIVE = sa.text("state = 'live'")
Index(
    "uq_offers_one_live",
    offers.c.contact,
    unique=True,
    sqlite_where=_LIVE,
    postgresql_where=_LIVE,
)
Index("ix_offers_live", offers.c.adviser, sqlite_where=_LIVE, postgresql_where=_LIVE)

flow_runs = Table(
    "flow_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("flow", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("heard", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("outcome", String(20)),
    Column("silent_at", UtcTime),  # when a customer who says nothing counts as silent
    CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="ended_somehow"),
)
Index("ix_flow_runs_silent_at", flow_runs.c.silent_at)
_RUNS = sa.text("ended_at IS NULL")
Index(
    "uq_flow_runs_one_open",
    flow_runs.c.contact,
    unique=True,
    sqlite_where=_RUNS,
    postgresql_where=_RUNS,
)

flow_states = Table(
    "flow_states",
    metadata,
    Column("run", ForeignKey("flow_runs.id"), primary_key=True),
    Column("document", sa.JSON, nullable=False),
)

operations = Table(
    "operations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("key", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("risk", String(20), nullable=False),
    Column("run", String(40), nullable=False),
    Column("step", String(80), nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("reference", String(64)),
    Column("decided_by", String(120)),
    Column("asked_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("due_at", UtcTime),
    Column("ended_at", UtcTime),
    sa.UniqueConstraint("contact", "key"),
    CheckConstraint("risk IN ('read', 'reversible', 'irreversible')", name="risk"),
    CheckConstraint(
        "state IN ('awaiting', 'approved', 'declined', 'started', 'done', 'refused', 'unknown', "
        "'failed')",
        name="state",
    ),
    CheckConstraint(
        "risk <> 'irreversible' OR state = 'awaiting' OR decided_by IS NOT NULL", name="approval"
    ),
    CheckConstraint("state <> 'started' OR due_at IS NOT NULL", name="started_is_due"),
)
_RUNNING = sa.text("state = 'started'")
Index(
    "ix_operations_running",
    operations.c.due_at,
    sqlite_where=_RUNNING,
    postgresql_where=_RUNNING,
)

operation_contents = Table(
    "operation_contents",
    metadata,
    Column("operation", ForeignKey("operations.id"), primary_key=True),
    Column("fields", sa.JSON, nullable=False),
    Column("data", sa.JSON, nullable=False),
    Column("comment", Text, nullable=False),
)

commitments = Table(
    "commitments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("operation", ForeignKey("operations.id"), nullable=False),
    Column("text_key", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
    sa.UniqueConstraint("operation", "text_key"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("message", String(40), primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("did", String(20), nullable=False),
    Column("reason", String(80)),
    Column("language", String(8), nullable=False),
    Column("group", String(80)),
    Column("threshold", sa.Float),
    Column("version", Integer),
    Column("milliseconds", sa.Float, nullable=False),
    Column("retrieved", sa.JSON, nullable=False),
    Column("readings", sa.JSON, nullable=False),
    Column("asked", sa.JSON(none_as_null=True)),
    Column("asked_back", sa.JSON(none_as_null=True)),
)

assistant_parts = Table(
    "assistant_parts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("content", sa.LargeBinary, nullable=False),
)

assistant_versions = Table(
    "assistant_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("document", sa.JSON, nullable=False),
    Column("report", sa.JSON, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("published_by", String(120), nullable=False),
)

assistant_current = Table(
    "assistant_current",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("version", ForeignKey("assistant_versions.number"), nullable=False),
    Column("since", UtcTime, nullable=False),
    CheckConstraint("place = 1", name="one_place"),
)

adviser_slots = Table(
    "adviser_slots",
    metadata,
    Column("adviser", ForeignKey("advisers.id"), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
)

occupancy = Table(
    "occupancy",
    metadata,
    Column("adviser", String(80), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("offer", ForeignKey("offers.id"), unique=True),
    Column("hand", ForeignKey("hands.id"), unique=True),
    sa.ForeignKeyConstraint(
        ["adviser", "channel", "slot"],
        ["adviser_slots.adviser", "adviser_slots.channel", "adviser_slots.slot"],
    ),
    CheckConstraint("(offer IS NULL) <> (hand IS NULL)", name="one_holder"),
)

presence = Table(
    "presence",
    metadata,
    Column("adviser", ForeignKey("advisers.id"), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("reason", String(80)),
    Column("since", UtcTime, nullable=False),
    Column("heartbeat_at", UtcTime, nullable=False),
    CheckConstraint("state IN ('offline', 'available', 'paused', 'lost')", name="state"),
)

articles = Table(
    "articles",
    metadata,
    Column("brand", ForeignKey("brands.id"), primary_key=True),
    Column("id", String(120), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("current", sa.Boolean, nullable=False),
    Column("published_at", UtcTime, nullable=False),
    Column("published_by", String(120)),  # None: published before this was kept
    Column("withdrawn_at", UtcTime),
    Column("withdrawn_by", String(120)),
    Column("document", sa.JSON, nullable=False),
)
Index(
    "uq_articles_one_current",
    articles.c.brand,
    articles.c.id,
    articles.c.language,
    unique=True,
    sqlite_where=sa.text("current = 1"),
    postgresql_where=sa.text("current"),
)
