"""What a customer is reached by, and the brand's own identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nawba.assistant.fields.field import Asked, Field, Pattern
from nawba.assistant.fields.numbers import Number, find_numbers
from nawba.domain.folded import Folded

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONES = (
    re.compile(r"(?<![\w+])(?:\+|00 ?)\d{1,3}[ .-]?(?:\(0\))?(?:\d[ .-]?){7,10}\d\b"),
    re.compile(r"(?<![\w+])0[5-8](?:[ .-]?\d{2}){4}\b"),
)
_BARE_PHONE = re.compile(r"(?<![\w+])\d(?:[ .-]?\d){7,11}\b")
_PAUSE = re.compile(r"[\s,.;-]*")
_LEAST_DICTATED, _MOST_DICTATED = 8, 13
_SEPARATORS = re.compile(r"[\s.-]+")


def emails(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Addresses, in lower case: folding has already removed accents nobody can mail to."""
    for match in _EMAIL.finditer(folded.text):
        yield Field("email", match.group(), *match.span())


def phones(folded: Folded, asked: Asked) -> Iterator[Field]:
    """International numbers, and ten digits from 05 to 08.

    When one was asked for also eight digits and more, and numbers dictated in words ("zéro six,
    soixante et un, …").
    """
    for pattern in (*_PHONES, _BARE_PHONE) if asked.bare else _PHONES:
        for match in pattern.finditer(folded.text):
            yield Field("phone", _dialled(match.group()), *match.span())
    if asked.bare:
        yield from _dictated(folded, find_numbers(folded, asked.language))


def _dictated(folded: Folded, said: Sequence[Number]) -> Iterator[Field]:
    """Numbers that follow each other with nothing between, read one after the other."""
    run: list[Number] = []
    for number in said:
        if run and _PAUSE.fullmatch(folded.text[run[-1].end : number.start]) is None:
            run = []
        run.append(number)
        digits = "".join(_digits(folded, part) for part in run)
        if _LEAST_DICTATED <= len(digits) <= _MOST_DICTATED and len(run) > 1:
            yield Field("phone", digits, run[0].start, run[-1].end)


def _digits(folded: Folded, number: Number) -> str:
    written = folded.text[number.start : number.end]
    return written if written.isdigit() else str(int(number.value))


def _dialled(written: str) -> str:
    digits = re.sub(r"[^\d+]", "", written.replace("(0)", ""))
    return "+" + digits[2:] if digits.startswith("00") else digits


def matches(folded: Folded, pattern: Pattern) -> Iterator[Field]:
    """What ``pattern`` finds, first as written, then with the separators between left out."""
    regex = _whole(pattern.regex)
    for match in regex.finditer(folded.text):
        yield Field(pattern.kind, match.group().upper(), *match.span())
    kept = [at for at, char in enumerate(folded.text) if not _SEPARATORS.match(char)]
    squeezed = "".join(folded.text[at] for at in kept)
    for match in _anywhere(pattern.regex).finditer(squeezed):
        start, end = kept[match.start()], kept[match.end() - 1] + 1
        if _stands_alone(folded.text, start, end):
            yield Field(pattern.kind, match.group().upper(), start, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()


@lru_cache
def _whole(regex: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{regex})(?![^\W_])", re.IGNORECASE)


@lru_cache
def _anywhere(regex: str) -> re.Pattern[str]:
    return re.compile(regex, re.IGNORECASE)
