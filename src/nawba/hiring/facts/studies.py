"""Education and certificates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nawba.domain.candidates import Fact
from nawba.domain.folded import Folded
from nawba.hiring.facts.entries import Entry, entries_of
from nawba.hiring.facts.lexicon import pattern, table, words_in
from nawba.hiring.facts.roles import Roles, assign
from nawba.hiring.facts.rows import Piece, Row, fact, text_of, trimmed
from nawba.hiring.facts.segments import Segment

_ROLES = ("degree", "institution", "area")


def find_studies(rows: Sequence[Row]) -> list[Fact]:
    """The education of one section."""
    entries = entries_of(rows, lambda _: True, 3)
    roles = assign([entry.parts for entry in entries], _ROLES, _cue)
    return [_study(entry, named) for entry, named in zip(entries, roles, strict=True) if named]


def _cue(role: str, part: Segment) -> float:
    school = _best("institution", part.text)
    degree = _best("degree", part.text)
    if role == "area":
        return 0.4 if max(school, degree) < 0.5 else 0.0
    return school if role == "institution" else degree


def _best(kind: str, text: str) -> float:
    found = pattern("work", f"school.{kind}").search(text)
    if found is None:
        return 0.0
    return 1.5 if found.start() == 0 or found.end() == len(text) else 1.0


def _study(entry: Entry, roles: Roles) -> Fact:
    degree, school, area = (_piece(roles.get(role)) for role in _ROLES)
    if degree is not None and area is None:
        degree, area = _split(degree)
    place = entry.places[0].piece if entry.places else None
    stretch = entry.stretch
    value = {
        "institution": text_of(school),
        "degree": text_of(degree),
        "area": text_of(area),
        "start": stretch.first if stretch else "",
        "end": stretch.last if stretch else "",
        "place": text_of(place),
    }
    told = [degree, school, area, place, *entry.when]
    return fact("education", value, told, 1.0 if degree and school else 0.6)


def _piece(part: Segment | None) -> Piece | None:
    return part.piece if part else None


def _split(degree: Piece) -> tuple[Piece, Piece | None]:
    """*Bachelor of Arts in Psychology*: what it is called, and in what."""
    written = degree.line.text[degree.start : degree.end]
    folded = Folded.of(written)
    head = pattern("work", "school.degree").match(folded.text)
    joint = _joint().match(folded.text, head.end()) if head else None
    if head is None or joint is None or joint.end() >= len(folded.text):
        return degree, None
    end = degree.start + folded.span(head.start(), head.end())[1]
    start = degree.start + folded.span(joint.end(), len(folded.text))[0]
    area = trimmed(degree.line, start, degree.end)
    return (Piece(degree.line, degree.start, end), area) if area else (degree, None)


@lru_cache(maxsize=1)
def _joint() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in words_in(table("work")["school"]["joint"]) if one)
    return re.compile(rf"\s+(?:{words})\s+|\s*[:(]\s*|\s+d'")


def find_certificates(rows: Sequence[Row]) -> list[Fact]:
    """The certificates of one section: name, who gave it, when."""
    entries = entries_of(rows, lambda _: False, 2)
    if not any(entry.stretch for entry in entries):
        entries = [one for row in rows for one in entries_of([row], lambda _: False, 2)]
    kept = [entry for entry in entries if entry.parts]
    return [_certificate(entry) for entry in kept]


def _certificate(entry: Entry) -> Fact:
    parts = [part for part in entry.parts if not _words_of_date().fullmatch(part.text)]
    name, issuer = [*(part.piece for part in parts or entry.parts), None][:2]
    value = {
        "name": text_of(name),
        "issuer": text_of(issuer),
        "date": entry.stretch.last if entry.stretch else "",
    }
    return fact("certificate", value, [name, issuer, *entry.when], 0.9)


@lru_cache(maxsize=1)
def _words_of_date() -> re.Pattern[str]:
    return pattern("headings", "inner.dated")
