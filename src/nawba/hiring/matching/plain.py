"""Words as they are compared: without capitals, accents and signs between them."""

from __future__ import annotations

import re

from nawba.domain.folded import fold

_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """``text`` folded, its words with one blank between them and one at either end.

    So that ``plain(name) in plain(text)`` asks for whole words.
    """
    return f" {' '.join(_WORD.findall(fold(text)))} "
