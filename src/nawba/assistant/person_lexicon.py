"""The words that matter when a customer asks for a person, from ``lexicons/person.txt``."""

from __future__ import annotations

from functools import cache

from nawba.assistant.lexicon import read_lexicon, words_of
from nawba.assistant.normalise import skeleton

MOST_WORDS_IN_PHRASE = 5
_BY_CONSONANTS = "~"
_LEAST_CONSONANTS = 3
# "someone" and "call me" in arabizi, where each half is written in many ways.
_SOME = ("chi", "shi", "xi", "chy", "che")
_ONE = ("wahed", "wa7ed", "wahd", "wa7d", "wahid", "wa7id", "wahad", "wahda", "wa7da", "w7da")
_ANY = ("had", "7ad", "hed", "7ed", "7d", "hd")
_CALL = ("3eyto", "3ayto", "3eytou", "3aytou", "3iyto")
_ME = ("lia", "liya", "lya")


@cache
def phrases() -> dict[tuple[str, ...], str]:
    """Folded words of each entry -> its tags; the first entry given for the same words wins."""
    table: dict[tuple[str, ...], str] = {}
    for role, entry in read_lexicon("person"):
        if role.isalpha():
            table.setdefault(entry, role)
    someone = {(some, one): "p" for some in _SOME for one in _ONE + _ANY}
    return (
        table | someone | {(t + call, me): "J" for t in ("", "t") for call in _CALL for me in _ME}
    )


@cache
def vocabulary() -> frozenset[str]:
    """Every folded word of the table, alone or within a phrase."""
    return frozenset(word for entry in phrases() for word in entry)


@cache
def skeletons() -> dict[str, str]:
    """Consonants of single Darija words in Latin script -> tags; three consonants at least."""
    table: dict[str, str] = {}
    for role, entry in read_lexicon("person"):
        bones = skeleton(entry[0])
        if role[0] == _BY_CONSONANTS and len(bones) >= _LEAST_CONSONANTS:
            table.setdefault(bones, role[1:])
    return table


def real_words() -> frozenset[str]:
    """Folded words that exist, and so are no misspelling of a word of the table."""
    return words_of("person", "-")
