"""What customers say of the purposes of their contacts; gaps that listening found"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.id"], name=op.f("fk_consents_contact_contacts")
        ),
        sa.PrimaryKeyConstraint("contact", "purpose", name=op.f("pk_consents")),
    )
    op.create_table(
        "heard_gaps",
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("gap", sa.String(length=40), nullable=False),
        sa.Column("contacts", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["brand"], ["brands.id"], name=op.f("fk_heard_gaps_brand_brands")),
        sa.ForeignKeyConstraint(["gap"], ["gaps.id"], name=op.f("fk_heard_gaps_gap_gaps")),
        sa.PrimaryKeyConstraint("brand", "reason", name=op.f("pk_heard_gaps")),
    )
    op.create_index(op.f("ix_heard_gaps_gap"), "heard_gaps", ["gap"])
    op.create_table(
        "heard_examples",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("gap", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["gap"], ["gaps.id"], name=op.f("fk_heard_examples_gap_gaps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heard_examples")),
    )
    for name in ("gap", "item", "contact"):
        op.create_index(op.f(f"ix_heard_examples_{name}"), "heard_examples", [name])


def downgrade() -> None:
    op.drop_table("heard_examples")
    op.drop_table("heard_gaps")
    op.drop_table("consents")
