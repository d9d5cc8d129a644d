"""Recorded contacts: what was taken in, how far each has come, and what was made of it.

Words of a contact lie in its folder, not here; here stand facts, and what its source told of it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from nawba.store.tables import UtcTime, metadata

intakes = Table(
    "intakes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("state", String(20), nullable=False),
    Column("total", Integer),
    Column("found", Integer, nullable=False, default=0),
    Column("done", Integer, nullable=False, default=0),
    Column("quarantined", Integer, nullable=False, default=0),
    Column("options", sa.JSON, nullable=False),
    Column("problem", Text, nullable=False, default=""),
    Column("updated_at", UtcTime, nullable=False),
    CheckConstraint("state IN ('running', 'stopped', 'done')", name="state"),
)

recorded_contacts = Table(
    "recorded_contacts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("intake", ForeignKey("intakes.id"), nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("contact", String(200), nullable=False, default="", index=True),
    Column("adviser", String(200), nullable=False, default=""),
    Column("site", String(200), nullable=False, default=""),
    Column("queue", String(200), nullable=False, default=""),
    Column("brand", String(200), nullable=False, default=""),
    Column("intent", String(200), nullable=False, default=""),
    Column("language", String(20), nullable=False, default=""),
    Column("started_at", UtcTime, index=True),
    Column("failed", Boolean),
    Column("further", sa.JSON, nullable=False, default=dict),
    Column("events", sa.JSON, nullable=False, default=list),
    Column("kind", String(10), nullable=False),
    Column("seconds", Float),
    Column("channels", Integer),
    Column("audio", String(10), nullable=False, default="none"),
    Column("state", String(20), nullable=False),
    Column("stage", String(40), nullable=False, default=""),
    Column("reason", String(60), nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),
    Column("score", Float),
    Column("knocked_out", Boolean),
    Column("findings", Integer, nullable=False, default=0),
    Column("finding_kinds", sa.JSON, nullable=False, default=list),
    Column("taken_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    Column("erased_at", UtcTime),
    CheckConstraint("kind IN ('audio', 'text')", name="kind"),
    CheckConstraint("audio IN ('none', 'kept', 'due', 'gone')", name="audio"),
    CheckConstraint(
        "state IN ('waiting', 'done', 'quarantined', 'erasing', 'erased')", name="state"
    ),
    CheckConstraint(
        "(state IN ('erasing', 'erased')) = (erased_at IS NOT NULL)", name="erased_or_not"
    ),
)
"""``erasing``: its words are gone, its folder is still to go; ``due``: so is its audio."""

Index("ix_recorded_contacts_of_intake", recorded_contacts.c.intake, recorded_contacts.c.state)
Index("ix_recorded_contacts_pending", recorded_contacts.c.state, recorded_contacts.c.audio)

listening_work = Table(
    "listening_work",
    metadata,
    Column("item", ForeignKey("recorded_contacts.id"), primary_key=True),
    Column("stage", String(40), primary_key=True),
    Column("key", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("at", UtcTime, nullable=False),
    CheckConstraint("state IN ('done', 'quarantined')", name="state"),
)
"""The ledger: which stage finished with which key, and what it took."""
