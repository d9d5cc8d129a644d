"""Many rows in one statement: what a batch of offers costs is what its statements cost.

SQLite inserts a list of rows in its own loop. PostgreSQL gets them as one JSON text and unfolds it
itself: one statement to parse, plan and answer, whatever the number of rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection

_FEW = 2  # rows up to which one by one is not slower


def add_many(connection: Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert ``rows``, which all name the same columns, none of them of bytes.

    Columns left out take the database's default, those that the table makes in Python none.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql" or len(rows) <= _FEW:
        connection.execute(_insert(table), list(rows))
    else:
        text = json.dumps(rows, default=_plain, ensure_ascii=False, separators=(",", ":"))
        connection.execute(_unfolding(table, tuple(rows[0])), {"rows": text})


def among(dialect: str, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """``column`` is one of the list bound to ``ids``, however many: one text for PostgreSQL."""
    if dialect == "postgresql":
        return column == sa.any_(sa.bindparam("ids", type_=ARRAY(column.type)))
    return column.in_(sa.bindparam("ids", expanding=True))


def _plain(value: Any) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be unfolded from JSON: {value!r}")


@cache
def _insert(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


@cache
def _unfolding(table: sa.Table, names: tuple[str, ...]) -> sa.Insert:
    columns = (sa.column(name, table.c[name].type) for name in names)
    rows = sa.cast(sa.bindparam("rows", type_=sa.Text), sa.JSON)
    unfolded = sa.func.json_to_recordset(rows).table_valued(*columns, name="unfolded")
    typed = unfolded.render_derived(with_types=True)
    return sa.insert(table).from_select(names, sa.select(*(typed.c[name] for name in names)))
