"""Word lists of the five languages, compared folded: see the TOML files beside.

A list is one text of words or phrases with ``;`` between. Arabic words are also met with و, ال,
لل and the like in front, as they are written in one word.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nawba.domain.folded import fold

_ARABIC_HEAD = r"(?:و?(?:ال|لل|بال|ب|ل)?)"


@lru_cache(maxsize=16)
def table(name: str) -> dict[str, Any]:
    """The word lists of ``name.toml``, as written."""
    return tomllib.loads(files("nawba.hiring.facts").joinpath(f"{name}.toml").read_text("utf-8"))


def words_in(text: str) -> list[str]:
    """The folded words or phrases of one list, longest first."""
    found = {_plain(fold(one)) for one in text.split(";")}
    return sorted(found - {""}, key=lambda one: (-len(one), one))


@lru_cache(maxsize=128)
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Finds any word of a list (``key`` may be ``section.list``) in a folded text."""
    return compiled(_list(name, key))


@lru_cache(maxsize=32)
def meanings(name: str, section: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """A section whose keys are meanings: what finds its words, and what each word means."""
    table_ = table(name)[section]
    meaning = {word: key for key, text in table_.items() for word in words_in(text)}
    return compiled(";".join(table_.values())), meaning


def meaning_of(found: re.Match[str], meaning: dict[str, str]) -> str:
    """What the word that ``found`` (of ``meanings``) means."""
    return meaning[_plain(found["word"])]


def compiled(text: str) -> re.Pattern[str]:
    """Finds any word of ``text``; the group ``word`` is the word as the list has it."""
    words = [re.escape(one).replace(r"\ ", r"[\s-]+") for one in words_in(text)]
    return re.compile(rf"(?<!\w)(?:{_ARABIC_HEAD})(?P<word>{'|'.join(words) or '(?!)'})(?!\w)")


def _plain(words: str) -> str:
    return re.sub(r"[\s-]+", " ", words).strip()


def _list(name: str, key: str) -> str:
    found: Any = table(name)
    for part in key.split("."):
        found = found[part]
    return str(found)
