"""Answers of a language model that people judge; answers that advisers contest"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0020"
down_revision = "0019"

_BECAUSE = "ck_reviews_because"


def upgrade() -> None:
    _change_reviews("'unsure', 'random', 'model'", 200)
    op.create_table(
        "contests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("brand", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("adviser", sa.String(length=200), nullable=False),
        sa.Column("scorecard", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, server_default=""),
        sa.Column("contested_at", UtcTime(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "answer IN ('yes', 'no', 'not_applicable', 'unknown')", name=op.f("ck_contests_answer")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (decided_by IS NULL) AND (answer IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_contests_decided_or_not"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contests")),
        sa.UniqueConstraint(
            "item",
            "scorecard",
            "version",
            "question",
            name=op.f("uq_contests_item_scorecard_version_question"),
        ),
    )
    for name in ("item", "contact", "adviser"):
        op.create_index(op.f(f"ix_contests_{name}"), "contests", [name])
    op.create_index("ix_contests_open", "contests", ["answer", "contested_at"])


def downgrade() -> None:
    op.drop_table("contests")
    op.execute("DELETE FROM reviews WHERE because = 'model'")
    _change_reviews("'unsure', 'random'", 80)


def _change_reviews(because: str, length: int) -> None:
    """A manifest's names have up to 200 letters: they must fit here too."""
    with op.batch_alter_table("reviews") as table:
        table.drop_constraint(op.f(_BECAUSE), type_="check")
        table.create_check_constraint(op.f(_BECAUSE), f"because IN ({because})")
        for name in ("contact", "brand", "site"):
            table.alter_column(name, type_=sa.String(length=length), existing_nullable=False)
