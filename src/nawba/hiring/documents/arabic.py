"""Arabic from the order in which it is seen to the order in which it is said.

A page shows a line from left to right; right-to-left words and their order are turned, numbers and
Latin words inside are not. The reverse of the Unicode bidirectional algorithm (UAX 9), for the
characters that documents of candidates have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

_RTL = re.compile("[\u0590-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_ARABIC = re.compile("[\u0620-\u064a\u0671-\u06d3]")
Direction = Literal["L", "R"]

_MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAST = "ةى"
"""Letters that only end a word: where they begin words, the text is the wrong way round."""


def is_arabic(text: str) -> bool:
    """Whether the line is read from right to left: by its letters, of which most decide."""
    right = len(_RTL.findall(text))
    left = sum(char.isalpha() and not _RTL.match(char) for char in text)
    return right > 0 and right * 3 >= left


def said_order(text: str, base: Direction = "R", numbers: Direction = "L") -> str:
    """``text`` as seen from left to right, in logical order.

    ``base`` is the direction of the paragraph of an Arabic line, ``numbers`` that of lines that
    have no letters; other lines run to the right.
    """
    if not any(char.isalpha() for char in text):
        return _turned(text, _kinds(text), numbers)
    if not _RTL.search(text):
        return text
    return _turned(text, _kinds(text), base if is_arabic(text) else "L")


def _kinds(text: str) -> list[str]:
    """``R``, ``L``, ``E`` for digits or ``N`` for each character.

    Marks go with the numbers that they stand in.
    """
    kinds = [_kind(char) for char in text]
    for at, kind in enumerate(kinds):
        if kind == "M":
            kinds[at] = kinds[at - 1] if _between_digits(text, at) else "N"
    return kinds


def _with_words(kinds: list[str], base: Direction) -> list[str]:
    """Digits that touch Latin letters, or are said after them, go with these."""
    touched = re.sub("[LE]*L[LE]*", lambda found: "L" * len(found[0]), "".join(kinds))
    out, strong = list(touched), ""
    for at in range(len(out)) if base == "L" else reversed(range(len(out))):
        strong = out[at] if out[at] in "LR" else strong
        if out[at] == "E" and strong == "L":
            out[at] = "L"
    return out


def _kind(char: str) -> str:
    if _RTL.match(char) or unicodedata.category(char) == "Mn":
        return "N" if char in "،؛؟" else "R"
    if char.isdecimal():
        return "E"
    if char.isalpha():
        return "L"
    return "M" if char in ".,:/-+%@_#٫٬" else "N"


def _between_digits(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in "+%#":
        return _leftward(before) or _leftward(after)
    return _leftward(before) and _leftward(after)


def _leftward(char: str) -> bool:
    if not char or _RTL.match(char):
        return False
    return char.isalnum() or char in "./-:@_"


def _turned(text: str, kinds: list[str], base: Direction) -> str:
    """Runs against the ``base`` direction; neutral characters join runs of one direction."""
    told = _with_words(kinds, base)
    if base == "L":
        return _within_latin(text, told)
    runs = _runs(text, _settled(told, base))
    parts = [_backwards(run) if kind == "R" else run for kind, run in runs]
    return "".join(parts[::-1])


def _within_latin(text: str, kinds: Sequence[str]) -> str:
    """Each stretch from an Arabic letter to the next Latin one is a line of its own, with the
    numbers that stand in it."""
    out, after = "", 0
    for found in re.finditer("R(?:[RNE]*R)?", "".join(kinds)):
        inside = slice(*found.span())
        runs = _runs(text[inside], _settled(list(kinds[inside]), "R"))
        turned = [_backwards(run) if kind == "R" else run for kind, run in runs]
        out += text[after : found.start()] + "".join(turned[::-1])
        after = found.end()
    return out + text[after:]


def _settled(kinds: list[str], base: str) -> list[str]:
    """Neutral characters take the direction of both neighbours, or else that of the line.

    Digits of an Arabic line are neighbours like its letters, but keep their own order.
    """
    out = [base if kind == "N" else kind for kind in kinds]
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] == "N":
            end += 1
        if end > at:
            before = _side(kinds[at - 1], base) if at else base
            after = _side(kinds[end], base) if end < len(kinds) else base
            out[at:end] = [before if before == after else base] * (end - at)
        at = max(end, at + 1)
    return out


def _side(kind: str, base: str) -> str:
    return base if kind == "E" else kind


def _runs(text: str, kinds: list[str]) -> list[tuple[str, str]]:
    runs: list[tuple[str, str]] = []
    for char, kind in zip(text, kinds, strict=True):
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1] + char)
        else:
            runs.append((kind, char))
    return runs


def _backwards(run: str) -> str:
    return run[::-1].translate(_MIRROR)


def is_backwards(texts: list[str]) -> bool:
    """Whether Arabic words are stored last letter first.

    Two signs: letters that can only end a word begin words, and the article ``ال`` stands at the
    ends of words, more often than the other way round.
    """
    words = [word for text in texts for word in re.findall(r"[\u0620-\u064a]{3,}", text)]
    right = sum((word[-1] in _LAST) + (word[:2] == "ال") for word in words)
    wrong = sum((word[0] in _LAST) + (word[-2:] == "لا") for word in words)
    return bool(wrong > right and wrong >= 2)


def arabic_letters(text: str) -> int:
    return len(_ARABIC.findall(text))
