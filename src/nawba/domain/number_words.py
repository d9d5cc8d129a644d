"""Numbers in words: one grammar for French, English, Arabic and Darija in both scripts.

Here because the assistant reads what customers ask for with it, and privacy what they dictate. The
words stand in ``number_words.toml``, for speakers of a language.

A number is a sum of parts, each below what the part before it leaves room for; hundreds and
thousands multiply what stands before them. What the languages add is small: French counts by
twenties (quatre-vingt-dix) and Arabic says units before tens (خمسة وعشرون).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nawba.domain.phrases import Token, words_of

_ARABIC_AND = ("و", "w", "o", "u")
_TEN_MORE = ("عشر", "عشره")
_THOUSAND = 1_000


@dataclass(frozen=True)
class Spelled:
    """``value`` in words from ``start`` to ``end`` of the folded text; see ``Number.weak``."""

    value: int
    start: int
    end: int
    weak: bool


def find_spelled(found: Sequence[Token], language: str) -> Iterator[Spelled]:
    """The numbers in words among ``found``, in order, none overlapping another.

    "3 mille" counts as words; other digits do not. ``language`` is the contact's.
    """
    english = _is_english(found, language)
    at = 0
    values = _values(False)
    while at < len(found):
        word = found[at].text
        if word not in values and not word.isdigit() and word[0] != "و":
            at += 1
            continue
        total, end = _sum(found, at, english)
        if end > at:
            weak = end == at + 1 and found[at].text in _role("weak")
            start = found[at].start + _clitic(found[at].text, english)
            yield Spelled(total, start, found[end - 1].end, weak)
        at = max(end, at + 1)


def begins_number(word: str) -> bool:
    """Whether a number in words may begin with ``word``, in any language."""
    values = _values(False)
    return word in values or (word[0] == "و" and word[1:] in values)


def number_value(word: str) -> int | None:
    """What ``word`` counts for by itself or as a part of a number; None for one that does not."""
    return _values(False).get(word)


@cache
def number_tables() -> Mapping[str, Mapping[str, str]]:
    """The sections of ``number_words.toml``: each key with its words, blanks between."""
    text = files("nawba.domain").joinpath("number_words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _table(name: str) -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(words.split()) for key, words in number_tables()[name].items()}


def _sum(found: Sequence[Token], at: int, english: bool) -> tuple[int, int]:
    """The number that starts at ``found[at]``, and the place behind it (``at`` without one)."""
    first = _first(found, at, english)
    if first is None:
        return 0, at
    whole, at = _Sum.starting(first), at + 1
    while (part := _next(found, at, english)) and whole.add(part):
        at = part.behind
    return whole.total + whole.group, at


@dataclass(frozen=True)
class _Part:
    word: str
    value: int
    joined: str  # the "and" before it
    behind: int  # the place of the token after it


def _first(found: Sequence[Token], at: int, english: bool) -> _Part | None:
    word = found[at].text
    if (bare := word[_clitic(word, english) :]) in _values(english):
        return _Part(bare, _values(english)[bare], "", at + 1)
    following = _next(found, at + 1, english) if word.isdigit() and len(word) <= 3 else None
    if following and following.value in (_THOUSAND, _THOUSAND**2) and not following.joined:
        return _Part(word, int(word), "", at + 1)
    return None


def _clitic(word: str, english: bool) -> int:
    """1 for the "and" written as one with a number in Arabic (وخمسين), else 0."""
    values = _values(english)
    return int(word[0] == "و" and word not in values and word[1:] in values)


def _next(found: Sequence[Token], at: int, english: bool) -> _Part | None:
    words = [token.text for token in found[at : at + 2]]
    values = _values(english)
    if words and words[0] in values:
        return _Part(words[0], values[words[0]], "", at + 1)
    if len(words) == 2 and words[0] in _role("joiners") and words[1] in values:
        return _Part(words[1], values[words[1]], words[0], at + 2)
    if words and words[0][0] in _ARABIC_AND and words[0][1:] in values:
        return _Part(words[0][1:], values[words[0][1:]], words[0][0], at + 1)
    return None


@dataclass
class _Sum:
    """``total`` of the thousands done, ``group`` below a thousand; the next part is < ``room``."""

    total: int
    group: int
    room: int
    scale: int = _THOUSAND**3

    @classmethod
    def starting(cls, part: _Part) -> _Sum:
        if part.value >= _THOUSAND:
            return cls(part.value, 0, _THOUSAND, part.value)
        return cls(0, part.value, _room(part))

    def add(self, part: _Part) -> bool:
        """Whether ``part`` fits; if so, it is added."""
        if part.value >= _THOUSAND:
            return self._scaled(part)
        if part.value == 100 and 1 < self.group < 10 and not part.joined:
            self.group, self.room = self.group * 100, 100
        elif _by_twenties(self.group, part):
            self.group, self.room = self.group + 76, 20
        elif _teen(self.group, part) or _units_first(self.group, part):
            self.group, self.room = self.group + part.value, 0
        elif 0 < part.value < self.room:
            self.group, self.room = self.group + part.value, _room(part)
        else:
            return False
        return True

    def _scaled(self, part: _Part) -> bool:
        scale = _THOUSAND if part.value == 2 * _THOUSAND else part.value
        if scale >= self.scale or (self.group == 0) != (bool(part.joined) or part.value > scale):
            return False
        self.total += (self.group or 1) * part.value
        self.group, self.room, self.scale = 0, _THOUSAND, scale
        return True


def _room(part: _Part) -> int:
    if part.value >= 100:
        return 100
    if part.word in ("soixante", "dix"):
        return 20 if part.value == 60 else 10
    return 10 if part.value >= 20 else 0


def _by_twenties(group: int, part: _Part) -> bool:
    return part.word in ("vingt", "vingts") and group % 100 == 4 and not part.joined


def _teen(group: int, part: _Part) -> bool:
    return part.word in _TEN_MORE and 0 < group % 100 < 10 and not part.joined


def _units_first(group: int, part: _Part) -> bool:
    return part.joined in _ARABIC_AND and part.value >= 20 and 0 < group % 100 < 10


def _is_english(found: Sequence[Token], language: str) -> bool:
    said = {token.text for token in found}
    if said.isdisjoint(_role("only_french")):
        return language == "en" or not said.isdisjoint(_role("only_english"))
    return False


@cache
def _values(english: bool) -> Mapping[str, int]:
    listed = {w: int(key) for key, words in _table("numbers").items() for w in _folded(words)}
    coins = _folded(_table("number_roles")["not_in_english"]) if english else ()
    return {word: value for word, value in (listed | _hundreds()).items() if word not in coins}


def _hundreds() -> dict[str, int]:
    roles = _table("number_roles")
    units = [entry.split(":") for entry in roles["hundreds"]]
    return {
        _folded([unit])[0] + hundred: 100 * int(value)
        for unit, value in units
        for hundred in _folded(roles["hundred"])
    }


@cache
def _role(name: str) -> frozenset[str]:
    return frozenset(_folded(_table("number_roles")[name]))


def _folded(words: Sequence[str]) -> list[str]:
    return [parts[0] for word in words if (parts := words_of(word))]
