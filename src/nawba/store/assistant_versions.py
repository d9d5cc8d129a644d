"""Reads the versions of the assistant: which answers now, which there were, what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import NotFound
from nawba.domain.versions import ArticleVersion, AssistantVersion, from_json
from nawba.domain.words import Article
from nawba.store import statements, tables
from nawba.store.rows import article_of
from nawba.store.statements import Row

_AT_ONCE = 200  # articles asked for in one statement


def current_number(connection: Connection) -> int | None:
    """The number of the version that answers now; None when none was ever published."""
    row = statements.find(connection, tables.assistant_current, place=1)
    return None if row is None else int(row.version)


def current_version(connection: Connection) -> AssistantVersion | None:
    number = current_number(connection)
    return None if number is None else find_version(connection, number)


def find_version(connection: Connection, number: int) -> AssistantVersion | None:
    row = statements.find(connection, tables.assistant_versions, number=number)
    return None if row is None else _version(row)


def version_with_id(connection: Connection, document: str) -> AssistantVersion | None:
    row = statements.find(connection, tables.assistant_versions, id=document)
    return None if row is None else _version(row)


def read_versions(connection: Connection) -> list[AssistantVersion]:
    """Every version, the latest first."""
    table = tables.assistant_versions
    statement = sa.select(table).order_by(table.c.number.desc())
    return [_version(row) for row in connection.execute(statement)]


def _version(row: Row) -> AssistantVersion:
    document = from_json(row.document)
    return AssistantVersion(row.number, document, row.report, row.published_at, row.published_by)


def read_part(connection: Connection, part: str) -> bytes:
    """The content whose SHA-256 is ``part``. Raises NotFound."""
    row = statements.find(connection, tables.assistant_parts, id=part)
    if row is None:
        raise NotFound(f"Part {part[:12]} of the assistant is not kept here. Publish it again.")
    return bytes(row.content)


def read_classifier(connection: Connection, version: AssistantVersion) -> bytes | None:
    """What ``version`` learned from examples; None if nothing. Raises NotFound if it is gone."""
    part = version.document.classifier
    return None if part is None else read_part(connection, part)


def read_article_versions(
    connection: Connection, wanted: Iterable[ArticleVersion]
) -> list[Article]:
    """The articles as they stood at these versions, by brand, id and language.

    Those withdrawn since are left out: a withdrawal holds whatever version answers.
    """
    current = _current(connection)
    standing = [one for one in wanted if (one.brand, one.id, one.language) in current]
    starts = range(0, len(standing), _AT_ONCE)
    parts = [_at(connection, standing[start : start + _AT_ONCE]) for start in starts]
    return sorted(chain.from_iterable(parts), key=lambda one: (one.brand, one.id, one.language))


def _current(connection: Connection) -> set[tuple[str, str, str]]:
    table = tables.articles
    statement = sa.select(table.c.brand, table.c.id, table.c.language).where(table.c.current)
    return {(row.brand, row.id, row.language) for row in connection.execute(statement)}


def _at(connection: Connection, wanted: Sequence[ArticleVersion]) -> list[Article]:
    table = tables.articles
    key = sa.tuple_(table.c.brand, table.c.id, table.c.language, table.c.version)
    keys = [(one.brand, one.id, one.language, one.version) for one in wanted]
    statement = sa.select(table.c.document).where(key.in_(keys))
    return [article_of(one) for one in connection.execute(statement).scalars()]
