"""The assistant's decisions, and its versions"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "decisions",
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("did", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("group", sa.String(length=80), nullable=True),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.Column("retrieved", sa.JSON(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_decisions_contact")),
        sa.PrimaryKeyConstraint("contact", "message", name=op.f("pk_decisions")),
    )
    op.create_table(
        "assistant_parts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assistant_parts")),
    )
    op.create_table(
        "assistant_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_assistant_versions")),
        sa.UniqueConstraint("id", name=op.f("uq_assistant_versions_id")),
    )
    op.create_table(
        "assistant_current",
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.CheckConstraint("place = 1", name=op.f("ck_assistant_current_one_place")),
        sa.ForeignKeyConstraint(
            ["version"], ["assistant_versions.number"], name=op.f("fk_assistant_current_version")
        ),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_assistant_current")),
    )


def downgrade() -> None:
    op.drop_table("assistant_current")
    op.drop_table("assistant_versions")
    op.drop_table("assistant_parts")
    op.drop_table("decisions")
