"""Articles with all that happened to them: the latest version of each, and its history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Article
from nawba.store import statements, tables
from nawba.store.rows import article_of
from nawba.store.statements import Row

Key = tuple[str, str, str]
"""Brand, id and language of an article."""


@dataclass(frozen=True)
class Kept:
    """A version of an article as it is kept. ``is_current``: in force, not withdrawn."""

    article: Article
    is_current: bool
    published_at: datetime
    published_by: str | None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    @property
    def key(self) -> Key:
        return (self.article.brand, self.article.id, self.article.language)


def read_shelf(
    connection: Connection, brands: Sequence[str] | None = None, article: str | None = None
) -> list[Kept]:
    """The latest version of every article of ``brands`` (None: all), withdrawn ones too.

    By brand, id and language; of one ``article`` if given.
    """
    table = tables.articles
    keys = (table.c.brand, table.c.id, table.c.language)
    last = sa.select(*keys, sa.func.max(table.c.version).label("version")).group_by(*keys)
    if brands is not None:
        last = last.where(table.c.brand.in_(brands))
    if article is not None:
        last = last.where(table.c.id == article)
    latest = last.subquery()
    same = [table.c[column.name] == latest.c[column.name] for column in latest.columns]
    statement = sa.select(table).join(latest, sa.and_(*same)).order_by(*keys)
    return [_kept(row) for row in connection.execute(statement)]


def read_history(connection: Connection, brand: str, article: str, language: str) -> list[Kept]:
    """Every version of one article in one language, the newest first."""
    key = {"brand": brand, "id": article, "language": language}
    rows = statements.find_all(connection, tables.articles, ("version",), **key)
    return [_kept(row) for row in reversed(rows)]


def _kept(row: Row) -> Kept:
    return Kept(
        article_of(row.document),
        row.current,
        row.published_at,
        row.published_by,
        row.withdrawn_at,
        row.withdrawn_by,
    )


def count_uses(connection: Connection, since: datetime) -> Counter[Key]:
    """How often each article answered since then: by itself, chosen, or as one of several."""
    decisions, contacts = tables.decisions, tables.contacts
    statement = (
        sa.select(contacts.c.brand, decisions.c.retrieved, decisions.c.asked_back)
        .join(contacts, contacts.c.id == decisions.c.contact)
        .where(decisions.c.at >= since, decisions.c.did == "answered")
    )
    uses: Counter[Key] = Counter()
    for row in connection.execute(statement):
        back = row.asked_back or {}
        answered = [one["article"] for one in back.get("parts", ()) if one["did"] == "answered"]
        chosen = [back["chosen"]] if back.get("chosen") else []
        first = row.retrieved[0]["article"] if row.retrieved else None
        for article in answered or chosen or ([first] if first else []):
            languages = (one["language"] for one in row.retrieved if one["article"] == article)
            uses[row.brand, article, next(languages, "")] += 1
    return uses
