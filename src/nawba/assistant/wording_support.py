"""Whether one sentence of a passage supports what a worded sentence says; if not, why not.

Strict on purpose: the approved words stand ready, so a refused sentence costs some fluency and an
accepted error costs a customer. Every content word must be the passage's; every number must be
there with its unit, its limits and its neighbours; what is denied, limited or conditional in one
must be so in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from nawba.assistant.wording_reading import (
    DURATIONS,
    NARROW,
    RESTRICTIONS,
    WHOLE,
    Content,
    Number,
    Reading,
    Relation,
)

_SHARE = 0.5  # of a sentence's content that one passage sentence must hold by itself
_SUBJECT = 2  # contents that a sentence may begin with to take up what was named before
_EXPRESSED = 0.5  # of a restricted clause: from here on its restriction must be kept
_NARROWLY = 0.75  # of what stands before an "only"
_THRESHOLDS = frozenset({"from", "until", "more", "less", "at_least"})
"""Limits of a number without which what is said holds for more than the passage says."""
_COST = "=same_cost"  # "costs 99 DH" says no more than "99 DH"
_MONEY = ("mad", "eur", "usd", "cfa")
_GOVERNED = 2  # contents after a "before" or "if" that it is about


@dataclass(frozen=True)
class Ground:
    """One sentence of a passage; ``context`` are the keys of its title and of the sentences before
    it, which count only where it has a pronoun that may stand for them.
    """

    reading: Reading
    context: frozenset[str] = frozenset()


def objection(said: Reading, ground: Ground) -> str:
    """Why ``ground`` does not support ``said``; empty when it does. Pure."""
    return next(filter(None, (check(said, ground) for check in _CHECKS)), "")


def overlap(said: Reading, ground: Ground) -> float:
    """The share of what ``said`` names that ``ground`` names too, to choose whom to believe.

    What it may only take up from before counts half.
    """
    named = [one.key for one in said.contents] + [one.sign[0] for one in said.numbers]
    known = ground.reading.keys | {one.sign[0] for one in ground.reading.numbers}
    own = sum(key in known for key in named)
    taken_up = sum(key in ground.context - known for key in named)
    return (own + taken_up / 2) / max(len(named), 1)


def is_known(said: Reading, grounds: Sequence[Ground]) -> bool:
    """Whether everything that ``said`` names stands somewhere in ``grounds``."""
    keys = frozenset().union(*(ground.reading.keys | ground.context for ground in grounds))
    signs = {number.sign for ground in grounds for number in ground.reading.numbers}
    return said.keys - {_COST} <= keys and all(number.sign in signs for number in said.numbers)


def size(said: Reading) -> int:
    """How many things ``said`` names that can be looked for."""
    return len(said.contents) + len(said.numbers)


def _words(said: Reading, ground: Ground) -> str:
    if any(_is_borrowed(said, ground, number) for number in said.numbers):
        return "not_together"
    priced = any(number.kind in _MONEY for number in said.numbers)
    known = ground.reading.keys | ground.context | ({_COST} if priced else set())
    strange = [c for c in said.contents if c.key not in known]
    if strange:
        return _strangeness(strange)
    held = [c.key in ground.reading.keys for c in said.contents if c.key != _COST]
    taken_up = held.index(True) if True in held else len(held)
    together = sum(held) >= _SHARE * len(held) and all(held[taken_up:]) and taken_up <= _SUBJECT
    return "" if together else "not_together"


def _is_borrowed(said: Reading, ground: Ground, number: Number) -> bool:
    """Whether a word beside ``number`` stands elsewhere in the passage, and not with it."""
    beside = [c for c in said.contents if abs(c.place - number.place) <= 1 and c.key != _COST]
    return any(c.key not in ground.reading.keys and c.key in ground.context for c in beside)


def _strangeness(strange: Sequence[Content]) -> str:
    exact = [c for c in strange if not c.key.isalpha() and not c.key.startswith("=")]
    if exact:
        return "unknown_number" if any(char.isdigit() for char in exact[0].key) else "unknown_name"
    return "unknown_name" if any(c.proper for c in strange) else "unknown_word"


def _numbers(said: Reading, ground: Ground) -> str:
    for number in said.numbers:
        same = [one for one in ground.reading.numbers if one.sign[0] == number.sign[0]]
        if not same:
            return "unknown_number"
        alike = [one for one in same if one.sign == number.sign]
        if not alike:
            return "wrong_unit"
        alike = [one for one in alike if one.limits == number.limits]
        if not alike:
            return "wrong_limit"
        if not any(one.beside & said.keys or not one.beside for one in alike):
            return "not_together"
    return "" if said.ranges <= ground.reading.ranges else "wrong_range"


def _bindings(said: Reading, ground: Ground) -> str:
    """Each number must stand by its own words, not by those of another number of its kind."""
    for number in said.numbers:
        for rival in ground.reading.numbers:
            alike = _sort(rival) == _sort(number) and rival.sign != number.sign
            ends = {(number.sign[0], rival.sign[0]), (rival.sign[0], number.sign[0])}
            if alike and not ends & said.ranges and _prefers(said, ground.reading, number, rival):
                return "wrong_number"
    return ""


def _sort(number: Number) -> str:
    """Numbers of one sort can stand for each other: prices and shares, durations, others alike."""
    kind = number.kind
    return "value" if kind in (*_MONEY, "percent") else "time" if kind in DURATIONS else kind


def _prefers(said: Reading, passage: Reading, number: Number, rival: Number) -> bool:
    """Whether the words around ``number`` stand nearer to ``rival`` in the passage.

    When the sentence has both, they are compared as a pair: kept or exchanged. Words that precede
    both in the passage ("delivery costs 35 … and 49 …") tell only when no others do.
    """
    own = [one for one in passage.numbers if one.sign == number.sign]
    other = [one for one in said.numbers if one.sign == rival.sign][:1]
    first = min(one.place for one in [*own, rival])
    common = {c.key for c in passage.contents if c.place < first}
    telling = [c for c in said.contents if c.key in passage.keys - common]
    words = telling or list(said.contents)
    kept, swapped = _pull(words, passage, number, own), _pull(words, passage, number, [rival])
    for one in other:
        kept += _pull(words, passage, one, [rival])
        swapped += _pull(words, passage, one, own)
    return swapped > kept * 1.001 + 1e-9


def _pull(
    words: Sequence[Content], passage: Reading, number: Number, to: Sequence[Number]
) -> float:
    """How near the ``words`` around ``number`` are to ``to`` in the passage."""
    return sum(
        _nearness(word, number)
        * max(
            (
                _nearness(there, one)
                for there in passage.contents
                if there.key == word.key
                for one in to
            ),
            default=0.0,
        )
        for word in words
    )


def _nearness(word: Content, number: Number) -> float:
    return 1 / (1 + abs(word.place - number.place) + 2 * (word.group != number.group))


def _polarity(said: Reading, ground: Ground) -> str:
    """Whatever one denies and the other names must be denied in both."""
    passage = ground.reading
    denials = ((said.denied, passage), (passage.denied, said))
    for spans, other in denials:
        for span in spans:
            named = span & other.keys
            if named and not any(named & theirs for theirs in other.denied):
                return "wrong_negation"
    return ""


def _sides(said: Reading, ground: Ground) -> str:
    """Words that a "but" of the passage sets apart may not be put together."""
    for one, other in pairwise(said.contents):
        here = {c.side for c in ground.reading.contents if c.key == one.key}
        there = {c.side for c in ground.reading.contents if c.key == other.key}
        if one.side == other.side and here and there and not here & there:
            return "not_together"
    return ""


def _relations(said: Reading, ground: Ground) -> str:
    return next(filter(None, (_relation(said, ground.reading, r) for r in said.relations)), "")


def _relation(said: Reading, passage: Reading, relation: Relation) -> str:
    """A limit must be the passage's, about the same thing, and a joined condition must be whole."""
    alike = [one for one in passage.relations if one.role == relation.role]
    if relation.role in RESTRICTIONS:
        same = [one for one in alike if not relation.about or relation.about & {*one.governs}]
        if any(one.whole and one.about - said.keys for one in same):
            return "dropped_condition"
        return "" if same else "wrong_relation"
    governed = _governed(relation)
    same = [one for one in alike if not governed or governed & _governed(one)]
    return "" if same else "wrong_relation"


