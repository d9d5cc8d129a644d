"""Characters in one spelling, so that a pattern sees what a reader sees; the length stays."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable


class _Table(dict[int, str]):
    """What stands for each character, found out when it is first met."""

    def __init__(self, instead: Callable[[str], str]) -> None:
        super().__init__()
        self._instead = instead

    def __missing__(self, code: int) -> str:
        found = self._instead(chr(code))
        if len(self) < 65_536:  # a text of every character there is does not fill the memory
            self[code] = found
        return found


def visible(text: str) -> str:
    """``text`` in one encoding (NFKC), without characters that hide digits from a pattern: the one
    of these that may change the length."""
    composed = unicodedata.normalize("NFKC", text)
    return composed if composed.isprintable() else composed.translate(_SHOWN)


def western(text: str) -> str:
    """``text`` with the digits of any script as 0-9."""
    return text if text.isascii() else text.translate(_WESTERN)


def plain(text: str) -> str:
    """``text`` lower-case, one spelling per letter."""
    return text.translate(_PLAIN)


def _shown(char: str) -> str:
    hidden = char not in "\n\t" and unicodedata.category(char) in ("Cf", "Cc")
    return "" if hidden else char


def _western(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() else char


def _bare(char: str) -> str:
    first = unicodedata.normalize("NFKD", char.lower())[:1] or char
    return {"ة": "ه", "ى": "ي"}.get(first, first)


_SHOWN, _WESTERN, _PLAIN = _Table(_shown), _Table(_western), _Table(_bare)
