"""Opening hours: is a place open at a moment, and when does it open next. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from nawba.domain.words import Centre, Opening, Queue

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WHOLE_DAY = (Opening(DAYS, "00:00", "24:00"),)


def queue_is_open(centre: Centre, queue: Queue, at: datetime) -> bool:
    """Whether ``queue`` takes contacts at ``at``: by its hours, and no holiday of its calendars."""
    return is_open(queue.hours, queue.timezone, at, centre.closed_days(queue))


def queue_opens_at(centre: Centre, queue: Queue, at: datetime) -> datetime | None:
    """When ``queue`` is open next, ``at`` included; None when it never is."""
    return next_opening(queue.hours, queue.timezone, at, centre.closed_days(queue))


def is_open(
    hours: Sequence[Opening], zone: str, at: datetime, closed: Set[date] = frozenset()
) -> bool:
    """True when ``at`` (aware) lies in one of ``hours`` read in ``zone``; no hours: always open.

    An ``end`` of ``24:00`` is midnight; an ``end`` not after ``start`` runs into the next day. On
    the local days in ``closed`` nothing is open, from midnight to midnight.
    """
    if not hours and not closed:
        return True
    spans = (span for ago in (-1, 0) for span in _spans_of(hours, zone, at, ago, closed))
    return any(start <= at < end for start, end in spans)


def next_opening(
    hours: Sequence[Opening], zone: str, at: datetime, closed: Set[date] = frozenset()
) -> datetime | None:
    """The first moment at or after ``at`` when the place is open; None when it never opens."""
    if is_open(hours, zone, at, closed):
        return at
    today = at.astimezone(ZoneInfo(zone)).date()
    holidays = sum(day >= today for day in closed)  # each may be the one day of its week
    for offset in range(-1, 8 + 7 * holidays):
        starts = [start for start, _ in _spans_of(hours, zone, at, offset, closed) if start >= at]
        if starts:
            return min(starts)  # what begins on later days begins later
    return None


def _spans_of(
    hours: Sequence[Opening], zone: str, at: datetime, offset: int, closed: Set[date]
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches that begin ``offset`` local days after that of ``at``, less closed days."""
    tz = ZoneInfo(zone)
    today = at.astimezone(tz).date()
    day = datetime.combine(today + timedelta(days=offset), datetime.min.time(), tzinfo=tz)
    for opening in hours or _WHOLE_DAY:
        if DAYS[day.weekday()] in opening.days:
            yield from _less_closed(*_stretch(day, opening), day, closed)


def _stretch(day: datetime, opening: Opening) -> tuple[datetime, datetime]:
    start, end = _moment(day, opening.start), _moment(day, opening.end)
    return start, end if end > start else _moment(day + timedelta(days=1), opening.end)


def _less_closed(
    start: datetime, end: datetime, day: datetime, closed: Set[date]
) -> Iterator[tuple[datetime, datetime]]:
    """The stretch in two at midnight, where one of its days is closed and the other is not."""
    midnight = day + timedelta(days=1)
    first, second = day.date() not in closed, midnight.date() not in closed
    if first and second:
        yield start, end
        return
    if first:
        yield start, min(end, midnight)
    if second and end > midnight:
        yield midnight, end


def _moment(day: datetime, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        return day + timedelta(days=1)
    return day.replace(hour=hour, minute=minute)
