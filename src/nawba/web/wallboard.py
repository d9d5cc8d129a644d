"""The wallboard: every queue against its target, every site, every open contact, at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fastapi import APIRouter
from sqlalchemy.engine import Connection

from nawba.domain.board import Board
from nawba.domain.hours import queue_is_open
from nawba.domain.service_level import ServiceLevel, Wait, service_level
from nawba.domain.words import Actor, Adviser, Brand, Centre, Json, Queue
from nawba.stats import wilson
from nawba.store import snapshot, tables
from nawba.store.rows import Row
from nawba.store.stream import format_cursor
from nawba.web.callers import TheHouse, needs
from nawba.web.eligible import Eligible
from nawba.web.house import Digest, House
from nawba.web.policy import policy_json
from nawba.web.scope import contacts_within, scoped_centre, sight_of
from nawba.web.views import contact_rows

router = APIRouter(prefix="/api")

_OPEN_LIMIT = 500
_FRESH_SECONDS = 0.5


@router.get("/wallboard")
def show_wallboard(house: TheHouse, actor: Annotated[Actor, needs("read_wallboard")]) -> Json:
    """The wallboard, made once for all who look within half a second of each other."""
    digest = house.digests.setdefault((actor.brands, actor.sites), Digest())
    with digest.lock:
        now = house.store.clock()
        if not digest.is_fresh(now, _FRESH_SECONDS):
            digest.keep(now, wallboard(house, now, actor))
        return digest.value


def wallboard(house: House, now: datetime, actor: Actor) -> Json:
    """``Wallboard`` as of ``now``, as far as the actor's brands and sites reach; "today" starts at
    midnight of each brand's own zone."""
    centre, sight = scoped_centre(house.centre, actor), sight_of(actor, house.history_centre)
    with house.store.read() as connection:
        whole = snapshot(connection)
        board = whole if sight is None else sight.board(whole)
        today = {brand.id: _today(connection, brand, now) for brand in centre.brands}
        contacts = _open_contacts(connection, contacts_within(actor, house.history_centre))
        pools = house.redispatch_tables.of(house.centre)
        eligible = Eligible(house.centre, centre, pools, whole)
        return {
            "at": now.isoformat(),
            "cursor": format_cursor(board.cursor),
            "dispatch": policy_json(house, connection, actor, whole),
            "day_started_at": min(
                (_midnight(brand, now) for brand in centre.brands), default=now
            ).isoformat(),
            "queues": [
                _queue_line(queue, centre, board, eligible, today.get(queue.brand, ()), now)
                for queue in centre.queues
            ],
            "sites": _site_lines(centre, board, eligible, now),
            "advisers": _adviser_lines(centre, board, eligible, now),
            "contacts": contact_rows(connection, house.history_centre, contacts, now),
            "today": _totals(board, [row for rows in today.values() for row in rows], now),
        }


