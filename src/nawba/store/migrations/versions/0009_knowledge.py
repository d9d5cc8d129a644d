"""Drafts of articles, gaps, and who published and withdrew an article"""

import sqlalchemy as sa
from alembic import op

from nawba.store.tables import UtcTime

revision = "0009"
down_revision = "0008"

_STATES = "state IN ('draft', 'proposed', 'published', 'rejected', 'discarded')"
_OPEN = sa.text("state IN ('draft', 'proposed', 'rejected')")


def upgrade() -> None:
    for column in (
        sa.Column("published_by", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=120), nullable=True),
    ):
        op.add_column("articles", column)
    _name_publishers()
    op.create_index(op.f("ix_decisions_at"), "decisions", ["at"])
    _create_gaps()
    _create_gap_questions()
    _create_gap_examples()
    _create_drafts()


def _name_publishers() -> None:
    """Who published each version, as the stream told it."""
    events = sa.table("events", sa.column("type"), sa.column("actor"), sa.column("data", sa.JSON))
    names = ("brand", "id", "language", "version")
    articles = sa.table("articles", *map(sa.column, (*names, "published_by")))
    connection = op.get_bind()
    told = sa.select(events.c.actor, events.c.data).where(events.c.type == "article_published")
    for actor, data in connection.execute(told).all():
        key = {**data, "id": data["article"]}
        equal = [articles.c[name] == key[name] for name in names]
        connection.execute(articles.update().where(*equal).values(published_by=actor))


def _create_gaps() -> None:
    op.create_table(
        "gaps",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("article", sa.String(length=120), nullable=True),
        sa.Column("central", sa.String(length=40), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("dismissed_at_size", sa.Integer(), nullable=True),
        sa.Column("closed_version", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'drafted', 'closed', 'dismissed')", name=op.f("ck_gaps_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('drafted', 'closed') OR article IS NOT NULL",
            name=op.f("ck_gaps_article"),
        ),
        sa.ForeignKeyConstraint(["brand"], ["brands.id"], name=op.f("fk_gaps_brand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gaps")),
    )
    op.create_index(op.f("ix_gaps_brand"), "gaps", ["brand"])


def _create_gap_questions() -> None:
    op.create_table(
        "gap_questions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=True),
        sa.Column("gap", sa.String(length=40), nullable=True),
        sa.Column("placed_by_hand", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=True),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('abstained', 'asked_back', 'handed_over', 'rated_badly', 'came_back')",
            name=op.f("ck_gap_questions_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["contact"], ["contacts.id"], name=op.f("fk_gap_questions_contact")
        ),
        sa.ForeignKeyConstraint(["brand"], ["brands.id"], name=op.f("fk_gap_questions_brand")),
        sa.ForeignKeyConstraint(["gap"], ["gaps.id"], name=op.f("fk_gap_questions_gap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_questions")),
        sa.UniqueConstraint("contact", "message", name=op.f("uq_gap_questions_contact_message")),
    )
    op.create_index(op.f("ix_gap_questions_contact"), "gap_questions", ["contact"])
    op.create_index(op.f("ix_gap_questions_gap"), "gap_questions", ["gap"])


def _create_gap_examples() -> None:
    op.create_table(
        "gap_examples",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("gap", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("article", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["gap"], ["gaps.id"], name=op.f("fk_gap_examples_gap")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_gap_examples_contact")),
        sa.ForeignKeyConstraint(["brand"], ["brands.id"], name=op.f("fk_gap_examples_brand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap_examples")),
        sa.UniqueConstraint(
            "brand", "language", "key", name=op.f("uq_gap_examples_brand_language_key")
        ),
    )
    op.create_index(op.f("ix_gap_examples_contact"), "gap_examples", ["contact"])
    op.create_table(
        "gap_cursors",
        sa.Column("cell", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["cell"], ["cells.id"], name=op.f("fk_gap_cursors_cell")),
        sa.PrimaryKeyConstraint("cell", name=op.f("pk_gap_cursors")),
    )


def _create_drafts() -> None:
    op.create_table(
        "article_drafts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("brand", sa.String(length=80), nullable=False),
        sa.Column("article", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("gap", sa.String(length=40), nullable=True),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.Column("changed_by", sa.String(length=120), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=True),
        sa.Column("proposed_by", sa.String(length=120), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("decider", sa.String(length=120), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.CheckConstraint(_STATES, name=op.f("ck_article_drafts_state")),
        sa.CheckConstraint(
            "state <> 'published' OR (decider IS NOT NULL AND published_version IS NOT NULL)",
            name=op.f("ck_article_drafts_published_by_somebody"),
        ),
        sa.CheckConstraint(
            "decider IS NULL OR replace(authors, '|' || decider || '|', '') = authors",
            name=op.f("ck_article_drafts_second_person"),
        ),
        sa.ForeignKeyConstraint(["brand"], ["brands.id"], name=op.f("fk_article_drafts_brand")),
        sa.ForeignKeyConstraint(["gap"], ["gaps.id"], name=op.f("fk_article_drafts_gap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_drafts")),
    )
    op.create_index(
        "uq_article_drafts_one_open",
        "article_drafts",
        ["brand", "article", "language"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "draft_comments",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("draft", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft"], ["article_drafts.id"], name=op.f("fk_draft_comments_draft")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comments")),
    )
    op.create_index(op.f("ix_draft_comments_draft"), "draft_comments", ["draft"])


def downgrade() -> None:
    for table in (
        "draft_comments",
        "article_drafts",
        "gap_cursors",
        "gap_examples",
        "gap_questions",
        "gaps",
    ):
        op.drop_table(table)
    op.drop_index(op.f("ix_decisions_at"), "decisions")
    with op.batch_alter_table("articles") as batch:
        for column in ("withdrawn_by", "withdrawn_at", "published_by"):
            batch.drop_column(column)
