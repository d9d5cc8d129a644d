"""Reads the word lists in ``lexicons/``: text files, so that a speaker of a language can mend one
without reading Python.

A line is ``role: word word phrase_of_words``; ``#`` starts a comment line.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from nawba.assistant.normalise import fold


@cache
def read_lexicon(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(role, folded words) for each entry of ``lexicons/<name>.txt``, in the file's order."""
    text = files("nawba.assistant").joinpath("lexicons", f"{name}.txt").read_text("utf-8")
    lines = [line.partition(":") for line in text.splitlines() if line and line[0] != "#"]
    return tuple(
        (role, tuple(fold(entry.replace("_", " ")).split()))
        for role, _, entries in lines
        for entry in entries.split()
    )


@cache
def words_of(name: str, role: str) -> frozenset[str]:
    """The single folded words that ``lexicons/<name>.txt`` lists for ``role``."""
    return frozenset(
        entry[0] for found, entry in read_lexicon(name) if found == role and len(entry) == 1
    )
