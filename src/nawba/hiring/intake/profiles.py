"""What was read of a document, as it is kept; and what was stated afterwards beside it.

A statement is a line of its own, numbered from ``FIRST_STATEMENT``: no document has so many lines.
A fact that it makes names that line, as any fact names the line that it was read from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from nawba.domain.candidates import Fact, Line, Profile, Reading
from nawba.domain.words import Json
from nawba.hiring.documents.reader import reading_of
from nawba.hiring.facts.finding import VERSION, find_facts
from nawba.hiring.matching.plain import plain
from nawba.store.statements import Row

FIRST_STATEMENT = 100_000

_LAST_DIGITS = 9
"""Of a telephone number: the same with and without the country's code."""


def facts_of(reading: Reading, today: date) -> tuple[Fact, ...]:
    """The facts of a document, each with an id that stays the same however often it is read.

    The id tells kind, first line and words (as a hash): what is mended in one document is not
    taken for another fact of the next one.
    """
    return tuple(_named(find_facts(reading, today)))


def _named(facts: Iterable[Fact]) -> Iterator[Fact]:
    times: Counter[str] = Counter()
    for one in facts:
        words = hashlib.blake2b(one.quote.encode(), digest_size=3).hexdigest()
        name = f"{one.kind}-{one.lines[0]}-{words}"
        times[name] += 1
        yield replace(one, id=name if times[name] == 1 else f"{name}-{times[name]}")


def profile_of(reading: Reading, facts: Sequence[Fact]) -> Json:
    """What is kept of a document as JSON: ``reading`` (pages, lines with boxes, notes), ``facts``
    and the ``version`` of the rules that found them."""
    told = [{**asdict(one), "value": dict(one.value)} for one in facts]
    return {"version": VERSION, "reading": asdict(reading), "facts": told}


def read_profile(told: Mapping[str, Any]) -> Profile:
    """What ``profile_of`` wrote."""
    facts = (Fact(**{**one, "lines": tuple(one["lines"])}) for one in told["facts"])
    return Profile(reading_of(told["reading"]), tuple(facts), told["version"])


def facts_with_statements(facts: Iterable[Fact], said: Sequence[Row]) -> tuple[Fact, ...]:
    """``facts`` with what was stated: it stands instead of what was read where it says so.

    ``said`` are rows of ``candidate_statements``; of two about the same fact the later holds.
    """
    known = {one.id: one for one in facts}
    for one in sorted(said, key=lambda row: row.number):
        known.pop(one.instead_of, None)
        if one.value:
            line = FIRST_STATEMENT + one.number
            known[one.id] = Fact(one.kind, one.value, (line,), one.words, id=one.id)
    return tuple(known.values())


def lines_of_statements(said: Iterable[Row]) -> tuple[Line, ...]:
    """The statements as lines, to be shown below those of the document."""
    return tuple(Line(FIRST_STATEMENT + one.number, one.words, "said") for one in said)


def keys_of(facts: Iterable[Fact]) -> list[tuple[str, str]]:
    """By what the person is known again: an address or a number, together with the name.

    Those of a referee or of a recruiting office stand in many people's documents: alone they would
    make one person of them. An e-mail address goes with any word of the name, a number, which
    families share, with all of it.
    """
    told = list(facts)
    words = sorted({word for one in told if one.kind == "name" for word in _words(one)})
    found: dict[tuple[str, str], None] = {}
    for one in told:
        if one.kind == "email":
            address = str(one.value["text"]).casefold()
            found.update({("email", f"{address} {word}"): None for word in words or [""]})
        elif one.kind == "phone":
            digits = "".join(filter(str.isdecimal, str(one.value["digits"] or one.value["text"])))
            found["phone", f"{digits[-_LAST_DIGITS:]} {' '.join(words)}"] = None
    return list(found)


def _words(name: Fact) -> list[str]:
    return [word for word in plain(str(name.value["full"])).split() if len(word) > 1]
