"""Calendars, sampling, retention, revisions of what is configured and the history of its changes"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0008"
down_revision = "0007"

_NOUNS = (
    "skills", "sites", "brands", "queues", "advisers", "supervisors", "wrap_up_codes",
    "pause_reasons", "canned_replies",
)  # fmt: skip
_NEW = ("calendars", "sampling", "retention")


def upgrade() -> None:
    for name in _NOUNS:
        column = sa.Column("revision", sa.Integer(), server_default="1", nullable=False)
        op.add_column(name, column)
    for name in _NEW:
        op.create_table(
            name,
            sa.Column("id", sa.String(length=80), nullable=False),
            sa.Column("position", sa.Integer(), nullable=False),
            sa.Column("retired", sa.Boolean(), nullable=False),
            sa.Column("document", sa.JSON(), nullable=False),
            sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
    op.create_table(
        "config_changes",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_config_changes")),
    )
    op.create_index(op.f("ix_config_changes_batch"), "config_changes", ["batch"])
    op.create_index("ix_config_changes_kind_id", "config_changes", ["kind", "id"])


def downgrade() -> None:
    op.drop_table("config_changes")
    for name in _NEW:
        op.drop_table(name)
    for name in _NOUNS:
        op.drop_column(name, "revision")
