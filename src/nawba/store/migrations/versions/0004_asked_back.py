"""What a turn of the assistant asked back, and the questions that it took apart"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("decisions", sa.Column("asked", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("decisions", "asked")
