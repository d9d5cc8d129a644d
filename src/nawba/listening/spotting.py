"""Phrases found in what was said: all of a scorecard's in one pass over the words of a turn.

A phrase is words as people say them, compared without capitals, accents and signs:

- ``rembours*``: any word that begins so;
- ``je vous … dans``: up to five words may stand where the dots are;
- ``-je ne peux pas … promettre``: an exception: no phrase of the same cue counts inside it.

What speakers stumble over ("euh", a word said twice) is skipped; Arabic words are also met with the
conjunctions, prepositions and article that are written as one with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nawba.domain.folded import Folded, fold

_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"…|\.\.\.|[^\W_]+\*?")
_GAP = "…"
_MOST_BETWEEN = 5  # words that may stand in a gap
_FILLERS = frozenset(
    ("euh", "heu", "hum", "hm", "mm", "mmh", "ben", "um", "uh", "uhm", "erm", "er")
)
_AND = re.compile(r"^[وف](?=[\u0621-\u064a]{3})")
_THE = re.compile(r"^(?:[بكل]?ال|لل|ب)(?=[\u0621-\u064a]{3})")
_MOST_KEPT = 200_000  # words whose phrases are remembered
_MOST_SPOTTED, _LONGEST_SPOTTED = 1 << 13, 400  # texts, and their characters


@dataclass(frozen=True)
class Hit:
    """A phrase of ``cue``, said from character ``start`` to ``end`` of the text as written."""

    cue: str
    start: int
    end: int


@dataclass(slots=True)
class _Node:
    """Where a reader stands inside phrases: what may come next, and which phrases end here."""

    exact: dict[str, _Node] = field(default_factory=dict)
    begun: list[tuple[str, _Node]] = field(default_factory=list)
    gap: _Node | None = None
    ends: list[tuple[str, bool]] = field(default_factory=list)

    def after(self, word: str) -> list[_Node]:
        """Where a reader may stand once ``word`` is read."""
        found: list[_Node] = []
        for form in _forms(word):
            if node := self.exact.get(form):
                found.append(node)
            if self.begun:
                found += [node for start, node in self.begun if form.startswith(start)]
        return found

    def grown(self, part: str) -> _Node:
        """The place behind ``part``, made if nothing led there yet."""
        if part == _GAP:
            self.gap = self.gap or _Node()
            return self.gap
        if not part.endswith("*"):
            return self.exact.setdefault(part, _Node())
        known = next((node for start, node in self.begun if start == part[:-1]), None)
        if known is None:
            known = _Node()
            self.begun.append((part[:-1], known))
        return known


class Spotter:
    """Finds the phrases of cues in texts. ``phrases`` are those of each cue, in any languages."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        root = _Node()
        self._beginnings = _Beginnings(root)
        self._spotted: dict[str, tuple[Hit, ...]] = {}
        for cue, written in phrases.items():
            for text in written:
                node = root
                for part in parts_of(text):
                    node = node.grown(part)
                node.ends.append((cue, text.startswith("-")))

    def spot(self, text: str) -> Sequence[Hit]:
        """The phrases in ``text``, in their order, the longest of each cue at a place.

        What is said over and over is read once.
        """
        if (known := self._spotted.get(text)) is not None:
            return known
        found = (*self._read(text),)
        if len(text) <= _LONGEST_SPOTTED:
            if len(self._spotted) >= _MOST_SPOTTED:
                self._spotted.clear()
            self._spotted[text] = found
        return found

    def _read(self, text: str) -> list[Hit]:
        folded = fold(text)
        words = _WORD.findall(folded)
        begins = [*map(self._beginnings.__getitem__, words)]
        if not any(begins):
            return []
        fluent = _fluent(words)
        if len(fluent) < len(words):
            words, begins = [words[at] for at in fluent], [begins[at] for at in fluent]
        found = _found(words, begins)
        return _as_written(text, folded, fluent, found) if found else []


class _Beginnings(dict[str, list[_Node]]):
    """Where a reader may stand who begins with a word, remembered for each word ever met."""

    def __init__(self, root: _Node) -> None:
        super().__init__()
        self._root = root

    def __missing__(self, word: str) -> list[_Node]:
        found = self._root.after(word)
        if len(self) < _MOST_KEPT:
            self[word] = found
        return found


_Found = tuple[str, bool, int, int]
"""A cue, whether by an exception, and from which word to behind which."""


def parts_of(phrase: str) -> tuple[str, ...]:
    """A phrase as its words and gaps; nothing for one without words, or with a gap at an end."""
    parts = tuple(_PART.findall(fold(phrase.removeprefix("-")).replace("...", _GAP)))
    return () if not parts or _GAP in (parts[0], parts[-1]) else parts


def _found(words: Sequence[str], begins: Sequence[list[_Node]]) -> list[_Found]:
    return [
        (*end, at, behind)
        for at, nodes in enumerate(begins)
        for node in nodes
        for end, behind in _walk(node, words, at + 1)
    ]


def _walk(node: _Node, words: Sequence[str], at: int) -> list[tuple[tuple[str, bool], int]]:
    """The phrases that end behind ``node``, with the number of the word behind each."""
    found = [(end, at) for end in node.ends]
    if at < len(words) and (node.exact or node.begun):
        for behind in node.after(words[at]):
            found += _walk(behind, words, at + 1)
    if node.gap is not None:
        for place in range(at, min(len(words), at + _MOST_BETWEEN + 1)):
            for behind in node.gap.after(words[place]):
                found += _walk(behind, words, place + 1)
    return found


def _fluent(words: Sequence[str]) -> list[int]:
    """Which words count: not fillers, and not what is said twice in a row."""
    kept: list[int] = []
    before = ""
    for at, word in enumerate(words):
        if word != before and word not in _FILLERS:
            kept.append(at)
            before = word
    return kept


def _forms(word: str) -> tuple[str, ...]:
    """An Arabic word also without "and", and without preposition and article."""
    if not "\u0621" <= word[0] <= "\u064a":
        return (word,)
    alone = _AND.sub("", word)
    return tuple(dict.fromkeys((word, alone, _THE.sub("", alone), _THE.sub("", word))))


def _as_written(
    text: str, folded: str, fluent: Sequence[int], found: Sequence[_Found]
) -> list[Hit]:
    """Without what stands in an exception, and without what is part of a longer phrase."""
    written, places = Folded(folded, text), [match.span() for match in _WORD.finditer(folded)]
    barred = [(cue, start, end) for cue, is_exception, start, end in found if is_exception]
    kept: list[tuple[str, int, int]] = []
    said = [(cue, start, end) for cue, is_exception, start, end in found if not is_exception]
    for cue, start, end in sorted(said, key=lambda one: (one[1], -one[2])):
        if not any(one == cue and a < end and start < b for one, a, b in (*barred, *kept)):
            kept.append((cue, start, end))
    return [
        Hit(cue, *written.span(places[fluent[start]][0], places[fluent[end - 1]][1]))
        for cue, start, end in kept
    ]
