"""Tables of re-dispatch: measures, in force and past, and the limits of what is done by itself.

A site is dark by one measure at a time, and a queue widened by one: two indexes hold it. ``reason``
is what a supervisor wrote, ``predicted`` the outlook that they saw when they applied it.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from nawba.store.tables import UtcTime, metadata

measures = Table(
    "measures",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("cell", ForeignKey("cells.id"), nullable=False),
    Column("client_id", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("site", ForeignKey("sites.id")),
    Column("queue", ForeignKey("queues.id")),
    Column("to", ForeignKey("queues.id")),
    Column("held", String(20), nullable=False),
    Column("levels", Integer, nullable=False),
    Column("count", Integer),
    Column("started_at", UtcTime, nullable=False, index=True),
    Column("until", UtcTime),
    Column("ended_at", UtcTime),
    Column("by", String(120), nullable=False),
    Column("ended_by", String(120)),
    Column("automatic", sa.Boolean, nullable=False),
    Column("reason", sa.Text, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("predicted", sa.JSON(none_as_null=True)),
    CheckConstraint("kind IN ('site_dark', 'widen_queue', 'move_waiting')", name="kind"),
    CheckConstraint("kind <> 'move_waiting' OR ended_at IS NOT NULL", name="moved_at_once"),
    CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="ended_by_somebody"),
)
_DARK = sa.text("kind = 'site_dark' AND ended_at IS NULL")
_WIDE = sa.text("kind = 'widen_queue' AND ended_at IS NULL")
Index(
    "uq_measures_one_dark",
    measures.c.site,
    unique=True,
    sqlite_where=_DARK,
    postgresql_where=_DARK,
)
Index(
    "uq_measures_one_wide",
    measures.c.queue,
    unique=True,
    sqlite_where=_WIDE,
    postgresql_where=_WIDE,
)

redispatch_limits = Table(
    "redispatch_limits",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("document", sa.JSON, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Column("changed_by", String(120), nullable=False),
    CheckConstraint("place = 1", name="one_place"),
)
