"""How long several experiences last together, in calendar months; overlaps count once.

A year without a month may be any of its months, so a length is two numbers: what is sure, and what
is possible. Between them the document does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

JANUARY, DECEMBER = 1, 12


@dataclass(frozen=True)
class Span:
    """From one month to another, both counted; months are counted from year 0.

    ``first`` and ``last`` are the earliest beginning and the latest end that the words allow,
    ``sure_first`` and ``sure_last`` the latest beginning and the earliest end.
    """

    first: int
    last: int
    sure_first: int
    sure_last: int


def span(start: str, end: str, *, current: bool, today: date) -> Span | None:
    """The months from ``start`` to ``end`` (``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``); None if open.

    What lasts still ends on ``today``; nothing lasts beyond it.
    """
    now = _month(today.year, today.month)
    begins = _bounds(start)
    ends = (now, now) if current else _bounds(end)
    if begins is None or ends is None:
        return None
    return Span(begins[0], min(ends[1], now), begins[1], min(ends[0], now))


def _bounds(text: str) -> tuple[int, int] | None:
    year, _, month = text[:7].partition("-")
    if not year.isdigit():
        return None
    if month.isdigit():
        return (_month(int(year), int(month)),) * 2
    return _month(int(year), JANUARY), _month(int(year), DECEMBER)


def _month(year: int, month: int) -> int:
    return 12 * year + month - 1


def months(spans: Iterable[Span]) -> tuple[int, int]:
    """How many months ``spans`` cover together: surely, and at most."""
    known = list(spans)
    sure = _covered((one.sure_first, one.sure_last) for one in known)
    return sure, _covered((one.first, one.last) for one in known)


def _covered(pairs: Iterable[tuple[int, int]]) -> int:
    covered, reached = 0, -1
    for first, last in sorted(pairs):
        begin = max(first, reached + 1)
        covered += max(0, last - begin + 1)
        reached = max(reached, last)
    return covered
