"""The words and phrases of ``words.toml``, folded, as the readers look them up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from nawba.domain.folded import fold
from nawba.domain.phrases import Phrases, words_of


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
