"""What people are asked about recorded contacts"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("site", sa.String(length=80), nullable=False),
        sa.Column("scorecard", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=20), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("answered_by", sa.String(length=120), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.CheckConstraint("because IN ('unsure', 'random')", name=op.f("ck_reviews_because")),
        sa.CheckConstraint(
            "answer IN ('yes', 'no', 'not_applicable', 'unknown')", name=op.f("ck_reviews_answer")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_at IS NULL)",
            name=op.f("ck_reviews_answered_or_not"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(
            "item",
            "scorecard",
            "version",
            "question",
            "reading",
            name=op.f("uq_reviews_item_scorecard_version_question_reading"),
        ),
    )
    for name in ("item", "contact", "asked_at"):
        op.create_index(op.f(f"ix_reviews_{name}"), "reviews", [name])
    op.create_index("ix_reviews_open", "reviews", ["answer", "asked_at"])


def downgrade() -> None:
    op.drop_table("reviews")
