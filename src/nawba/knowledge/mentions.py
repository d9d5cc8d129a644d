"""Which of many named things a conversation is about.

Names come garbled ("fo in zem" for Foreign Cinema) and shortened ("nikko" for Hotel Nikko San
Francisco): runs of neighbouring words are compared with every name by their letter groups, spaces
left out. What was named last is likeliest still meant, so evidence fades with each turn since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import numpy as np

from nawba.knowledge.grams import Grams, groups
from nawba.knowledge.passages import Said
from nawba.knowledge.signals import Numbers
from nawba.knowledge.tokens import fold

FADING = 0.02
"""Of the cosine, per turn. From .005 to .04 the example conversations rank alike."""

CHANCE = 0.5
"""Two unrelated names reach this cosine: the evidence for what has no name."""

_LONGEST = 6  # words of a name
_HEARINGS = 3  # of the alternatives of a turn
_MOST_TURNS = 40
_REMEMBERED = 1_024  # turns: in a live conversation only the last one is new
_WORD = re.compile(r"[^\W_]+")


class Subjects:
    """``names`` in the order in which evidence is given; an empty one stands for no name."""

    def __init__(self, names: Sequence[str]) -> None:
        joined = ["".join(_words(name)) for name in names]
        self._nameless = np.array([not name for name in joined])
        grams = Grams([_edged(name) for name in joined], _cut) if any(joined) else None
        self._named = lru_cache(_REMEMBERED)(partial(_named, grams)) if grams else None

    def evidence(self, conversation: Sequence[Said]) -> Numbers:
        """Shape (names,), in [0, 1]: how surely each is what the last turn is about."""
        faded = np.zeros(len(self._nameless))
        for age, turn in enumerate(reversed(conversation[-_MOST_TURNS:])):
            if self._named is not None:
                faded = np.maximum(faded, self._named(turn) - FADING * age)
        evidence: Numbers = np.where(self._nameless, CHANCE, faded)
        return evidence


def _named(names: Grams, turn: Said) -> Numbers:
    """The best cosine of each name with a run of words of ``turn``."""
    heard = (turn.text, *turn.alternatives)[:_HEARINGS]
    runs = sorted({run for text in heard for run in _runs(text)})
    if not runs:
        return np.zeros(names.rows.shape[0])
    best: Numbers = (names.of(runs) @ names.rows.T).max(axis=0).toarray().ravel()
    return best


def _runs(text: str) -> Iterator[str]:
    said = _words(text)
    for start in range(len(said)):
        for end in range(start + 1, min(len(said), start + _LONGEST) + 1):
            yield _edged("".join(said[start:end]))


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).replace("'", ""))


def _edged(word: str) -> str:
    return f"^{word}$"


def _cut(text: str) -> Iterator[str]:
    return groups(text, 2, 3)
