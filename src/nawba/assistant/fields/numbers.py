"""Numbers in digits or spelled out, alone or mixed ("3 mille", "خمسة وعشرون", "mya w khamsin").

One grammar reads four languages: see ``domain.number_words``. What this module adds are digits:
which marks group them and which one starts the decimals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.vocabulary import tokens
from nawba.domain.folded import Folded
from nawba.domain.number_words import find_spelled

_DIGITS = re.compile(
    r"(?<![\w/:])(?<!\d[.,:-])"
    r"(?:(?P<head>\d{1,3})(?P<groups>(?P<mark>[ .,])\d{3}(?:(?P=mark)\d{3})*)(?P<rest>[.,]\d{1,2})?"
    r"|(?P<plain>\d{1,15}(?:[.,]\d{1,6})?))"
    r"(?![\d/]|[.,:-]\d)"
)


@dataclass(frozen=True)
class Number:
    """``value`` stands at ``start`` to ``end`` of the folded text; a ``weak`` one may be an
    article or adjective ("un", "neuf")."""

    value: Decimal
    start: int
    end: int
    weak: bool = False


def numbers(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Every number; "un" and its like only when a number was asked for."""
    for number in find_numbers(folded, asked.language):
        if asked.bare or not number.weak:
            yield Field("number", plain(number.value), number.start, number.end)


def plain(value: Decimal) -> str:
    """``value`` without exponent or useless zeros: "250", "2.5"."""
    return f"{value.normalize():f}"


def find_numbers(folded: Folded, language: str, decimals: int | None = None) -> list[Number]:
    """The numbers of ``folded`` in order.

    ``decimals`` of the currency, for money: with two, "1,250" can only be a thousand and more;
    with three (Tunisian millimes), only a little more than one.
    """
    parts = tokens(folded)
    spelled = [
        Number(Decimal(found.value), found.start, found.end, found.weak)
        for found in find_spelled(parts, language)
    ]
    taken = {place for number in spelled for place in range(number.start, number.end)}
    starts, ends = {part.start for part in parts} - taken, {part.end for part in parts}
    digits = [
        Number(_value(match, language, decimals), *match.span())
        for match in _DIGITS.finditer(folded.text)
        if match.start() in starts and match.end() in ends  # not the 3 of "3achra"
    ]
    return sorted([*spelled, *digits], key=lambda number: number.start)


def _value(match: re.Match[str], language: str, decimals: int | None) -> Decimal:
    if match["plain"]:
        return Decimal(match["plain"].replace(",", "."))
    if match["rest"] or _groups(match, language, decimals):
        whole = match["head"] + re.sub(r"\D", "", match["groups"])
        return Decimal(whole + (match["rest"] or "").replace(",", "."))
    return Decimal(match["head"] + match["groups"].replace(",", "."))


def _groups(match: re.Match[str], language: str, decimals: int | None) -> bool:
    """Whether the marks group digits; one mark before three digits may also start decimals."""
    if match["mark"] == " " or len(match["groups"]) > 4:
        return True
    if match["head"] == "0" or decimals == 3:
        return False
    return decimals is not None or match["mark"] == ("," if language == "en" else ".")
