"""Names of people: behind "je m'appelle", "smiti", "اسمي", "Mme"; or the whole answer when asked.

No list of names: it would be too short for the world, and read ordinary words as people. A name
is what stands where a name is announced, up to the first word that cannot be part of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from nawba.assistant.fields.field import Asked, Field
from nawba.assistant.fields.vocabulary import role, table, tokens
from nawba.assistant.normalise import strip_invisible
from nawba.domain.folded import Folded
from nawba.domain.phrases import Token, words_of

_MOST_PARTS = 5
_SIGNS = re.compile(r"[^\s'-]")  # what may stand between the parts of one name, and nothing else


def names(folded: Folded, asked: Asked) -> Iterator[Field]:
    """Names as written, with capitals where the whole name had none."""
    found = tokens(folded)
    words = [token.text for token in found]
    for at in range(len(found)):
        announced = role("names", "before").match(words, at)
        titled = role("names", "around").match(words, at)
        if match := announced or titled:
            yield from _name(folded, found[_untitled(words, at + match[1]) :])
    if asked.bare:
        lead = role("names", "before_bare").match(words, 0)
        yield from _bare(folded, found[_untitled(words, lead[1] if lead else 0) :])


def _untitled(words: Sequence[str], at: int) -> int:
    """The place behind ":" and titles."""
    while at < len(words) and (words[at] in ":." or role("names", "around").match(words, at)):
        at += 1
    return at


def _bare(folded: Folded, found: Sequence[Token]) -> Iterator[Field]:
    parts = [token for token in found if token.text not in ".!,"]
    if any(token.text in _never() for token in parts):
        return
    for field in _name(folded, parts):
        if field.end == parts[-1].end:
            yield field


def _name(folded: Folded, found: Sequence[Token]) -> Iterator[Field]:
    parts: list[Token] = []
    for token in found[: _MOST_PARTS + 1]:
        if not _may_name(token, folded) or (parts and not _adjacent(folded, parts[-1], token)):
            break
        parts.append(token)
    if 0 < len(parts) <= _MOST_PARTS and sum(len(part.text) for part in parts) > 1:
        start, end = parts[0].start, parts[-1].end
        yield Field("name", _tidy(folded.as_written(start, end)), start, end)


def _tidy(name: str) -> str:
    visible = " ".join(strip_invisible(name).split())
    return visible.title() if visible == visible.lower() else visible


def _may_name(token: Token, folded: Folded) -> bool:
    word = token.text
    if folded.text[token.start : token.end + 1] == "o'":
        return True  # O'Neil; alone it is a Darija "and"
    stops = {word, word[1:]} if word[0] == "و" else {word}
    return word.isalpha() and stops.isdisjoint(_after() | _never())


def _adjacent(folded: Folded, one: Token, other: Token) -> bool:
    return not _SIGNS.search(folded.text[one.end : other.start])


@cache
def _after() -> frozenset[str]:
    return frozenset(word for phrase in table("names")["after"] for word in words_of(phrase)[:1])


@cache
def _never() -> frozenset[str]:
    return frozenset(
        words[0] for phrase in table("names")["never"] if len(words := words_of(phrase)) == 1
    )
