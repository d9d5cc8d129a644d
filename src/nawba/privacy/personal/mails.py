"""E-mail addresses, written or dictated ("karim point benali arobase gmail point com")."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from nawba.privacy.personal.cues import MAIL
from nawba.privacy.personal.entity import Claim
from nawba.privacy.personal.pieces import Piece
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import role, words_in

_WRITTEN = re.compile(
    r"[\w.+%'-]{1,64}\s?(?:@|\(at\)|\[at\]|\(a\))\s?[\w-]{1,63}(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)[\w-]{2,63}){1,5}"
)
_GLUED = re.compile(
    r"\b[a-z][a-z0-9._-]{1,40}(?: \d{1,4})? ?"
    r"(?:gmail|hotmail|yahoo|outlook|icloud)\.?(?:com|fr|net)\b"
)
_SIGNS = ("@", "(a", "[at]", "mail", "yahoo", "outlook", "icloud")  # one is in each of the two
_MOST_LOCAL = 24  # tokens
_MOST_DOMAIN = 8
_MOST_PLAIN = 3  # words in a row with nothing said between: "karim benali arobase …"


def mail_claims(reading: Reading, runs: Collection[Collection[Piece]]) -> Iterator[Claim]:
    """Every address; its local part said in words begins behind a word that no address has."""
    yield from _written(reading)
    numbers = {at for run in runs for p in run for at in range(p.first, p.behind)}
    for at in reading.places(MAIL):
        word = reading.words[at]
        strong = word in words_in("mail", "at") or word == "@"
        if strong or word in words_in("mail", "at_weak"):
            end, named = _domain(reading, at + 1)
            start = _local(reading, at, numbers)
            if start < at and (named or (strong and end > at + 1)):
                yield Claim("EMAIL", start, end, 95)


def _written(reading: Reading) -> Iterator[Claim]:
    if not any(sign in reading.folded.text for sign in _SIGNS):
        return
    starts = {token.start: at for at, token in enumerate(reading.tokens)}
    ends = {token.end: at for at, token in enumerate(reading.tokens)}
    for pattern, weight in ((_WRITTEN, 97), (_GLUED, 70)):
        for match in pattern.finditer(reading.folded.text):
            first = _at_or_after(starts, match.start(), match.end())
            last = _at_or_before(ends, match.start(), match.end())
            if first is not None and last is not None:
                yield Claim("EMAIL", first, last + 1, weight)


def _at_or_after(places: dict[int, int], start: int, end: int) -> int | None:
    return next((places[one] for one in range(start, end) if one in places), None)


def _at_or_before(places: dict[int, int], start: int, end: int) -> int | None:
    return next((places[one] for one in range(end, start, -1) if one in places), None)


def _domain(reading: Reading, at: int) -> tuple[int, bool]:
    """The place behind the domain that starts at ``at``, and whether it is surely one."""
    words, end, dotted = reading.words, at, False
    provider = any(word in words_in("mail", "provider") for word in words[at : at + 2])
    limit = min(at + _MOST_DOMAIN, len(words))
    place = at
    while place < limit:
        word = words[place]
        if word in words_in("mail", "dot") or word == ".":
            if place + 1 < limit and words[place + 1] in words_in("mail", "tld"):
                end, dotted, place = place + 2, True, place + 2
                continue
            place += 1
        elif dotted or (place > at and _stops(word)) or not word.isalnum():
            if not _joins(reading, place):
                break
            place += 1
        elif place == at + 1 and word in words_in("mail", "tld") and provider:
            return place + 1, True
        else:
            place += 1
    if at < len(words) and not dotted and provider:
        end = at + 1 + (words[at] not in words_in("mail", "provider"))
    return end, dotted


def _stops(word: str) -> bool:
    return len(word) > 1 and word in words_in("mail", "stop")


def _local(reading: Reading, at: int, numbers: Collection[int]) -> int:
    """The place of the first token of the local part that ends before ``at``."""
    start = at
    while start and at - start < _MOST_LOCAL and _belongs(reading, start - 1, at, numbers):
        start -= 1
    while start < at and _joins(reading, start):
        start += 1
    return start


def _belongs(reading: Reading, place: int, at: int, numbers: Collection[int]) -> bool:
    word = reading.words[place]
    if _joins(reading, place) or place in numbers:
        return True
    if not word.isalnum():
        return word == "," and place + 1 in numbers and place - 1 in numbers
    following = reading.words[place + 1]
    before = reading.words[place - 1] if place else ""
    joined_before, joined_after = _joins(reading, place - 1), _joins(reading, place + 1)
    if len(word) == 1 and word.isalpha():
        spelled = len(following) == 1 and (place + 1 != at or before[1:] == "")
        return spelled or joined_after or joined_before or place + 1 == at
    joined = joined_after and joined_before
    plain = word not in words_in("mail", "stop") and word not in words_in("stop", "all")
    said = sum(1 for one in range(place, at) if one not in numbers)
    return joined or (plain and (joined_after or said <= _MOST_PLAIN))


def _joins(reading: Reading, at: int) -> bool:
    """Whether a sign, written or said in one to three words, stands at ``at``."""
    if not 0 <= at < len(reading.words):
        return False
    word = reading.words[at]
    if word in words_in("mail", "dot") or word in words_in("mail", "join") or word in "._-+":
        return True
    signs = role("mail", "join")
    found = ((one, signs.match(reading.words, one)) for one in range(max(0, at - 2), at + 1))
    return any(match is not None and one + match[1] > at for one, match in found)
