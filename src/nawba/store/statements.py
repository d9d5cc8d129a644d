"""The everyday statements, built once per shape: a tenth of a turn's time was building them anew.

Measured on SQLite: 90 µs to build and run a select by key, 30 µs to run one kept from before.
A value of None in a condition means IS NULL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

Row = sa.Row[*tuple[Any, ...]]


def find(connection: Connection, table: sa.Table, **equal: Any) -> Row | None:
    """The first row of ``table`` whose columns equal the values given; None without one."""
    return connection.execute(_select(table, _shape(equal), ()), _bound(equal)).first()


def find_all(
    connection: Connection, table: sa.Table, order_by: Sequence[str] = (), **equal: Any
) -> list[Row]:
    """All rows whose columns equal the values given, ordered by the columns named."""
    statement = _select(table, _shape(equal), tuple(order_by))
    return list(connection.execute(statement, _bound(equal)))


def add(connection: Connection, table: sa.Table, **values: Any) -> None:
    """Insert one row; columns left out take their defaults."""
    connection.execute(_insert(table), values)


def change(connection: Connection, table: sa.Table, where: Mapping[str, Any], **values: Any) -> int:
    """Set ``values`` in the rows that equal ``where``; returns how many there were."""
    statement = _update(table, _shape(where), tuple(values))
    return int(connection.execute(statement, {**_bound(where), **values}).rowcount)


def remove(connection: Connection, table: sa.Table, **equal: Any) -> int:
    """Delete the rows that equal the values given; returns how many there were."""
    return int(connection.execute(_delete(table, _shape(equal)), _bound(equal)).rowcount)


Shape = tuple[tuple[str, bool], ...]
"""Columns of a condition, each with whether it asks for NULL."""


def _shape(equal: Mapping[str, Any]) -> Shape:
    return tuple((name, value is None) for name, value in equal.items())


def _bound(equal: Mapping[str, Any]) -> dict[str, Any]:
    return {f"where_{name}": value for name, value in equal.items() if value is not None}


def _conditions(table: sa.Table, shape: Shape) -> list[sa.ColumnElement[bool]]:
    return [
        table.c[name].is_(None)
        if is_null
        else table.c[name] == sa.bindparam(f"where_{name}", type_=table.c[name].type)
        for name, is_null in shape
    ]


@cache
def _select(
    table: sa.Table, shape: Shape, order_by: tuple[str, ...]
) -> sa.Select[*tuple[Any, ...]]:
    ordered = [table.c[name] for name in order_by]
    return sa.select(table).where(*_conditions(table, shape)).order_by(*ordered)


@cache
def _insert(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


@cache
def _update(table: sa.Table, shape: Shape, names: tuple[str, ...]) -> sa.Update:
    values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
    return sa.update(table).where(*_conditions(table, shape)).values(values)


@cache
def _delete(table: sa.Table, shape: Shape) -> sa.Delete:
    return sa.delete(table).where(*_conditions(table, shape))
