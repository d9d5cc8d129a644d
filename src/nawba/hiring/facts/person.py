"""Who it is: name and what no criterion may see. Found so that it can be masked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nawba.domain.candidates import Fact, FactKind
from nawba.hiring.facts.contact import is_contact
from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.lexicon import pattern
from nawba.hiring.facts.places import city_in, country_in, is_place
from nawba.hiring.facts.rows import Piece, Row, fact, trimmed
from nawba.hiring.facts.segments import segments_of

_AGE = re.compile(
    r"(?<!\d)(1[6-9]|[2-6]\d)\s*(?:ans|years old|yrs old|anos de idade|anos|سنه|عاما)(?!\w)"
)
_NUMBER = re.compile(r"(?<!\d)\d{4,6}(?!\d)|(?<!\w)\d{1,4}(?!\w)")
_LABELS: tuple[FactKind, ...] = ("gender", "nationality", "marital_status")


def find_name(rows: Sequence[Row]) -> tuple[Fact | None, str]:
    """The name, and the headline beside or below it (folded; empty without one)."""
    likely = [row for row in rows[:14] if _may_name(row)]
    if not likely:
        return None, ""
    largest = max(row.line.size for row in likely)
    row = next(row for row in likely if row.line.size >= largest - 0.1)
    parts = [one for one in segments_of(row, 0) if not is_place(one.piece.text)]
    piece = _labelled_name(row) or (parts[0].piece if parts else None)
    if piece is None:
        return None, ""
    sure = 0.9 if largest else 0.7
    return fact("name", {"full": piece.text}, [piece], sure), _headline(rows, row, parts)


def _labelled_name(row: Row) -> Piece | None:
    label = pattern("person", "labels.name").match(row.folded.text)
    return row.piece(label.end(), len(row.folded.text)) if label else None


def _headline(rows: Sequence[Row], named: Row, parts: Sequence[object]) -> str:
    if len(parts) > 1:
        return str(parts[1].text)  # type: ignore[attr-defined]
    at = rows.index(named) + 1
    below = [row for row in rows[at : at + 2] if not is_contact(row) and row.words <= 8]
    return below[0].folded.text.strip() if below else ""


def _may_name(row: Row) -> bool:
    text = row.folded.text
    words = re.findall(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*", row.text)
    if (
        not 2 <= len(words) <= 9
        or re.search(r"\d|@", text)
        or pattern("headings", "inner.titles").fullmatch(text.strip())
    ):
        return False
    if _labelled_name(row) is not None:
        return True
    first = re.split(r"[,|–-]\s", row.text)[0]
    several = 2 <= len(first.split()) <= 5
    cased = all(word[0].isupper() or not word.isascii() or len(word) < 4 for word in first.split())
    titled = pattern("work", "cues.title").search(text.split(",")[0])
    return several and cased and not titled and not is_place(row.text)


def find_person(near: Sequence[Row], rows: Sequence[Row]) -> list[Fact]:
    """Birth, gender, nationality, marital status, address: labelled, or said near the name."""
    found = [one for row in near for one in (*_birth(row), *_labelled(row), *_alone(row))]
    found += [one for row in rows if row not in near for one in _labelled(row)]
    seen: dict[tuple[str, str], Fact] = {}
    for one in [*found, *_addresses(near)]:
        seen.setdefault((one.kind, one.quote), one)
    return list(seen.values())


def _birth(row: Row) -> Iterator[Fact]:
    text = row.folded.text
    label = pattern("person", "labels.birth").search(text)
    dates = find_stretches(text[label.end() :]) if label else []
    if label and dates:
        start = label.end() + dates[0].start
        piece = row.piece(start, label.end() + dates[0].end)
        yield fact("birth", {"date": dates[0].last or dates[0].first}, [piece])
    aged = _AGE.search(text) or _labelled_age(text)
    if aged:
        yield fact("birth", {"age": int(aged[1])}, [row.piece(*aged.span())])


@lru_cache(maxsize=1)
def _age_form() -> re.Pattern[str]:
    return re.compile(pattern("person", "labels.age").pattern + r"\s*:?\s*(?P<age>[1-6]\d)(?!\d)")


def _labelled_age(text: str) -> re.Match[str] | None:
    found = _age_form().search(text)
    return re.compile(r"(\d{2})").match(text, found.start("age")) if found else None


def _labelled(row: Row) -> Iterator[Fact]:
    text = row.folded.text
    if row.words > 14:
        return
    for kind in _LABELS:
        label = pattern("person", f"labels.{kind}").search(text)
        told = re.match(r"\s*:\s*([^,;|/()]+)", text[label.end() :]) if label else None
        if label and told:
            yield fact(kind, *_text(row, label.end() + told.start(1), label.end() + told.end(1)))


def _text(row: Row, start: int, end: int) -> tuple[dict[str, str], list[Piece | None]]:
    piece = row.piece(start, end) or row.whole()
    return {"text": piece.text if piece else ""}, [piece]


def _alone(row: Row) -> Iterator[Fact]:
    """A word that stands alone between separators: *Célibataire, marocaine*."""
    for part in segments_of(row, 0) if row.words <= 12 else ():
        for kind in _LABELS:
            if pattern("person", f"alone.{kind}").fullmatch(part.text):
                yield fact(kind, {"text": part.piece.text}, [part.piece])


def _addresses(rows: Sequence[Row]) -> list[Fact]:
    """Streets and towns near the name; lines that follow each other are one address."""
    runs: list[list[tuple[Row, Piece]]] = []
    last = None
    for row in rows:
        piece = _address_piece(row)
        if piece is None:
            continue
        follows = last is not None and row.line.number == last + 1
        if follows:
            runs[-1].append((row, piece))
        else:
            runs.append([(row, piece)])
        last = row.line.number
    return [_address(run) for run in runs]


def _address(run: Sequence[tuple[Row, Piece]]) -> Fact:
    from nawba.domain.folded import fold

    text = " ".join(piece.text for _, piece in run)
    city = next(
        (
            row.piece(c[0].start("word"), c[0].end("word"))
            for row, _ in run
            if (c := city_in(row.folded.text))
        ),
        None,
    )
    named = city_in(fold(text))
    codes = [word for word in re.findall(r"\b[A-Z]{2}\b", text) if is_place(word)]
    country = codes[-1] if codes else country_in(fold(text)) or (named[1] if named else "")
    value = {"text": text, "city": city.text if city else "", "country": country}
    return fact("address", value, [piece for _, piece in run], 0.9)


def _address_piece(row: Row) -> Piece | None:
    """The part of a line that is an address: with a street's word, or a town."""
    if row.words > 16:
        return None
    text = row.folded.text
    street = pattern("places", "words.street").search(text)
    town = city_in(text)
    numbered = _NUMBER.search(text)
    if not (street and (numbered or town)) and not (town and _mostly_place(row)):
        return None
    return _between_bars(row, (street or (town[0] if town else None)))


def _mostly_place(row: Row) -> bool:
    parts = [part.piece.text for part in segments_of(row, 0)]
    places = [part for part in parts if is_place(re.sub(r"\d", "", part).strip())]
    return bool(places) or any(
        city_in(row.folded.text) and len(part.split()) <= 4 for part in parts
    )


def _between_bars(row: Row, found: re.Match[str] | None) -> Piece | None:
    """A line may hold e-mail | telephone | town: only the part with the place."""
    text = row.text
    at = row.folded.span(found.start(), found.end())[0] if found else 0
    starts = [m.end() for m in re.finditer(r"[|•·]", text[:at])]
    end = re.search(r"[|•·]", text[at:])
    stop = at + end.start() if end else len(text)
    label = pattern("person", "labels.address").match(row.folded.text)
    begin = max([0, *starts, row.folded.span(label.start(), label.end())[1] if label else 0])
    if is_contact(row) and not starts and not end:
        return None
    return trimmed(row.line, row.start + begin, row.start + stop)
