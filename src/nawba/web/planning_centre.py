"""A scenario from the running centre: its queues and pools, and what its own contacts were like.

What the records cannot tell stays empty, and is listed as missing: a made-up number would look
like a measured one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import fmean, pvariance
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.dispatch.pools import Pool, pools_of
from nawba.domain.words import Actor, Centre, Json, Queue
from nawba.planning.scenario_document import clock_of
from nawba.store import tables
from nawba.store.rows import Row
from nawba.web.scope import contacts_within

DAYS = 28
MOST_ROWS = 200_000
MINUTES = 30
FEWEST = 10
"""Handling times below which no mean is told, and leavings below which no patience is."""
_OF_DAY = 24 * 60 // MINUTES
_ALL_DAY = (16, 40)  # intervals from 08:00 to 20:00, where nobody ever came


@dataclass(frozen=True)
class Past:
    """What happened from ``since`` to ``until``: contacts by queue, and the local ``days`` on which
    there were any at all."""

    by_queue: dict[str, list[Row]]
    days: frozenset[date]
    zone: ZoneInfo
    since: datetime
    until: datetime

    @cached_property
    def hours(self) -> tuple[int, int]:
        """First and last interval of the day in which anybody came, in full hours."""
        seen = {self.place(row.queued_at) for rows in self.by_queue.values() for row in rows}
        if not seen:
            return _ALL_DAY
        hour = 60 // MINUTES
        return min(seen) // hour * hour, -(-(max(seen) + 1) // hour) * hour

    @cached_property
    def days_at(self) -> list[int]:
        """By interval of the day, of how many days it was looked at: what is still to come of today
        says nothing of those who come then."""
        return [
            sum(self.since < self._begins(day, place) <= self.until for day in self.days)
            for place in range(_OF_DAY)
        ]

    def _begins(self, day: date, place: int) -> datetime:
        local = datetime.combine(day, time(place * MINUTES // 60, place * MINUTES % 60))
        return local.replace(tzinfo=self.zone)

    def place(self, moment: datetime) -> int:
        local = moment.astimezone(self.zone)
        return (local.hour * 60 + local.minute) // MINUTES


def scenario_from_centre(
    connection: Connection, centre: Centre, known: Centre, actor: Actor, now: datetime, policy: str
) -> Json:
    """``scenario`` (a document with null where nothing is known), its ``basis``, and what is
    ``missing``: queue and field. ``centre`` is what the actor may see of it, ``known`` the whole
    with its past; ``policy`` the one that decides live."""
    past = _past(connection, centre, known, actor, now)
    first, last = past.hours
    queues = [_queue(centre, one, past, now) for one in centre.queues]
    scenario = {
        "name": "",
        "start": clock_of(first * MINUTES * 60),
        "hours": (last - first) * MINUTES / 60,
        "minutes": MINUTES,
        "policy": policy,
        "queue": queues,
        "pool": [_pool(centre, one) for one in pools_of(centre)],
        "alternative": [],
    }
    return {"scenario": scenario, "basis": _basis(past), "missing": _missing(queues)}


def _past(
    connection: Connection, centre: Centre, known: Centre, actor: Actor, now: datetime
) -> Past:
    contacts = tables.contacts
    zone = ZoneInfo(centre.sites[0].timezone if centre.sites else "UTC")
    names = ("entry_queue", "queued_at", "answered_at", "closed_at")
    wanted = sa.select(*(contacts.c[name] for name in names)).where(
        contacts.c.queued_at >= now - timedelta(days=DAYS),
        contacts.c.queued_at < now,
        contacts.c.entry_queue.in_([one.id for one in centre.queues]),
        *contacts_within(actor, known),
    )
    newest = connection.execute(wanted.order_by(contacts.c.queued_at.desc()).limit(MOST_ROWS)).all()
    since = newest[-1].queued_at if len(newest) == MOST_ROWS else now - timedelta(days=DAYS)
    by_queue: dict[str, list[Row]] = defaultdict(list)
    days: set[date] = set()
    for row in newest:
        by_queue[row.entry_queue].append(row)
        days.add(row.queued_at.astimezone(zone).date())
    return Past(dict(by_queue), frozenset(days), zone, since, now)


def _queue(centre: Centre, queue: Queue, past: Past, now: datetime) -> Json:
    rows = past.by_queue.get(queue.id, [])
    target = queue.target_at(now)
    return {
        "id": queue.id,
        "requires": _required(centre, queue),
        "contacts": _contacts(rows, past),
        "handling": _handling(rows),
        "patience": _patience(rows),
        "target": {"share": target.share, "seconds": target.seconds},
        "priority": queue.priority,
        **_relaxed(queue),
    }


def _required(centre: Centre, queue: Queue) -> dict[str, int]:
    """A brand that only some advisers answer for counts as a skill: they have it, nobody else."""
    listed = any(one.id == queue.brand and one.advisers for one in centre.brands)
    return queue.requires | ({_list_of(queue.brand): 1} if listed else {})


def _list_of(brand: str) -> str:
    return f"on-list-{brand}"


def _contacts(rows: Sequence[Row], past: Past) -> list[float] | None:
    """A mean day: contacts per interval over the days on which the centre was at work. Today's have
    a part in the intervals that have begun."""
    if not rows:
        return None
    first, last = past.hours
    counts = Counter(past.place(row.queued_at) for row in rows)
    return [round(counts[at] / max(1, past.days_at[at]), 3) for at in range(first, last)]


def _handling(rows: Sequence[Row]) -> Json | None:
    """From the answer to the end, wrap-up included; lognormal by mean and variance."""
    times = [
        (row.closed_at - row.answered_at).total_seconds()
        for row in rows
        if row.answered_at and row.closed_at
    ]
    times = [one for one in times if one > 0]
    if len(times) < FEWEST:
        return None
    mean = fmean(times)
    return {"mean": round(mean, 1), "scv": round(max(0.01, pvariance(times) / mean**2), 3)}


def _patience(rows: Sequence[Row]) -> Json | None:
    """The mean of exponential patience: all waiting over those who left (maximum likelihood under
    censoring; see any text on survival analysis)."""
    waits = [(row.answered_at or row.closed_at, row) for row in rows]
    ended = [(until - row.queued_at, row) for until, row in waits if until]
    left = sum(row.answered_at is None for _, row in ended)
    if left < FEWEST:
        return None
    waited = sum(max(0.0, wait.total_seconds()) for wait, _ in ended)
    return {"mean": round(max(1.0, waited / left), 1)}


def _relaxed(queue: Queue) -> Json:
    """The first step of relaxation, as far as it only lowers levels."""
    if not queue.relaxed:
        return {}
    step = queue.relaxed[0]
    lower = [level - step.requires.get(skill, 0) for skill, level in queue.requires.items()]
    levels = max(lower, default=0)
    if step.requires.keys() != queue.requires.keys() or not 1 <= levels <= 4:
        return {}
    return {"relaxed": {"after": step.after_seconds, "levels": levels}}


def _pool(centre: Centre, pool: Pool) -> Json:
    """Everybody is taken to be there all day: the centre knows no shifts."""
    places = [centre.adviser[one].capacity.get("chat", 1) for one in pool.advisers]
    skills = {**pool.levels, **{_list_of(brand): 1 for brand in pool.listed}}
    return {
        "id": pool.id,
        "site": pool.site,
        "skills": skills,
        "staff": len(pool.advisers),
        "places": min(20, max(1, round(fmean(places)))),
    }


def _basis(past: Past) -> Json:
    return {
        "since": past.since.isoformat(),
        "contacts": sum(len(rows) for rows in past.by_queue.values()),
        "days": len(past.days),
    }


def _missing(queues: Sequence[Json]) -> list[Json]:
    return [
        {"queue": queue["id"], "field": field}
        for queue in queues
        for field in ("contacts", "handling", "patience")
        if queue[field] is None
    ]
