"""The log of access, for whoever answers for it: searched, paged, exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from nawba.domain.access import ACTIONS, KINDS
from nawba.domain.errors import Invalid
from nawba.domain.words import Actor, Json
from nawba.store.access_log import Row, Wanted, read_access
from nawba.web.access_scope import lines_within
from nawba.web.bodies import inert
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw

router = APIRouter(prefix="/api")

Reader = Annotated[Actor, needs("read_access_log")]
_CSV = ("number", "at", "who", "name", "action", "kind", "resource", "brand", "outcome", "address")
_AT_ONCE = 500


def wanted_of(
    account: str | None = None,
    action: str | None = None,
    kind: str | None = None,
    resource: str | None = None,
    brand: str | None = None,
    outcome: str | None = None,
    since: Annotated[datetime | None, Query(alias="from")] = None,
    until: Annotated[datetime | None, Query(alias="to")] = None,
    q: str | None = None,
) -> Wanted:
    """The filter of a request; times without a zone are UTC."""
    return Wanted(
        account=account or None,
        action=action or None,
        kind=kind or None,
        resource=resource or None,
        brand=brand or None,
        outcome=outcome or None,
        since=_utc(since),
        until=_utc(until),
        text=q or None,
    )


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


TheWanted = Annotated[Wanted, Depends(wanted_of)]


@router.get("/access")
def show_access(
    house: TheHouse,
    reader: Reader,
    wanted: TheWanted,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Json:
    """Who did what to which thing, the newest first; ``next`` continues."""
    rows = _read(house, reader, wanted, _cursor(after), limit + 1)
    more = str(rows[limit - 1].number) if len(rows) > limit else None
    return {"rows": [_line(row) for row in rows[:limit]], "next": more}


@router.get("/access.csv")
def export_access(
    house: TheHouse, doorkeeper: TheDoorkeeper, reader: Reader, wanted: TheWanted
) -> StreamingResponse:
    """All lines of the filter; that they were exported is a line itself."""
    saw(doorkeeper, reader, "access_log", "", wanted.brand, action="exported")
    headers = {"content-disposition": 'attachment; filename="access.csv"'}
    lines = _csv(_all(house, reader, wanted))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/access/words")
def show_words(house: TheHouse, reader: Reader) -> Json:
    """What the log's lines call actions and things."""
    return {"actions": list(ACTIONS), "kinds": list(KINDS)}


def _cursor(after: str | None) -> int | None:
    if after is None:
        return None
    if not after.isdecimal() or len(after) > 18:
        raise Invalid("Send back 'next' as it came.", field="after")
    return int(after)


def _read(
    house: TheHouse, reader: Actor, wanted: Wanted, before: int | None, limit: int
) -> list[Row]:
    with house.store.read() as connection:
        within = lines_within(connection, reader, house.history_centre)
        scoped = replace(wanted, before=before, brands=reader.brands, within=within)
        return read_access(connection, scoped, limit)


def _all(house: TheHouse, reader: Actor, wanted: Wanted) -> Iterator[Json]:
    before: int | None = None
    while rows := _read(house, reader, wanted, before, _AT_ONCE):
        yield from map(_line, rows)
        before = rows[-1].number


def _line(row: Row) -> Json:
    return {
        "id": str(row.number),
        "at": row.at.isoformat(),
        "who": f"{row.role}:{row.account or ''}",
        "account": row.account,
        "name": row.name or "",
        "role": row.role,
        "action": row.action,
        "kind": row.kind,
        "resource": row.resource,
        "brand": row.brand,
        "outcome": row.outcome,
        "address": row.address,
    }


def _csv(rows: Iterator[Json]) -> Iterator[str]:
    yield "\ufeff" + _joined(list(_CSV))
    for row in rows:
        named = {**row, "number": row["id"]}
        yield _joined(["" if named[key] is None else inert(named[key]) for key in _CSV])


def _joined(values: list[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()
