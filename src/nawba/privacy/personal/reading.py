"""A text cut into folded words with the way back to its characters, and the labels among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from nawba.domain.folded import Folded, fold
from nawba.domain.number_words import number_tables
from nawba.domain.phrases import Phrases, Token, words_of

_RUN = re.compile(r"[^\W_]+|[^\w\s'-]")
_PART = re.compile(r"[\u0600-\u06ff]+|(?:(?![\u0600-\u06ff])[^\W\d_])+|\d+|.")
_FAR = 12  # tokens that a label may stand before its number


@dataclass(frozen=True)
class Label:
    """A phrase of ``kind`` at tokens ``first`` up to ``behind``."""

    kind: str
    first: int
    behind: int


@dataclass(frozen=True)
class Reading:
    """``folded`` cut into ``tokens``; ``words`` are their texts, ``language`` the contact's.

    Hesitations are no tokens. ``starting`` and ``ending`` give the labels by their first token and
    the one behind them; ``inside`` are the tokens of labels.
    """

    folded: Folded
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    language: str
    starting: Mapping[int, Label] = field(repr=False)
    inside: frozenset[int] = field(repr=False)
    ending: Mapping[int, Label] = field(repr=False)

    @classmethod
    def of(cls, text: str, language: str = "") -> Reading:
        folded = Folded.of(text)
        heard = words_in("gaps", "hesitation")
        tokens = tuple(token for token in _tokens(folded.text) if token.text not in heard)
        words = tuple(token.text for token in tokens)
        found = list(_labels(words))
        starts, ends = ({one.first: one for one in found}, {one.behind: one for one in found})
        inside = frozenset(at for one in found for at in range(one.first, one.behind))
        return cls(folded, tokens, words, language, starts, inside, ends)

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """Characters of the text as written, of tokens ``first`` up to ``behind``."""
        start, end = self.tokens[first].start, self.tokens[behind - 1].end
        begin = self.folded.origins[start]
        return begin, max(begin + 1, self.folded.origins[end - 1] + 1)

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


def _tokens(text: str) -> Iterator[Token]:
    for run in _RUN.finditer(text):
        whole = run.group()
        one_script = whole.isascii() or whole[0].isascii() == whole[-1].isascii()
        one_kind = (whole.isalpha() and one_script) or whole.isdigit() or not whole.isalnum()
        if one_kind or whole in _with_digits():
            yield Token(whole, *run.span())
        else:
            at = run.start()
            for part in _PART.finditer(whole):
                yield Token(part.group(), at + part.start(), at + part.end())


def _labels(words: Sequence[str]) -> Iterator[Label]:
    bare = [bare_word(word) for word in words]
    end = 0
    for at in range(len(words)):
        match = phrases("labels").match(words, at) or phrases("labels").match(bare, at)
        if match and at + match[1] > end:  # "numéro de carte nationale" is two, the last is nearest
            end = at + match[1]
            yield Label(match[0], at, end)


def bare_word(word: str) -> str:
    """``word`` without an Arabic "and", "with", "for" written as one with it."""
    if len(word) > 4 - (word[:1] == "و") and word[0] in "وبلف" and "\u0621" <= word[1] <= "\u064a":
        return word[1:]
    return word


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """The sections of ``words.toml``."""
    text = files("nawba.privacy.personal").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def phrases(section: str) -> Phrases[str]:
    """The section's phrases, each meaning its key."""
    listed = ((p, key) for key, text in tables()[section].items() for p in text.split())
    return Phrases.of((phrase, key) for phrase, key in listed if words_of(phrase))


@cache
def role(section: str, key: str) -> Phrases[bool]:
    """The phrases of one key of a section."""
    listed = tables()[section][key].split()
    return Phrases.of((phrase, True) for phrase in listed if words_of(phrase))


@cache
def words_in(section: str, key: str) -> frozenset[str]:
    """The words of one key of a section, folded."""
    return frozenset(fold(word) for word in tables()[section][key].split())


@cache
def _with_digits() -> frozenset[str]:
    words = (word for text in number_tables()["numbers"].values() for word in text.split())
    return frozenset(one for one in map(fold, words) if any(c.isdigit() for c in one))
