"""What one sentence claims, as values: contents, numbers, relations between them."""

from __future__ import annotations

from dataclasses import dataclass

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
    """``side`` counts what "but" sets against each other; ``unit``: a "day" without a number."""

    key: str
    shown: str
    place: int
    clause: int
    group: int
    side: int
    proper: bool
    unit: bool


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
    ``refers``: it begins with a pronoun.
    """

    contents: tuple[Content, ...]
    numbers: tuple[Number, ...]
    relations: tuple[Relation, ...]
    ranges: frozenset[tuple[str, str]]
    roles: frozenset[str]
    denied: tuple[frozenset[str], ...]
    colon: int
    keys: frozenset[str]
    refers: bool
