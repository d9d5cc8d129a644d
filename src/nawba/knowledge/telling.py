"""The words that tell a group of questions apart from all others."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import log1p

from nawba.knowledge.tokens import tokens

_WORD = re.compile(r"[^\W\d_]{3,}")
_MARK = re.compile(r"\[[A-Z]+_\d+\]")  # what redaction put in the place of something


class Telling:
    """Counts the words of all ``texts`` of a brand once; ``of`` then weighs those of some."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._stems = [_stems(text) for text in texts]
        self._holding = Counter(stem for stems in self._stems for stem in stems)

    def of(self, members: Sequence[int], most: int = 4) -> tuple[str, ...]:
        """At most ``most`` words, as written: frequent in ``members``, rare elsewhere."""
        counts = Counter(stem for place in members for stem in self._stems[place])
        ranked = sorted(counts, key=lambda stem: (-self._weight(stem, counts[stem]), stem))
        return tuple(self._written(stem, members) for stem in ranked[:most])

    def _weight(self, stem: str, count: int) -> float:
        return count * log1p((len(self._stems) - self._holding[stem]) / (self._holding[stem] + 0.5))

    def _written(self, stem: str, members: Sequence[int]) -> str:
        forms = Counter(self._stems[place][stem] for place in members if stem in self._stems[place])
        return min(forms, key=lambda form: (-forms[form], form))


def _stems(text: str) -> dict[str, str]:
    """Each stem in ``text`` with the word that has it, in small letters."""
    words = _WORD.findall(_MARK.sub(" ", text).lower())
    return {stem: word for word in reversed(words) for stem in tokens(word)[:1]}
