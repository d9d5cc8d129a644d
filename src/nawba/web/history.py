"""History: the contacts and intervals of any stretch of time, filtered, paged, exported as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import fmean
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from sqlalchemy.engine import Connection

from nawba.domain.errors import Invalid
from nawba.domain.service_level import service_level
from nawba.domain.words import Actor, Json
from nawba.store import tables
from nawba.store.rows import Row
from nawba.web.bodies import inert
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.house import House
from nawba.web.paging import Page, Value, in_order
from nawba.web.scope import contacts_within
from nawba.web.views import contact_rows
from nawba.web.wallboard import waits_of

router = APIRouter(prefix="/api")

_MAX_DAYS = 366
_MAX_INTERVALS = 2000
_AT_ONCE = 500  # rows of an export
_ORDER = (tables.contacts.c.opened_at, tables.contacts.c.id)
_CSV_COLUMNS = (
    "id", "brand", "channel", "language", "arm", "state", "queue", "site", "adviser",
    "opened_at", "waiting_since", "answered_at", "closed_at", "wait_seconds", "outcome",
    "close_reason", "wrap_up_code", "solved", "rating",
)  # fmt: skip
_INTERVAL_COLUMNS = (
    "start", "opened", "offered", "answered", "answered_in_target", "abandoned",
    "service_level", "mean_wait_seconds", "mean_handling_seconds", "answered_unconfirmed",
    "handed_over",
)  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """Which contacts: opened in [start, end), and any of brand, queue, site, adviser, outcome.

    ``seen_by`` is for whom they are read: of other brands and sites there is nothing.
    """

    start: datetime
    end: datetime
    brand: str | None = None
    queue: str | None = None
    site: str | None = None
    adviser: str | None = None
    outcome: str | None = None
    seen_by: Actor | None = None


def filter_of(
    start: Annotated[datetime, Query(alias="from")],
    end: Annotated[datetime, Query(alias="to")],
    brand: str | None = None,
    queue: str | None = None,
    site: str | None = None,
    adviser: str | None = None,
    outcome: str | None = None,
) -> Filter:
    """Read the filter of a request; times without a zone are UTC. Raises Invalid."""
    since, until = (_utc(moment) for moment in (start, end))
    if until <= since:
        raise Invalid("The end must come after the start.", field="to")
    if until - since > timedelta(days=_MAX_DAYS):
        raise Invalid(f"Choose at most {_MAX_DAYS} days at once.", field="to")
    return Filter(
        since,
        until,
        brand=brand or None,
        queue=queue or None,
        site=site or None,
        adviser=adviser or None,
        outcome=outcome or None,
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


TheFilter = Annotated[Filter, Depends(filter_of)]


@router.get("/history")
def show_history(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_history")],
    wanted: TheFilter,
    interval: Annotated[int, Query(ge=300, le=86400)] = 1800,
    *,
    page: Page,
) -> Json:
    """One page of contacts, newest first, and the intervals of the whole stretch."""
    wanted = replace(wanted, seen_by=actor)
    with house.store.read() as connection:
        statement = page.select(_select(house, wanted), *_ORDER)
        rows, next_ = page.cut(list(connection.execute(statement)), _place)
        now = house.store.clock()
        return {
            "rows": contact_rows(connection, house.history_centre, rows, now),
            "next": next_,
            "total": connection.execute(_select(house, wanted, sa.func.count())).scalar_one(),
            "intervals": intervals(house, connection, wanted, interval),
        }


@router.get("/history.csv")
def export_contacts(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    actor: Annotated[Actor, needs("read_history")],
    wanted: TheFilter,
) -> StreamingResponse:
    """All contacts of the filter as CSV; names and words of customers are not in it."""
    saw(doorkeeper, actor, "history", "", wanted.brand, action="exported")
    return csv_of(_CSV_COLUMNS, _export_rows(house, replace(wanted, seen_by=actor)), "contacts.csv")


@router.get("/reports")
def show_reports(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_reports")],
    wanted: TheFilter,
    interval: Annotated[int, Query(ge=300, le=86400)] = 1800,
) -> Json:
    """What a brand may know of its own contacts: counts per interval, and those reviewed for it.

    Nobody reviews contacts yet, so ``reviewed`` has none.
    """
    with house.store.read() as connection:
        rows = intervals(house, connection, replace(wanted, seen_by=actor), interval)
    return {"intervals": rows, "reviewed": []}


@router.get("/intervals.csv")
def export_intervals(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_reports")],
    wanted: TheFilter,
    interval: Annotated[int, Query(ge=300, le=86400)] = 1800,
) -> StreamingResponse:
    with house.store.read() as connection:
        rows = intervals(house, connection, replace(wanted, seen_by=actor), interval)
    return csv_of(_INTERVAL_COLUMNS, iter(rows), "intervals.csv")


def _select(house: House, wanted: Filter, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    contacts = tables.contacts
    statement = sa.select(*columns) if columns else sa.select(contacts)
    conditions = [contacts.c.opened_at >= wanted.start, contacts.c.opened_at < wanted.end]
    equal = {"brand": wanted.brand, "queue": wanted.queue}
    conditions += [contacts.c[name] == value for name, value in equal.items() if value]
    if wanted.outcome:
        conditions.append(_has_outcome(wanted.outcome))
    if wanted.seen_by is not None:
        conditions += contacts_within(wanted.seen_by, house.history_centre)
    people = _people(house, wanted)
    if people is not None:
        conditions.append(contacts.c.id.in_(_held_by(people)))
    return statement.select_from(contacts).where(*conditions)


def _has_outcome(outcome: str) -> sa.ColumnElement[bool]:
    contacts = tables.contacts
    if outcome == "open":
        return contacts.c.state != "closed"
    return contacts.c.outcome == outcome


def _people(house: House, wanted: Filter) -> list[str] | None:
    if wanted.adviser:
        return [wanted.adviser]
    if wanted.site:
        return [one.id for one in house.history_centre.advisers if one.site == wanted.site]
    return None


def _held_by(people: Sequence[str]) -> sa.Select[tuple[str]]:
    hands = tables.hands
    return sa.select(hands.c.contact).where(
        hands.c.party == "adviser", hands.c.party_id.in_(people)
    )


def _place(row: Row) -> tuple[datetime, str]:
    """Where a contact stands in history, newest first: the values of ``_ORDER``."""
    return row.opened_at, row.id


def intervals(house: House, connection: Connection, wanted: Filter, seconds: int) -> list[Json]:
    """Counts per interval of ``seconds``: waits by when they began, contacts by when they opened.

    Each contact's wait is held against the target of the queue it entered by.
    """
    count = int((wanted.end - wanted.start).total_seconds() // seconds) + 1
    if count > _MAX_INTERVALS:
        raise Invalid("Choose longer intervals or fewer days.", field="interval")
    rows = list(connection.execute(_select(house, wanted)))
    buckets: list[list[Row]] = [[] for _ in range(count)]
    for row in rows:
        buckets[int((row.opened_at - wanted.start).total_seconds() // seconds)].append(row)
    starts = (wanted.start + timedelta(seconds=seconds * i) for i in range(count))
    return [
        _interval(house, start, bucket)
        for start, bucket in zip(starts, buckets, strict=True)
        if start < wanted.end
    ]


def _interval(house: House, start: datetime, rows: Sequence[Row]) -> Json:
    now = house.store.clock()
    levels = [
        service_level(waits_of(rows, queue.id), queue.target_at(start), now)
        for queue in house.history_centre.queues
    ]
    counted = sum(level.counted for level in levels)
    in_target = sum(level.answered_in_target for level in levels)
    waited = [(r.answered_at - r.queued_at).total_seconds() for r in rows if r.answered_at]
    handled = [
        (r.ended_at - r.answered_at).total_seconds() for r in rows if r.answered_at and r.ended_at
    ]
    outcomes = [row.outcome for row in rows]
    return {
        "start": start.isoformat(),
        "opened": len(rows),
        "offered": sum(level.offered for level in levels),
        "answered": sum(level.answered for level in levels),
        "answered_in_target": in_target,
        "abandoned": sum(level.abandoned for level in levels),
        "counted": counted,
        "service_level": in_target / counted if counted else None,
        "mean_wait_seconds": fmean(max(0.0, one) for one in waited) if waited else None,
        "mean_handling_seconds": fmean(handled) if handled else None,
        "answered_unconfirmed": outcomes.count("answered_unconfirmed"),
        "handed_over": outcomes.count("handed_over"),
    }


def _export_rows(house: House, wanted: Filter) -> Iterator[Json]:
    after: Sequence[Value] | None = None
    while True:
        statement = in_order(_select(house, wanted), _ORDER, after).limit(_AT_ONCE)
        with house.store.read() as connection:
            rows = list(connection.execute(statement))
            now = house.store.clock()
            for row in contact_rows(connection, house.history_centre, rows, now):
                lead = row["lead"] or {}
                held = lead.get("party") in ("adviser", "supervisor")
                yield {**row, "adviser": lead.get("id") if held else None}
        if len(rows) < _AT_ONCE:
            return
        after = _place(rows[-1])


def csv_of(columns: Sequence[str], rows: Iterator[Json], name: str) -> StreamingResponse:
    """``rows`` as a file ``name`` that spreadsheets open as it is."""

    def lines() -> Iterator[str]:
        # The mark tells spreadsheets that this is UTF-8.
        yield "\ufeff" + _line(columns)
        for row in rows:
            yield _line(["" if row[key] is None else inert(row[key]) for key in columns])

    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)


def _line(values: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(values)
    return buffer.getvalue()