def _governed(relation: Relation) -> Set[str]:
    """The first contents that a "before" is about, of its own clause if it has any there."""
    own = [key for key in relation.governs if key in relation.about]
    return {*(own or relation.governs)[:_GOVERNED]}


def _restrictions(said: Reading, ground: Ground) -> str:
    passage = ground.reading
    told = {number.sign for number in said.numbers}
    dropped = any(
        _binds(said, passage, relation)
        for relation in passage.relations
        if relation.role != "all" and not _is_kept(said, relation)
    ) or any(
        _is_unbounded(said, passage, number)
        for number in passage.numbers
        if number.limits & _THRESHOLDS and number.sign not in told
    )
    return "dropped_condition" if dropped else ""


def _is_kept(said: Reading, relation: Relation) -> bool:
    """Whether ``said`` has the same restriction, about some of the same."""
    alike = [one for one in said.relations if one.role == relation.role]
    return any(not relation.about or one.about & {*relation.governs} for one in alike)


def _binds(said: Reading, passage: Reading, relation: Relation) -> bool:
    """Whether ``said`` holds what ``relation`` restricts: what stands before it in its clause; if
    nothing does, the other clauses, or for "only" its own and what it is right before.
    """
    own = [c for c in passage.contents if c.clause == relation.clause]
    before = {c.key for c in own if c.place < relation.place}
    if relation.role in WHOLE:
        return _holds(said, {c.key for c in own})
    if relation.role in NARROW and said.keys & {*relation.governs[:1]}:
        return True
    if relation.role in RESTRICTIONS and before:
        return _holds(said, before, _NARROWLY if relation.role in NARROW else _EXPRESSED)
    if relation.role in NARROW and _holds(said, {c.key for c in own}):
        return True
    if relation.leads and len(own) == len(passage.contents):
        return not said.keys & {*relation.governs[:1]}  # no comma after "while it is paused"
    from_place = passage.colon if relation.late else 0
    leads = relation.role in RESTRICTIONS or relation.leads
    return leads and _holds_a_clause(said, passage, relation.clause, from_place)


