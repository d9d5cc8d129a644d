"""The words that fields are made of, and how they are found in a text.

They are read from ``words.toml``, those of numbers from the domain's own table.

The file is for speakers of a language; everything here is folded as the text is.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from nawba.domain.folded import Folded
from nawba.domain.number_words import number_tables
from nawba.domain.phrases import Phrases, Token, words_of

_RUN = re.compile(r"[^\W_]+|[^\w\s'-]")
_PART = re.compile(r"[^\W\d_]+|\d+")


@lru_cache(maxsize=64)  # every reader of one text asks
def tokens(folded: Folded) -> tuple[Token, ...]:
    """``folded`` cut into words, digits and signs; apostrophes and hyphens only separate.

    "250dh" is two tokens, but "wa7ed" one: known words keep the digits they are spelled with.
    """
    return tuple(
        Token(folded.text[start:end], start, end)
        for run in _RUN.finditer(folded.text)
        for start, end in _parts(run.group(), run.start())
    )


def _parts(run: str, at: int) -> list[tuple[int, int]]:
    if not run.isalnum() or run in _words_with_digits():
        return [(at, at + len(run))]
    return [(at + part.start(), at + part.end()) for part in _PART.finditer(run)]


@cache
def table(name: str) -> Mapping[str, tuple[str, ...]]:
    """The section ``name``: each key with its phrases."""
    return {key: tuple(phrases.split()) for key, phrases in _file()[name].items()}


@cache
def numbered(name: str) -> Phrases[int]:
    """The section ``name``, whose keys are numbers, as phrases that mean them."""
    return Phrases.of((p, int(key)) for key, phrases in table(name).items() for p in phrases)


@cache
def named(name: str) -> Phrases[str]:
    """The section ``name`` as phrases that mean its keys."""
    return Phrases.of((p, key) for key, phrases in table(name).items() for p in phrases)


@cache
def role(name: str, key: str) -> Phrases[bool]:
    """The phrases of one key of the section ``name``."""
    return Phrases.of((phrase, True) for phrase in table(name)[key])


@cache
def _file() -> Mapping[str, Mapping[str, str]]:
    text = files("nawba.assistant.fields").joinpath("words.toml").read_text("utf-8")
    fields, numbers = tomllib.loads(text), number_tables()
    names = {*fields, *numbers}
    return {name: {**numbers.get(name, {}), **fields.get(name, {})} for name in names}


@cache
def _words_with_digits() -> frozenset[str]:
    phrases = (phrase for section in _file().values() for words in section.values()
               for phrase in words.split())  # fmt: skip
    parts = {part for phrase in phrases for part in words_of(phrase)}
    return frozenset(p for p in parts if not p.isdigit() and any(c.isdigit() for c in p))
