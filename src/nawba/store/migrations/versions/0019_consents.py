"""What customers say of the purposes that their contacts serve"""

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


def downgrade() -> None:
    op.drop_table("consents")
