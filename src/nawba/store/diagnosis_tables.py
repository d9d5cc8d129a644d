"""Why recorded contacts failed: diagnoses that were kept, and of each contact its causes.

A diagnosis speaks of intents, sites and systems; advisers are numbers in it, or their ids where the
register lets them be named. No word of a customer is in it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from nawba.store.tables import UtcTime, metadata

diagnoses = Table(
    "diagnoses",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("made_at", UtcTime, nullable=False, index=True),
    Column("by", String(120), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("until", UtcTime, nullable=False),
    Column("contacts", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("named", Boolean, nullable=False),
    Column("document", sa.JSON, nullable=False),
)
"""``document``: the report of each language; ``named``: it calls advisers by their ids."""

diagnosed_contacts = Table(
    "diagnosed_contacts",
    metadata,
    Column("diagnosis", ForeignKey("diagnoses.id"), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("contact", String(200), nullable=False, index=True),
    Column("at", UtcTime, nullable=False, index=True),
    Column("p_human", Float, nullable=False),
    Column("p_technology", Float, nullable=False),
    Column("p_process", Float, nullable=False),
    Column("p_none", Float, nullable=False),
    Column("verdict", String(80), nullable=False),
    Column("cohorts", Text, nullable=False),
    Column("evidence", sa.JSON, nullable=False),
)
"""Contacts that failed. ``cohorts``: those it is in, each between two bars; ``evidence`` by
language; ``at``: when the contact began."""

Index("ix_diagnosed_contacts_item", diagnosed_contacts.c.item)
