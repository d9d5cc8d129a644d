"""Cards, telephones, accounts, identity numbers and security codes among runs of digits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nawba.privacy.personal.checks import card_brand, luhn
from nawba.privacy.personal.cues import DIGIT
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.pieces import Piece
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import words_in
from nawba.privacy.personal.weights import Number, weigh

_LEAST, _MOST = 6, 26  # digits
_EXTENSIONS = ("x", "ext", "extension", "poste")
_LITTLE = 3  # words beside a number that was asked for: "yes it's …"
_TORN = 12  # taken from a claim that begins or ends inside a run
_DATE = re.compile(
    r"(?<![\d/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}"
    r"|\d{1,2}[/-](?:20)?\d{2}|\d{1,2}:\d{2}(?::\d{2})?)(?![\d/.-]?\d)"
)


def number_claims(reading: Reading, runs: Sequence[Sequence[Piece]]) -> list[Claim]:
    """What the digits of a text may be, overlaps and all."""
    return [claim for run in runs for claim in _of_run(reading, run)]


def without_dates(reading: Reading, runs: Sequence[Sequence[Piece]]) -> list[Sequence[Piece]]:
    """``runs`` cut where a date or a time of day stands."""
    if not reading.has(DIGIT):
        return list(runs)
    dated = _dated(reading)
    return [part for run in runs for part in _undated(run, dated) if part]


def _dated(reading: Reading) -> set[int]:
    starts = dict(match.span() for match in _DATE.finditer(reading.folded.text))
    if not starts:
        return set()
    places, end = set[int](), -1
    for at, token in enumerate(reading.tokens):
        end = max(end, starts.get(token.start, -1))
        if token.start < end:
            places.add(at)
    return places


def _undated(run: Sequence[Piece], dated: set[int]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for piece in run:
        if piece.first in dated and not piece.spoken:
            yield part
            part = []
        else:
            part.append(piece)
    yield part


def _of_run(reading: Reading, run: Sequence[Piece]) -> Iterator[Claim]:
    if sum(len(piece.digits) for piece in run) < _LEAST:
        return
    for at in range(len(run)):
        labels, plus = reading.before(run[at].first), _plus(reading, run[at].first)
        digits = ""
        for end in range(at, len(run)):
            digits += run[end].digits
            if len(digits) > _MOST:
                break
            if len(digits) >= _LEAST:
                window = run[at : end + 1]
                torn = _TORN * (_inside(run, at) + _inside(run, end + 1))
                if torn > _TORN and not (labels or plus) and not _sure(digits):
                    continue
                yield from _claims(reading, window, digits, labels, plus, torn)


def _sure(digits: str) -> bool:
    """Whether ``digits`` may be a number even in the midst of others."""
    home = len(digits) == 10 and digits[0] == "0"
    return home or (13 <= len(digits) <= 16 and card_brand(digits) and luhn(digits))


def _inside(run: Sequence[Piece], at: int) -> bool:
    """Whether the place before ``run[at]`` is inside a number for all that can be seen."""
    return 0 < at < len(run) and not run[at].loose


def _claims(
    reading: Reading,
    window: Sequence[Piece],
    digits: str,
    labels: Sequence[tuple[str, int]],
    plus: int,
    torn: int,
) -> Iterator[Claim]:
    behind = window[-1].behind
    after = [] if labels else [(kind, d + 1) for kind, d in reading.behind(behind, 6)]
    unit = reading.words[behind : behind + 1]
    counted = bool(unit) and unit[0] in words_in("gaps", "not_counted")
    groups = tuple(len(piece.digits) for piece in window)
    spoken = any(piece.spoken for piece in window)
    alone = len(reading.words) - (behind - window[0].first) <= _LITTLE
    trunk = any(_bracketed_zero(reading, piece) for piece in window[1:])
    number = Number(digits, groups, spoken, plus > 0, [*labels, *after], counted, trunk, alone)
    crossed = sum(4 for piece in window[1:] if piece.loose and not spoken)
    for kind, weight in weigh(number):
        if weight - torn - crossed >= 40:
            first = window[0].first - (plus if kind == "PHONE" else 0)
            end = _extension(reading, behind) if kind == "PHONE" else behind
            yield Claim(kind, first, end, weight - torn - crossed)


def _bracketed_zero(reading: Reading, piece: Piece) -> bool:
    around = reading.words[piece.first - 1], *reading.words[piece.behind : piece.behind + 1]
    return piece.digits == "0" and around == ("(", ")")


def _extension(reading: Reading, behind: int) -> int:
    """The place behind "x123", "ext. 123", "poste 123" that follows a telephone number."""
    at = behind
    if reading.words[at : at + 1] and reading.words[at] in _EXTENSIONS:
        at += 2 if reading.words[at + 1 : at + 2] == (".",) else 1
        inner = reading.words[at : at + 1]
        if inner and inner[0].isdecimal() and len(inner[0]) <= 5:
            return at + 1
    return behind


def _plus(reading: Reading, first: int) -> int:
    """How many tokens before ``first`` are a plus sign, said or written, or a bracket."""
    words, at = reading.words, first
    while at and words[at - 1] in "+(" and at > first - 2:
        at -= 1
    if at and words[at - 1] in words_in("gaps", "plus"):
        at -= 1
    has = any(word == "+" or word in words_in("gaps", "plus") for word in words[at:first])
    return first - at if has else 0
