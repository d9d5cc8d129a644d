"""The words of ``darija.txt``, found by spelling or, in Latin letters, by their consonants."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from nawba.knowledge.sounds import arabic, skeleton
from nawba.knowledge.tokens import fold

_ARABIC = re.compile("[\u0621-\u064a]")
_WORD = re.compile(r"[^\W_]+")
_LONGEST_PHRASE = 4
_LEAST_CONSONANTS = 3

Meaning = tuple[str, ...]
"""Folded words of standard Arabic; none for a courtesy."""


@dataclass
class Lexicon:
    """Filled once by ``lexicon``, then only read: safe for many threads."""

    _meanings: dict[str, Meaning] = field(default_factory=dict)
    _phrases: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    _by_sound: dict[str, str] = field(default_factory=dict)  # consonants to an Arabic form
    _spellings: dict[str, str] = field(default_factory=dict)  # Latin forms to an Arabic one
    _loans: set[str] = field(default_factory=set)
    _closed: set[str] = field(default_factory=set)

    def meaning(self, stem: str, *, light: bool = True, by_sound: bool = False) -> Meaning | None:
        """What a folded form means; ``by_sound`` a Latin one may differ in its vowels.

        Little words are known only when they were stripped lightly: see ``clitics``.
        """
        form = stem
        if by_sound and stem not in self._meanings:
            form = self._by_sound.get(skeleton(stem), "")
        return None if form in self._closed and not light else self._meanings.get(form)

    def phrase(self, words: Sequence[str], at: int) -> tuple[Meaning, int] | None:
        """What the longest known phrase at ``words[at]`` means, and its number of words."""
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 1, -1):
            if (meant := self._phrases.get(tuple(words[at : at + length]))) is not None:
                return meant, length
        return None

    def spelling(self, latin: str) -> str | None:
        """The usual Arabic letters of a Latin form, if it is known."""
        return self._spellings.get(latin)

    def is_latin(self, form: str) -> bool:
        return form in self._spellings

    def is_loan(self, form: str) -> bool:
        """Whether a Latin form is a French or English word as well."""
        return form in self._loans

    def add(self, meaning: Meaning, forms: Sequence[tuple[str, ...]], closed: bool) -> None:
        """One line of the file: of two with one form, the first keeps it."""
        usual = [form[0] for form in forms if len(form) == 1 and _ARABIC.search(form[0])]
        for form in forms:
            if len(form) > 1:
                self._phrases.setdefault(form, meaning)
                continue
            if closed and form[0] not in self._meanings:
                self._closed.add(form[0])
            self._meanings.setdefault(form[0], meaning)
            if form[0] not in usual and (spelled := _alike(form[0], usual)):
                self._spellings.setdefault(form[0], spelled)
        for word in usual:
            if len(consonants := skeleton(word)) >= _LEAST_CONSONANTS:
                self._by_sound.setdefault(consonants, word)

    def add_loans(self, words: Sequence[str]) -> None:
        self._loans.update(words)


def _alike(latin: str, forms: Sequence[str]) -> str:
    """Of Arabic ``forms`` the one that sounds like ``latin``, or has its consonants, or the first.

    None of them: "".
    """
    sound, consonants = arabic(latin), skeleton(latin)
    same = [form for form in forms if skeleton(form) == consonants]
    return next((form for form in (*(f for f in forms if f == sound), *same, *forms)), "")


@cache
def lexicon() -> Lexicon:
    """The house's lexicon, read at the first call (some milliseconds)."""
    read = Lexicon()
    text = files("nawba.knowledge").joinpath("darija.txt").read_text("utf-8")
    closed = False
    for line in text.splitlines():
        closed = line == "@closed" if line.startswith("@") else closed
        if line.startswith("!"):
            read.add_loans([word for word in line[1:].split() if "_" not in word])
        elif "|" in line and not line.startswith("#"):
            standard, _, forms = line.split("|")
            meaning = tuple(_WORD.findall(fold(standard)))
            own = [meaning] if len(meaning) == 1 else []
            read.add(meaning, [*(_form(form) for form in forms.split()), *own], closed)
    return read


def _form(written: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(written.replace("_", " "))))
