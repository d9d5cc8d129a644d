"""Courtesies: a greeting, thanks or goodbye is answered without searching any article.

A line is small talk only if *every* word of it is a courtesy, so that "bonjour, ma box ne marche
plus" stays a question.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from nawba.assistant.lexicon import words_of
from nawba.assistant.normalise import words


class SmallTalk(StrEnum):
    HELLO = "hello"
    THANKS = "thanks"
    BYE = "bye"
    YES = "yes"
    NO = "no"


_ORDER = (SmallTalk.BYE, SmallTalk.THANKS, SmallTalk.HELLO, SmallTalk.NO, SmallTalk.YES)
_MOST_WORDS = 8


def small_talk(text: str) -> SmallTalk | None:
    """The courtesy that ``text`` is, or None if it says anything more."""
    return next(iter(courtesies(text)), None)


def courtesies(text: str) -> tuple[SmallTalk, ...]:
    """All the courtesies in ``text``, weightiest first ("no thanks": thanks, no); often none."""
    said = words(text)
    if not said or len(said) > _MOST_WORDS or not _known().issuperset(said):
        return ()
    return tuple(kind for kind in _ORDER if words_of("smalltalk", kind).intersection(said))


@cache
def _known() -> frozenset[str]:
    return words_of("smalltalk", "filler").union(*(words_of("smalltalk", k) for k in SmallTalk))
