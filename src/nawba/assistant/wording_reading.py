"""What one sentence claims: its content with polarity, its numbers with their limits, its limits.

A blunt reading by rules, the same for a worded sentence and for the passage that it cites: what is
read wrongly is read wrongly on both sides, and what differs is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from nawba.assistant.normalise import fold
from nawba.assistant.wording_words import Lexeme, lexemes

COMPARATORS = (
    *("within", "before", "after", "from", "until", "at_least", "at_most", "more", "less"),
    "about",
)
RELATIONS = (
    *("before", "after", "from", "until", "if", "case", "except", "only", "some", "all", "during"),
    *("instead", "more", "less"),
)
"""Roles that a sentence may have only where its passage has them, about the same thing."""
RESTRICTIONS = ("if", "case", "except", "only", "some", "during")
"""Roles that a sentence must keep when it says what they restrict."""

NARROW = ("only", "some")
"""Restrictions of their own clause alone."""
WHOLE = ("case",)
"""Restrictions that take up a condition named before: what follows them is restricted too."""

DURATIONS = frozenset({"day", "hour", "minute", "second", "week", "month", "year"})
_SCOPE_ENDS = (*("if", "except", "but", "during", "and", "before", "after", "from", "until"),)
_JOINS = ("and", "or", "but")
_WIDE = 4  # content words that a "not" reaches at most; a "without" reaches one
_REACH = 3  # lexemes between a number and its comparator
_LINKS = frozenset({"a", "to", "-", "–", "الي"})
_ANDS = frozenset({"et", "and", "و"})
_BETWEEN = frozenset(map(fold, ("entre", "between", "بين")))
_BOUNDS = frozenset({"at_least", "at_most"})
_AFTERWARDS = frozenset({"before", "after", "at_least", "at_most"})
_FAR = 12  # contents that a condition may list
_SECOND = frozenset({"pas", "jamais", "rien"})  # of "ne … pas": one negation, not two
_LATE = 4  # lexemes after a number within which "at most" still bounds it
_ONLY = ("que", "qu")


@dataclass(frozen=True)
class Number:
    """``sign``: value, unit, qualifier ("working"), per what. ``limits``: its comparators.

    ``group`` counts clauses, and what "and" joins within one; ``beside`` are the contents right
    before and after it in its clause.
    """

    sign: tuple[str, str, str, str]
    limits: frozenset[str]
    place: int
    clause: int
    group: int
    beside: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.sign[1]


@dataclass(frozen=True)
class Content:
    """``side`` counts what "but" sets against each other."""

    key: str
    shown: str
    place: int
    clause: int
    group: int
    side: int
    proper: bool


@dataclass(frozen=True)
class Relation:
    """A role, where it stands, and the contents right after it (what it governs).

    ``leads``: it opens the sentence. ``about``: the contents after it in its clause; ``whole``:
    "and" joins them, so that none may be left out. ``late``: it stands after a colon.
    """

    role: str
    clause: int
    place: int
    governs: tuple[str, ...]
    leads: bool = False
    about: frozenset[str] = frozenset()
    whole: bool = False
    late: bool = False


@dataclass(frozen=True)
class Reading:
    """``places`` count content words and numbers, clauses count from 0 at commas and the like.

    ``denied``: for each negation the contents that it reaches. ``colon``: contents before one.
    """

    contents: tuple[Content, ...]
    numbers: tuple[Number, ...]
    relations: tuple[Relation, ...]
    ranges: frozenset[tuple[str, str]]
    roles: frozenset[str]
    denied: tuple[frozenset[str], ...]
    colon: int
    keys: frozenset[str]


def read(text: str, language: str) -> Reading:
    """The reading of one sentence. Pure."""
    return _Reader(lexemes(text, language)).read()


class _Reader:
    def __init__(self, found: Sequence[Lexeme]) -> None:
        self.found = _drop_only(found)
        self.clause, self.places = _count(self.found), _places(self.found)
        self.group = _count(self.found, also=_JOINS)
        colons = [at for at, one in enumerate(self.found) if one.shown == ":"]
        self.colon = self.places[colons[-1]] if colons else 0
        self.side = [0, *accumulate(int(one.has("but")) for one in self.found)]

    def read(self) -> Reading:
        used: set[int] = set()
        numbers = [n for at in range(len(self.found)) if (n := self._number(at, used))]
        contents = tuple(
            self._content(at)
            for at, one in enumerate(self.found)
            if at not in used and self._is_content(one)
        )
        return Reading(
            contents,
            tuple(replace(one, beside=_beside(one, contents)) for one in numbers),
            tuple(self._relations(contents, used)),
            frozenset(self._ranges()),
            frozenset(role for one in self.found for role in one.roles),
            _denied(self.found),
            self.colon,
            frozenset(one.key for one in contents),
        )

    def _content(self, at: int) -> Content:
        one = self.found[at]
        where = (self.places[at], self.clause[at], self.group[at], self.side[at])
        return Content(one.key, one.shown, *where, one.proper)

    def _is_content(self, one: Lexeme) -> bool:
        return one.is_content or (
            (one.role("unit_") != "" or one.has("qualifier")) and not one.skip
        )

    def _number(self, at: int, used: set[int]) -> Number | None:
        """The number that begins at ``at``, with its unit; the lexemes it took go to ``used``."""
        value, unit, end = self._quantity(at)
        if not value or at in used:
            return None
        qualifier, end = self._qualifier(at, end)
        per, end = self._per(unit, end)
        used.update(range(at, end))
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

    def _ranges(self) -> list[tuple[str, str]]:
        numbers = [at for at, one in enumerate(self.found) if one.kind in ("number", "exact")]
        return [
            (self.found[a].key, self.found[b].key)
            for a, b in pairwise(numbers)
            if b - a <= 3 and self._spans(a, range(a + 1, b))
        ]

    def _spans(self, first: int, between: range) -> bool:
        """ "2 to 3", "de 9 h à 18 h", "between 9 and 6"."""
        told = {fold(self.found[place].shown) for place in between}
        opened = first > 0 and fold(self.found[first - 1].shown) in _BETWEEN
        return bool(told & _LINKS) or (opened and bool(told & _ANDS))

    def _relations(self, contents: Sequence[Content], used: set[int]) -> list[Relation]:
        return [
            self._relation(at, role, contents)
            for at, one in enumerate(self.found)
            for role in sorted(one.roles)
            if role in RELATIONS and at not in used and not self._counts(at, role)
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


def _drop_only(found: Sequence[Lexeme]) -> list[Lexeme]:
    """ "ne … que" limits and does not deny."""
    changed = list(found)
    for at, one in enumerate(found):
        if one.shown.lower() in ("ne", "n") and one.has("negation"):
            later = [f.shown.lower() for f in found[at + 1 : at + 6]]
            if any(word in _ONLY for word in later) and "pas" not in later:
                changed[at] = Lexeme(one.shown, "word", "only", frozenset({"only"}))
    return changed


def _count(found: Sequence[Lexeme], *, also: tuple[str, ...] = ()) -> list[int]:
    """For each lexeme its clause: clauses end at stops, and at words of the roles ``also``."""
    ends = [int(one.kind == "stop" or one.has(*also)) for one in found]
    return [0, *accumulate(ends)][: len(found)]


def _places(found: Sequence[Lexeme]) -> list[int]:
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


def _denied(found: Sequence[Lexeme]) -> tuple[frozenset[str], ...]:
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
