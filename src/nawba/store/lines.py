"""Rows as lines of JSON that are the same on every database: what a back-up is made of.

A table is read as it stands in the database, not as this program declares it: a back-up of an
older version's tables is as good as one of today's.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store.tables import UtcTime

VERSION_TABLE = "alembic_version"

_BATCH, _BATCH_OF_FILES = 1000, 8  # rows at once; a row with a file may have some megabytes


@dataclass(frozen=True)
class Digest:
    """How many lines there were, and the SHA-256 of all of them in order."""

    rows: int
    sha256: str


def tables_in(connection: Connection) -> list[sa.Table]:
    """The tables of the database, those that others refer to first."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def names_of(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns]


def count_rows(connection: Connection, table: sa.Table) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())


def lines_of(connection: Connection, table: sa.Table, names: Iterable[str]) -> Iterator[bytes]:
    """Each row as one JSON list in the order of ``names``; rows in the order of their key.

    Times are ISO 8601 in UTC, bytes Base64, JSON the very text that is kept.
    """
    columns = [table.columns[name] for name in names]
    statement = sa.select(*map(_read, columns)).order_by(*_order(connection, table))
    statement = statement.execution_options(yield_per=_batch_size(table))
    writers = [_writer(column) for column in columns]
    for row in connection.execute(statement):
        values = [write(value) for write, value in zip(writers, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def add_lines(
    connection: Connection, table: sa.Table, names: Iterable[str], lines: Iterable[bytes]
) -> int:
    """Put what ``lines_of`` gave into ``table``; returns how many rows. Raises KeyError when the
    table has no such column, ValueError for a line that is none."""
    columns = [table.columns[name] for name in names]
    statement = table.insert().values({column.name: _bound(column) for column in columns})
    readers = [(f"v_{column.name}", _reader(column)) for column in columns]
    count, batch, most = 0, list[dict[str, Any]](), _batch_size(table)
    for line in lines:
        values = zip(readers, json.loads(line), strict=True)
        batch.append({name: read(value) for (name, read), value in values})
        count += 1
        if len(batch) >= most:
            connection.execute(statement, batch)
            batch.clear()
    if batch:
        connection.execute(statement, batch)
    return count


def digest(lines: Iterable[bytes], each: Callable[[bytes], object] = lambda line: None) -> Digest:
    """The digest of ``lines``, ``each`` of which is passed on."""
    count, total = 0, hashlib.sha256()
    for line in lines:
        total.update(line)
        count += 1
        each(line)
    return Digest(count, total.hexdigest())


def _batch_size(table: sa.Table) -> int:
    return _BATCH_OF_FILES if any(map(_is_bytes, table.columns)) else _BATCH


def _order(connection: Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """By key, and by code point on every database: the same rows make the same digest."""
    keys = list(table.primary_key.columns) or list(table.columns)
    if connection.dialect.name == "sqlite":
        return list(keys)
    return [sa.collate(key, "C") if isinstance(key.type, sa.String) else key for key in keys]


def _is_bytes(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.LargeBinary)


def _read(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    if isinstance(column.type, sa.JSON):  # as text: JSON's null and none at all stay different
        return sa.cast(column, sa.Text).label(column.name)
    if isinstance(column.type, sa.DateTime):
        return sa.type_coerce(column, UtcTime).label(column.name)
    return column


def _bound(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    name = f"v_{column.name}"
    if isinstance(column.type, sa.JSON):
        text = sa.bindparam(name, type_=sa.Text)
        # SQLite would take a CAST to its JSON for one to a number.
        return sa.type_coerce(text, sa.Text) if _is_sqlite(column) else sa.cast(text, sa.JSON)
    if isinstance(column.type, sa.DateTime):
        return sa.bindparam(name, type_=UtcTime)
    return sa.bindparam(name, type_=column.type)


def _is_sqlite(column: sa.Column[Any]) -> bool:
    return type(column.type).__module__.startswith("sqlalchemy.dialects.sqlite")


def _writer(column: sa.Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, sa.DateTime):
        return lambda value: None if value is None else value.isoformat()
    if _is_bytes(column):
        return lambda value: None if value is None else base64.b64encode(value).decode()
    return lambda value: value


def _reader(column: sa.Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, sa.DateTime):
        return lambda value: None if value is None else datetime.fromisoformat(value)
    if _is_bytes(column):
        return lambda value: None if value is None else base64.b64decode(value)
    return lambda value: value
