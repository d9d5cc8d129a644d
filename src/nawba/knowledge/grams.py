"""Texts as weighted letter groups: what is left when a recogniser or a typist breaks the words.

"wif i" and "wi-fi", "bagage stare" and "baggage storage" share few words and most groups of two
to five letters. Weighted by rarity (tf-idf), compared by cosine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nawba.knowledge.tokens import fold

_WORD = re.compile(r"[^\W_]+")

Rows = Any
"""A sparse matrix of shape (texts, groups), one unit-length row per text."""


def letter_groups(text: str) -> Iterator[str]:
    """Groups of 2 to 4 letters inside the folded words of ``text``, edges marked by a space, and
    of 3 to 5 across them, spaces left out."""
    words = _WORD.findall(fold(text))
    for word in words:
        yield from groups(f" {word} ", 2, 4)
    for group in groups("".join(words), 3, 5):
        yield f"+{group}"


def groups(text: str, least: int, most: int) -> Iterator[str]:
    """Every ``least`` to ``most`` neighbouring characters of ``text``."""
    for size in range(least, most + 1):
        for start in range(len(text) - size + 1):
            yield text[start : start + size]


class Grams:
    """Rows for texts, with the rarity learned from ``texts``; ``cut`` gives a text's groups."""

    def __init__(
        self, texts: Sequence[str], cut: Callable[[str], Iterator[str]] = letter_groups
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer  # a second to import

        self._vectorizer = TfidfVectorizer(analyzer=lambda text: list(cut(text)), sublinear_tf=True)
        known = [*texts, "a"]  # never without a letter, whatever the texts
        self.rows: Rows = self._vectorizer.fit_transform(known)[: len(texts)]

    def of(self, texts: Sequence[str]) -> Rows:
        """Rows for other texts; groups never seen have no weight."""
        return self._vectorizer.transform(texts)
