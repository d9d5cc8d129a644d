"""Whether one sentence of a passage supports what a worded sentence says; if not, why not.

Strict on purpose: the approved words stand ready, so a refused sentence costs some fluency and an
accepted error costs a customer. Every content word must be the passage's; every number must be
there with its unit, its limits and its neighbours; what is denied, limited or conditional in one
must be so in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nawba.assistant.wording_reading import RELATIONS, RESTRICTIONS, WHOLE, Content, Number, Reading

_SHARE = 0.5  # of a sentence's content that one passage sentence must hold by itself
_SUBJECT = 2  # contents that a sentence may begin with to take up what was named before
_EXPRESSED = 0.5  # of a restricted clause: from here on its restriction must be kept
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
    """The share of what ``said`` names that ``ground`` names too, to choose whom to believe."""
    named = [one.key for one in said.contents] + [one.sign[0] for one in said.numbers]
    known = ground.reading.keys | {one.sign[0] for one in ground.reading.numbers}
    return sum(key in known for key in named) / max(len(named), 1)


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
            alike = rival.kind == number.kind and rival.sign != number.sign
            ends = {(number.sign[0], rival.sign[0]), (rival.sign[0], number.sign[0])}
            if alike and not ends & said.ranges and _prefers(said, ground.reading, number, rival):
                return "wrong_number"
    return ""


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
    for relation in said.relations:
        alike = [one for one in ground.reading.relations if one.role == relation.role]
        if not alike:
            return "wrong_relation"
        governed = set(relation.governs[:_GOVERNED])
        reach = None if relation.role in RESTRICTIONS else _GOVERNED
        if any(one.both - said.keys for one in alike) and relation.role in RESTRICTIONS:
            return "dropped_condition"
        if governed and not any(governed.intersection(one.governs[:reach]) for one in alike):
            return "wrong_relation"
    return ""


def _restrictions(said: Reading, ground: Ground) -> str:
    kept = {relation.role for relation in said.relations} | {"all"}
    places = [
        (relation.place, relation.clause, relation.role in WHOLE)
        for relation in ground.reading.relations
        if relation.role not in kept
        and (relation.role in RESTRICTIONS or (relation.leads and relation.role in RELATIONS))
    ]
    told = {number.sign for number in said.numbers}
    dropped = any(_is_expressed(said, ground.reading, *place) for place in places) or any(
        _is_unbounded(said, ground.reading, number)
        for number in ground.reading.numbers
        if number.limits & _THRESHOLDS and number.sign not in told
    )
    return "dropped_condition" if dropped else ""


def _is_unbounded(said: Reading, passage: Reading, number: Number) -> bool:
    """Whether ``said`` holds all that stands before a threshold in its clause, and no other way
    into it ("over 65 or with a device").
    """
    clause = [c for c in passage.contents if c.clause == number.clause]
    before = {c.key for c in clause if c.place < number.place}
    other = {c.key for c in clause if c.group != number.group and c.place > number.place}
    way_out = "or" in passage.roles and bool(other & said.keys)
    return bool(before) and before <= said.keys and not way_out


def _is_expressed(
    said: Reading, passage: Reading, place: int, clause: int, whole: bool = False
) -> bool:
    """Whether ``said`` holds what stands beside a restriction: a clause, or its own before it."""
    clauses: dict[int, set[str]] = {}
    for one in passage.contents:
        if one.clause != clause or one.place < place or whole:
            clauses.setdefault(one.clause, set()).add(one.key)
    return any(len(keys & said.keys) >= _EXPRESSED * len(keys) for keys in clauses.values())


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
