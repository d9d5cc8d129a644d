"""What the person wishes and can: when, which shifts, where, for how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nawba.domain.candidates import Fact
from nawba.domain.folded import fold
from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.lexicon import compiled, meaning_of, meanings, pattern, table
from nawba.hiring.facts.places import cities_in, country_in
from nawba.hiring.facts.rows import Piece, Row, fact

_AMOUNT = re.compile(
    r"(?<!\d)\d{1,3}(?:[ .,]\d{3})+(?!\d)|(?<!\d)\d{3,7}(?!\d)|(?<!\d)(\d{1,3})\s?k(?!\w)"
)
_COUNT = re.compile(r"(?<!\d)(\d{1,3})\s*")


def find_wishes(rows: Sequence[Row]) -> list[Fact]:
    """Availability, notice, shifts, sites, right to work and salary wish, of lines outside jobs."""
    found: list[Fact] = []
    for row in rows:
        for reader in (_available, _notice, _shift, _sites, _right, _salary):
            found.extend(reader(row))
    return found


def _sentence(row: Row, at: int) -> Piece | None:
    """The clause around ``at``: up to a full stop, a bar or a semicolon."""
    text = row.folded.text
    start = max(
        (text.rfind(mark, 0, at) + len(mark) for mark in (". ", ";", "|") if mark in text[:at]),
        default=0,
    )
    ends = [text.find(mark, at) for mark in (". ", ";", "|")]
    return row.piece(start, min([end for end in ends if end >= 0], default=len(text)))


def _labelled(row: Row, kind: str) -> Iterator[tuple[Piece, str]]:
    label = pattern("person", f"labels.{kind}").search(row.folded.text)
    piece = _sentence(row, label.start()) if label else None
    if piece is not None:
        yield piece, fold(piece.text)


def _available(row: Row) -> Iterator[Fact]:
    for piece, text in _labelled(row, "availability"):
        dates = find_stretches(text)
        now = pattern("person", "when.now").search(text)
        if dates:
            value = {"from": dates[0].first or dates[0].last, "text": piece.text}
        elif now:
            value = {"from": "", "text": piece.text}
        else:
            continue
        yield fact("availability", value, [piece])


def _notice(row: Row) -> Iterator[Fact]:
    for piece, text in _labelled(row, "notice"):
        days = _days(text)
        if days is not None:
            yield fact("notice", {"days": days, "text": piece.text}, [piece])


def _days(text: str) -> int | None:
    """*30 days*, *deux mois* by digits or by a unit alone (*un mois*); none is 0."""
    units, meaning = meanings("person", "units")
    unit = units.search(text)
    if unit is None:
        none = compiled("aucun; none; sans; sin; sem; no; بدون").search(text)
        return 0 if none else None
    count = _COUNT.search(text[: unit.start()])
    each = int(meaning_of(unit, meaning))
    return each * (int(count[1]) if count else _spelled(text[: unit.start()]))


def _spelled(text: str) -> int:
    numbers = {
        2: "deux; two; dos; dois",
        3: "trois; three; tres; três; ثلاثة; ثلاث",
        4: "quatre; four; cuatro; quatro",
    }
    return next((n for n, words in numbers.items() if compiled(words).search(text)), 1)


def _shift(row: Row) -> Iterator[Fact]:
    text = row.folded.text
    if not pattern("person", "when.shift_context").search(text):
        return
    words, meaning = meanings("person", "shifts")
    hits = list(words.finditer(text))
    kinds = {meaning_of(one, meaning) for one in hits}
    if not kinds:
        return
    piece = row.piece(hits[0].start(), hits[-1].end())
    ordered = [kind for kind in table("person")["shifts"] if kind in kinds]
    if piece is not None:
        yield fact("shift", {"kinds": ordered, "text": piece.text}, [piece], 0.8)


def _sites(row: Row) -> Iterator[Fact]:
    for whole, text in _labelled(row, "site"):
        cities = [one for one in cities_in(row.folded.text) if fold(one[0][0]).strip() in text]
        for found, country in cities:
            city = row.piece(found.start("word"), found.end("word"))
            if city is not None:
                value = {"city": city.text, "country": country, "text": whole.text}
                yield fact("site", value, [whole, city])
        if not cities:
            value = {"city": "", "country": country_in(text), "text": whole.text}
            yield fact("site", value, [whole])


def _right(row: Row) -> Iterator[Fact]:
    for piece, text in _labelled(row, "right_to_work"):
        yield fact("right_to_work", {"text": piece.text, "country": country_in(text)}, [piece])


def _salary(row: Row) -> Iterator[Fact]:
    for piece, text in _labelled(row, "salary_wish"):
        amount = _AMOUNT.search(text)
        if amount is None:
            continue
        number = int(amount[1]) * 1000 if amount[1] else int(re.sub(r"\D", "", amount[0]))
        value = {
            "text": piece.text,
            "amount": number,
            "currency": _meant("money", text),
            "period": _meant("periods", text),
        }
        yield fact("salary_wish", value, [piece])


def _meant(section: str, text: str) -> str:
    words, meaning = meanings("person", section)
    found = words.search(re.sub(r"(\d)(?=[a-z€$£])", r"\1 ", text))
    return meaning_of(found, meaning) if found else ""
