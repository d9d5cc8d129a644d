"""Measures of re-dispatch, and the limits of what the centre does by itself"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    _create_measures()
    for name, column, kind in (
        ("uq_measures_one_dark", "site", "site_dark"),
        ("uq_measures_one_wide", "queue", "widen_queue"),
    ):
        where = sa.text(f"kind = '{kind}' AND ended_at IS NULL")
        op.create_index(
            name, "measures", [column], unique=True, sqlite_where=where, postgresql_where=where
        )
    op.create_index(op.f("ix_measures_started_at"), "measures", ["started_at"])
    op.create_index(op.f("ix_contacts_queued_at"), "contacts", ["queued_at"])
    op.create_table(
        "redispatch_limits",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint("place = 1", name=op.f("ck_redispatch_limits_one_place")),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_redispatch_limits")),
    )


def _create_measures() -> None:
    op.create_table(
        "measures",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("client_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=80), nullable=True),
        sa.Column("queue", sa.String(length=80), nullable=True),
        sa.Column("to", sa.String(length=80), nullable=True),
        sa.Column("held", sa.String(length=20), nullable=False),
        sa.Column("levels", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("ended_by", sa.String(length=120), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("predicted", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('site_dark', 'widen_queue', 'move_waiting')", name=op.f("ck_measures_kind")
        ),
        sa.CheckConstraint(
            "kind <> 'move_waiting' OR ended_at IS NOT NULL",
            name=op.f("ck_measures_moved_at_once"),
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_measures_ended_by_somebody")
        ),
        sa.ForeignKeyConstraint(["cell"], ["cells.id"], name=op.f("fk_measures_cell")),
        sa.ForeignKeyConstraint(["site"], ["sites.id"], name=op.f("fk_measures_site")),
        sa.ForeignKeyConstraint(["queue"], ["queues.id"], name=op.f("fk_measures_queue")),
        sa.ForeignKeyConstraint(["to"], ["queues.id"], name=op.f("fk_measures_to")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint("client_id", name=op.f("uq_measures_client_id")),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_contacts_queued_at"), "contacts")
    op.drop_table("redispatch_limits")
    op.drop_table("measures")
