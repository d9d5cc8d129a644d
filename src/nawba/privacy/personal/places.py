"""Postal addresses: a number and a street with what follows, up to the town."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from nawba.privacy.personal.cues import DIGIT, STATE, STREET
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.pieces import Piece
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import phrases, role, words_in

_MOST = 24  # tokens of an address
_BRITISH = re.compile(r"[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}(?!\w)")
_CANADIAN = re.compile(r"[a-z]\d[a-z] ?\d[a-z]\d(?!\w)")
_PLUS_FOUR = re.compile(r"-\d{4}(?!\d)")
_BACK = 16  # tokens before the end of an address
_LINE = 4  # words of a line before its number
_PREFIX = 9  # tokens before the street's number
_NAME = 5  # words of a street's name


def place_claims(reading: Reading, runs: Collection[Collection[Piece]]) -> Iterator[Claim]:
    """What may be a postal address."""
    numbers = {
        at: piece for run in runs for piece in run for at in range(piece.first, piece.behind)
    }
    for at in _ending_places(reading):
        yield from _by_its_end(reading, at, numbers)
    for at in reading.places(STREET):
        word = reading.words[at]
        following = reading.words[at + 1 : at + 2]
        if following and following[0].isdecimal() and not reading.gap(at + 1):
            continue  # "av283251" is no avenue
        if word in words_in("streets", "before") or word[1:] in _arabic(word):
            yield from _street(reading, at, numbers)
        if word in words_in("streets", "after") or word in words_in("streets", "rare"):
            yield from _english(reading, at, numbers)


def _ending_places(reading: Reading) -> Sequence[int]:
    """Where a state or a postcode may stand: both have digits, in their first or next word."""
    if not reading.has(DIGIT):
        return ()
    digits = set(reading.places(DIGIT))
    return sorted({*reading.places(STATE), *digits, *(at - 1 for at in digits if at)})


def _arabic(word: str) -> Collection[str]:
    """The street words that may be written as one with "and" or "in"."""
    return words_in("streets", "before") if word[0] in "وفب" and len(word) > 3 else ()


def _street(reading: Reading, at: int, numbers: dict[int, Piece]) -> Iterator[Claim]:
    """ "12 rue des Lilas …", "شارع الحسن الثاني رقم 5 …"."""
    start = _number_before(reading, at, numbers)
    end = _end(reading, at + 1, numbers)
    word = reading.words[at]
    named = end > at + 1 and reading.words[at + 1] not in ",."
    weight = (
        45
        + 25 * (start < at)
        + 25 * _announced(reading, start)
        + 18 * _has_number(at + 1, end, numbers)
    )
    weak = word in words_in("streets", "weak")
    weight += 8 * _has_city(reading, at, end) - 20 * weak + 10 * (not weak)
    if named and end - at >= 2:
        yield Claim("ADDRESS", start, end, min(weight, 96))


def _number_before(reading: Reading, at: int, numbers: dict[int, Piece]) -> int:
    start = at
    while start and at - start < 4 and _part_of_number(reading, start - 1, numbers):
        start -= 1
    while start < at and start not in numbers:
        if reading.words[start] in words_in("streets", "unit") and start + 1 in numbers:
            break
        start += 1
    return _within(reading, _unit_before(reading, start, numbers), numbers)


def _within(reading: Reading, start: int, numbers: dict[int, Piece]) -> int:
    """``start`` moved before what the street lies in: "résidence X, bâtiment B, 12 rue …"."""
    for at in range(max(0, start - _PREFIX), start):
        word = reading.words[at]
        if word not in words_in("streets", "within") or at in numbers:
            continue
        between = range(at + 1, start)
        if all(_fits(reading, place, numbers) for place in between):
            return at
    return start


def _fits(reading: Reading, at: int, numbers: dict[int, Piece]) -> bool:
    word = reading.words[at]
    short = at in numbers and len(numbers[at].digits) <= 4
    small = word in words_in("streets", "small") or word in words_in("streets", "unit")
    return short or small or word == "," or (word.isalpha() and not _ends(reading, at))


def _part_of_number(reading: Reading, at: int, numbers: dict[int, Piece]) -> bool:
    word = reading.words[at]
    if at in numbers:
        return len(numbers[at].digits) <= 4
    return word == "," or word in words_in("streets", "around") or word in ("n", "numero", "°")


def _unit_before(reading: Reading, start: int, numbers: dict[int, Piece]) -> int:
    """``start`` moved before "appartement 4," and "Flat 2,"."""
    at = start
    if at and reading.words[at - 1] in words_in("streets", "unit"):
        return at - 1
    if at and reading.words[at - 1] == ",":
        at -= 1
    place = at
    while place and at - place < 2 and (place - 1 in numbers or len(reading.words[place - 1]) == 1):
        place -= 1
    if place < at and place and reading.words[place - 1] in words_in("streets", "unit"):
        return place - 1
    return start


def _english(reading: Reading, at: int, numbers: dict[int, Piece]) -> Iterator[Claim]:
    """ "22 Baker Street, London NW1 6XE": from the number before the name."""
    start = at
    while start and at - start < 5 and _in_name(reading, start - 1, numbers):
        start -= 1
    first = start
    while first and start - first < 3 and first - 1 in numbers:
        first -= 1
    if first == start or start == at:
        return
    if sum(1 for _ in {numbers[place].first for place in range(first, start)}) > 4:
        return
    first = _unit_before(reading, first, numbers)
    end = _end(reading, at + 1, numbers)
    weight = 70 - 16 * (reading.words[at] in words_in("streets", "weak"))
    if reading.words[at] not in words_in("streets", "after"):
        weight = 40
    weight += 20 * _announced(reading, first) + 8 * _has_city(reading, at, end)
    yield Claim("ADDRESS", first, end, min(weight, 95))


def _in_name(reading: Reading, at: int, numbers: dict[int, Piece]) -> bool:
    word = reading.words[at]
    return word.isalpha() and at not in numbers and not _ends(reading, at)


def _end(reading: Reading, at: int, numbers: dict[int, Piece]) -> int:
    """The place behind the last token of the address whose street's name starts at ``at``."""
    end, named, place = at, 0, at
    while place < min(len(reading.words), at + _MOST):
        step, room, kept = _step(reading, place, numbers, named)
        if not step:
            break
        place, named = place + step, room
        end = place if kept else end
    return min(end, len(reading.words))


