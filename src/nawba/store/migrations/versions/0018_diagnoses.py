"""Why recorded contacts failed"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "diagnoses",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnoses")),
    )
    op.create_index(op.f("ix_diagnoses_made_at"), "diagnoses", ["made_at"])
    op.create_table(
        "diagnosed_contacts",
        sa.Column("diagnosis", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("p_human", sa.Float(), nullable=False),
        sa.Column("p_technology", sa.Float(), nullable=False),
        sa.Column("p_process", sa.Float(), nullable=False),
        sa.Column("p_none", sa.Float(), nullable=False),
        sa.Column("verdict", sa.String(length=80), nullable=False),
        sa.Column("cohorts", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["diagnosis"], ["diagnoses.id"], name=op.f("fk_diagnosed_contacts_diagnosis")
        ),
        sa.PrimaryKeyConstraint("diagnosis", "item", name=op.f("pk_diagnosed_contacts")),
    )
    for column in ("contact", "at"):
        op.create_index(op.f(f"ix_diagnosed_contacts_{column}"), "diagnosed_contacts", [column])
    op.create_index("ix_diagnosed_contacts_item", "diagnosed_contacts", ["item"])


def downgrade() -> None:
    op.drop_table("diagnosed_contacts")
    op.drop_table("diagnoses")