def _midnight(brand: Brand, now: datetime) -> datetime:
    local = now.astimezone(ZoneInfo(brand.timezone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def _today(connection: Connection, brand: Brand, now: datetime) -> Sequence[Row]:
    """The brand's contacts opened or queued since its midnight, and those still open."""
    c = tables.contacts.c
    columns = (c.id, c.state, c.entry_queue, c.queued_at, c.answered_at, c.closed_at, c.outcome)
    since = _midnight(brand, now)
    recent = sa.or_(c.opened_at >= since, c.queued_at >= since, c.state != "closed")
    statement = sa.select(*columns, c.opened_at).where(c.brand == brand.id, recent)
    return list(connection.execute(statement))


def _open_contacts(
    connection: Connection, within: Sequence[sa.ColumnElement[bool]]
) -> Sequence[Row]:
    contacts = tables.contacts
    statement = (
        sa.select(contacts)
        .where(contacts.c.state != "closed", *within)
        .order_by(contacts.c.waiting_since, contacts.c.opened_at)
        .limit(_OPEN_LIMIT)
    )
    return list(connection.execute(statement))


def waits_of(rows: Iterable[Row], queue: str) -> list[Wait]:
    """The waits that ``queue`` answers for: those of contacts that entered by it."""
    return [
        Wait(
            queued_at=row.queued_at,
            answered_at=row.answered_at,
            abandoned_at=None if row.answered_at else row.closed_at,
        )
        for row in rows
        if row.entry_queue == queue and row.queued_at is not None
    ]


def level_json(level: ServiceLevel) -> Json:
    interval = wilson(level.answered_in_target, level.counted)
    return {
        "answered": level.answered,
        "answered_in_target": level.answered_in_target,
        "abandoned": level.abandoned,
        "offered": level.offered,
        "counted": level.counted,
        "service_level": level.level,
        "service_level_low": interval[0] if interval else None,
        "service_level_high": interval[1] if interval else None,
    }


def _queue_line(
    queue: Queue,
    centre: Centre,
    board: Board,
    eligible: Eligible,
    today: Sequence[Row],
    now: datetime,
) -> Json:
    target = queue.target_at(now)
    level = service_level(waits_of(today, queue.id), target, now)
    since = [
        line.waiting_since
        for line in board.contacts.values()
        if line.state == "waiting" and line.queue == queue.id and line.waiting_since
    ]
    longest = _age(min(since), now) if since else None
    return {
        "queue": queue.id,
        "brand": queue.brand,
        "name": queue.name,
        "language": queue.language,
        "open": queue_is_open(centre, queue, now),
        "waiting": len(since),
        "longest_wait_seconds": longest,
        "target": asdict(target),
        **level_json(level),
        "status": level.status(target),
        **eligible.of(queue, longest or 0.0),
    }


def _state(adviser: Adviser, board: Board) -> str:
    line = board.presence.get(adviser.id)
    return line.state if line is not None else "offline"


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())


def _adviser_lines(centre: Centre, board: Board, eligible: Eligible, now: datetime) -> list[Json]:
    offers = (line.offer for line in board.contacts.values())
    asked = {offer.adviser for offer in offers if offer is not None}
    return [_adviser_line(one, board, eligible, one.id in asked, now) for one in centre.advisers]


def _adviser_line(
    adviser: Adviser, board: Board, eligible: Eligible, offered: bool, now: datetime
) -> Json:
    presence = board.presence.get(adviser.id)
    return {
        "adviser": adviser.id,
        "name": adviser.name,
        "site": adviser.site,
        "state": _state(adviser, board),
        "reason": presence.reason if presence else None,
        "since": (presence.since if presence else now).isoformat(),
        "contacts": eligible.load(adviser) - int(offered),
        "capacity": sum(adviser.capacity.values()),
        "offer": offered,
    }


def _site_lines(centre: Centre, board: Board, eligible: Eligible, now: datetime) -> list[Json]:
    lines = []
    by_site = defaultdict[str, list[Adviser]](list)
    for adviser in centre.advisers:
        by_site[adviser.site].append(adviser)
    for site in centre.sites:
        people = by_site[site.id]
        states = [_state(adviser, board) for adviser in people]
        free = [
            eligible.free(adviser)
            for adviser, state in zip(people, states, strict=True)
            if state == "available"
        ]
        lines.append(
            {
                "site": site.id,
                "name": site.name,
                "local_time": now.astimezone(ZoneInfo(site.timezone)).isoformat(),
                "available": sum(places > 0 for places in free),
                "busy": free.count(0),
                "paused": states.count("paused"),
                "lost": states.count("lost"),
                "offline": states.count("offline"),
                "contacts": sum(eligible.load(adviser) for adviser in people),
                "free_slots": sum(free),
            }
        )
    return lines


def _totals(board: Board, today: Sequence[Row], now: datetime) -> Json:
    states = [line.state for line in board.contacts.values()]
    waiting = [
        line.waiting_since
        for line in board.contacts.values()
        if line.state == "waiting" and line.waiting_since
    ]
    outcomes = [row.outcome for row in today if row.closed_at is not None or row.outcome]
    return {
        "opened": len(today),
        "with_assistant": states.count("assistant"),
        "waiting": states.count("waiting"),
        "held": states.count("held"),
        "wrap_up": states.count("wrap_up"),
        "answered_unconfirmed": outcomes.count("answered_unconfirmed"),
        "handed_over": outcomes.count("handed_over"),
        "abandoned": outcomes.count("abandoned"),
        "closed": sum(row.closed_at is not None for row in today),
        "longest_wait_seconds": _age(min(waiting), now) if waiting else None,
    }
