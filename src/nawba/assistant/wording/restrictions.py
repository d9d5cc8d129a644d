"""What limits a statement must stay with it: conditions, "only", "before", "at least"."""

from __future__ import annotations

from collections.abc import Set

from nawba.assistant.wording.claims import NARROW, RESTRICTIONS, WHOLE, Number, Reading, Relation

_EXPRESSED = 0.5  # of a restricted clause: from here on its restriction must be kept
# of a restricted clause: from here on its restriction must be kept
_NARROWLY = 0.66  # of what stands before an "only"
# of what stands before an "only"
_THRESHOLDS = frozenset({"from", "until", "more", "less", "at_least"})

"""Limits of a number without which what is said holds for more than the passage says."""
_GOVERNED = 2  # contents after a "before" or "if" that it is about
# contents after a "before" or "if" that it is about


def wrong_relation(said: Reading, passage: Reading) -> str:
    """Why a relation of ``said`` is not that of ``passage``; empty when all are. Pure."""
    return next(filter(None, (_relation(said, passage, r) for r in said.relations)), "")


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


def is_unrestricted(said: Reading, passage: Reading) -> bool:
    """Whether ``said`` leaves out a restriction of what it says. Pure."""
    told = {number.sign for number in said.numbers}
    return any(
        _binds(said, passage, relation)
        for relation in passage.relations
        if relation.role != "all" and not _is_kept(said, relation)
    ) or any(
        _is_unbounded(said, passage, number)
        for number in passage.numbers
        if number.limits & _THRESHOLDS and number.sign not in told
    )


def _is_kept(said: Reading, relation: Relation) -> bool:
    """Whether ``said`` has the same restriction, about some of the same."""
    alike = [one for one in said.relations if one.role == relation.role]
    return any(not relation.about or one.about & {*relation.governs} for one in alike)


def _binds(said: Reading, passage: Reading, relation: Relation) -> bool:
    """Whether ``said`` holds what ``relation`` restricts: what stands before it in its clause; if
    nothing does, the other clauses, or for "only" its own and what it is right before.
    """
    own = [c for c in passage.contents if c.clause == relation.clause]
    before = {c.key for c in own if c.place < relation.place and not c.unit}
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
