"""What people are asked about recorded contacts, and what they answered.

A row is one reading of one question by one person; the machine's answer stands beside it and is
shown only afterwards. Its quotes are words of the contact, redacted: they go with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, UniqueConstraint

from nawba.store.tables import UtcTime, metadata

reviews = Table(
    "reviews",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("item", String(64), nullable=False, index=True),
    Column("contact", String(200), nullable=False, index=True),
    Column("brand", String(200), nullable=False),
    Column("site", String(200), nullable=False),
    Column("scorecard", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", String(64), nullable=False),
    Column("reading", Integer, nullable=False),
    Column("because", String(20), nullable=False),
    Column("machine", sa.JSON, nullable=False),
    Column("asked_at", UtcTime, nullable=False, index=True),
    Column("answered_by", String(120)),
    Column("answer", String(20)),
    Column("note", sa.Text, nullable=False, server_default=""),
    Column("answered_at", UtcTime),
    CheckConstraint("because IN ('unsure', 'random', 'model')", name="because"),
    CheckConstraint("answer IN ('yes', 'no', 'not_applicable', 'unknown')", name="answer"),
    CheckConstraint(
        "(answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)",
        name="answered_or_not",
    ),
    UniqueConstraint("item", "scorecard", "version", "question", "reading"),
)
Index("ix_reviews_open", reviews.c.answer, reviews.c.asked_at)
"""``because``: rules were unsure of it, or it was drawn at random, of all answers or of those that
a language model gave; only what was drawn gives agreement."""

contests = Table(
    "contests",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("item", String(64), nullable=False, index=True),
    Column("contact", String(200), nullable=False, index=True),
    Column("brand", String(200), nullable=False),
    Column("site", String(200), nullable=False),
    Column("adviser", String(200), nullable=False, index=True),
    Column("scorecard", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", String(64), nullable=False),
    Column("machine", sa.JSON, nullable=False),
    Column("words", sa.Text, nullable=False, server_default=""),
    Column("contested_at", UtcTime, nullable=False),
    Column("answer", String(20)),
    Column("reason", sa.Text, nullable=False, server_default=""),
    Column("decided_by", String(120)),
    Column("decided_at", UtcTime),
    CheckConstraint("answer IN ('yes', 'no', 'not_applicable', 'unknown')", name="answer"),
    CheckConstraint(
        "(answer IS NULL) = (decided_by IS NULL) AND (answer IS NULL) = (decided_at IS NULL)",
        name="decided_or_not",
    ),
    UniqueConstraint("item", "scorecard", "version", "question"),
)
Index("ix_contests_open", contests.c.answer, contests.c.contested_at)
"""An adviser contests an answer about themselves; what a person then answers stands."""
