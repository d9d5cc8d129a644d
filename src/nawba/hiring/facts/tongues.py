"""Languages and how well they are spoken: in words, by a certificate, or not said.

Words for levels are those of ``languages.toml``. Scores become levels by the publishers' own
concordances (TOEIC, IELTS and TOEFL to CEFR); DELF, DELE and the like carry the level in their
name. A bar of stars or dots says nothing that can be compared: unstated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from nawba.domain.candidates import Fact
from nawba.domain.folded import fold
from nawba.hiring.facts.lexicon import meaning_of, meanings, pattern, table
from nawba.hiring.facts.rows import Piece, Row, fact, joined

_CEFR = re.compile(r"(?<![\w])([abc][12])(?![\w])")
_FILLER = re.compile(
    r"\b(?:et|and|y|e|in|en|of|lu|ecrit|parle|niveau|level|nivel|oral|lue|spoken|written)\b|و|في"
)
_REACH = 60  # characters between a language and its level
_SIDE_BY_SIDE, _ALIGNED = 8, 3.0  # lines looked through; points between edges


@dataclass(frozen=True)
class _Named:
    row: Row
    start: int
    end: int
    code: str


def find_languages(rows: Sequence[Row], elsewhere: Iterable[Row] = ()) -> list[Fact]:
    """Languages of their section; of ``elsewhere`` only lines that name nothing else."""
    own = _spoken(rows)
    if not own:
        own = [one for row in elsewhere if _is_list(row) for one in _spoken([row])]
    return list({one.value["language"]: one for one in reversed(own)}.values())[::-1]


def _spoken(rows: Sequence[Row]) -> list[Fact]:
    named = [(at, one) for at, row in enumerate(rows) for one in _names(row)]
    found = []
    for place, (at, one) in enumerate(named):
        following = named[place + 1] if place + 1 < len(named) else (len(rows), None)
        found.append(_fact(one, _told(rows, at, one, following)))
    return found


def _names(row: Row) -> list[_Named]:
    words, meaning = meanings("languages", "names")
    hits = words.finditer(row.folded.text)
    return [_Named(row, m.start(), m.end(), meaning_of(m, meaning)) for m in hits]


def _told(
    rows: Sequence[Row], at: int, one: _Named, following: tuple[int, _Named | None]
) -> list[Piece]:
    """Where the level stands: behind the language, in the lines below it, or before it."""
    below, other = following
    text = one.row.folded.text
    end = other.start if other is not None and below == at else len(text)
    spans = [(one.row, one.end, min(end, one.end + _REACH))]
    lower = [*_under(rows, at), *rows[at + 1 : min(below, at + 3)]]
    near = (row for row in lower if _is_beneath(row, one.row))
    spans += [(row, 0, min(len(row.folded.text), _REACH)) for row in near]
    if one.start == _names(one.row)[0].start:
        spans.append((one.row, max(0, one.start - _REACH), one.start))
    pieces = (_level_piece(*span) for span in spans)
    return [piece for piece in pieces if piece is not None][:1]


def _under(rows: Sequence[Row], at: int) -> Iterable[Row]:
    """In a table with languages side by side: the line that stands right under this one."""
    head = rows[at].line.box
    for row in rows[at + 1 : at + 1 + _SIDE_BY_SIDE]:
        box = row.line.box
        if head is None or box is None or box.page != head.page or _names(row):
            continue
        height = head.bottom - head.top
        is_next = -0.3 * height <= box.top - head.bottom <= 1.5 * height
        if is_next and min(abs(box.left - head.left), abs(box.right - head.right)) <= _ALIGNED:
            yield row


def _is_beneath(row: Row, named: Row) -> bool:
    """Whether some of it stands below the language, where places are known."""
    box, head = row.line.box, named.line.box
    if box is None or head is None or box.page != head.page:
        return True
    return box.left < head.right and head.left < box.right


def _level_piece(row: Row, start: int, stop: int) -> Piece | None:
    text = row.folded.text[start:stop]
    if certificate_level(text) is not None:
        return row.piece(start, stop)
    found = _levels().search(text)
    if found is None or _is_denied(row.folded.text[: start + found.start()]):
        return None
    return row.piece(start + found.start(), start + found.end())


def _is_denied(before: str) -> bool:
    """Whether what stands before a word of level says that it is none: *not fluent*."""
    last = " ".join(before.split()[-2:])
    return pattern("languages", "denied.words").search(last) is not None


@lru_cache(maxsize=1)
def _levels() -> re.Pattern[str]:
    return meanings("languages", "levels")[0]


def _fact(one: _Named, told: Sequence[Piece]) -> Fact:
    name = one.row.piece(one.start, one.end)
    level, basis = level_of(joined(told)) if told else ("", "unstated")
    value = {"language": one.code, "level": level, "basis": basis, "words": joined(told)}
    return fact("language", value, [name, *told], 1.0 if level else 0.8)


def level_of(words: str) -> tuple[str, str]:
    """CEFR level (or ``native``, or empty) of these words, and how it is known."""
    text = fold(words)
    certified = certificate_level(text)
    if certified is not None:
        return certified[1], "certified"
    exact = _CEFR.search(text)
    if exact:
        return exact[1].upper(), "stated"
    found = _levels().search(text)
    if found is None:
        return "", "unstated"
    return meaning_of(found, meanings("languages", "levels")[1]), "stated"


def certificate_level(text: str) -> tuple[str, str] | None:
    """Language and level that a folded text with a certificate proves, or None."""
    scored = _score().search(text)
    if scored:
        return _scored(scored["test"], float(scored["score"].replace(",", ".")))
    named, languages = meanings("languages", "named")
    test = named.search(text)
    exact = _CEFR.search(text)
    if test and exact:
        return meaning_of(test, languages), exact[1].upper()
    words, meaning = meanings("languages", "fixed")
    fixed = words.search(text)
    if fixed is None:
        return None
    language, _, level = meaning_of(fixed, meaning).partition("-")
    return language, level


@lru_cache(maxsize=1)
def _score() -> re.Pattern[str]:
    tests = "|".join(table("languages")["scores"])
    return re.compile(rf"\b(?P<test>{tests})\b[^\d]{{0,24}}(?P<score>\d{{1,3}}(?:[.,]\d)?)(?![\d])")


def _scored(test: str, score: float) -> tuple[str, str] | None:
    language, *steps = _steps(test)
    for step in steps:
        level, _, least = step.partition(" ")
        if score >= float(least):
            return language, level
    return None


def _steps(test: str) -> list[str]:
    return [one.strip() for one in str(table("languages")["scores"][test]).split(";")]


def certified(rows: Iterable[Row]) -> list[Fact]:
    """Languages proved by certificates, from the lines that name them."""
    found = [_certified(row) for row in rows]
    return [one for one in found if one is not None]


def _certified(row: Row) -> Fact | None:
    known = certificate_level(row.folded.text)
    piece = row.whole()
    if known is None or piece is None or row.words > 14:
        return None
    value = {"language": known[0], "level": known[1], "basis": "certified", "words": piece.text}
    return fact("language", value, [piece])


def _is_list(row: Row) -> bool:
    """Whether a line says languages, with levels or without, and nothing else."""
    text = row.folded.text
    rest = _CEFR.sub(" ", _levels().sub(" ", meanings("languages", "names")[0].sub(" ", text)))
    return rest != text and not re.search(r"\w", _FILLER.sub(" ", rest)) and bool(_names(row))
