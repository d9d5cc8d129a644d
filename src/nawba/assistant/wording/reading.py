"""What one sentence claims: its content, its numbers, what it denies and what limits it.

A blunt reading by rules, the same for a worded sentence and for the passage that it cites: what is
read wrongly is read wrongly on both sides, and what differs is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from nawba.assistant.wording.claims import RELATIONS, Content, Number, Reading, Relation
from nawba.assistant.wording.numbers import Numbers
from nawba.assistant.wording.scopes import denied, drop_only
from nawba.assistant.wording.words import Lexeme, lexemes

_FAR = 12  # contents that a condition may list
# contents that a condition may list


def read(text: str, language: str) -> Reading:
    """The reading of one sentence. Pure."""
    return _Reader(lexemes(text, language)).read()


class _Reader:
    def __init__(self, found: Sequence[Lexeme]) -> None:
        self.found = drop_only(found)
        self.numbers = Numbers(self.found)
        self.clause, self.places = self.numbers.clause, self.numbers.places
        self.group = self.numbers.group
        self.side = [0, *accumulate(int(one.has("but")) for one in self.found)]
        colons = [at for at, one in enumerate(self.found) if one.shown == ":"]
        self.colon = self.places[colons[-1]] if colons else 0

    def read(self) -> Reading:
        numbers = self.numbers.all()
        free = [at for at in range(len(self.found)) if at not in self.numbers.used]
        contents = tuple(self._content(at) for at in free if self._is_content(self.found[at]))
        return Reading(
            contents,
            tuple(replace(one, beside=_beside(one, contents)) for one in numbers),
            tuple(self._relations(contents, free)),
            frozenset(self.numbers.ranges()),
            frozenset(role for one in self.found for role in one.roles),
            denied(self.found),
            self.colon,
            frozenset(one.key for one in contents),
            any(one.has("pronoun") for one in self.found[:1]),
        )

    def _content(self, at: int) -> Content:
        one = self.found[at]
        where = (self.places[at], self.clause[at], self.group[at], self.side[at])
        return Content(one.key, one.shown, *where, one.proper, bool(one.role("unit_")))

    def _is_content(self, one: Lexeme) -> bool:
        return one.is_content or (
            (one.role("unit_") != "" or one.has("qualifier")) and not one.skip
        )

    def _relations(self, contents: Sequence[Content], free: Sequence[int]) -> list[Relation]:
        return [
            self._relation(at, role, contents)
            for at in free
            for role in sorted(self.found[at].roles)
            if role in RELATIONS and not self._counts(at, role)
        ]

    def _counts(self, at: int, role: str) -> bool:
        """Whether "during" only bounds a number that follows ("خلال 7 أيام")."""
        after = self.found[at + 1] if at + 1 < len(self.found) else None
        return (
            role == "during"
            and after is not None
            and bool(after.kind == "number" or after.role("dual_") or after.role("number_"))
        )

    def _relation(self, at: int, role: str, contents: Sequence[Content]) -> Relation:
        after = [c for c in contents if c.place >= self.places[at]]
        clause = [c for c in after if c.clause == self.clause[at]]
        alone = len(clause) == len(contents)  # no comma tells where the condition ends
        joined = len({c.group for c in clause}) > 1 and not alone and not self._has_or(at)
        about = frozenset(c.key for c in clause)
        governs = tuple(c.key for c in [*clause, *after[len(clause) :]][:_FAR])
        late = self.places[at] >= self.colon > 0
        where = (self.clause[at], self.places[at])
        return Relation(role, *where, governs, at <= 1, about, joined, late)

    def _has_or(self, at: int) -> bool:
        clause = zip(self.found, self.clause, strict=True)
        return any(one.has("or") for one, number in clause if number == self.clause[at])


def _beside(number: Number, contents: Sequence[Content]) -> frozenset[str]:
    near = [c for c in contents if c.clause == number.clause]
    before = [c for c in near if c.place <= number.place][-1:]
    after = [c for c in near if c.place > number.place][:1]
    return frozenset(c.key for c in before + after)
