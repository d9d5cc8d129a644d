"""Finds the word that a misspelt one was meant to be, within one or two slips of the finger.

A slip is a letter added, dropped, changed, or swapped with its neighbour. Candidates come from an
index of the known words with letters deleted (the symmetric-delete idea), so that the cost does
not grow with the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import combinations

_SHORTEST, _LONGEST = 5, 18
_LONG = 9
_REMEMBERED = 8192


class Speller:
    """``nearest`` over a fixed set of words. Words under five letters are never guessed."""

    def __init__(self, known: Iterable[str]) -> None:
        self._remembered = lru_cache(maxsize=_REMEMBERED)(self._search)
        self._index: dict[str, list[str]] = {}
        for word in known:
            if len(word) >= _SHORTEST and word.isalpha():
                for key in _deletions(word, _slips(word)):
                    self._index.setdefault(key, []).append(word)

    def nearest(self, word: str) -> str | None:
        """The known word closest to ``word`` within its slips, or None."""
        return self._remembered(word) if _SHORTEST <= len(word) <= _LONGEST else None

    def _search(self, word: str) -> str | None:
        keys = _deletions(word, _slips(word))
        candidates = {known for key in keys for known in self._index.get(key, ())}
        scored = sorted((distance(word, known), known) for known in candidates)
        return next((known for slips, known in scored if slips <= _allowed(word, known)), None)


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _allowed(word: str, known: str) -> int:
    return min(_slips(word), _slips(known)) if word[0] == known[0] else 1


def _deletions(word: str, most: int) -> Iterator[str]:
    for count in range(most + 1):
        for dropped in combinations(range(len(word)), count):
            yield "".join(char for place, char in enumerate(word) if place not in dropped)


def distance(one: str, other: str) -> int:
    """Slips between two words (optimal string alignment: no letter is edited twice)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