def _step(
    reading: Reading, at: int, numbers: dict[int, Piece], named: int
) -> tuple[int, int, bool]:
    """How many tokens belong to the address at ``at``, how much name is then used up, and whether
    the address may end with them."""
    word = reading.words[at]
    if length := _postcode(reading, at) or _zip(reading, at):
        return length, _NAME, True
    if at in numbers:
        long = len(numbers[at].digits) > 6
        return (0, 0, False) if long else (numbers[at].behind - at, _NAME - 3, True)
    if city := phrases("cities").match(reading.words, at):
        return city[1], _NAME, True
    if word in words_in("streets", "unit") or word in words_in("streets", "before"):
        return 1, 0, True
    if _new_line(reading, at):
        return 1, min(named, _NAME - 2), False
    if word in ",.":
        return int(word == "," or len(reading.words[at - 1]) <= 3), min(named, _NAME - 2), False
    if word in words_in("streets", "small") and _word_behind(reading, at):
        return 1, named, False
    goes_on = word.isalnum() and named < _NAME and not _ends(reading, at)
    if goes_on and reading.words[at - 1] == "," and reading.written(at).islower():
        goes_on = not any(reading.written(place)[:1].isupper() for place in (at - 2, at - 3))
    return int(goes_on), named + 1, True


def _new_line(reading: Reading, at: int) -> bool:
    """Whether an address goes on in a new line: with a capital, or with a number in it."""
    if reading.written(at) != "\n" or at + 1 >= len(reading.words):
        return False
    near = reading.words[at + 1 : at + 2 + _LINE]
    return reading.written(at + 1)[:1].isupper() or any(map(str.isdecimal, near))


def _postcode(reading: Reading, at: int) -> int:
    """How many tokens a British or Canadian postcode takes at ``at``, else 0."""
    start = reading.tokens[at].start
    match = _BRITISH.match(reading.folded.text, start) or _CANADIAN.match(
        reading.folded.text, start
    )
    if match is None:
        return 0
    ends = (n for n in range(1, 7) if reading.tokens[at : at + n][-1].end == match.end())
    return next(ends, 0)


def _zip(reading: Reading, at: int) -> int:
    """How many tokens a state of the USA with its zip code takes at ``at``, else 0."""
    if reading.words[at] not in words_in("streets", "states"):
        return 0
    comma = reading.words[at + 1 : at + 2] == (",",)
    code = reading.words[at + 1 + comma : at + 2 + comma]
    if comma and code and len(code[0]) in (4, 5) and code[0].isdecimal():
        return 3
    if not code or not code[0].isdecimal() or len(code[0]) != 5 or reading.gap(at + 1) != " ":
        return 0
    rest = reading.folded.text[reading.tokens[at + 1].end :][:6]
    return 3 if _PLUS_FOUR.match(rest) else 2


def _by_its_end(reading: Reading, at: int, numbers: dict[int, Piece]) -> Iterator[Claim]:
    """An address known by what only stands at its end: a state with zip code, a British postcode.

    It begins at the farthest number that no other kind of word parts from the end.
    """
    length = _zip(reading, at) or _postcode(reading, at)
    if not length:
        return
    start, place = at, at - 1
    while place >= 0 and at - place < _BACK and not _parts(reading, place):
        if place in numbers and len(numbers[place].digits) <= 5:
            start = numbers[place].first
        elif reading.words[place] in words_in("streets", "forces"):
            start = place
        place -= 1
    start = _unit_before(reading, start, numbers)
    if at - start >= 2:
        yield Claim("ADDRESS", start, at + length, 97)


def _parts(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    if word in words_in("streets", "unit"):
        return False
    if reading.written(at) == "\n" or word in words_in("streets", "forces"):
        return False
    return _ends(reading, at) or not (word.isalnum() or word in ",.-#/")


def _word_behind(reading: Reading, at: int) -> bool:
    following = reading.words[at + 1 : at + 2]
    return bool(following) and following[0].isalnum() and not _ends(reading, at + 1)


def _ends(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return word in words_in("streets", "end") or (
        at in reading.starting
        and reading.starting[at].kind not in ("WEAK",)
        and word not in words_in("streets", "unit")
    )


def _announced(reading: Reading, at: int) -> bool:
    places = range(max(0, at - 6), at)
    return any(role("streets", "intro").match(reading.words, place) for place in places)


def _has_number(at: int, end: int, numbers: dict[int, Piece]) -> bool:
    return any(place in numbers for place in range(at, end))


def _has_city(reading: Reading, at: int, end: int) -> bool:
    places = range(at + 1, end)
    return any(phrases("cities").match(reading.words, place) for place in places)
