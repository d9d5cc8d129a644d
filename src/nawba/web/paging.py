"""Pages of a list, one way for every list: an opaque cursor, at most 200 rows, a link to the next.

The cursor holds the values of the last row's sort columns, so a page costs the same wherever it
is, and rows that come or go meanwhile are neither shown twice nor skipped. It grants nothing: it
is checked for its shape, and what it points at is filtered like everything else.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import sqlalchemy as sa
from fastapi import Depends, Query, Request, Response

from nawba.domain.errors import Invalid
from nawba.store.tables import UtcTime

MOST = 200
_LONGEST = 1000  # characters of a cursor: nothing of ours comes near
_UNKNOWN = "This is no place in this list. Send back 'next' as it came, or leave it out."

Value = str | int | datetime
Row = TypeVar("Row")


@dataclass(frozen=True)
class Paging:
    """What a request asks of a list: how many rows, after which place."""

    limit: int
    after: str | None
    request: Request
    response: Response

    def select(
        self, statement: sa.Select[Any], *columns: sa.ColumnElement[Any], newest_first: bool = True
    ) -> sa.Select[Any]:
        """``statement`` in the order of ``columns`` (the last one unique), from the place asked
        for, with one row more than the page holds. Raises Invalid for a foreign cursor."""
        after = self.after and decode(self.after, [_kind(column) for column in columns])
        ordered = in_order(statement, columns, after or None, newest_first=newest_first)
        return ordered.limit(self.limit + 1)

    def follow(
        self, rows: Sequence[Row], place: Callable[[Row], tuple[str, ...]], values: int
    ) -> tuple[Sequence[Row], str | None]:
        """``cut`` for what is at hand whole, in the ascending order of the ``values`` words of
        ``place``. Raises Invalid for a foreign cursor."""
        if self.after is not None:
            after = tuple(decode(self.after, [str] * values))
            rows = [row for row in rows if place(row) > after]
        return self.cut(rows, place)

    def cut(
        self, rows: Sequence[Row], place: Callable[[Row], Sequence[Value]]
    ) -> tuple[Sequence[Row], str | None]:
        """The page of ``rows`` and the cursor of the next one, None on the last; ``place`` gives
        the values of the sort columns. The answer gets a ``Link`` header too (RFC 8288)."""
        page = rows[: self.limit]
        if len(rows) <= self.limit:
            return page, None
        cursor = encode(place(page[-1]))
        address = self.request.url.include_query_params(next=cursor)
        self.response.headers["link"] = f'<{address.path}?{address.query}>; rel="next"'
        return page, cursor


def in_order(
    statement: sa.Select[Any],
    columns: Sequence[sa.ColumnElement[Any]],
    after: Sequence[Value] | None = None,
    *,
    newest_first: bool = True,
) -> sa.Select[Any]:
    """``statement`` in the order of ``columns``, from the row behind the one with ``after``."""
    if after is not None:
        statement = statement.where(_beyond(columns, after, newest_first))
    return statement.order_by(*(one.desc() if newest_first else one.asc() for one in columns))


async def paging_of(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Rows of a page.")] = 50,
    next_: Annotated[
        str | None, Query(alias="next", description="'next' of the page before, as it came.")
    ] = None,
) -> Paging:
    return Paging(limit, next_ or None, request, response)


Page = Annotated[Paging, Depends(paging_of)]
"""A route's parameter: ``page: Page`` reads ``limit`` and ``next`` of the query."""


def encode(values: Sequence[Value]) -> str:
    """``values`` as one opaque word for a URL."""
    plain = [one.isoformat() if isinstance(one, datetime) else one for one in values]
    text = json.dumps(plain, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, kinds: Sequence[type]) -> list[Value]:
    """The inverse of ``encode``: one value of each of ``kinds``. Raises Invalid for the rest."""
    if len(cursor) > _LONGEST or not cursor.isascii():
        raise Invalid(_UNKNOWN, field="next")
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = json.loads(text)
        if not isinstance(found, list):
            raise TypeError("a list was written")
        return [_read(one, kind) for one, kind in zip(found, kinds, strict=True)]
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise Invalid(_UNKNOWN, field="next") from error


def _read(value: Any, kind: type) -> Value:
    if kind is datetime and isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    if kind is int and type(value) is int and abs(value) < 2**63:
        return value
    if kind is str and isinstance(value, str) and value.isprintable():
        return value
    raise TypeError("another kind of value")


def _kind(column: sa.ColumnElement[Any]) -> type:
    found: type = column.type.python_type
    return datetime if isinstance(column.type, UtcTime) else found


def _beyond(
    columns: Sequence[sa.ColumnElement[Any]], values: Sequence[Value], newest_first: bool
) -> sa.ColumnElement[bool]:
    """The rows after ``values`` in the order of ``columns``: (a, b) < (x, y), spelled out."""
    ways = []
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        equal = [one == known for one, known in zip(columns[:at], values[:at], strict=True)]
        ways.append(sa.and_(*equal, column < value if newest_first else column > value))
    return sa.or_(*ways)
