"""Days as customers name them: "12/03/2026", "le 15", "lundi 15 mars", "March 3rd", "نهار 15".

Numeric dates are day before month, as they are written where we answer. A day that does not
exist ("31/02"), or not on that weekday, is a finding without a value: see ``extract``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from nawba.assistant.fields import calendar
from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.reading import Reading
from nawba.assistant.fields.relative import Found, counted, of_the_week, of_today
from nawba.assistant.fields.vocabulary import numbered
from nawba.domain.folded import Folded

_NUMERIC = re.compile(
    r"(?<![\w/.-])(?:(?P<Y>\d{4})[-/](?P<M>\d{1,2})[-/](?P<D>\d{1,2})"
    r"|(?P<d>\d{1,2})(?P<mark>[/.-])(?P<m>\d{1,2})(?:(?P=mark)(?P<y>\d{4}|\d{2}))?)(?![\w/-]|\.\d)"
)
_LEAST_YEAR, _MOST_YEAR = 1900, 2100


def dates(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Days; what is left open lies from today on."""
    return _dates(folded, asked, past=False)


def past_dates(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Days; what is left open lies up to today."""
    return _dates(folded, asked, past=True)


def _dates(folded: Folded, asked: Asked, past: bool) -> Iterator[Field]:
    yield from _numeric(folded, asked, past)
    text = Reading(folded, asked, past)
    for at in range(len(text.tokens)):
        for form in (_of_a_month, _of_the_month, of_the_week, of_today, counted):
            if found := form(text, at):
                yield _field(found[0], *text.span(at, found[1]))
    if asked.bare and len(text.numbers) == 1:
        yield from _bare(text, *text.numbers.popitem())


def _bare(text: Reading, at: int, number: tuple[int, int]) -> Iterator[Field]:
    day, behind = number
    if 1 <= day <= 31 and not text.counts(behind):
        found = calendar.day_of_month(day, text.today, text.past)
        yield _field(found, *text.span(at, behind))


def _field(day: date | None, start: int, end: int) -> Field:
    return Field("date", day.isoformat() if day else "", start, end)


def _numeric(folded: Folded, asked: Asked, past: bool) -> Iterator[Field]:
    for match in _NUMERIC.finditer(folded.text):
        if parts := ("YMD" if match["Y"] else "ymd" if match["y"] else ""):
            day = calendar.exact(*(int(match[part]) for part in parts))
            yield _field(day, *match.span())
        elif match["mark"] == "/":
            day = calendar.day_of_year(int(match["m"]), int(match["d"]), asked.today, past)
            yield _field(day, *match.span())


def _of_a_month(text: Reading, at: int) -> Found | None:
    """ "le 15 mars 2026", "lundi 15 mars", "March 3rd, 2026", "3 مارس"."""
    weekday, at = _weekday(text, at)
    at = _article(text, at)[1]
    day = text.day_number(at)
    at = day[1] + text.said(day[1], "directions", "between") if day else at
    month = numbered("months").match(text.words, at)
    day = day or (text.day_number(at + month[1]) if month else None)
    if month is None or day is None:
        return None
    return _with_year(text, weekday, (day[0], month[0]), max(day[1], at + month[1]))


def _with_year(text: Reading, weekday: int | None, said: tuple[int, int], behind: int) -> Found:
    day, month = said
    year, end = text.numbers.get(_comma(text, behind), (0, behind))
    if _LEAST_YEAR <= year <= _MOST_YEAR:
        return _agreed(weekday, calendar.exact(year, month, day)), end
    choose = partial(calendar.day_of_year, month, day, text.today)
    return _open(text, weekday, choose), behind


def _of_the_month(text: Reading, at: int) -> Found | None:
    """ "le 15", "lundi 15", "the 15th", "نهار 15", "le 15 du mois prochain"."""
    weekday, at = _weekday(text, at)
    sure, at = _article(text, at)
    day = text.day_number(at)
    if day is None:
        return None
    number, behind, marked = day
    which, length = text.direction(behind, "of_next_month", "of_last_month", "of_month")
    if length:
        months = {"of_next_month": 1, "of_last_month": -1, "of_month": 0}[which]
        found = calendar.day_of_that_month(number, text.today, months)
        return _agreed(weekday, found), behind + length
    if text.counts(behind) or not (sure or marked or weekday is not None):
        return None
    return _open(text, weekday, partial(calendar.day_of_month, number, text.today)), behind


def _article(text: Reading, at: int) -> tuple[bool, int]:
    """Whether a word that announces a day stands at ``at``, and the place behind it."""
    length = text.said(at, "directions", "day_before")
    return length > 0, at + (length or int(text.words[at : at + 1] == ["the"]))


def _weekday(text: Reading, at: int) -> tuple[int | None, int]:
    weekday, behind = text.weekday(at)
    return weekday, behind if weekday is None else _comma(text, behind)


def _comma(text: Reading, at: int) -> int:
    return at + int(text.words[at : at + 1] == [","])


def _open(text: Reading, weekday: int | None, choose: Callable[[bool], date | None]) -> date | None:
    """The day in the reader's direction; a weekday that disagrees may point in the other one."""
    first = choose(text.past)
    return _agreed(weekday, first) or (_agreed(weekday, choose(not text.past)) if first else None)


def _agreed(weekday: int | None, day: date | None) -> date | None:
    return day if day and weekday in (None, day.weekday()) else None
