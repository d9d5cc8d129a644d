"""Flow runs, the operation journal and the commitments"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0002"
down_revision = "0001"

_RUNS = sa.text("ended_at IS NULL")
_RUNNING = sa.text("state = 'started'")


def upgrade() -> None:
    _create_flow_runs()
    _create_operations()
    _create_commitments()


def _create_flow_runs() -> None:
    op.create_table(
        "flow_runs",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (outcome IS NULL)", name=op.f("ck_flow_runs_ended_somehow")
        ),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_flow_runs_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_runs")),
    )
    with op.batch_alter_table("flow_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_flow_runs_contact"), ["contact"], unique=False)
        batch_op.create_index(
            "uq_flow_runs_one_open",
            ["contact"],
            unique=True,
            sqlite_where=_RUNS,
            postgresql_where=_RUNS,
        )
    op.create_table(
        "flow_states",
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["flow_runs.id"], name=op.f("fk_flow_states_run")),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_flow_states")),
    )


def _create_operations() -> None:
    op.create_table(
        "operations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("risk", sa.String(length=20), nullable=False),
        sa.Column("run", sa.String(length=40), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "risk IN ('read', 'reversible', 'irreversible')", name=op.f("ck_operations_risk")
        ),
        sa.CheckConstraint(
            "state IN ('awaiting', 'approved', 'declined', 'started', 'done', 'refused', "
            "'unknown', 'failed')",
            name=op.f("ck_operations_state"),
        ),
        sa.CheckConstraint(
            "risk <> 'irreversible' OR state = 'awaiting' OR decided_by IS NOT NULL",
            name=op.f("ck_operations_approval"),
        ),
        sa.CheckConstraint(
            "state <> 'started' OR due_at IS NOT NULL", name=op.f("ck_operations_started_is_due")
        ),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_operations_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
        sa.UniqueConstraint("contact", "key", name=op.f("uq_operations_contact_key")),
    )
    with op.batch_alter_table("operations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operations_contact"), ["contact"], unique=False)
        batch_op.create_index(
            "ix_operations_running",
            ["due_at"],
            unique=False,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        )
    op.create_table(
        "operation_contents",
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation"], ["operations.id"], name=op.f("fk_operation_contents_operation")
        ),
        sa.PrimaryKeyConstraint("operation", name=op.f("pk_operation_contents")),
    )


def _create_commitments() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("text_key", sa.String(length=80), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_commitments_contact")),
        sa.ForeignKeyConstraint(
            ["operation"], ["operations.id"], name=op.f("fk_commitments_operation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
        sa.UniqueConstraint(
            "operation", "text_key", name=op.f("uq_commitments_operation_text_key")
        ),
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commitments_contact"), ["contact"], unique=False)


def downgrade() -> None:
    op.drop_table("commitments")
    op.drop_table("operation_contents")
    op.drop_table("operations")
    op.drop_table("flow_states")
    op.drop_table("flow_runs")
