"""Words cut out of a text, and tables of phrases that are looked up among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from nawba.domain.folded import fold

Value = TypeVar("Value")


class Token(NamedTuple):
    """A word, a run of digits or a sign of a folded text, with its offsets there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Phrases(Generic[Value]):
    """Phrases with what each means; ``match`` finds the longest that starts at a token."""

    known: Mapping[tuple[str, ...], Value]
    longest: Mapping[str, int]  # tokens of the longest phrase, by its first
    begun: Set[tuple[str, ...]]  # the first two tokens of the longer ones

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Value]]) -> Phrases[Value]:
        known = {words_of(phrase): value for phrase, value in entries}
        longest = {phrase[0]: len(phrase) for phrase in sorted(known, key=len)}
        return cls(known, longest, {phrase[:2] for phrase in known if len(phrase) > 1})

    def match(self, texts: Sequence[str], at: int) -> tuple[Value, int] | None:
        """What the phrase that starts at ``texts[at]`` means, and how many tokens it takes."""
        first = texts[at] if at < len(texts) else ""
        longest = self.longest.get(first, 0)
        if longest > 1 and tuple(texts[at : at + 2]) not in self.begun:
            longest = 1
        for length in range(longest, 0, -1):
            phrase = tuple(texts[at : at + length])
            if len(phrase) == length and phrase in self.known:
                return self.known[phrase], length
        return None


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of a table of words as the tokens it is made of."""
    parts = re.split(r"[\s_'-]+", fold(phrase))
    return tuple(part for part in parts if part)
