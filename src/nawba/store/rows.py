"""From rows to words: the dataclasses of the domain, read from their tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.engine import Connection

from nawba.domain.calendars import Calendar
from nawba.domain.retention import Retention
from nawba.domain.sampling import Sampling
from nawba.domain.words import (
    Adviser,
    Article,
    Attachment,
    Brand,
    Brief,
    CannedReply,
    Centre,
    Message,
    MessageKind,
    Party,
    PauseReason,
    Queue,
    Site,
    Skill,
    Source,
    Supervisor,
    WrapUpCode,
)
from nawba.store import config_tables, statements, tables

Row = sa.Row[*tuple[Any, ...]]

SETUP: dict[str, tuple[sa.Table, type]] = {
    "skills": (tables.skills, Skill),
    "sites": (tables.sites, Site),
    "brands": (tables.brands, Brand),
    "queues": (tables.queues, Queue),
    "advisers": (tables.advisers, Adviser),
    "supervisors": (tables.supervisors, Supervisor),
    "wrap_up_codes": (tables.wrap_up_codes, WrapUpCode),
    "pause_reasons": (tables.pause_reasons, PauseReason),
    "canned_replies": (tables.canned_replies, CannedReply),
    "calendars": (config_tables.calendars, Calendar),
    "sampling": (config_tables.sampling, Sampling),
    "retention": (config_tables.retention, Retention),
}
_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    name: TypeAdapter(cls) for name, (_, cls) in SETUP.items()
}
_ARTICLE = TypeAdapter(Article)
_BRIEF = TypeAdapter(Brief)


def read_centre(connection: Connection, *, retired: bool = False) -> Centre:
    """The configured centre; with ``retired`` also what was taken out, to name it in history."""
    parts: dict[str, Any] = {}
    for name, (table, _) in SETUP.items():
        statement = sa.select(table.c.document).order_by(table.c.retired, table.c.position)
        if not retired:
            statement = statement.where(sa.not_(table.c.retired))
        documents = connection.execute(statement).scalars()
        parts[name] = tuple(noun_of(name, one) for one in documents)
    return Centre(**{**parts, "retention": next(iter(parts["retention"]), Retention())})


def noun_of(kind: str, document: Any) -> Any:
    """The dataclass of one kind of ``SETUP`` that is kept as ``document``."""
    return _ADAPTERS[kind].validate_python(document)


def read_articles(connection: Connection, brand: str | None = None) -> list[Article]:
    """Current versions of all articles, of one ``brand`` if given, by id and language."""
    table = tables.articles
    statement = sa.select(table.c.document).where(table.c.current)
    if brand is not None:
        statement = statement.where(table.c.brand == brand)
    ordered = statement.order_by(table.c.brand, table.c.id, table.c.language)
    return [article_of(one) for one in connection.execute(ordered).scalars()]


def article_of(document: Any) -> Article:
    """The article kept as ``document``."""
    return _ARTICLE.validate_python(document)


def read_article(
    connection: Connection, brand: str, article: str, language: str, version: int | None = None
) -> Article | None:
    """One article as it stands, or as it stood at ``version``."""
    table = tables.articles
    wanted = table.c.current if version is None else table.c.version == version
    document = connection.execute(
        sa.select(table.c.document).where(
            table.c.brand == brand, table.c.id == article, table.c.language == language, wanted
        )
    ).scalar()
    return None if document is None else article_of(document)


def brief_of(row: Row) -> Brief:
    return _BRIEF.validate_python(row.document)


def attachment_of(row: Row) -> Attachment:
    return Attachment(row.id, row.name, row.media_type, row.size)


def read_messages(
    connection: Connection,
    contact: str,
    *,
    notes: bool,
) -> list[Message]:
    """The contact's messages in order; private notes only with ``notes``.

    ``author_name`` is left to whoever knows the centre and equals ``author_id`` here.
    """
    rows = statements.find_all(connection, tables.messages, ("number",), contact=contact)
    if not notes:
        rows = [row for row in rows if row.kind != MessageKind.NOTE.value]
    files = _attachments(connection, rows)
    return [message_of(row, files.get(row.id, ())) for row in rows]


_MESSAGES = sa.select(tables.messages).where(
    tables.messages.c.id.in_(sa.bindparam("ids", expanding=True))
)


def messages_by_id(connection: Connection, ids: list[str]) -> list[Message]:
    """The messages with these ids, of any contact; erased ones are simply missing."""
    rows = list(connection.execute(_MESSAGES, {"ids": ids}))
    files = _attachments(connection, rows)
    return [message_of(row, files.get(row.id, ())) for row in rows]


def message_of(row: Row, attachments: Iterable[Attachment] = ()) -> Message:
    return Message(
        id=row.id,
        contact=row.contact,
        number=row.number,
        author=Party(row.author),
        author_id=row.author_id,
        author_name=row.author_id,
        kind=MessageKind(row.kind),
        text=row.text,
        at=row.at,
        client_id=row.client_id,
        sources=tuple(Source(**source) for source in row.sources),
        choices=tuple(row.choices),
        attachments=tuple(attachments),
    )


def _attachments(connection: Connection, rows: list[Row]) -> dict[str, list[Attachment]]:
    messages = [row.id for row in rows if row.files]
    if not messages:
        return {}
    table = tables.attachments
    columns = (table.c.id, table.c.message, table.c.name, table.c.media_type, table.c.size)
    statement = sa.select(*columns).where(table.c.message.in_(messages)).order_by(table.c.at)
    found: dict[str, list[Attachment]] = {}
    for row in connection.execute(statement):
        found.setdefault(row.message, []).append(attachment_of(row))
    return found
