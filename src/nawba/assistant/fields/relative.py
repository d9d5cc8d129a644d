"""Days counted from today: "demain", "vendredi prochain", "in two weeks", "هادي 3 أيام"."""

from __future__ import annotations

from datetime import date, timedelta

from nawba.assistant.fields import calendar
from nawba.assistant.fields.reading import Reading
from nawba.assistant.fields.vocabulary import named, numbered

Found = tuple[date | None, int]
"""A day, None for one that does not exist, and the place of the token behind its words."""

_MOST = 1_000  # days, weeks, months or years from today


def of_today(text: Reading, at: int) -> Found | None:
    """ "demain", "avant-hier", "بعد غد", "lbare7"; also the end of the month."""
    if found := numbered("days").match(text.words, at):
        return text.today + timedelta(days=found[0]), at + found[1]
    length = text.said(at, "directions", "end_of_month")
    return (calendar.end_of_month(text.today), at + length) if length else None


def of_the_week(text: Reading, at: int) -> Found | None:
    """ "lundi", "lundi dernier", "next Friday": the first such day after today (or before it)."""
    before, length = text.direction(at, "next_before", "last_before", "this_before")
    weekday, behind = text.weekday(at + length)
    if weekday is None:
        return None
    after, more = text.direction(behind, "next_after", "last_after")
    said = (before or after).split("_")[0]
    past = said == "last" or (text.past and said != "next")
    if said == "this" and weekday == text.today.weekday():
        return text.today, behind + more
    return calendar.day_of_week(weekday, text.today, past), behind + more


def counted(text: Reading, at: int) -> Found | None:
    """ "dans 3 jours", "il y a deux semaines", "3 days ago", "بعد يومين", "mn hna simana"."""
    before, length = text.direction(at, "in", "ago_before")
    count = _count(text, at + length, alone=length > 0)
    if count is None:
        return None
    number, unit, behind = count
    after = text.said(behind, "directions", "ago_after")
    if not before and not after:
        return None
    sign = 1 if before == "in" else -1
    return _moved(text.today, sign * number, unit), behind + (0 if before else after)


def _count(text: Reading, at: int, alone: bool) -> tuple[int, str, int] | None:
    """How many of which unit, and the place behind; without a number one, if ``alone``."""
    number, behind = text.numbers.get(at, (0, at))
    if behind == at:
        behind += text.said(at, "directions", "one")
        number = 1 if alone or behind > at else 0
    unit = named("units").match(text.words, behind)
    if unit is None or not 0 < number <= _MOST:
        return None
    name = unit[0].removeprefix("two_")
    return (number if name == unit[0] else 2), name.removesuffix("s"), behind + unit[1]


def _moved(today: date, number: int, unit: str) -> date | None:
    try:
        if unit in ("month", "year"):
            return calendar.months_from(today, number * (12 if unit == "year" else 1))
        return today + timedelta(days=number * (7 if unit == "week" else 1))
    except (OverflowError, ValueError):
        return None
