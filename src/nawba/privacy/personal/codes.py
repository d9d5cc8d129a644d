"""Numbers with letters in them (IBAN, identity cards) and the few digits of a security code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from nawba.privacy.personal.checks import IBAN_LENGTHS, dni, iban
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.pieces import GLUED, Piece
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import tables, words_in

_BETWEEN = 4  # tokens between two parts of one IBAN
_MOST_PARTS = 40
_AFTER_LABEL = 6  # words that may stand between a label and what it names
_MISTYPED = 1  # characters
_MISHEARD = 4  # digits more or fewer than what was meant by numbers in words
_AFTER_CARD = 25  # tokens in which a bare "code" means that of the card
_SHORT_WORDS = frozenset(
    (
        "au",
        "du",
        "de",
        "en",
        "le",
        "la",
        "et",
        "un",
        "is",
        "no",
        "nr",
        "to",
        "at",
        "on",
        "in",
        "of",
        "it",
        "est",
        "the",
        "and",
        "was",
        "les",
        "des",
        "par",
        "sur",
    )
)
_OTHER_WORDS = ("n", "a", "c", "y")  # one letter that is a word: "à 5000", "n 5000"
_MIXED = re.compile(r"(?=(?:[a-z]*\d){4})[a-z0-9]{6,15}")
_LETTERED = re.compile(r"[xyz]?\d{7,8}[a-z]|[a-z]{2}\d{6}[a-d]")


def iban_claims(reading: Reading, runs: Sequence[Sequence[Piece]]) -> Iterator[Claim]:
    """IBANs, from a country's two letters on; with a label also those that do not check."""
    pieces = {piece.first: piece for run in runs for piece in run}
    before = (at for first in pieces for at in range(first - _BETWEEN - 1, first))
    for at in sorted({at for at in before if at >= 0}):
        country, behind = _country(reading, at)
        start = _next(reading, pieces, behind) if country else None
        if start is not None and (claim := _iban(reading, pieces, at, country, start)):
            yield claim


def _country(reading: Reading, at: int) -> tuple[str, int]:
    word = reading.words[at]
    if word in IBAN_LENGTHS:
        return word, at + 1
    first = _letter(reading, at)
    if first and at + 1 < len(reading.words) and (second := _letter(reading, at + 1)):
        for pair in (one + other for one in first for other in second):
            if pair in IBAN_LENGTHS:
                return pair, at + 2
    return "", at


def _letter(reading: Reading, at: int) -> str:
    """The letters that token ``at`` may stand for when it is spelled."""
    word = reading.words[at]
    return word if len(word) == 1 and "a" <= word <= "z" else _named_letters().get(word, "")


@cache
def _named_letters() -> Mapping[str, str]:
    named: dict[str, str] = {}
    for letter in tables()["letters"]:
        for word in words_in("letters", letter):
            named[word] = named.get(word, "") + letter
    return named


def _next(reading: Reading, pieces: Mapping[int, Piece], at: int) -> int | None:
    """The place of the next piece, behind what may stand between."""
    for place in range(at, min(at + _BETWEEN, len(reading.words))):
        if place in pieces:
            return place
        word = reading.words[place]
        if word not in words_in("gaps", "filler") and word not in ".,:":
            return None
    return None


