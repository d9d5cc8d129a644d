"""The numbers of a sentence, each with its unit, what it counts, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nawba.assistant.normalise import fold
from nawba.assistant.wording.claims import COMPARATORS, DURATIONS, Number
from nawba.assistant.wording.scopes import count, places
from nawba.assistant.wording.words import Lexeme

_JOINS = ("and", "or", "but")

_REACH = 3  # lexemes between a number and its comparator
# lexemes between a number and its comparator
_LATE = 4  # lexemes after a number within which "at most" still bounds it
# lexemes after a number within which "at most" still bounds it
_LINKS = frozenset({"a", "to", "-", "–", "الي"})

_ANDS = frozenset({"et", "and", "و"})

_BETWEEN = frozenset(map(fold, ("entre", "between", "بين")))

_BOUNDS = frozenset({"at_least", "at_most"})

_AFTERWARDS = frozenset({"before", "after", "at_least", "at_most"})


class Numbers:
    """Reads the numbers among ``found``; ``used`` are the places of lexemes that belong to one."""

    def __init__(self, found: Sequence[Lexeme]) -> None:
        self.found = found
        self.clause, self.places = count(found), places(found)
        self.group = count(found, also=_JOINS)
        self.used: set[int] = set()

    def all(self) -> list[Number]:
        """The numbers in order; the lexemes that they took are then in ``used``."""
        return [n for at in range(len(self.found)) if (n := self._number(at))]

    def ranges(self) -> list[tuple[str, str]]:
        """The pairs of numbers that bound something: "2 to 3 hours"."""
        numbers = [at for at, one in enumerate(self.found) if one.kind in ("number", "exact")]
        return [
            (self.found[a].key, self.found[b].key)
            for a, b in pairwise(numbers)
            if b - a <= 3 and self._spans(a, range(a + 1, b))
        ]

    def _number(self, at: int) -> Number | None:
        """The number that begins at ``at``, with its unit."""
        value, unit, end = self._quantity(at)
        if not value or at in self.used:
            return None
        qualifier, end = self._qualifier(at, end)
        per, end = self._per(unit, end)
        self.used.update(range(at, end))
        where = (self.places[at], self.clause[at], self.group[at])
        return Number((value, unit, qualifier, per), self._limits(at, end), *where)

    def _quantity(self, at: int) -> tuple[str, str, int]:
        """Value and unit at ``at``, and where they end; an empty value where no number begins."""
        one = self.found[at]
        if dual := one.role("dual_"):
            return "2", dual, at + 1
        if (bare := one.role("bare_")) and at and self.found[at - 1].has(*COMPARATORS):
            return "1", bare, at + 1
        value = one.key if one.kind == "number" else one.role("number_")
        if self._unit_at(at + 1):
            value = value or one.role("article_")
        if not value:
            return "", "", at
        if ":" in value:
            return value, value.partition(":")[0], at + 1
        unit_at = self._unit_after(at + 1)
        if unit_at:
            return value, self.found[unit_at].role("unit_"), unit_at + 1
        return value, self._unit_of_range(at), at + 1

    def _unit_after(self, at: int) -> int:
        """Where the unit of a number stands that ends before ``at``; 0 for none."""
        while at < len(self.found) and self.found[at].has("qualifier"):
            at += 1
        return at if self._unit_at(at) else 0

    def _unit_at(self, at: int) -> str:
        return self.found[at].role("unit_") if 0 <= at < len(self.found) else ""

    def _unit_of_range(self, at: int) -> str:
        """In "2 to 3 hours" the first number has the unit of the second."""
        after = self.found[at + 2 : at + 4]
        linked = len(after) == 2 and self._links(at + 1) and after[0].kind == "number"
        return after[1].role("unit_") if linked else ""

    def _links(self, at: int) -> bool:
        return fold(self.found[at].shown) in _LINKS

    def _qualifier(self, at: int, end: int) -> tuple[str, int]:
        """ "10 working days", "10 jours ouvrables", "يومين من أيام العمل"."""
        if any(one.has("qualifier") for one in self.found[at:end]):
            return "qualified", end
        for place in range(end, min(end + 3, len(self.found))):
            one = self.found[place]
            if one.has("qualifier"):
                return "qualified", place + 1
            if not (one.has("function") or one.role("unit_")):
                break
        return "", end

    def _per(self, unit: str, end: int) -> tuple[str, int]:
        """ "49 DH par mois", "a month", "في الشهر", "monthly"."""
        if not unit or unit in DURATIONS:
            return "", end
        if (
            end < len(self.found)
            and self.found[end].has("per")
            and self._unit_at(end + 1) in DURATIONS
        ):
            return self._unit_at(end + 1), end + 2
        return (self._unit_at(end), end + 1) if self._unit_at(end) in DURATIONS else ("", end)

    def _limits(self, at: int, end: int) -> frozenset[str]:
        before = self._near(range(at - 1, max(-1, at - 1 - _REACH), -1))
        after = self._near(range(end, min(len(self.found), end + 2)))
        late = [role for role in after if role in _AFTERWARDS] + self._late(end)
        return frozenset(role for role in before + late if role in COMPARATORS)

    def _late(self, end: int) -> list[str]:
        """ "5 lines at most": a bound behind the words that are counted."""
        roles: list[str] = []
        for one in self.found[end : end + _LATE]:
            if one.kind in ("stop", "number"):
                break
            roles += one.roles & _BOUNDS
        return roles

    def _near(self, places: range) -> list[str]:
        """Roles of the lexemes at ``places`` up to a stop, another number or a content word."""
        roles: list[str] = []
        for place in places:
            one = self.found[place]
            if one.kind in ("stop", "number") or (one.is_content and not one.skip):
                break
            roles += one.roles
        return roles

    def _spans(self, first: int, between: range) -> bool:
        """ "2 to 3", "de 9 h à 18 h", "between 9 and 6"."""
        told = {fold(self.found[place].shown) for place in between}
        opened = first > 0 and fold(self.found[first - 1].shown) in _BETWEEN
        return bool(told & _LINKS) or (opened and bool(told & _ANDS))
