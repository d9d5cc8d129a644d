"""Which policy decides, who chose it and why; its mode; and the rates it reckons with.

The newest row of ``policy_choices`` and of ``learned_rates`` is in force: nothing is changed or
deleted, so that what decided on any day can be told.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from nawba.store.tables import UtcTime, metadata

policy_choices = Table(
    "policy_choices",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("policy", String(80), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(120), nullable=False),
    Column("at", UtcTime, nullable=False),
)

dispatch_modes = Table(
    "dispatch_modes",
    metadata,
    Column("cell", ForeignKey("cells.id"), primary_key=True),
    Column("policy", String(80), nullable=False),
    Column("mode", Integer, nullable=False),
    Column("since", UtcTime, nullable=False),
)

learned_rates = Table(
    "learned_rates",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcTime, nullable=False),
    Column("document", sa.JSON, nullable=False),
)
