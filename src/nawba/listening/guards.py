"""What a speech model writes that nobody said, taken out before it becomes evidence.

Whisper, given little to hear, repeats itself, thanks for watching, or writes whole sentences into
a cough (Koenecke et al., "Careless Whisper", FAccT 2024: 1 % of clips). Each guard looks at one
phrase and says which it was; what goes is counted, never hidden.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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
_TOGETHER = 0.5  # seconds: phrases with less between them go on with one another


@dataclass
class Guarded:
    """What is left, and how many phrases each guard took: ``loop`` counts those it shortened."""

    phrases: list[Phrase] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def guard(phrases: Iterable[Phrase], speech: Sequence[Span]) -> Guarded:
    """``phrases`` (times in the recording) without what was not said; ``speech`` is its channel's.

    silence: hardly any of it lies in speech. unheard: the model itself doubts that there is speech
    and its words. stock: a whole phrase of subtitles. too_fast: more than 8 words a second.
    loop: repeated words are said once, also those of phrases that follow one another at once.
    """
    kept = Guarded()
    for phrase in phrases:
        if reason := _refused(phrase, speech):
            kept.dropped[reason] += 1
            continue
        kept.phrases.append(phrase)
    kept.phrases = [one for run in _runs(kept.phrases) for one in _said_once(run, kept.dropped)]
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


def _runs(phrases: Iterable[Phrase]) -> list[list[Phrase]]:
    """``phrases`` by those that follow one another at once."""
    runs = list[list[Phrase]]()
    for phrase in phrases:
        if runs and phrase.start - runs[-1][-1].end < _TOGETHER:
            runs[-1].append(phrase)
        else:
            runs.append([phrase])
    return runs


def _said_once(run: Sequence[Phrase], dropped: Counter[str]) -> Iterator[Phrase]:
    """The phrases without their loops, then without those that go on from one to the next."""
    said = [(phrase, _unlooped(_words(phrase), _least(phrase))) for phrase in run]
    told = [(word, phrase) for phrase, words in said for word in words]
    left = {id(phrase): list[Word]() for phrase in run}
    for at in _places([word for word, _ in told], _TIMES):
        word, phrase = told[at]
        left[id(phrase)].append(word)
    for phrase in run:
        words = left[id(phrase)]
        is_whole = len(words) == len(_words(phrase))
        dropped.update([] if is_whole else ["loop"])
        if words:
            yield phrase if is_whole else _with(phrase, words)


def _least(phrase: Phrase) -> int:
    return 2 if compression(phrase.text) > _COMPRESSES else _TIMES


def _with(phrase: Phrase, words: Sequence[Word]) -> Phrase:
    text = "".join(word.text for word in words)
    return replace(phrase, text=text, words=tuple(words) if phrase.words else (), end=words[-1].end)


def _unlooped(words: Sequence[Word], least: int) -> list[Word]:
    return [words[at] for at in _places(words, least)]


def _places(words: Sequence[Word], least: int) -> list[int]:
    """Which of ``words`` are left when what is said ``least`` times in a row is said once."""
    kept, place = list[int](), 0
    said = [_plain(word.text) for word in words]
    while place < len(words):
        size, times = _loop_at(said, place, least)
        kept += range(place, place + max(1, size))
        place += max(1, size) * max(1, times)
    return kept


def _words(phrase: Phrase) -> tuple[Word, ...]:
    return phrase.words or _untimed(phrase)


def _untimed(phrase: Phrase) -> tuple[Word, ...]:
    """Words without times of their own, so that a loop is seen in them as well."""
    told = re.findall(r"\s*\S+", phrase.text)
    return tuple(Word(phrase.start, phrase.end, word) for word in told)


def _loop_at(said: Sequence[str], place: int, least: int) -> tuple[int, int]:
    """The shortest group of words that is said ``least`` times from here: (its size, times)."""
    for size in range(1, min(_GROUP, (len(said) - place) // 2) + 1):
        group, behind, times = said[place : place + size], place + size, 1
        while said[behind : behind + size] == group:
            behind, times = behind + size, times + 1
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
