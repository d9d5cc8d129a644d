"""Jobs, candidates, what their documents say, and every decision about them.

A candidate is a person; a document is one version of their CV; an application is a candidate for a
job. What people declared of themselves for fairness lies in a table that no scorer reads.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from nawba.store.tables import UtcTime, metadata

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("title", sa.JSON, nullable=False),
    Column("positions", Integer, nullable=False),
    Column("deadline", Date),
    Column("state", String(20), nullable=False),
    Column("by", String(120), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    CheckConstraint("state IN ('open', 'closed')", name="state"),
)

job_versions = Table(
    "job_versions",
    metadata,
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""Every text that candidates were scored by, as it was written: a score can be explained later."""

cv_intakes = Table(
    "cv_intakes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("updated_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("state", String(20), nullable=False),
    Column("problem", Text, nullable=False, default=""),
    CheckConstraint("state IN ('running', 'stopped', 'done')", name="state"),
)

candidates = Table(
    "candidates",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("language", String(20), nullable=False, default=""),
    Column("since", UtcTime, nullable=False, index=True),
    Column("updated_at", UtcTime, nullable=False),
    Column("reserve", Boolean, nullable=False, default=False),
    Column("human_asked_at", UtcTime),
    Column("link_hash", String(64), unique=True),
    Column("link_ends_at", UtcTime),
    Column("erased_at", UtcTime),
)
"""``reserve``: may be called for other jobs, which only the person can agree to. ``link_hash`` is
that of the address under which a candidate sees what was read of them."""

cv_documents = Table(
    "cv_documents",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), index=True),
    Column("intake", ForeignKey("cv_intakes.id"), nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(40), nullable=False, default=""),
    Column("message", Text, nullable=False, default=""),
    Column("kind", String(20), nullable=False, default=""),
    Column("reader", String(40), nullable=False, default=""),
    Column("profile", sa.JSON),
    Column("seconds", Float),
    Column("received_at", UtcTime, nullable=False, index=True),
    Column("read_at", UtcTime),
    UniqueConstraint("job", "sha256", name="uq_cv_documents_job_sha256"),
    CheckConstraint("state IN ('waiting', 'read', 'quarantined')", name="state"),
    CheckConstraint("(state = 'read') = (candidate IS NOT NULL)", name="read_or_not"),
)
"""``profile``: its lines and facts as the reader of version ``reader`` found them."""

Index("ix_cv_documents_of_intake", cv_documents.c.intake, cv_documents.c.state)

candidate_keys = Table(
    "candidate_keys",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), nullable=False, index=True),
)
"""By what a person is known again: e-mail and telephone, as hashes."""

statements = Table(
    "candidate_statements",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", sa.JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("instead_of", String(40), nullable=False, default=""),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("candidate", "number", name="uq_candidate_statements_number"),
)
"""What a candidate said, or mended, after the document: a line of its own (``number``), with who
wrote it down. Without a value it takes back the fact ``instead_of``."""

applications = Table(
    "applications",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("candidate", ForeignKey("candidates.id"), nullable=False, index=True),
    Column("job", ForeignKey("jobs.id"), nullable=False),
    Column("document", ForeignKey("cv_documents.id")),
    Column("stage", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("points", Float, nullable=False),
    Column("open", Float, nullable=False),
    Column("place", Float, nullable=False),
    Column("missed", Boolean, nullable=False),
    Column("score", sa.JSON, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("updated_at", UtcTime, nullable=False),
    UniqueConstraint("candidate", "job", name="uq_applications_candidate_job"),
    CheckConstraint(
        "stage IN ('received', 'to_meet', 'met', 'offered', 'hired', 'set_aside', 'withdrawn')",
        name="stage",
    ),
)

Index("ix_applications_in_order", applications.c.job, applications.c.missed, applications.c.place)

application_log = Table(
    "application_log",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("application", ForeignKey("applications.id"), nullable=False, index=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("by", String(120), nullable=False),
    Column("what", String(20), nullable=False),
    Column("document", sa.JSON, nullable=False),
    Column("words", Text, nullable=False, default=""),
    CheckConstraint("what IN ('scored', 'opened', 'stage', 'note', 'explained')", name="what"),
)
"""What happened to an application, who did it, and why (``words``). ``scored`` has the versions,
the facts that were read by id and line, and every answer: what an explanation is given from."""

declared_groups = Table(
    "declared_groups",
    metadata,
    Column("candidate", ForeignKey("candidates.id"), primary_key=True),
    Column("attribute", String(40), primary_key=True),
    Column("value", String(80), nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""What people said of themselves for the sake of fairness; only counts of it leave this table."""
