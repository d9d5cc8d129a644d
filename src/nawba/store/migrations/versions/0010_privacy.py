"""Erasures, legal holds, the register of purposes, and which contacts' words are gone"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_index(op.f("ix_contacts_closed_at"), "contacts", ["closed_at"])
    op.create_table(
        "erased_contacts",
        sa.Column("contact", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.id"], name=op.f("fk_erased_contacts_contact")
        ),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_erased_contacts")),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("customer_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("customer_hash", name=op.f("uq_erasures_customer_hash")),
    )
    op.create_table(
        "legal_holds",
        sa.Column("contact", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_legal_holds_contact")),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_legal_holds")),
    )
    op.create_table(
        "purposes",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purposes")),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )
    op.create_index(op.f("ix_retention_runs_started_at"), "retention_runs", ["started_at"])


def downgrade() -> None:
    for table in ("retention_runs", "purposes", "legal_holds", "erasures", "erased_contacts"):
        op.drop_table(table)
    op.drop_index(op.f("ix_contacts_closed_at"), "contacts")
