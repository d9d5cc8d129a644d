"""The editor's tables: drafts of articles, and gaps with the questions that made them.

*Nobody approves what they wrote*: a check compares who decided with everyone who ever saved the
draft. *One open draft per article and language*: a partial unique index. What customers and
advisers said stands only in rows that name the contact, so that an erasure finds it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from nawba.store.tables import UtcTime, decisions, metadata

DRAFT_STATES = ("draft", "proposed", "published", "rejected", "discarded")
OPEN_STATES = ("draft", "proposed", "rejected")
GAP_STATES = ("open", "drafted", "closed", "dismissed")
REASONS = ("abstained", "asked_back", "handed_over", "rated_badly", "came_back")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


Index("ix_decisions_at", decisions.c.at)

gaps = Table(
    "gaps",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("brand", ForeignKey("brands.id"), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("reason", Text),
    Column("article", String(120)),
    Column("central", String(40)),  # the question that names it; no key, for that would be a ring
    Column("words", sa.JSON, nullable=False),
    Column("by_hand", sa.Boolean, nullable=False),  # merged or split by a person: stays apart
    Column("reopened", sa.Boolean, nullable=False),
    Column("dismissed_at_size", Integer),
    Column("closed_version", Integer),
    Column("revision", Integer, nullable=False),
    Column("opened_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    CheckConstraint(_one_of("state", GAP_STATES), name="state"),
    CheckConstraint("state NOT IN ('drafted', 'closed') OR article IS NOT NULL", name="article"),
)

gap_questions = Table(
    "gap_questions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("message", String(40), nullable=False),
    Column("brand", ForeignKey("brands.id"), nullable=False),
    Column("language", String(8), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("text", Text, nullable=False),  # redacted
    Column("key", String(64), nullable=False),  # the same for the same words
    Column("vector", sa.LargeBinary, nullable=False),  # 512 numbers of 16 bits, length one
    Column("answer", String(40)),  # the adviser's message that answered it
    Column("gap", ForeignKey("gaps.id"), index=True),
    Column("placed_by_hand", sa.Boolean, nullable=False),
    Column("version", Integer),  # of the assistant that did not answer it
    Column("answered", sa.Boolean),  # by the version that answers now; None: not tried
    Column("at", UtcTime, nullable=False),
    sa.UniqueConstraint("contact", "message"),
    CheckConstraint(_one_of("reason", REASONS), name="reason"),
)

gap_examples = Table(
    "gap_examples",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("gap", ForeignKey("gaps.id"), nullable=False),
    Column("contact", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("brand", ForeignKey("brands.id"), nullable=False),
    Column("article", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("key", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    sa.UniqueConstraint("brand", "language", "key"),
)

heard_gaps = Table(
    "heard_gaps",
    metadata,
    Column("brand", ForeignKey("brands.id"), primary_key=True),
    Column("reason", String(120), primary_key=True),
    Column("gap", ForeignKey("gaps.id"), nullable=False, index=True),
    Column("contacts", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""Reasons that listening found and no article covers, each with its gap, also once merged."""

heard_examples = Table(
    "heard_examples",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("gap", ForeignKey("gaps.id"), nullable=False, index=True),
    Column("brand", String(80), nullable=False),
    Column("reason", String(120), nullable=False),
    Column("item", String(64), nullable=False, index=True),  # the recorded contact
    Column("contact", String(200), nullable=False, index=True),
    Column("language", String(20), nullable=False),
    Column("text", Text, nullable=False),  # redacted
    Column("at", UtcTime, nullable=False),
)

gap_cursors = Table(
    "gap_cursors",
    metadata,
    Column("cell", ForeignKey("cells.id"), primary_key=True),
    Column("seq", sa.BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
)

article_drafts = Table(
    "article_drafts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("brand", ForeignKey("brands.id"), nullable=False),
    Column("article", String(120), nullable=False),
    Column("language", String(8), nullable=False),
    Column("document", sa.JSON, nullable=False),
    Column("based_on", Integer),
    Column("gap", ForeignKey("gaps.id")),
    Column("origins", sa.JSON, nullable=False),  # which contact each sentence came from
    Column("author", String(120), nullable=False),
    Column("authors", Text, nullable=False),  # ids of all who saved it, each between bars
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
    Column("proposed_at", UtcTime),
    Column("proposed_by", String(120)),
    Column("decided_at", UtcTime),
    Column("decided_by", String(120)),
    Column("decider", String(120)),  # the person's id, compared with those of the authors
    Column("reason", Text),
    Column("published_version", Integer),
    CheckConstraint(_one_of("state", DRAFT_STATES), name="state"),
    CheckConstraint(
        "state <> 'published' OR (decider IS NOT NULL AND published_version IS NOT NULL)",
        name="published_by_somebody",
    ),
    CheckConstraint(
        "decider IS NULL OR replace(authors, '|' || decider || '|', '') = authors",
        name="second_person",
    ),
)
_OPEN = sa.text(_one_of("state", OPEN_STATES))
Index(
    "uq_article_drafts_one_open",
    article_drafts.c.brand,
    article_drafts.c.article,
    article_drafts.c.language,
    unique=True,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

draft_comments = Table(
    "draft_comments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("draft", ForeignKey("article_drafts.id"), nullable=False, index=True),
    Column("by", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
