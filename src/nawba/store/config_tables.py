"""Tables of the configuration beyond its first nouns, and of its history.

``config_changes`` keeps what each change made of a noun: names of staff among it, nothing about
customers. Its rows are never changed; putting something back is a change of its own.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Integer, String, Table

from nawba.store.tables import UtcTime, metadata, setup_table

calendars = setup_table("calendars")
sampling = setup_table("sampling")
retention = setup_table("retention")

config_changes = Table(
    "config_changes",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("batch", Integer, nullable=False, index=True),
    Column("at", UtcTime, nullable=False),
    Column("by", String(120), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("id", String(80), nullable=False),
    Column("what", String(20), nullable=False),
    Column("before", sa.JSON(none_as_null=True)),
    Column("after", sa.JSON(none_as_null=True)),
    Column("revision", Integer, nullable=False),
    sa.Index("ix_config_changes_kind_id", "kind", "id"),
)
