"""What a speech model writes that nobody said, taken out before it becomes evidence.

Whisper, given little to hear, repeats itself, thanks for watching, or writes whole sentences into
a cough (Koenecke et al., "Careless Whisper", FAccT 2024: 1 % of clips). Each guard looks at one
phrase and says which it was; what goes is counted, never hidden.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files

from nawba.domain.folded import fold
from nawba.domain.hearing import Phrase
from nawba.domain.recordings import Word
from nawba.listening.signals import Span

_COMPRESSES = 2.4  # text of a loop: the ratio of Whisper's own authors
_UNSURE, _SILENT = 0.37, 0.6  # e to the -1, and the probability that there is no speech
_COVERED = 0.3  # of a phrase's time that must be speech
_FASTEST, _FEW = 8.0, 6  # words a second, from so many words: nobody speaks so
_TIMES = 4  # a group of words said so often in a row is a loop
_TIMES_ALONE = 8  # a single word ("non, non, non …" is said)
_GROUP = 12  # words of the longest group looked for


@dataclass
class Guarded:
    """What is left, and how many phrases each guard took: ``loop`` counts those it shortened."""

    phrases: list[Phrase] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def guard(phrases: Iterable[Phrase], speech: Sequence[Span]) -> Guarded:
    """``phrases`` (times in the recording) without what was not said; ``speech`` is its channel's.

    silence: hardly any of it lies in speech. unheard: the model itself doubts that there is speech
    and its words. stock: a whole phrase of subtitles. too_fast: more than 8 words a second.
    loop: repeated words are said once.
    """
    kept = Guarded()
    for phrase in phrases:
        if reason := _refused(phrase, speech):
            kept.dropped[reason] += 1
            continue
        shorter = _unlooped(phrase)
        kept.dropped.update(["loop"] if shorter is not phrase else [])
        kept.phrases.append(shorter)
    return kept


def _refused(phrase: Phrase, speech: Sequence[Span]) -> str:
    if not phrase.text.strip():
        return "silence"
    if phrase.no_speech > _SILENT and phrase.confidence < _UNSURE:
        return "unheard"
    if _plain(phrase.text) in stock_phrases():
        return "stock"
    seconds = phrase.end - phrase.start
    if covered(phrase.start, phrase.end, speech) < _COVERED * seconds:
        return "silence"
    count = len(phrase.words) or len(phrase.text.split())
    return "too_fast" if count >= _FEW and count > _FASTEST * max(seconds, 0.1) else ""


def covered(start: float, end: float, spans: Sequence[Span]) -> float:
    """Seconds of start to end that lie in ``spans``."""
    return sum(max(0.0, min(end, b) - max(start, a)) for a, b in spans)


def compression(text: str) -> float:
    """How many times shorter the text becomes; above 2.4 it repeats itself."""
    raw = text.encode("utf-8", "replace")
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def _unlooped(phrase: Phrase) -> Phrase:
    words = phrase.words or _untimed(phrase)
    kept, place = list[Word](), 0
    is_loop = compression(phrase.text) > _COMPRESSES
    while place < len(words):
        size, times = _loop_at(words, place, least=2 if is_loop else _TIMES)
        kept += words[place : place + max(1, size)]
        place += max(1, size) * max(1, times)
    if len(kept) == len(words):
        return phrase
    text = "".join(word.text for word in kept)
    return replace(phrase, text=text, words=tuple(kept) if phrase.words else (), end=kept[-1].end)


def _untimed(phrase: Phrase) -> tuple[Word, ...]:
    """Words without times of their own, so that a loop is seen in them as well."""
    told = re.findall(r"\s*\S+", phrase.text)
    return tuple(Word(phrase.start, phrase.end, word) for word in told)


def _loop_at(words: Sequence[Word], place: int, least: int) -> tuple[int, int]:
    """The shortest group of words that is said ``least`` times from here: (its size, times)."""
    said = [_plain(word.text) for word in words[place:]]
    for size in range(1, min(_GROUP, len(said) // 2) + 1):
        group, times = said[:size], 1
        while said[times * size : (times + 1) * size] == group:
            times += 1
        wanted = max(least, _TIMES_ALONE) if size == 1 else least
        if times >= wanted and not _counts(group):
            return size, times
    return 0, 0


def _counts(group: Sequence[str]) -> bool:
    """Whether it is digits: "zero, zero, zero" is how numbers are told."""
    return all(any(char.isdigit() for char in word) or word in _DIGITS for word in group)


_DIGITS = frozenset(
    fold(word)
    for words in (
        "zéro un deux trois quatre cinq six sept huit neuf",
        "zero oh one two three four five six seven eight nine double",
        "cero uno dos tres cuatro cinco seis siete ocho nueve",
        "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
    )
    for word in words.split()
)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


@cache
def stock_phrases() -> frozenset[str]:
    """What subtitles say and no contact does, from ``stock_phrases.txt``."""
    text = files("nawba.listening").joinpath("stock_phrases.txt").read_text("utf-8")
    return frozenset(_plain(line) for line in text.splitlines() if line and line[0] != "#")
