"""What words do, as ``lexicons/wording_<language>.txt`` lists it."""

from __future__ import annotations

from functools import cache

from nawba.assistant.lexicon import read_lexicon
from nawba.assistant.wording.stems import stem

LANGUAGES = ("fr", "en", "ar")


@cache
def roles(language: str) -> dict[str, frozenset[str]]:
    """Folded single words to their roles."""
    known: dict[str, set[str]] = {}
    for role, words in read_lexicon(f"wording_{language}"):
        if len(words) == 1:
            known.setdefault(words[0], set()).add(role)
    return {word: frozenset(roles) for word, roles in known.items()}


@cache
def same(language: str) -> dict[str, str]:
    """Folded words and their stems to the group of words that say the same."""
    groups = [e for e in read_lexicon(f"wording_{language}") if e[0].startswith("same_")]
    whole = {words[0]: role for role, words in groups if len(words) == 1}
    return {stem(word, language): role for word, role in whole.items()} | whole


@cache
def phrases(language: str) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """The phrases of several words with their roles, longest first."""
    known: dict[tuple[str, ...], set[str]] = {}
    for role, words in read_lexicon(f"wording_{language}"):
        if len(words) > 1:
            known.setdefault(words, set()).add(role)
    listed = sorted(known, key=lambda words: (-len(words), words))
    return tuple((words, frozenset(known[words])) for words in listed)
