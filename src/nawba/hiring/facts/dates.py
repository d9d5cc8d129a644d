"""Dates and stretches of time as people write them, in five languages and both digit sets.

``03/2019 – 06/2021``, ``depuis mars 2019``, ``Jan 2018 to Present``, ``يناير 2019 - حتى الآن``,
``été 2015``, ``2019-2021``. Nothing is added: a year alone stays a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from nawba.hiring.facts.lexicon import compiled, meanings, pattern, table, words_in

_YEAR = r"(?:19[4-9]\d|20[0-4]\d)"


@dataclass(frozen=True)
class Atom:
    """One date in a folded text: ``date`` is ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, or ``now``.

    A month before the year of a later date has ``--MM``.
    """

    start: int
    end: int
    date: str


@dataclass(frozen=True)
class Stretch:
    """From ``first`` to ``last`` (empty: not said), at these offsets of the folded text."""

    start: int
    end: int
    first: str
    last: str
    current: bool = False

    @property
    def ranged(self) -> bool:
        return bool(self.first and self.last) or self.current


def find_stretches(text: str) -> list[Stretch]:
    """All stretches and single dates (``last`` alone) of a folded text, in order."""
    atoms = _atoms(text)
    found: list[Stretch] = []
    at = 0
    while at < len(atoms):
        one = atoms[at]
        other = atoms[at + 1] if at + 1 < len(atoms) else None
        if other is not None and one.date != "now" and _reach(text, one, other):
            found.append(_between(text, one, other))
            at += 2
            continue
        if not one.date.startswith("--") and one.date != "now":
            found.append(_single(text, one))
        at += 1
    return found


def _reach(text: str, one: Atom, other: Atom) -> bool:
    if other.date.startswith("--") or (one.date.startswith("--") and other.date == "now"):
        return False
    between = text[one.end : other.start]
    if not between.strip():  # "2008 2011" alone in a line, "mars 2019 à ce jour"
        return other.date == "now" or not (text[: one.start] + text[other.end :]).strip()
    return _joins(between)


def _between(text: str, one: Atom, other: Atom) -> Stretch:
    start = _with_head(text, one.start, _heads())
    if other.date == "now":
        return Stretch(start, other.end, one.date, "", current=True)
    first = one.date
    if first.startswith("--"):
        first = other.date[:4] + first[1:]
    low, high = sorted(
        (first, other.date), key=lambda date: date[: min(len(first), len(other.date))]
    )
    return Stretch(start, other.end, low, high)


def _single(text: str, one: Atom) -> Stretch:
    start = _with_head(text, one.start, _only_since())
    if start < one.start or _open_end().match(text, one.end):
        return Stretch(start, one.end, one.date, "", current=True)
    return Stretch(_with_head(text, one.start, _heads()), one.end, "", one.date)


def _with_head(text: str, start: int, head: re.Pattern[str]) -> int:
    found = head.search(text, max(0, start - 24), start)
    return found.start() if found else start


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    return re.compile(compiled(str(table("dates")["around"]["since"])).pattern + r"[\s:]*$")


@lru_cache(maxsize=1)
def _only_since() -> re.Pattern[str]:
    return re.compile(compiled(str(table("dates")["around"]["only_since"])).pattern + r"[\s:]*$")


@lru_cache(maxsize=1)
def _open_end() -> re.Pattern[str]:
    return re.compile(r"\s*-\s*(?:\.{2,3}|…)?\s*$")


@lru_cache(maxsize=1)
def _joiners() -> frozenset[str]:
    return frozenset(words_in(str(table("dates")["around"]["to"])))


@lru_cache(maxsize=4096)
def _joins(between: str) -> bool:
    """Whether only a dash or a word like ``to`` stands between two dates."""
    inner = re.sub(r"[\s.(),:]+", " ", between).strip()
    return bool(re.fullmatch(r"-+|->|→|/|~", inner)) or inner.strip("- ") in _joiners()


def _atoms(text: str) -> list[Atom]:
    taken: list[Atom] = []
    for atom in _candidates(text):
        if not taken or atom.start >= taken[-1].end:
            taken.append(atom)
    return taken


def _candidates(text: str) -> Iterator[Atom]:
    """Every date by every way of writing, from left to right, the longest first."""
    if not any(char.isdigit() for char in text):
        return
    found = [atom for way in (_numeric, _worded) for atom in way(text)]
    found.extend(
        Atom(m.start(), m.end(), "now") for m in pattern("dates", "around.present").finditer(text)
    )
    yield from sorted(found, key=lambda atom: (atom.start, -atom.end))


_NUMERIC = re.compile(
    rf"(?<![\d/.])(?:(?P<y>{_YEAR})[-/.](?P<m>0[1-9]|1[0-2])(?:[-/.](?P<d>[0-3]\d))?"
    rf"|(?:(?P<d2>[0-3]?\d)\s?[-/.]\s?)?(?P<m2>0?[1-9]|1[0-2])\s?[-/.]\s?(?P<y2>{_YEAR})"
    rf"|(?P<y3>{_YEAR}))(?![\d/]|[-.]\d{{1,2}}(?!\d))"
)


def _numeric(text: str) -> Iterator[Atom]:
    for m in _NUMERIC.finditer(text):
        year = m["y"] or m["y2"] or m["y3"]
        yield Atom(m.start(), m.end(), _date(year, m["m"] or m["m2"], m["d"] or m["d2"]))


def _worded(text: str) -> Iterator[Atom]:
    named, months = meanings("dates", "months")
    seasons, begins = meanings("dates", "seasons")
    for words, meaning in ((named, months), (seasons, begins)):
        for m in words.finditer(text):
            yield from _around(text, m, meaning[m["word"]])


_DAY = re.compile(r"(?<!\d)([0-3]?\d)(?:er|st|nd|rd|th|º)?[\s.]+(?:de |of )?$")
_THEN_DAY = re.compile(r"[\s.]*([0-3]?\d)(?:st|nd|rd|th)?\s*,\s*(?=\d{4})")
_THEN_YEAR = re.compile(
    rf"[\s.,/'-]*(?:(?:de|del|of|do|سنه|عام)\s+)?(?:({_YEAR})(?!\d)|'?(\d\d)(?![\d:]))"
)


def _around(text: str, month: re.Match[str], number: str) -> Iterator[Atom]:
    """The day before (or behind) a month's name and the year behind it."""
    start, end = month.start(), month.end()
    day = _DAY.search(text, max(0, start - 9), start)
    then = _THEN_DAY.match(text, end)
    year = _THEN_YEAR.match(text, then.end() if then else end)
    if year is None or (year[2] and "'" not in year[0] and "-" not in year[0]):
        yield Atom(start, end, f"--{int(number):02}")
        return
    named = year[1] or _century(year[2])
    said = day[1] if day else then[1] if then else None
    yield Atom(day.start() if day else start, year.end(), _date(named, number, said))


def _century(two: str) -> str:
    return f"20{two}" if int(two) < 50 else f"19{two}"


def _date(year: str, month: str | None, day: str | None) -> str:
    if month is None:
        return year
    if day is None or not 1 <= int(day) <= 31:
        return f"{year}-{int(month):02}"
    return f"{year}-{int(month):02}-{int(day):02}"


def durations() -> re.Pattern[str]:
    """Finds how long something took (``2 ans 3 mois``): said beside dates, told by them."""
    return _durations()


@lru_cache(maxsize=1)
def _durations() -> re.Pattern[str]:
    unit = "|".join(re.escape(one) for one in words_in(str(table("dates")["around"]["duration"])))
    return re.compile(
        rf"\(?(?:(?<!\d)\d{{1,2}}\s*(?:{unit})(?!\w)[\s,.;&]*(?:(?:et|and|y|e|و)\s*)?)+\)?"
    )
