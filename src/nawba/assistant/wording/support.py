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

from nawba.assistant.wording.binding import MONEY, is_exchanged
from nawba.assistant.wording.claims import Content, Number, Reading
from nawba.assistant.wording.restrictions import is_unrestricted, wrong_relation

_SHARE = 0.5  # of a sentence's content that one passage sentence must hold by itself
# of a sentence's content that one passage sentence must hold by itself
_SUBJECT = 2  # contents that a sentence may begin with to take up what was named before
# contents that a sentence may begin with to take up what was named before
_BOUNDING = frozenset({"at_least", "at_most", "about", "more", "less"})
_COST = "=same_cost"  # "costs 99 DH" says no more than "99 DH"
# "costs 99 DH" says no more than "99 DH"


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
    priced = any(number.kind in MONEY for number in said.numbers)
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
    return "wrong_number" if is_exchanged(said, ground.reading) else ""


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
    return wrong_relation(said, ground.reading)


def _restrictions(said: Reading, ground: Ground) -> str:
    return "dropped_condition" if is_unrestricted(said, ground.reading) else ""


def _turns(said: Reading, ground: Ground) -> str:
    """Words that bound, wherever they stand ("… or more"), and pronouns that need their noun."""
    passage = ground.reading
    if said.roles & _BOUNDING - passage.roles:
        return "wrong_limit"
    return "not_together" if said.refers and "pronoun" not in passage.roles else ""


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
    _turns,
    _modality,
    _alternatives,
    _restrictions,
)
