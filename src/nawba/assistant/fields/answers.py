"""Yes or no, said and nothing else: what an operation waits for must not be read into a sentence.

"Oui, merci" is a yes; "oui mais pas aujourd'hui", "oui ou non ?" and silence are no answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.vocabulary import table, tokens
from nawba.domain.folded import Folded
from nawba.domain.phrases import Phrases

_CLOSING = frozenset(".,!;…:)")
_ARABIC = ("ar", "ary")
_MOST_TOKENS = 16


def answers(folded: Folded, asked: Asked) -> Iterator[Field]:
    """One field over the whole message when all of it says yes, or all of it says no."""
    found = [token for token in tokens(folded) if token.text not in _CLOSING]
    if not found or len(found) > _MOST_TOKENS:
        return
    said = _said([token.text for token in found], _phrases(asked.language in _ARABIC))
    if len(said) == 1:
        yield Field("yes_no", said.pop(), found[0].start, found[-1].end)


def _said(words: list[str], phrases: Phrases[str]) -> set[str]:
    """The answers in ``words``; none when a single word is neither answer nor courtesy."""
    said: set[str] = set()
    at = 0
    while at < len(words):
        match = phrases.match(words, at)
        if match is None:
            return set()
        said.add(match[0])
        at += match[1]
    return said - {"filler"}


@cache
def _phrases(arabic: bool) -> Phrases[str]:
    """``arabic``: "la" is a no there, and an article in French."""
    listed = table("answers")
    meant = {"filler": listed["filler"], "yes": listed["yes"], "no": listed["no"]}
    meant["no"] += listed["no_in_arabic"] if arabic else ()
    return Phrases.of((phrase, value) for value, said in meant.items() for phrase in said)
