"""Answers of a language model that people judge"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0018"

_BECAUSE = "ck_reviews_because"


def upgrade() -> None:
    _change_reviews("'unsure', 'random', 'model'", 200)


def downgrade() -> None:
    op.execute("DELETE FROM reviews WHERE because = 'model'")
    _change_reviews("'unsure', 'random'", 80)


def _change_reviews(because: str, length: int) -> None:
    """A manifest's names have up to 200 letters: they must fit here too."""
    with op.batch_alter_table("reviews") as table:
        table.drop_constraint(op.f(_BECAUSE), type_="check")
        table.create_check_constraint(op.f(_BECAUSE), f"because IN ({because})")
        for name in ("contact", "brand", "site"):
            table.alter_column(name, type_=sa.String(length=length), existing_nullable=False)
