"""A text cut into folded words with the way back to its characters, and the labels among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache, reduce
from itertools import chain
from operator import or_
from typing import Any, TypeVar

from nawba.domain.folded import Folded, fold
from nawba.domain.number_words import number_tables
from nawba.domain.phrases import Token
from nawba.privacy.personal.cues import LABEL, cues_of
from nawba.privacy.personal.tables import bare_word, phrases, words_in

Value = TypeVar("Value")

_RUN = re.compile(r"[^\W_]+|[^\w\s'-]")
_PART = re.compile(r"[\u0600-\u06ff]+|(?:(?![\u0600-\u06ff])[^\W\d_])+|\d+|.")
_MOST_REMEMBERED = 1 << 14  # words
_FAR = 12  # tokens that a label may stand before its number


@dataclass(frozen=True)
class Label:
    """A phrase of ``kind`` at tokens ``first`` up to ``behind``."""

    kind: str
    first: int
    behind: int


@dataclass(frozen=True)
class Reading:
    """``folded`` cut into ``words``, ``language`` the contact's. Hesitations are no words.

    What few readers ask for is made when one does.
    """

    folded: Folded
    words: tuple[str, ...]
    language: str
    _cues: Sequence[int]
    _met: int

    @classmethod
    def of(cls, text: str, language: str = "") -> Reading:
        """The reading of ``text``: inside ``readings_shared`` the one made before."""
        shared = _shared.get()
        if shared is None:
            return _read(text, language)
        if (text, language) not in shared:
            shared[text, language] = _read(text, language)
        return shared[text, language]

    def once(self, told: Callable[[Reading], Value]) -> Value:
        """What ``told`` tells of this reading, asked the first time only."""
        known: dict[Any, Value] = self._told
        if told not in known:
            known[told] = told(self)
        return known[told]

    @cached_property
    def _told(self) -> dict[Any, Any]:
        return {}

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words with their offsets in the folded text."""
        text = self.folded.text
        spans = [run.span() for run in _RUN.finditer(text)]
        runs = [text[start:end] for start, end in spans]
        if (*runs,) == self.words:  # none is in parts, none a hesitation
            return tuple(map(Token, runs, *zip(*spans, strict=True)))
        return tuple(
            Token(word, start + at, start + at + len(word))
            for run, (start, _) in zip(runs, spans, strict=True)
            for word, at in _parts(run)
        )

    def has(self, cue: int) -> bool:
        """Whether a word gives one of ``cue``."""
        return bool(self._met & cue)

    def gives(self, at: int, cue: int) -> bool:
        """Whether the word at ``at`` gives one of ``cue``."""
        return bool(self._cues[at] & cue)

    def places(self, cue: int) -> Sequence[int]:
        """Where words give one of ``cue``, in order."""
        return [at for at, given in self._cued if given & cue] if self._met & cue else ()

    def cues(self, at: int) -> int:
        """The cues that the word at ``at`` gives."""
        return self._cues[at]

    @cached_property
    def _cued(self) -> Sequence[tuple[int, int]]:
        return [(at, given) for at, given in enumerate(self._cues) if given]

    @cached_property
    def starting(self) -> Mapping[int, Label]:
        """The labels by their first word."""
        return {one.first: one for one in _labels(self)} if self.has(LABEL) else {}

    @cached_property
    def ending(self) -> Mapping[int, Label]:
        """The labels by the place behind them."""
        return {one.behind: one for one in self.starting.values()}

    @cached_property
    def inside(self) -> frozenset[int]:
        """The places of words of labels."""
        labels = self.starting.values()
        return frozenset(at for one in labels for at in range(one.first, one.behind))

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """Characters of the text as written, of tokens ``first`` up to ``behind``."""
        start, end = self.tokens[first].start, self.tokens[behind - 1].end
        begin = self.folded.origins[start]
        return begin, max(begin + 1, self.folded.origins[end - 1] + 1)

    def is_capital(self, at: int) -> bool:
        """Whether the word at ``at`` is written with a capital."""
        folded = self.folded
        return folded.written[folded.origins[self.tokens[at].start]].isupper()

    def written(self, at: int) -> str:
        begin, end = self.span(at, at + 1)
        return self.folded.written[begin:end]

    def gap(self, at: int) -> str:
        """The folded text between token ``at`` and the one before it."""
        if not 0 < at < len(self.tokens):
            return " "
        return self.folded.text[self.tokens[at - 1].end : self.tokens[at].start]

    def before(self, at: int, far: int = _FAR) -> list[tuple[str, int]]:
        """Kinds of the labels before token ``at`` with their distance in tokens, nearest first."""
        ends = range(at, max(0, at - far) - 1, -1)
        return [(self.ending[end].kind, at - end) for end in ends if end in self.ending]

    def behind(self, at: int, far: int) -> list[tuple[str, int]]:
        """Kinds of the labels from token ``at`` on with their distance, nearest first."""
        starts = range(at, at + far)
        return [(self.starting[one].kind, one - at) for one in starts if one in self.starting]


_shared: ContextVar[dict[tuple[str, str], Reading] | None] = ContextVar("readings", default=None)


@contextmanager
def readings_shared() -> Iterator[None]:
    """Inside, each text is read once, whoever asks; nothing of it stays in memory afterwards."""
    before = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(before)


def _read(text: str, language: str) -> Reading:
    folded = Folded.of(text)
    words = (*chain.from_iterable(map(_WORDS.__getitem__, _RUN.findall(folded.text))),)
    cues = [*map(_CUES.__getitem__, words)]
    return Reading(folded, words, language, cues, reduce(or_, cues, 0))


@lru_cache(maxsize=1 << 14)
def _parts(run: str) -> tuple[tuple[str, int], ...]:
    """The words that ``run`` is cut into, each with its offset there."""
    heard = words_in("gaps", "hesitation")
    one_script = run.isascii() or run[0].isascii() == run[-1].isascii()
    one_kind = (run.isalpha() and one_script) or run.isdigit() or not run.isalnum()
    if one_kind or run in _with_digits():
        return () if run in heard else ((run, 0),)
    found = ((part.group(), part.start()) for part in _PART.finditer(run))
    return tuple((word, at) for word, at in found if word not in heard)


class _Remembered(dict[str, Value]):
    """What ``told`` tells of a word, for as many as are met: a third of an ``lru_cache``'s time."""

    def __init__(self, told: Callable[[str], Value]) -> None:
        super().__init__()
        self._told = told

    def __missing__(self, word: str) -> Value:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[word] = found = self._told(word)
        return found


def _words(run: str) -> tuple[str, ...]:
    return tuple(word for word, _ in _parts(run))


_WORDS, _CUES = _Remembered(_words), _Remembered(cues_of)


def _labels(reading: Reading) -> Iterator[Label]:
    known, end = phrases("labels"), 0
    for at in reading.places(LABEL):
        match = known.match(reading.words, at) or _bare_label(reading.words, at)
        if match and at + match[1] > end:  # "numéro de carte nationale" is two, the last is nearest
            end = at + match[1]
            yield Label(match[0], at, end)


def _bare_label(words: Sequence[str], at: int) -> tuple[str, int] | None:
    known = phrases("labels")
    longest = known.longest.get(bare_word(words[at]), 0)
    return known.match([bare_word(word) for word in words[at : at + longest]], 0)


@cache
def _with_digits() -> frozenset[str]:
    words = (word for text in number_tables()["numbers"].values() for word in text.split())
    return frozenset(one for one in map(fold, words) if any(c.isdigit() for c in one))
