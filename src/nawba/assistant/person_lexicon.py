"""Reads ``person_lexicon.txt``: the words that matter when a customer asks for a person.

The table is a text file so that a speaker of a language can mend it without reading Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from nawba.assistant.normalise import fold, skeleton

MOST_WORDS_IN_PHRASE = 5
_REAL = "-"
_BY_CONSONANTS = "~"
_LEAST_CONSONANTS = 3
_SOME = "chi shi xi chy che".split()
_ONE = "wahed wa7ed wahd wa7d wahid wa7id wahad wahda wa7da had 7ad hed 7ed 7d hd".split()


@cache
def phrases() -> dict[tuple[str, ...], str]:
    """Folded words of each entry -> its tags; the first entry given for the same words wins."""
    table: dict[tuple[str, ...], str] = {}
    for role, entry in _entries():
        if role[0] not in (_REAL, _BY_CONSONANTS):
            table.setdefault(tuple(fold(entry.replace("_", " ")).split()), role)
    return table | {(some, one): "p" for some in _SOME for one in _ONE}


@cache
def skeletons() -> dict[str, str]:
    """Consonants of single Darija words in Latin script -> tags; three consonants at least."""
    table: dict[str, str] = {}
    for role, entry in _entries():
        bones = skeleton(fold(entry))
        if role[0] == _BY_CONSONANTS and len(bones) >= _LEAST_CONSONANTS:
            table.setdefault(bones, role[1:])
    return table


@cache
def real_words() -> frozenset[str]:
    """Folded words that exist, and so are no misspelling of a word of the table."""
    return frozenset(fold(entry) for role, entry in _entries() if role == _REAL)


@cache
def _entries() -> tuple[tuple[str, str], ...]:
    return tuple(_read())


def _read() -> Iterator[tuple[str, str]]:
    source = files("nawba.assistant").joinpath("person_lexicon.txt")
    for line in source.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            role, _, entries = line.partition(":")
            yield from ((role, entry) for entry in entries.split())
