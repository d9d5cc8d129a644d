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
from nawba.hiring.facts.segments import Segment, written

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
    over = [piece for part in roles.values() for piece in part.pieces[1:]]
    if degree is not None and area is None:
        degree, area = _split(degree)
    place = entry.places[0].piece if entry.places else None
    stretch = entry.stretch
    value = {
        "institution": written(roles.get("institution")),
        "degree": text_of(degree),
        "area": written(roles.get("area")) or text_of(area),
        "start": stretch.first if stretch else "",
        "end": stretch.last if stretch else "",
        "place": text_of(place),
    }
    told = [degree, school, area, place, *over, *entry.when]
    return fact("education", value, told, 1.0 if degree and school else 0.6)


def _piece(part: Segment | None) -> Piece | None:
    return part.piece if part else None


def _split(degree: Piece) -> tuple[Piece, Piece | None]:
    """*Bachelor of Arts in Psychology*, *Psychology, Bachelor*: what it is called, and in what."""
    folded = Folded.of(degree.line.text[degree.start : degree.end])
    text = folded.text
    head = pattern("work", "school.degree").match(text)
    if head is not None:
        said = _said_in().search(text, head.end())
        if said is not None:
            return _cut(degree, folded, (0, said.start()), (said.end(), len(text)))
        joint = _joint().match(text, head.end())
        return _cut(degree, folded, head.span(), (joint.end() if joint else head.end(), len(text)))
    tail = next((one for one in _joint().finditer(text) if _is_degree(text, one.end())), None)
    if tail is None:
        return degree, None
    return _cut(degree, folded, (tail.end(), len(text)), (0, tail.start()))


def _is_degree(text: str, start: int) -> bool:
    return pattern("work", "school.degree").match(text, start) is not None


def _cut(
    whole: Piece, folded: Folded, named: tuple[int, int], about: tuple[int, int]
) -> tuple[Piece, Piece | None]:
    """Name and subject at these offsets of the folded text; all is the name without a subject."""
    pieces = []
    for start, end in (named, about):
        first, behind = folded.span(start, end) if start < end else (0, 0)
        pieces.append(trimmed(whole.line, whole.start + first, whole.start + behind))
    name, subject = pieces
    return (name, subject) if name and subject else (whole, None)


@lru_cache(maxsize=1)
def _said_in() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in words_in(table("work")["school"]["said_in"]))
    return re.compile(rf"\s+(?:{words})\s+|\s*:\s+")


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
    name, issuer = [*(_bare(part.piece) for part in parts or entry.parts), None][:2]
    value = {
        "name": text_of(name),
        "issuer": text_of(issuer),
        "date": entry.stretch.last if entry.stretch else "",
    }
    return fact("certificate", value, [name, issuer, *entry.when], 0.9)


def _bare(piece: Piece) -> Piece:
    """Without the words that say that an issuer follows: *Issued by*."""
    text = Folded.of(piece.line.text[piece.start : piece.end])
    label = pattern("work", "school.issued_by").match(text.text)
    start = text.span(label.start(), label.end())[1] if label else 0
    return trimmed(piece.line, piece.start + start, piece.end) or piece


@lru_cache(maxsize=1)
def _words_of_date() -> re.Pattern[str]:
    return pattern("headings", "inner.dated")
