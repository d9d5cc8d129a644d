"""What planners had simulated: their scenarios and the figures, kept for a while.

Nothing in them is of a customer: numbers, ids of queues, pools and sites, and a planner's titles.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table

from nawba.store.tables import UtcTime, metadata

planning_runs = Table(
    "planning_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(120), nullable=False),
    Column("name", sa.Text, nullable=False),
    Column("scenario", sa.JSON, nullable=False),
    Column("alternatives", sa.JSON, nullable=False),
    Column("replications", Integer, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("holder", String(120), nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("ended_at", UtcTime),
    Column("figures", sa.JSON(none_as_null=True)),
    Column("problem", sa.JSON(none_as_null=True)),
    CheckConstraint("state IN ('running', 'done', 'failed', 'cancelled')", name="state"),
    CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_or_not"),
)
Index("ix_planning_runs_list", planning_runs.c.owner, planning_runs.c.created_at)
