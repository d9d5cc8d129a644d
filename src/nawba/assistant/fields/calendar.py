"""Which day is meant: the arithmetic of dates said by halves, without any words.

What is not said is chosen in one direction: the first day that fits from today on, or for
``past`` the last one up to today. A day that does not exist is None, never the nearest that does.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

_YEARS_AHEAD = 8  # the 29th of February is at most so far away (1896, 1904)


def exact(year: int, month: int, day: int) -> date | None:
    """That day if it exists. Two figures of a year are of this century."""
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def day_of_year(month: int, day: int, today: date, past: bool) -> date | None:
    """The next (or last) such day of a year; today itself is one."""
    step = -1 if past else 1
    years = range(today.year, today.year + step * _YEARS_AHEAD, step)
    return _first((exact(year, month, day) for year in years), today, past)


def day_of_month(day: int, today: date, past: bool) -> date | None:
    """The next (or last) such day of a month; today itself is one."""
    months = (months_from(today.replace(day=1), -n if past else n) for n in range(3))
    return _first((exact(m.year, m.month, day) for m in months), today, past)


def day_of_that_month(day: int, today: date, months: int) -> date | None:
    """``day`` of the month that is ``months`` from today's."""
    month = months_from(today.replace(day=1), months)
    return exact(month.year, month.month, day)


def day_of_week(weekday: int, today: date, past: bool) -> date:
    """The next (or last) such day of a week (Monday is 0), never today itself."""
    ahead = (weekday - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead - 7 if past and ahead < 7 else -7 if past else ahead)


def months_from(day: date, months: int) -> date:
    """The same day of the month ``months`` later, or the last day of a shorter one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(today: date) -> date:
    """The last day of today's month."""
    return today.replace(day=monthrange(today.year, today.month)[1])


def _first(days: Iterator[date | None], today: date, past: bool) -> date | None:
    fitting = (day for day in days if day and (day <= today if past else day >= today))
    return next(fitting, None)
