"""Drafts of articles as they are kept, read back as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from nawba.domain.drafts import ArticleDraft, DraftComment, DraftState, DraftText, Origin
from nawba.store import statements
from nawba.store.knowledge_tables import OPEN_STATES, article_drafts, draft_comments
from nawba.store.statements import Row

_TEXT = TypeAdapter(DraftText)
_PLAIN = (
    "id", "brand", "article", "language", "author", "revision", "created_at", "changed_at",
    "changed_by", "based_on", "gap", "proposed_at", "proposed_by", "decided_at", "decided_by",
    "reason", "published_version",
)  # fmt: skip


def read_draft(connection: Connection, draft: str) -> ArticleDraft | None:
    row = statements.find(connection, article_drafts, id=draft)
    return None if row is None else draft_of(row)


def read_drafts(
    connection: Connection,
    states: Sequence[str] = OPEN_STATES,
    brands: Sequence[str] | None = None,
    **equal: str,
) -> list[ArticleDraft]:
    """Those in one of ``states``, of ``brands`` if given, with columns as ``equal`` says.

    The one changed last comes first.
    """
    table = article_drafts
    statement = sa.select(table).where(table.c.state.in_(states))
    if brands is not None:
        statement = statement.where(table.c.brand.in_(brands))
    statement = statement.where(*(table.c[name] == value for name, value in equal.items()))
    ordered = statement.order_by(table.c.changed_at.desc(), table.c.id)
    return [draft_of(row) for row in connection.execute(ordered)]


def read_comments(connection: Connection, draft: str) -> list[DraftComment]:
    """What was said about a draft, in order."""
    rows = statements.find_all(connection, draft_comments, ("at", "id"), draft=draft)
    return [DraftComment(row.id, row.by, row.text, row.at) for row in rows]


def draft_of(row: Row) -> ArticleDraft:
    return ArticleDraft(
        text=_TEXT.validate_python(row.document),
        authors=tuple(one for one in row.authors.split("|") if one),
        state=DraftState(row.state),
        origins=tuple(Origin(**one) for one in row.origins),
        **{name: row._mapping[name] for name in _PLAIN},
    )


def text_json(text: DraftText) -> dict[str, Any]:
    """``text`` as the column keeps it."""
    return {**asdict(text), "questions": list(text.questions)}


def bars(authors: Sequence[str]) -> str:
    """Ids as the table keeps them: each between bars, so that a check finds one whole."""
    return "".join(f"|{author}|" for author in authors)
