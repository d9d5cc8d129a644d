"""What the house must be able to show about personal data: erasures, holds, purposes, deletions.

No row of these names a customer: an erasure keeps the SHA-256 of the random ids that are gone, so
that it can be done again after a restore and proven, and says nothing to whoever reads it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from nawba.store.tables import UtcTime, contacts, metadata

Index("ix_contacts_closed_at", contacts.c.closed_at)

erased_contacts = Table(
    "erased_contacts",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("reason", String(20), nullable=False),
    Column("at", UtcTime, nullable=False),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("customer_hash", String(64), nullable=False, unique=True),
    Column("reason", String(64), nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("counts", sa.JSON, nullable=False),
)

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("by", String(120), nullable=False),
    Column("since", UtcTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("contact", ForeignKey("contacts.id"), primary_key=True),
    Column("purpose", String(40), primary_key=True),
    Column("given", sa.Boolean, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)
"""What a customer said of a contact and a purpose, last: yes, or no."""

purposes = Table(
    "purposes",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("document", sa.JSON, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)

retention_runs = Table(
    "retention_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("counts", sa.JSON, nullable=False),
)
