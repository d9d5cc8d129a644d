"""Longest wait first: cases by hand, laws by hypothesis, and its cost by counting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from situations import adviser, boards, centre_of, centres, decided, desk_of, pairs, queue

from nawba.dispatch.desk import Seat
from nawba.dispatch.engine import Engine
from nawba.dispatch.policy import Decision, Snapshot, Waiting
from nawba.dispatch.pools import Pools, tabulate
from nawba.dispatch.ranks import Rank
from nawba.domain.board import Board
from nawba.domain.words import Centre
from virtual_time import START

CENTRE = centre_of(
    [queue("fr", {"fr": 3}), queue("ar", {"ar": 3}), queue("bills", {"fr": 3, "billing": 2})],
    [
        adviser("amina", fr=4),
        adviser("bilal", fr=4),
        adviser("clara", ar=4),
        adviser("driss", fr=4, ar=4),
        adviser("emna", fr=4, billing=3),
    ],
)
TWO = [("c1", "fr", 30.0), ("c2", "fr", 20.0)]

CASES: dict[str, tuple[list[tuple[str, str, float]], dict[str, float], dict[str, Any], Any]] = {
    "nobody waits": ([], {"amina": 9}, {}, []),
    "nobody is free": (TWO, {}, {}, []),
    "nobody free may": (TWO, {"clara": 9}, {}, []),
    "the longest wait is served first": (TWO, {"amina": 9}, {}, [("c1", "amina")]),
    "over all queues": (
        [("c1", "fr", 30), ("c2", "ar", 40)],
        {"driss": 9},
        {},
        [("c2", "driss")],
    ),
    "a contact that nobody free may take stops nobody": (
        [("c1", "ar", 40), ("c2", "fr", 30)],
        {"amina": 9},
        {},
        [("c2", "amina")],
    ),
    "the least flexible pool is asked, though idle for less": (
        [("c1", "fr", 30)],
        {"driss": 99, "amina": 1},
        {},
        [("c1", "amina")],
    ),
    "among pools that reach as far, the longest idle": (
        [("c1", "fr", 30)],
        {"driss": 9, "emna": 10},
        {},
        [("c1", "emna")],
    ),
    "within a pool, the longest idle": (
        TWO,
        {"amina": 5, "bilal": 9},
        {},
        [
            ("c1", "bilal"),
            ("c2", "amina"),
        ],
    ),
    "within a pool, the least loaded before the longest idle": (
        [("c1", "fr", 30)],
        {"amina": 5, "bilal": 9},
        {"loads": {"bilal": 1}},
        [("c1", "amina")],
    ),
    "one offer per adviser, though they have two places": (
        TWO,
        {"amina": 5},
        {},
        [
            ("c1", "amina"),
        ],
    ),
    "equal waits are served by the contact's id": (
        [("c2", "fr", 30), ("c1", "fr", 30)],
        {"amina": 5},
        {},
        [("c1", "amina")],
    ),
    "who refused is not asked again": (
        [("c1", "fr", 30)],
        {"amina": 5, "bilal": 9},
        {"excluded": {"c1": frozenset({"bilal"})}},
        [("c1", "amina")],
    ),
    "who refused takes the next": (
        TWO,
        {"bilal": 9},
        {"excluded": {"c1": frozenset({"bilal"})}},
        [("c2", "bilal")],
    ),
    "past a refusal the rule among pools is the same": (
        [("c1", "fr", 30)],
        {"amina": 9, "bilal": 1, "driss": 99},
        {"excluded": {"c1": frozenset({"amina"})}},
        [("c1", "bilal")],
    ),
    "a closed queue is not served": (
        [("c1", "fr", 30), ("c2", "ar", 20)],
        {"driss": 9},
        {"open_queues": frozenset({"ar"})},
        [("c2", "driss")],
    ),
    "a direct contact goes to its adviser, whatever their skills": (
        [],
        {"clara": 9},
        {
            "direct": (Waiting(START, "c1", "fr", "chat", "clara"),),
        },
        [("c1", "clara")],
    ),
    "a direct contact waits for its adviser alone": (
        [],
        {"amina": 9},
        {"direct": (Waiting(START, "c1", "fr", "chat", "bilal"),)},
        [],
    ),
    "one that cannot be taken does not stop the next direct contact": (
        [],
        {"clara": 9},
        {
            "direct": (
                Waiting(START, "c1", "fr", "chat", "bilal"),
                Waiting(START, "c2", "fr", "chat", "clara"),
            ),
        },
        [("c2", "clara")],
    ),
    "past a refusal nobody is asked who was just taken": (
        [("c2", "fr", -1)],
        {"amina": 9, "bilal": 5},
        {
            "direct": (Waiting(START, "c1", "fr", "chat", "bilal"),),
            "excluded": {"c2": frozenset({"amina"})},
        },
        [("c1", "bilal")],
    ),
    "a direct contact has its turn by its wait": (
        [("c2", "fr", 30)],
        {"amina": 9},
        {
            "direct": (Waiting(START, "c1", "fr", "chat", "amina"),),
        },
        [("c2", "amina")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_takes_which_contact(case: str) -> None:
    waiting, free, more, expected = CASES[case]
    assert pairs(decided(desk_of(CENTRE, waiting, free, **more))) == expected


def test_a_decision_explains_itself() -> None:
    (decision,) = decided(desk_of(CENTRE, [("c1", "fr", 30)], {"amina": 5, "driss": 50, "emna": 9}))
    assert (decision.queue, decision.pool) == ("fr", "casa/fr=4")
    why = decision.why
    assert (why.reason, why.waited_seconds, why.mode) == ("longest_wait_first", 30, 0)
    assert [(one.pool, one.reach, one.idle_seconds) for one in why.candidates] == [
        ("casa/fr=4", 1, 5),
        ("casa/ar=4,fr=4", 2, 50),
        ("casa/billing=3,fr=4", 2, 9),
    ]


def test_who_comes_free_explains_which_queues_were_compared() -> None:
    desk = desk_of(CENTRE, [("c1", "fr", 30), ("c2", "ar", 40)], {})
    assert decided(desk) == ()
    bench = desk.plan.bench_of[desk.plan.pools.pool_of["driss"], "chat"]
    desk.seat(bench, (0, START.timestamp(), "driss"))
    (decision,) = decided(desk)
    assert (decision.contact, decision.adviser) == ("c2", "driss")
    assert decision.why.rivals == (("ar", 40.0), ("fr", 30.0))


# -- laws ----------------------------------------------------------------------------------


class Situation(NamedTuple):
    """What an engine sees and what it decides, with some recent refusals."""

    centre: Centre
    board: Board
    seen: Snapshot
    decisions: tuple[Decision, ...]


@st.composite
def drawn(draw: st.DrawFn) -> Situation:
    centre = draw(centres())
    board = draw(boards(centre))
    engine = Engine(centre, board)
    for contact in board.contacts:
        for one in centre.adviser:
            if draw(st.integers(0, 5)) == 0:
                engine.set_aside(contact, one, START + timedelta(seconds=draw(st.integers(0, 9))))
    decisions = engine.decide(START)
    assert engine.decide(START) == decisions  # nothing happened in between
    return Situation(centre, board, engine.snapshot(START), decisions)


@given(drawn())
def test_only_who_may_and_can_is_asked(situation: Situation) -> None:
    centre, board, seen, decisions = situation
    for decision in decisions:
        line, who = board.contacts[decision.contact], centre.adviser[decision.adviser]
        assert line.state == "waiting"
        assert line.offer is None
        assert board.presence[who.id].state == "available"
        assert board.load(who.id, line.channel) < who.capacity[line.channel]
        assert all(one.offer.adviser != who.id for one in board.contacts.values() if one.offer)
        if decision.why.reason != "direct_adviser":  # a person chose them, refusals or not
            assert who.id not in seen.excluded.get(line.id, ())
            requires = centre.queue[decision.queue].requires
            assert all(who.skills.get(skill, 0) >= level for skill, level in requires.items())
            assert decision.queue in seen.open_queues


@given(drawn())
def test_nobody_is_asked_twice(situation: Situation) -> None:
    decisions = situation.decisions
    assert len({one.adviser for one in decisions}) == len(decisions)
    assert len({one.contact for one in decisions}) == len(decisions)


@given(drawn())
def test_the_longer_wait_is_never_passed_over(situation: Situation) -> None:
    centre, _, seen, decisions = situation
    taken = {one.contact: one for one in decisions}
    waited = {one.contact: one for line in seen.waiting.values() for one in line}
    for contact, waiting in waited.items():
        if contact in taken or waiting.queue not in seen.open_queues:
            continue
        for other in decisions:
            shorter = other.why.waited_seconds < (START - waiting.since).total_seconds()
            assert not (shorter and _may(tabulate(centre), seen, waiting, other.adviser))


@given(drawn())
@settings(max_examples=300)
def test_it_decides_as_the_rule_reads(situation: Situation) -> None:
    assert pairs(situation.decisions) == _by_the_rule(situation.centre, situation.seen)


def _may(pools: Pools, seen: Snapshot, waiting: Waiting, who: str) -> bool:
    """True when ``who`` could take ``waiting`` if nothing else were decided."""
    pool = pools.pool_of[who]
    seated = {free.adviser for free in seen.free.get((pool, waiting.channel), ())}
    return (
        pool in pools.eligible[waiting.queue]
        and who in seated
        and who not in seen.excluded.get(waiting.contact, ())
    )


def _by_the_rule(centre: Centre, seen: Snapshot) -> list[tuple[str, str]]:
    """The same rule, without any thought for its cost: look at everybody for everyone.

    Asked is the least reach, then the least load, the longest idle, the pool's id, one's own.
    """
    pools = tabulate(centre)
    lines = (line for line in seen.waiting.values())
    everyone = [one for line in lines for one in line if one.queue in seen.open_queues]
    seats = {(one.adviser, channel) for (_, channel), row in seen.free.items() for one in row}
    found: list[tuple[str, str]] = []
    for waiting in sorted([*everyone, *seen.direct]):
        taken = {who for _, who in found}
        if waiting.direct_adviser is not None:
            seat = (waiting.direct_adviser, waiting.channel)
            if seat in seats and seat[0] not in taken:
                found.append((waiting.contact, seat[0]))
            continue
        able = [
            (pools.reach[pool], free.load, free.idle_since, pool, free.adviser)
            for (pool, channel), bench in seen.free.items()
            for free in bench
            if channel == waiting.channel
            and free.adviser not in taken
            and _may(pools, seen, waiting, free.adviser)
        ]
        if able:
            found.append((waiting.contact, min(able)[-1]))
    return found


# -- cost ----------------------------------------------------------------------------------


class Counted(Rank[Seat]):
    """A bench that counts how often somebody looks at one of its seats."""

    looks = 0

    def __getitem__(self, place: int) -> Seat:
        Counted.looks += 1
        return super().__getitem__(place)

    def __iter__(self) -> Any:
        raise AssertionError("nobody may walk along a bench")


def _looks(advisers: int, waiting: int) -> int:
    """Seats looked at for ``waiting`` decisions in a centre of ``advisers`` in three pools."""
    skills: list[dict[str, int]] = [{"fr": 4}, {"ar": 4}, {"fr": 4, "ar": 4}]
    people = [adviser(f"a{i:05}", **skills[i % 3]) for i in range(advisers)]
    centre = centre_of([queue("fr", {"fr": 3}), queue("ar", {"ar": 3})], people)
    contacts = [(f"c{i}", ("fr", "ar")[i % 2], 100.0 - i) for i in range(waiting)]
    desk = desk_of(centre, contacts, {})
    desk.benches = [Counted() for _ in desk.benches]
    for one in people:
        bench = desk.plan.bench_of[desk.plan.pools.pool_of[one.id], "chat"]
        desk.seat(bench, (0, START.timestamp(), one.id))
    Counted.looks = 0
    assert len(decided(desk)) == waiting
    return Counted.looks


def test_a_decision_costs_the_same_in_a_centre_of_any_size() -> None:
    assert _looks(advisers=60, waiting=20) == _looks(advisers=6_000, waiting=20)


def test_decisions_cost_in_proportion_to_their_number() -> None:
    assert _looks(advisers=600, waiting=100) <= 5.5 * _looks(advisers=600, waiting=20)
