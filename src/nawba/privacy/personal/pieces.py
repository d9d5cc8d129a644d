"""Digits as they are written or said, linked into runs that may be one number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nawba.domain.number_words import find_spelled
from nawba.domain.phrases import Token
from nawba.privacy.personal.cues import (
    CODE,
    COUNTRY,
    DIGIT,
    DOUBLE,
    MAIL,
    NUMBER,
    SPELLED,
    STREET,
    most_digits,
)
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import words_in

GLUED = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
"""A digit and a letter side by side: postcodes and many identity cards have them."""

_SIGNS = frozenset(".,/()")
_MOST_BETWEEN = 4  # tokens between two pieces of one number
_BEFORE_TENS = frozenset(("cent", "cents", "mille", "hundred", "thousand", "and", "et", "million"))
_APART = 8  # tokens: digits farther apart are in no number together, spelled letters and all
_LEAST, _LEAST_OF_CODE = 4, 2  # digits of any number that names somebody; of a card's code
_LONGEST = 15  # digits of one spoken piece: nobody says more in one


@dataclass(frozen=True)
class Piece:
    """``digits`` at tokens ``first`` up to ``behind``; ``weak`` may be an article ("un").

    ``loose``: what stands before it may also part two numbers.
    """

    digits: str
    first: int
    behind: int
    spoken: bool
    weak: bool = False
    loose: bool = False


def find_runs(reading: Reading) -> Sequence[Sequence[Piece]]:
    """Pieces in order, cut where something stands between that is no part of a number."""
    return reading.once(_runs)


def _runs(reading: Reading) -> list[list[Piece]]:
    runs: list[list[Piece]] = []
    if not reading.has(NUMBER):
        return runs
    for piece in _beside(_pieces(reading)):
        before = runs[-1][-1] if runs else None
        link = _link(reading, before, piece) if before else None
        if link is None:
            runs.append([piece])
        else:
            runs[-1].append(replace(piece, loose=link))
    return runs


def may_name(reading: Reading) -> bool:
    """Whether the digits of a text are many enough, and near enough, to be somebody's number.

    Where this is False, ``find_runs`` finds nothing that any reader of numbers, mails or streets
    would make something of: it is not asked then.
    """
    places = reading.places(NUMBER)
    if not places or reading.has(STREET | MAIL | DOUBLE):
        return bool(places)
    if reading.has(DIGIT) and GLUED.search(reading.folded.text):
        return True
    least = _LEAST_OF_CODE if reading.has(CODE) else _LEAST
    digits, before = 0, 0
    for at in places:
        digits = most_digits(reading.words[at]) + (digits if at - before <= _APART else 0)
        if digits >= least or _country_before(reading, at):
            return True
        before = at
    return False


def _country_before(reading: Reading, at: int) -> bool:
    """Whether an account's number may go on at ``at``: its country is all that needs no digits."""
    place = at - 1
    while place > at - _MOST_BETWEEN and place >= 0 and _fills(reading.words[place]):
        place -= 1
    if place < 0 or not reading.gives(place, COUNTRY | SPELLED):
        return False
    return reading.gives(place, COUNTRY) or (place > 0 and reading.gives(place - 1, SPELLED))


def _fills(word: str) -> bool:
    return word in ".,:" or word in words_in("gaps", "filler")


def _link(reading: Reading, one: Piece, other: Piece) -> bool | None:
    """Whether the two may be apart (True) or are close (False); None if they are not linked."""
    if one.spoken != other.spoken and (one.weak or other.weak):
        return None
    between = reading.words[one.behind : other.first]
    if len(between) > _MOST_BETWEEN:
        return None
    loose = not one.spoken and "\n" in _blank(reading, one, other)
    for word in between:
        if word in _SIGNS:
            loose = loose or (word == "," and not (one.spoken and other.spoken))
        elif word in words_in("gaps", "filler"):
            loose = loose or word in words_in("gaps", "hard")
        else:
            return None
    return loose


def _blank(reading: Reading, one: Piece, other: Piece) -> str:
    return reading.folded.text[
        reading.tokens[one.behind - 1].end : reading.tokens[other.first].start
    ]


def _pieces(reading: Reading) -> list[Piece]:
    spoken = list(_spoken(reading))
    numeric = [(at, reading.words[at]) for at in reading.places(NUMBER)]
    taken = {at for piece in spoken for at in range(piece.first, piece.behind)}
    written = [
        Piece(word, at, at + 1, False)
        for at, word in numeric
        if word.isdecimal() and at not in taken
    ]
    zeros = [
        Piece("0", at, at + 1, True, weak=True)
        for at, word in numeric
        if word in words_in("gaps", "zero") and at not in taken
    ]
    found = sorted([*spoken, *written, *zeros], key=lambda piece: piece.first)
    return list(_doubled(found, reading))


def _beside(found: Sequence[Piece]) -> Iterator[Piece]:
    """``found`` without zeros that stand alone ("oh well")."""
    for at, piece in enumerate(found):
        before, after = found[at - 1 : at], found[at + 1 : at + 2]
        alone = not any(piece.first - one.behind <= 1 for one in before)
        alone = alone and not any(one.first - piece.behind <= 1 for one in after)
        if not (piece.weak and piece.digits == "0" and alone):
            yield piece


def _spoken(reading: Reading) -> Iterator[Piece]:
    if all(reading.words[at].isdigit() for at in reading.places(NUMBER)):
        return
    said = [one for part in _units(reading) for one in find_spelled(part, reading.language)]
    if not said:
        return
    starts = {token.start: at for at, token in enumerate(reading.tokens)}
    ends = {token.end: at for at, token in enumerate(reading.tokens)}
    for found in said:
        first = starts.get(found.start, starts.get(found.start - 1))
        digits = str(found.value)
        if first is not None and len(digits) <= _LONGEST:
            yield Piece(digits, first, ends[found.end] + 1, True, weak=found.weak)


def _units(reading: Reading) -> Iterator[Sequence[Token]]:
    """The tokens, cut before "quatre-vingt" in "quarante quatre-vingt-dix": hyphens bind."""
    if "-" not in reading.folded.text:
        yield reading.tokens
        return
    begin = 0
    for at in range(1, len(reading.tokens) - 1):
        starts = reading.gap(at) == " " and reading.gap(at + 1) == "-"
        if starts and reading.words[at - 1] not in _BEFORE_TENS:
            yield reading.tokens[begin:at]
            begin = at
    yield reading.tokens[begin:]


def _doubled(found: Sequence[Piece], reading: Reading) -> Iterator[Piece]:
    """``found`` with "double six" and "triple zéro" read as they are meant."""
    for piece in found:
        word = reading.words[piece.first - 1] if piece.first else ""
        times = 2 * (word in words_in("gaps", "double")) or 3 * (word in words_in("gaps", "triple"))
        if times:
            digits = piece.digits[0] * times + piece.digits[1:]
            yield replace(piece, digits=digits, first=piece.first - 1, weak=False)
        else:
            yield piece
