"""A text as readers of fields want it, remembering where each character came from.

Capitals, accents, tashkeel, digit sets and invisible characters are folded away; every offset in
the folded text leads back to one in the text as written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

_LETTERS = {"ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "گ": "ك", "ڭ": "ك", "ـ": "",
            "٫": ",", "٬": " ", "،": ",", "؛": ";", "؟": "?", "’": "'", "‘": "'", "´": "'",
            "`": "'", "œ": "oe", "æ": "ae", "–": "-", "—": "-", "‑": "-", "−": "-",
            "\n": ";"}  # fmt: skip
_one_for_one: set[str] = set()
"""Characters met so far that fold to one: in a text of these, every offset stays."""

_DROPPED = {"Mn", "Cf", "Cc", "Cs", "Co"}


@dataclass(frozen=True)
class Folded:
    """``text`` is ``written`` folded; ``origins[i]`` is where its character i stands in there.

    ``origins`` has one entry more than ``text``: the length of ``written``.
    """

    text: str
    written: str

    @classmethod
    def of(cls, written: str) -> Folded:
        return cls(fold(written), written)

    @cached_property
    def origins(self) -> Sequence[int]:  # asked for only where something was found
        if _one_for_one.issuperset(self.written):
            return range(len(self.written) + 1)
        lengths = map(len, map(_TABLE.__getitem__, map(ord, self.written)))
        places = (at for at, many in enumerate(lengths) for _ in range(many))
        return (*places, len(self.written))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets as written of the folded characters from ``start`` up to ``end`` (at least one).

        Marks and invisible characters written behind the last one belong to it.
        """
        return self.origins[start], max(self.origins[end - 1] + 1, self.origins[end])

    def as_written(self, start: int, end: int) -> str:
        """What was written there."""
        first, behind = self.span(start, end)
        return self.written[first:behind]


def fold(text: str) -> str:
    """``text`` folded, for tables that are compared with a folded text."""
    return text.translate(_TABLE)


class _Table(dict[int, str]):
    """What each character folds to, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if len(self) < 65_536:  # a text of every character there is does not fill the memory
            self[code] = folded
            if len(folded) == 1:
                _one_for_one.add(chr(code))
        return folded


@lru_cache(maxsize=4096)  # few characters make most of a text
def _folded(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    if char.isdigit():
        return str(unicodedata.digit(char))
    if char.isspace():
        return " "
    form: Literal["NFKD", "NFD"] = "NFKD" if char.isalpha() else "NFD"  # "½" stays one character
    decomposed = unicodedata.normalize(form, char).casefold()
    return "".join(c for c in decomposed if unicodedata.category(c) not in _DROPPED)


_TABLE = _Table()
