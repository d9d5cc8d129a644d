"""Tables of names, and of words that are never part of one: ``names.toml`` and ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from nawba.domain.folded import fold
from nawba.domain.number_words import number_tables
from nawba.privacy.personal.tables import bare_word, phrases, words_in


def is_first(word: str) -> bool:
    """Whether ``word`` is a known first name, in Arabic also with "and" or "by" before it."""
    if word in _known_first():
        return True
    if word.isascii():
        return False
    built = word.startswith("عبدال") or (word.endswith("الدين") and len(word) > 6)
    if is_stop(word):
        return False
    return built or bare_word(word) in first_names()


@cache
def particles() -> frozenset[str]:
    """Small words inside names: "el", "ben", "de"."""
    return words_in("people", "particles")


@cache
def _stop_words() -> frozenset[str]:
    numbers = (word for text in number_tables()["numbers"].values() for word in text.split())
    labels = phrases("labels").known
    alone = {phrase[0] for phrase in labels if len(phrase) == 1}
    return words_in("stop", "all") | alone | frozenset(map(fold, numbers))


def is_stop(word: str) -> bool:
    """Whether ``word`` is never part of a name."""
    return word in _stop_words()


@cache
def _names() -> dict[str, dict[str, str]]:
    text = files("nawba.privacy.personal").joinpath("names.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _listed(section: str) -> frozenset[str]:
    """The names of a section; of one in several parts ("o'brien", "da_costa") the longest."""
    words = (word for text in _names()[section].values() for word in text.split())
    parts = (max(re.split(r"['_]", fold(word)), key=len) for word in words)
    return frozenset(parts)


@cache
def _known_first() -> frozenset[str]:
    return first_names() | weak_first()


@cache
def first_names() -> frozenset[str]:
    """First names, folded; some are other words too, see ``weak_first``."""
    return _listed("first") - {"الدين"}  # only ever the end of one


@cache
def weak_first() -> frozenset[str]:
    """First names that are also other words."""
    return _listed("weak")


@cache
def family() -> frozenset[str]:
    """Family names, folded, without those that only ever are other words."""
    return _listed("family") - (_stop_words() - common_family())


@cache
def common_family() -> frozenset[str]:
    """Family names that are also other words."""
    return _listed("common_family")
