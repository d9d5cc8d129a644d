"""Which policy decides, its mode, the rates it reckons with"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0013"
down_revision = "0012"

_LATEST_MODES = """
    INSERT INTO dispatch_modes (cell, policy, mode, since)
    SELECT cell, {policy}, {since}, at FROM events WHERE type = 'dispatch_mode_changed'
    AND NOT EXISTS (SELECT 1 FROM events AS later WHERE later.cell = events.cell
        AND later.type = 'dispatch_mode_changed' AND later.seq > events.seq)
"""


def upgrade() -> None:
    op.create_table(
        "policy_choices",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_policy_choices")),
    )
    op.create_table(
        "dispatch_modes",
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.String(length=80), nullable=False),
        sa.Column("mode", sa.Integer(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["cell"], ["cells.id"], name=op.f("fk_dispatch_modes_cell")),
        sa.PrimaryKeyConstraint("cell", name=op.f("pk_dispatch_modes")),
    )
    op.create_table(
        "learned_rates",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_learned_rates")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    read = "json_extract(data, '$.{}')" if is_sqlite else "data->>'{}'"
    since = read.format("since") if is_sqlite else f"CAST({read.format('since')} AS INTEGER)"
    op.execute(_LATEST_MODES.format(policy=read.format("policy"), since=since))


def downgrade() -> None:
    for table in ("learned_rates", "dispatch_modes", "policy_choices"):
        op.drop_table(table)
