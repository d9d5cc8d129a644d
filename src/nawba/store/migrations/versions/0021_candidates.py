"""Jobs and candidates"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "candidates",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("reserve", sa.Boolean(), nullable=False),
        sa.Column("human_asked_at", UtcTime(), nullable=True),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("link_ends_at", UtcTime(), nullable=True),
        sa.Column("erased_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_candidates_link_hash")),
    )
    op.create_index(op.f("ix_candidates_since"), "candidates", ["since"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("positions", sa.Integer(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_table(
        "candidate_keys",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("candidate", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.id"], name=op.f("fk_candidate_keys_candidate")
        ),
        sa.PrimaryKeyConstraint("kind", "hash", name=op.f("pk_candidate_keys")),
    )
    op.create_index(
        op.f("ix_candidate_keys_candidate"), "candidate_keys", ["candidate"], unique=False
    )
    op.create_table(
        "candidate_statements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("candidate", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("instead_of", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.id"], name=op.f("fk_candidate_statements_candidate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_statements")),
        sa.UniqueConstraint("candidate", "number", name="uq_candidate_statements_number"),
    )
    op.create_index(
        op.f("ix_candidate_statements_candidate"),
        "candidate_statements",
        ["candidate"],
        unique=False,
    )
    op.create_table(
        "cv_intakes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'stopped', 'done')", name=op.f("ck_cv_intakes_state")
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_cv_intakes_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cv_intakes")),
    )
    op.create_index(op.f("ix_cv_intakes_started_at"), "cv_intakes", ["started_at"], unique=False)
    op.create_table(
        "declared_groups",
        sa.Column("candidate", sa.String(length=40), nullable=False),
        sa.Column("attribute", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.id"], name=op.f("fk_declared_groups_candidate")
        ),
        sa.PrimaryKeyConstraint("candidate", "attribute", name=op.f("pk_declared_groups")),
    )
    op.create_table(
        "job_versions",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_job_versions_job")),
        sa.PrimaryKeyConstraint("job", "version", name=op.f("pk_job_versions")),
    )
    op.create_table(
        "cv_documents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("candidate", sa.String(length=40), nullable=True),
        sa.Column("intake", sa.String(length=40), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reader", sa.String(length=40), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("read_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'read') = (candidate IS NOT NULL)", name=op.f("ck_cv_documents_read_or_not")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'read', 'quarantined')", name=op.f("ck_cv_documents_state")
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.id"], name=op.f("fk_cv_documents_candidate")
        ),
        sa.ForeignKeyConstraint(["intake"], ["cv_intakes.id"], name=op.f("fk_cv_documents_intake")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_cv_documents_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cv_documents")),
        sa.UniqueConstraint("job", "sha256", name="uq_cv_documents_job_sha256"),
    )
    op.create_index(op.f("ix_cv_documents_candidate"), "cv_documents", ["candidate"], unique=False)
    op.create_index("ix_cv_documents_of_intake", "cv_documents", ["intake", "state"], unique=False)
    op.create_index(
        op.f("ix_cv_documents_received_at"), "cv_documents", ["received_at"], unique=False
    )
    op.create_index(op.f("ix_cv_documents_sha256"), "cv_documents", ["sha256"], unique=False)
    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("candidate", sa.String(length=40), nullable=False),
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=True),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.Column("open", sa.Float(), nullable=False),
        sa.Column("place", sa.Float(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("score", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("updated_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('received', 'to_meet', 'met', 'offered', 'hired', 'set_aside', 'withdrawn')",
            name=op.f("ck_applications_stage"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate"], ["candidates.id"], name=op.f("fk_applications_candidate")
        ),
        sa.ForeignKeyConstraint(
            ["document"], ["cv_documents.id"], name=op.f("fk_applications_document")
        ),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_applications_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("candidate", "job", name="uq_applications_candidate_job"),
    )
    op.create_index(op.f("ix_applications_candidate"), "applications", ["candidate"], unique=False)
    op.create_index(
        "ix_applications_in_order", "applications", ["job", "missed", "place"], unique=False
    )
    op.create_table(
        "application_log",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("application", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "what IN ('scored', 'opened', 'stage', 'note', 'explained')",
            name=op.f("ck_application_log_what"),
        ),
        sa.ForeignKeyConstraint(
            ["application"], ["applications.id"], name=op.f("fk_application_log_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_log")),
    )
    op.create_index(
        op.f("ix_application_log_application"), "application_log", ["application"], unique=False
    )
    op.create_index(op.f("ix_application_log_at"), "application_log", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("application_log")
    op.drop_table("applications")
    op.drop_table("cv_documents")
    op.drop_table("job_versions")
    op.drop_table("declared_groups")
    op.drop_table("cv_intakes")
    op.drop_table("candidate_statements")
    op.drop_table("candidate_keys")
    op.drop_table("jobs")
    op.drop_table("candidates")
