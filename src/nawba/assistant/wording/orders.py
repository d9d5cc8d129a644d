"""What a passage says to the machine that reads it, and what it only quotes, supports nothing.

An approved article speaks to customers. One that speaks to a language model was tampered with, or
is about such models: it is served word for word and never given to one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nawba.assistant.lexicon import read_lexicon, words_of
from nawba.assistant.normalise import words
from nawba.assistant.wording.words import sentences

_NEAR = 8  # words from the verb of an order to what it is about
_QUOTED = re.compile('«[^«»]*»|“[^“”]*”|"[^"]*"')
_MARKUP = re.compile(
    r"\[\s*(?:syst\w*|inst|النظام)\s*\]|</?\s*(?:system|assistant|user|customer|im_\w+)\b"
    r"|<\||\{\s*\"|^\s*(?:system|assistant|user)\s*:",
    re.IGNORECASE | re.MULTILINE,
)


@lru_cache(maxsize=512)
def gives_orders(text: str) -> bool:
    """Whether ``text``, in any language served, speaks to a machine that words it. Pure.

    By word lists: it sees the usual ways, not every way. A false alarm costs some fluency.
    """
    return bool(_MARKUP.search(text)) or any(_is_order(words(one)) for one in sentences(text))


def _is_order(said: list[str]) -> bool:
    pairs = (("drop", "rules"), ("tell", "whom"))
    if any(_are_near(said, words_of("orders", a), words_of("orders", b)) for a, b in pairs):
        return True
    spaced = f" {' '.join(said)} "
    return any(f" {' '.join(phrase)} " in spaced for phrase in _marks())


def _are_near(said: list[str], verbs: frozenset[str], things: frozenset[str]) -> bool:
    places = [place for place, word in enumerate(said) if word in verbs]
    return any(things.intersection(said[place + 1 : place + _NEAR]) for place in places)


@cache
def _marks() -> tuple[tuple[str, ...], ...]:
    return tuple(phrase for role, phrase in read_lexicon("orders") if role == "mark")


@lru_cache(maxsize=512)
def quotes(text: str) -> tuple[str, ...]:
    """What stands in quotation marks in ``text``, without the marks."""
    return tuple(match.group()[1:-1] for match in _QUOTED.finditer(text))


@lru_cache(maxsize=512)
def unquoted(text: str) -> str:
    """``text`` without what stands in quotation marks."""
    return _QUOTED.sub(" ", text)
