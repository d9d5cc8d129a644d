"""What the next hour may bring, read from what was: who comes when.

Everything here says where it comes from (``basis``). A number that nothing was seen for is a stated
assumption, never a silent one. Plain Python: the server reads this, the simulator runs elsewhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance
from typing import Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Centre
from nawba.planning.laws import Law, Line, laws_seen
from nawba.store import tables

ArrivalBasis = Literal["same_weekday", "last_hour", "none"]

STEP = 900
"""Seconds that one rate of arrivals holds for."""

_WEEKS, _SO_FAR, _HOUR = 4, timedelta(hours=3), timedelta(hours=1)
_ENOUGH = 30  # contacts in the same hours of weeks ago, below which they say too little
_DOUBT = 10  # contacts that today's ratio must outweigh
_TELLING = 3  # weeks from which their differences are looked at


@dataclass(frozen=True)
class Arrivals:
    """Contacts per second by line, one rate per ``STEP`` from now on.

    ``busyness`` is the relative variance of how wrong the rates may be, ``ratio`` today against
    those days, ``contacts`` how many were counted, the first at or after ``since``.
    """

    basis: ArrivalBasis
    rates: dict[Line, tuple[float, ...]]
    busyness: float
    ratio: float
    contacts: int
    since: datetime


@dataclass(frozen=True)
class Expected:
    """Handling and patience are by line; ``("", "")`` is that of all of
    them, for a line where nothing was seen."""

    arrivals: Arrivals
    handling: dict[Line, Law]
    patience: dict[Line, Law]


def expected(connection: Connection, centre: Centre, now: datetime, minutes: int = 60) -> Expected:
    """Read it all. A few counts by index and the last ten thousand contacts."""
    arrivals = _arrivals(connection, centre, now, minutes)
    return Expected(arrivals, *laws_seen(connection, now))


# -- who comes --------------------------------------------------------------------------------


def _arrivals(connection: Connection, centre: Centre, now: datetime, minutes: int) -> Arrivals:
    """The same weekday and time of the last four weeks, scaled by today's last three hours against
    theirs; too few there: the last hour goes on."""
    steps = math.ceil(minutes * 60 / STEP)
    weeks = [_weeks_ago(centre, now, week) for week in range(1, _WEEKS + 1)]
    counted = [[_came(connection, *_step(at, step)) for step in range(steps)] for at in weeks]
    alive = [week for week, counts in enumerate(counted) if sum(map(Counter.total, counts))]
    kept = [counted[one] for one in alive]
    if sum(counts.total() for week in kept for counts in week) < _ENOUGH:
        return _as_the_last_hour(connection, now, steps)
    before = [_came(connection, weeks[one] - _SO_FAR, weeks[one]).total() for one in alive]
    today = _came(connection, now - _SO_FAR, now).total()
    return arrivals_like(kept, before, today, weeks[alive[-1]])


def arrivals_like(
    weeks: Sequence[Sequence[Counter[Line]]], before: Sequence[int], today: int, since: datetime
) -> Arrivals:
    """As in those ``weeks``, by ``STEP``; ``today`` so far came what came ``before`` in each."""
    ratio = (today + _DOUBT) / (fmean(before) + _DOUBT)
    totals = [sum(map(Counter.total, counts)) for counts in weeks]
    doubt = _doubt(totals, before) + 1 / (today + _DOUBT)
    return Arrivals("same_weekday", _profile(weeks, ratio), doubt, ratio, sum(totals), since)


def _weeks_ago(centre: Centre, now: datetime, weeks: int) -> datetime:
    """The same local time, whatever summer time did in between."""
    zone = ZoneInfo(centre.brands[0].timezone if centre.brands else "UTC")
    local = now.astimezone(zone).replace(tzinfo=None) - timedelta(weeks=weeks)
    return local.replace(tzinfo=zone).astimezone(now.tzinfo)


def _step(at: datetime, step: int) -> tuple[datetime, datetime]:
    start = at + timedelta(seconds=STEP * step)
    return start, start + timedelta(seconds=STEP)


def _profile(
    weeks: Sequence[Sequence[Counter[Line]]], ratio: float
) -> dict[Line, tuple[float, ...]]:
    """A line's share of the whole time, along the profile of all lines: less noisy than each by
    itself."""
    by_step = [sum(week[step].total() for week in weeks) for step in range(len(weeks[0]))]
    by_line: Counter[Line] = Counter()
    for week in weeks:
        for counts in week:
            by_line.update(counts)
    each = ratio / (len(weeks) * STEP * by_line.total())
    return {line: tuple(each * count * step for step in by_step) for line, count in by_line.items()}


def _doubt(totals: Sequence[int], before: Sequence[int]) -> float:
    """Relative variance of what follows upon three hours: by how few were counted, and by how much
    the weeks differ in it beyond that. How busy a day is as a whole is in today's ratio."""
    counted = [(max(one, 1), other + _DOUBT) for one, other in zip(totals, before, strict=True)]
    follows = [one / other for one, other in counted]
    chance = fmean(1 / one + 1 / other for one, other in counted)
    few = 1 / sum(max(one, 1) for one in totals)
    if len(follows) < _TELLING:  # later what ``beyond`` holds by chance, never below 0, covers it
        return few + 1 / sum(other for _, other in counted)
    beyond = max(0.0, variance(follows) / fmean(follows) ** 2 - chance)
    return few + beyond * (1 + 1 / len(follows))


def _as_the_last_hour(connection: Connection, now: datetime, steps: int) -> Arrivals:
    counts = _came(connection, now - _HOUR, now)
    seconds = _HOUR.total_seconds()
    rates = {line: (count / seconds,) * steps for line, count in counts.items()}
    basis: ArrivalBasis = "last_hour" if counts else "none"
    doubt = 1 / max(1, counts.total())
    return Arrivals(basis, rates, doubt, 1.0, counts.total(), now - _HOUR)


def _came(connection: Connection, start: datetime, end: datetime) -> Counter[Line]:
    """Those who began to wait then, by the queue that they entered by."""
    c = tables.contacts.c
    line = c.entry_queue, c.channel
    statement = (
        sa.select(*line, sa.func.count())
        .where(c.queued_at >= start, c.queued_at < end, c.entry_queue.is_not(None))
        .group_by(*line)
    )
    rows = connection.execute(statement)
    return Counter({(queue, channel): int(count) for queue, channel, count in rows})
