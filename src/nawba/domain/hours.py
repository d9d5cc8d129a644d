"""Opening hours: is a place open at a moment, and when does it open next. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nawba.domain.words import Opening

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_open(hours: Sequence[Opening], zone: str, at: datetime) -> bool:
    """True when ``at`` (aware) lies in one of ``hours`` read in ``zone``; no hours: always open.

    An ``end`` of ``24:00`` is midnight; an ``end`` not after ``start`` runs into the next day.
    """
    if not hours:
        return True
    return any(start <= at < end for start, end in _spans(hours, zone, at, days_ahead=0))


def next_opening(hours: Sequence[Opening], zone: str, at: datetime) -> datetime | None:
    """The first moment at or after ``at`` when the place is open; None when it never opens."""
    if is_open(hours, zone, at):
        return at
    starts = [start for start, _ in _spans(hours, zone, at, days_ahead=8) if start >= at]
    return min(starts, default=None)


def _spans(
    hours: Sequence[Opening], zone: str, at: datetime, days_ahead: int
) -> Iterable[tuple[datetime, datetime]]:
    tz = ZoneInfo(zone)
    today = at.astimezone(tz).date()
    for offset in range(-1, days_ahead + 1):
        day = datetime.combine(today + timedelta(days=offset), datetime.min.time(), tzinfo=tz)
        for opening in hours:
            if DAYS[day.weekday()] in opening.days:
                start, end = _moment(day, opening.start), _moment(day, opening.end)
                yield start, end if end > start else _moment(day + timedelta(days=1), opening.end)


def _moment(day: datetime, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        return day + timedelta(days=1)
    return day.replace(hour=hour, minute=minute)
