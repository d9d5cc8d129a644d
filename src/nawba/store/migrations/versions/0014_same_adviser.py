"""Who led when the customer of a contact was here before"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "returns",
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("adviser", sa.String(length=80), nullable=False),
        sa.Column("led_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_returns_contact")),
        sa.ForeignKeyConstraint(["adviser"], ["advisers.id"], name=op.f("fk_returns_adviser")),
        sa.PrimaryKeyConstraint("contact", name=op.f("pk_returns")),
    )


def downgrade() -> None:
    op.drop_table("returns")