def _holds_a_clause(said: Reading, passage: Reading, apart: int, from_place: int = 0) -> bool:
    clauses: dict[int, set[str]] = {}
    for one in passage.contents:
        if one.clause != apart and one.place >= from_place:
            clauses.setdefault(one.clause, set()).add(one.key)
    return any(_holds(said, keys) for keys in clauses.values())


def _holds(said: Reading, keys: Set[str], share: float = _EXPRESSED) -> bool:
    return len(keys & said.keys) >= share * len(keys) > 0


def _is_unbounded(said: Reading, passage: Reading, number: Number) -> bool:
    """Whether ``said`` holds all that a threshold bounds, and neither another number that stands
    with it nor another way ("over 65 or with a device").
    """
    clause = [c for c in passage.contents if c.clause == number.clause]
    before = {c.key for c in clause if c.place < number.place}
    if not before:
        return _holds_a_clause(said, passage, number.clause)
    other = {c.key for c in clause if c.group != number.group and c.place > number.place}
    way_out = "or" in passage.roles and bool(other & said.keys)
    with_it = {n.sign for n in passage.numbers if n.group == number.group and n != number}
    elsewhere = bool(with_it) and with_it.isdisjoint(one.sign for one in said.numbers)
    return before <= said.keys and not way_out and not elsewhere


def _modality(said: Reading, ground: Ground) -> str:
    here, there = said.roles & {"can", "must"}, ground.reading.roles & {"can", "must"}
    return "wrong_modality" if here and there and here.isdisjoint(there) else ""


def _alternatives(said: Reading, ground: Ground) -> str:
    """An "or" of the passage may not become an "and", nor the other way round."""
    ours, theirs = said.roles & {"and", "or"}, ground.reading.roles & {"and", "or"}
    return "wrong_relation" if ours and theirs and ours.isdisjoint(theirs) else ""


_CHECKS: tuple[Callable[[Reading, Ground], str], ...] = (
    _numbers,
    _words,
    _polarity,
    _sides,
    _bindings,
    _relations,
    _modality,
    _alternatives,
    _restrictions,
)
