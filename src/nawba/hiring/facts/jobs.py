"""Experiences: who employed whom as what, when, where, and whether it was a contact centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nawba.domain.candidates import Fact
from nawba.hiring.facts.entries import Entry, entries_of
from nawba.hiring.facts.lexicon import meaning_of, meanings, pattern
from nawba.hiring.facts.months import months_between
from nawba.hiring.facts.roles import Roles, assign
from nawba.hiring.facts.rows import Row, fact
from nawba.hiring.facts.segments import Segment, written

_ROLES = ("title", "employer")


def find_jobs(rows: Sequence[Row], headline: str, today: date) -> list[Fact]:
    """The experiences of one section. ``headline``, folded: what the person says to be."""
    cues = _Cues(headline)
    entries = entries_of(rows, cues.any, len(_ROLES))
    roles = assign([entry.parts for entry in entries], _ROLES, cues.of)
    return [
        _job(entry, named, today)
        for entry, named in zip(entries, roles, strict=True)
        if named and (entry.stretch is not None or any(map(cues.any, entry.parts)))
    ]


class _Cues:
    def __init__(self, headline: str) -> None:
        self.headline = headline

    def any(self, part: Segment) -> bool:
        return max(self.of("title", part), self.of("employer", part)) > 0.5

    def of(self, role: str, part: Segment) -> float:
        """How well the part's words fit: words of jobs or of companies, best at an end."""
        if role == "title" and part.text == self.headline:
            return 2.0
        found = list(pattern("work", f"cues.{role}").finditer(part.text))
        if not found:
            return 0.0
        edge = found[0].start() == 0 or found[-1].end() == len(part.text)
        return 1.5 if edge else 1.0


def _job(entry: Entry, roles: Roles, today: date) -> Fact:
    title, employer = (roles.get(role) for role in _ROLES)
    place = entry.places[0] if entry.places else _behind(entry, employer)
    stretch = entry.stretch
    first, last = (stretch.first, stretch.last) if stretch else ("", "")
    current = bool(stretch and stretch.current)
    told = " ; ".join([*(part.text for part in entry.parts), *(r.folded.text for r in entry.body)])
    value = {
        "employer": written(employer),
        "title": written(title),
        "start": first,
        "end": last,
        "current": current,
        "months": months_between(first, last, current, today),
        "contact_centre": bool(pattern("work", "trade.contact_centre").search(told)),
        "channels": _meant("channels", told),
        "sector": _sector(employer, told),
        "place": written(place),
        "duties": [row.line.number for row in entry.body],
    }
    pieces = [piece for one in (title, employer, place) if one for piece in one.pieces]
    sure = 1.0 if title and employer and first else 0.6
    return fact("experience", value, [*pieces, *entry.when], sure, entry.body)


def _behind(entry: Entry, employer: Segment | None) -> Segment | None:
    """A short part behind the employer in the same line, where no list knows the place."""
    if employer is None or len(entry.parts) < 3:
        return None
    at = entry.parts.index(employer) + 1
    other = entry.parts[at] if at < len(entry.parts) else None
    fits = other is not None and other.row == employer.row and len(other.text.split()) <= 3
    return other if fits and not pattern("work", "cues.title").search(other.text) else None  # type: ignore[union-attr]


def _meant(section: str, text: str) -> list[str]:
    words, meaning = meanings("work", section)
    found = {meaning_of(one, meaning) for one in words.finditer(text)}
    return [one for one in dict.fromkeys(meaning.values()) if one in found]


def _sector(employer: Segment | None, told: str) -> str:
    """What the employer's name says, or else the duties; empty where both say nothing."""
    named = _meant("sectors", employer.text) if employer else []
    return next(iter(named or _meant("sectors", told)), "")
