"""How far words reach: clauses, places, and what a negation denies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from nawba.assistant.normalise import fold
from nawba.assistant.wording.words import Lexeme

_SCOPE_ENDS = ("if", "except", "but", "during", "and", "before", "after", "from", "until")

_WIDE = 4  # content words that a "not" reaches at most; a "without" reaches one
# content words that a "not" reaches at most; a "without" reaches one
_SECOND = frozenset({"pas", "jamais", "rien"})  # of "ne … pas": one negation, not two
# of "ne … pas": one negation, not two
_ONLY = ("que", "qu")


def drop_only(found: Sequence[Lexeme]) -> list[Lexeme]:
    """ "ne … que" limits and does not deny."""
    changed = list(found)
    for at, one in enumerate(found):
        if one.shown.lower() in ("ne", "n") and one.has("negation"):
            later = [f.shown.lower() for f in found[at + 1 : at + 6]]
            if any(word in _ONLY for word in later) and "pas" not in later:
                changed[at] = Lexeme(one.shown, "word", "only", frozenset({"only"}))
    return changed


def count(found: Sequence[Lexeme], *, also: tuple[str, ...] = ()) -> list[int]:
    """For each lexeme its clause: clauses end at stops, and at words of the roles ``also``."""
    ends = [int(one.kind == "stop" or one.has(*also)) for one in found]
    return [0, *accumulate(ends)][: len(found)]


def places(found: Sequence[Lexeme]) -> list[int]:
    """For each lexeme how many contents and numbers stand before it."""
    counted = [
        int(
            one.is_content
            or one.kind == "number"
            or bool(one.role("unit_"))
            or one.has("qualifier")
        )
        for one in found
    ]
    return [0, *accumulate(counted)][: len(found)]


def denied(found: Sequence[Lexeme]) -> tuple[frozenset[str], ...]:
    """For each negation the contents that it reaches: "not" its clause, "without" one word."""
    spans: list[list[str]] = []
    clause: list[str] = []
    before = left = 0  # contents of the clause before its last negation; how far that one reaches
    for one in [*found, Lexeme("", "stop", "")]:
        again = left and fold(one.shown) in _SECOND
        if one.kind == "stop":
            if spans and before == len(clause):  # "…, lockers are not"
                spans[-1] = spans[-1] or clause
            clause, before, left = [], 0, 0
        elif one.has("negation_near") or (one.has("negation") and not again):
            spans.append([])
            before, left = len(clause), 1 if one.has("negation_near") else _WIDE
        elif one.has(*_SCOPE_ENDS):
            left = 0
        elif one.is_content:
            clause.append(one.key)
            if left:
                spans[-1].append(one.key)
                left -= 1
    return tuple(frozenset(span) for span in spans if span)
