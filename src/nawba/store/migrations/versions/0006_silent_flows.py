"""When the customer of a flow counts as silent"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("flow_runs", sa.Column("silent_at", UtcTime(), nullable=True))
    op.create_index(op.f("ix_flow_runs_silent_at"), "flow_runs", ["silent_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_flow_runs_silent_at"), "flow_runs")
    op.drop_column("flow_runs", "silent_at")