def _iban(
    reading: Reading, pieces: Mapping[int, Piece], first: int, country: str, at: int
) -> Claim | None:
    text, wanted, best = country, IBAN_LENGTHS[country], None
    labelled = any(kind == "IBAN" for kind, _ in reading.before(first, 12))
    for _ in range(_MOST_PARTS):
        text, behind = _joined(reading, pieces, text, at)
        spelled = at in pieces and pieces[at].spoken
        if len(text) > wanted + 4 * (labelled or spelled):
            break
        if len(text) == wanted and iban(text):
            return Claim("IBAN", first, behind, 99)
        if labelled and len(text) >= wanted - 4:
            best = Claim("IBAN", first, behind, 90)
        elif _likely(text, wanted, spelled=spelled):
            best = Claim("IBAN", first, behind, 64 + 24 * (behind - first > wanted // 2))
        following = _part(reading, pieces, behind)
        if following is None:
            break
        at = following
    return best


def _likely(text: str, wanted: int, *, spelled: bool) -> bool:
    """Whether the country's length speaks for it; said, "cent deux" may be 102 or 100 and 2."""
    room = _MISHEARD if spelled else _MISTYPED
    return text[2:4].isdecimal() and wanted - room <= len(text) <= wanted + room and wanted >= 15


def _joined(reading: Reading, pieces: Mapping[int, Piece], text: str, at: int) -> tuple[str, int]:
    if at in pieces:
        return text + pieces[at].digits, pieces[at].behind
    word = reading.words[at]
    named = _letter(reading, at)[:1] if reading.gap(at) else ""
    return text + (named or (word if word.isascii() else "x")), at + 1


def _part(reading: Reading, pieces: Mapping[int, Piece], at: int) -> int | None:
    """The place of the next digits or letters of an IBAN."""
    for place in range(at, min(at + _BETWEEN, len(reading.words))):
        word = reading.words[place]
        if place in pieces or (word in _named_letters() and reading.gap(place)):
            return place
        if word in words_in("gaps", "filler") or word in ".,":
            continue
        if word.isascii() and word.isalpha() and len(word) <= 4:
            spelled = len(word) == 1 or not reading.written(place).islower()
            glued = not reading.gap(place)
            return place if spelled or glued or place + 1 in pieces else None
        return place if _letter(reading, place) else None
    return None


def identity_claims(reading: Reading, runs: Sequence[Sequence[Piece]]) -> Iterator[Claim]:
    """Identity cards and passports: letters with digits, proven by shape, letter or label."""
    for run in runs:
        digits = "".join(piece.digits for piece in run)
        if 4 <= len(digits) <= 12:
            yield from _lettered(reading, run[0].first, run[-1].behind, digits)
    yield from _labelled(reading)
    yield from _dictated(reading, {piece.first: piece for run in runs for piece in run})


def _dictated(reading: Reading, pieces: Mapping[int, Piece]) -> Iterator[Claim]:
    """Digits and letters said in turn behind a label: "huit neuf A A neuf quatre …"."""
    if not pieces:
        return
    labels = [one for one in reading.starting.values() if one.kind == "NATIONAL_ID"]
    if labels:
        signs = _signs(reading, pieces)
        for label in labels:
            found = list(_row(reading, signs, label.behind))
            digits = sum(len(pieces[at].digits) for at in found if at in pieces)
            letters = sum(at not in pieces for at in found)
            if 4 <= digits <= 15 and 1 <= letters <= 5:
                first = _letters_before(reading, found[0], True)
                yield Claim("NATIONAL_ID", first, signs[found[-1]], 94)


def _signs(reading: Reading, pieces: Mapping[int, Piece]) -> Mapping[int, int]:
    """Where digits, or letters that stand beside digits, begin; and the place behind each."""
    digits = {at: piece.behind for at, piece in pieces.items()}
    ends = set(digits.values())
    letters = {at for at in range(len(reading.words)) if _letter(reading, at)} - set(digits)
    beside = {at for at in letters if at + 1 in digits or at in ends}
    second = {at for at in letters if at + 1 in beside or at - 1 in beside}
    return digits | {at: at + 1 for at in beside | second}


def _row(reading: Reading, signs: Mapping[int, int], at: int) -> Iterator[int]:
    """The places of signs that follow each other, the first a few words behind ``at``."""
    far = _AFTER_LABEL
    while (place := _next_sign(reading, signs, at, far)) is not None:
        yield place
        at, far = signs[place], 2


def _next_sign(reading: Reading, signs: Mapping[int, int], at: int, far: int) -> int | None:
    for place in range(at, min(at + far, len(reading.words))):
        if place in signs:
            return place
        if place in reading.starting or reading.words[place] in ".;?!":
            return None
    return None


def _lettered(reading: Reading, first: int, behind: int, digits: str) -> Iterator[Claim]:
    near = reading.before(first, 12)
    labelled = any(kind == "NATIONAL_ID" for kind, _ in near)
    start = _letters_before(reading, first, labelled)
    end = behind + _letter_behind(reading, behind)
    if labelled and near[0][0] not in ("OTHER", "PHONE", "CARD", "IBAN"):
        if start < first or end > behind:
            yield Claim("NATIONAL_ID", start, end, 92)
    elif end > behind and dni(digits, reading.words[behind]):
        yield Claim("NATIONAL_ID", first, end, 76)
    elif start < first and _cin(reading, start, first, digits):
        other = any(kind == "OTHER" for kind, distance in near if distance <= 7)
        yield Claim("NATIONAL_ID", start, behind, 20 if other else 57)


def _letters_before(reading: Reading, first: int, labelled: bool) -> int:
    """The place of up to three letters spelled or written just before ``first``."""
    word = reading.words[first - 1] if first else ""
    if 2 <= len(word) <= 3 and word.isascii() and word.isalpha():
        joined = labelled or not reading.gap(first) or reading.written(first - 1).isupper()
        joined = joined and first - 1 not in reading.inside
        return first - 1 if joined and word not in _SHORT_WORDS else first
    at = first
    while at and at > first - 3 and _letter(reading, at - 1):
        at -= 1
    single = first - at == 1 and reading.words[at] in _OTHER_WORDS
    return first if single else at


def _letter_behind(reading: Reading, behind: int) -> int:
    word = reading.words[behind] if behind < len(reading.words) else ""
    alone = len(word) == 1 and word.isascii() and word.isalpha()
    return int(alone and (not reading.gap(behind) or reading.written(behind).isupper()))


def _cin(reading: Reading, start: int, first: int, digits: str) -> bool:
    written = "".join(reading.written(at) for at in range(start, first))
    least = 5 if not reading.gap(first) else 6  # "IL 60614" is a place in Illinois
    if "-" in reading.gap(first):
        return False
    return len(written) <= 2 and written.isupper() and least <= len(digits) <= 6


def _labelled(reading: Reading) -> Iterator[Claim]:
    """Any word of letters and digits behind a label, and shapes that need none."""
    if not GLUED.search(reading.folded.text):
        return
    at = 0
    while at < len(reading.words):
        end = at + 1
        while end < len(reading.words) and reading.words[end].isalnum() and not reading.gap(end):
            end += 1
        if end > at + 1:
            yield from _mixed(reading, at, end)
        at = end


def _mixed(reading: Reading, at: int, end: int) -> Iterator[Claim]:
    word = "".join(reading.words[at:end])
    near = [kind for kind, _ in reading.before(at, 8) if kind not in ("WEAK", "SMALL")]
    if _MIXED.fullmatch(word) and near[:1] == ["NATIONAL_ID"]:
        yield Claim("NATIONAL_ID", at, end, 93)
    elif _LETTERED.fullmatch(word) and "OTHER" not in near and reading.written(end - 1).isupper():
        yield Claim("NATIONAL_ID", at, end, 60)


def code_claims(
    reading: Reading, runs: Sequence[Sequence[Piece]], cards: Sequence[Claim]
) -> Iterator[Claim]:
    """Security codes: three or four digits that a label names, or that follow a card's number."""
    behind_cards = [card.behind for card in cards if card.type == "CARD" and card.weight >= 50]
    for run in runs:
        for part in (run, *_split(run)):
            if _is_code(reading, part, behind_cards):
                yield Claim("CVV", part[0].first, part[-1].behind, 88)


def _split(run: Sequence[Piece]) -> Iterator[Sequence[Piece]]:
    """The last or first pieces of the run where they stand apart."""
    for at in range(1, len(run)):
        if run[at].loose and len(run) - at <= 4:
            yield run[at:]
    for at in range(1, len(run)):
        if run[at].loose and at <= 4:
            yield run[:at]


def _length(run: Sequence[Piece]) -> int:
    return sum(len(piece.digits) for piece in run)


def _is_code(reading: Reading, part: Sequence[Piece], cards: Sequence[int]) -> bool:
    first, behind = part[0].first, part[-1].behind
    if not 3 - part[0].spoken <= _length(part) <= 4:
        return False
    before = [one for one in reading.before(first, 9) if one[0] != "WEAK"]
    after = [kind for kind, _ in reading.behind(behind, 5)]
    unit = reading.words[behind : behind + 1]
    if unit and unit[0] in words_in("gaps", "not_counted"):
        return False
    near_card = any(0 <= first - card <= _AFTER_CARD for card in cards)
    nearest = before[0][0] if before else ""
    if _length(part) < 3:  # "dix neuf" may have been 10 and 9
        meant = nearest == "CVV" or (near_card and nearest == "SMALL")
        return meant and before[0][1] <= 4 and behind - first >= 2
    if nearest == "CVV" or (nearest in ("SMALL", "CARD") and "CVV" in [k for k, _ in before[:3]]):
        return True
    if "CVV" in after[:1] and nearest in ("", "CARD", "EXPIRY", "SMALL"):
        return True
    return near_card and nearest == "SMALL"
