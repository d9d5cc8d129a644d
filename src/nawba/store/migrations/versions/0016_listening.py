"""Recorded contacts: intakes, their items, the ledger of stages"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "intakes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("quarantined", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'stopped', 'done')", name=op.f("ck_intakes_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
    )
    op.create_index(op.f("ix_intakes_started_at"), "intakes", ["started_at"])
    op.create_table(
        "recorded_contacts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("intake", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("adviser", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("queue", sa.String(length=200), nullable=False),
        sa.Column("brand", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("failed", sa.Boolean(), nullable=True),
        sa.Column("further", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("channels", sa.Integer(), nullable=True),
        sa.Column("audio", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("knocked_out", sa.Boolean(), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.Column("finding_kinds", sa.JSON(), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("erased_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('erasing', 'erased')) = (erased_at IS NOT NULL)",
            name=op.f("ck_recorded_contacts_erased_or_not"),
        ),
        sa.CheckConstraint(
            "audio IN ('none', 'kept', 'due', 'gone')", name=op.f("ck_recorded_contacts_audio")
        ),
        sa.CheckConstraint("kind IN ('audio', 'text')", name=op.f("ck_recorded_contacts_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'quarantined', 'erasing', 'erased')",
            name=op.f("ck_recorded_contacts_state"),
        ),
        sa.ForeignKeyConstraint(
            ["intake"], ["intakes.id"], name=op.f("fk_recorded_contacts_intake")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_contacts")),
    )
    op.create_index(op.f("ix_recorded_contacts_contact"), "recorded_contacts", ["contact"])
    op.create_index("ix_recorded_contacts_of_intake", "recorded_contacts", ["intake", "state"])
    op.create_index("ix_recorded_contacts_pending", "recorded_contacts", ["state", "audio"])
    op.create_index(op.f("ix_recorded_contacts_started_at"), "recorded_contacts", ["started_at"])
    op.create_table(
        "listening_work",
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('done', 'quarantined')", name=op.f("ck_listening_work_state")
        ),
        sa.ForeignKeyConstraint(
            ["item"], ["recorded_contacts.id"], name=op.f("fk_listening_work_item")
        ),
        sa.PrimaryKeyConstraint("item", "stage", name=op.f("pk_listening_work")),
    )


def downgrade() -> None:
    op.drop_table("listening_work")
    op.drop_table("recorded_contacts")
    op.drop_table("intakes")
