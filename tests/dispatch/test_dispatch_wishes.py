"""What a centre's documents ask of dispatch: relaxations, reserves, priorities, brands' lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from situations import adviser, before, centre_of, decided, desk_of, pairs, queue

from nawba.dispatch.burst import BURST_FROM
from nawba.dispatch.engine import Engine
from nawba.dispatch.kernel import policy_named
from nawba.dispatch.pools import pools_of
from nawba.domain.board import Board, ContactLine, PresenceLine
from nawba.domain.words import Centre, Relaxation
from virtual_time import START

STEPS = (Relaxation(60, {"fr": 2}), Relaxation(120, {}))
PATIENT = centre_of(
    [queue("fr", {"fr": 4}, relaxed=STEPS)],
    [adviser("amina", fr=2), adviser("bilal", ar=4)],
)


def waits(centre: Centre, *present: str, queue_id: str = "fr") -> Engine:
    line = ContactLine("c1", "waha", "chat", "fr", "assistant", START, "waiting", queue_id, START)
    presence = {who: PresenceLine("available", None, before(9)) for who in present}
    return Engine(centre, Board({"c1": line}, presence))


@pytest.mark.parametrize(
    ("who", "after"), [("amina", 60), ("bilal", 120)], ids=["a lower level", "anybody"]
)
def test_who_waits_long_may_be_answered_by_more_people(who: str, after: int) -> None:
    engine = waits(PATIENT, who)
    due = START + timedelta(seconds=after)
    for seconds in range(0, after, 10):
        now = START + timedelta(seconds=seconds)
        assert engine.decide(now) == ()
        woken = engine.next_wake(now)
        assert woken is not None
        assert now < woken <= due
    assert pairs(engine.decide(due)) == [("c1", who)]


def test_the_better_level_is_asked_before_whom_one_had_to_wait_for() -> None:
    centre = replace(PATIENT, advisers=(adviser("amina", fr=2), adviser("clara", fr=4, ar=5)))
    late = START + timedelta(seconds=200)
    assert pairs(waits(centre, "amina", "clara").decide(late)) == [("c1", "clara")]


def test_a_reserve_is_kept_for_its_own_queue() -> None:
    centre = centre_of(
        [queue("fr", {"fr": 3}), queue("vip", {"fr": 4}, reserved=1)],
        [adviser("amina", fr=4), adviser("bilal", fr=4)],
    )
    others = [("c1", "fr", 30.0), ("c2", "fr", 20.0)]
    free = {"amina": 9.0, "bilal": 5.0}
    assert pairs(decided(desk_of(centre, others, free))) == [("c1", "amina")]
    desk = desk_of(centre, [*others, ("c3", "vip", 1.0)], free)
    assert pairs(decided(desk)) == [("c1", "amina"), ("c3", "bilal")]


def test_a_priority_goes_before_a_longer_wait() -> None:
    centre = centre_of(
        [queue("fr", {"fr": 3}), queue("vip", {"fr": 3}, priority=1)], [adviser("amina", fr=4)]
    )
    waiting = [("c1", "fr", 90.0), ("c2", "vip", 1.0)]
    first = desk_of(centre, waiting, {"amina": 9.0}, policy=policy_named("static_priority"))
    assert pairs(decided(first)) == [("c2", "amina")]
    assert pairs(decided(desk_of(centre, waiting, {"amina": 9.0}))) == [("c1", "amina")]


def test_a_brand_with_a_list_is_answered_by_those_on_it_alone() -> None:
    centre = centre_of([queue("fr", {"fr": 3})], [adviser("amina", fr=4), adviser("bilal", fr=4)])
    (brand,) = centre.brands
    centre = replace(centre, brands=(replace(brand, advisers=("bilal",)),))
    assert [pool.id for pool in pools_of(centre)] == ["casa/fr=4", "casa/fr=4/waha"]
    assert waits(centre, "amina").decide(START) == ()
    assert pairs(waits(centre, "amina", "bilal").decide(START)) == [("c1", "bilal")]


def test_in_a_burst_too_nobody_takes_the_next_for_one_who_was_refused_before_its_time() -> None:
    """Bilal may take who has waited a minute: he refused that one, and the next has not."""
    crowd = range(BURST_FROM)
    centre = centre_of(
        [queue("fr", {"fr": 4}, relaxed=(Relaxation(60, {"fr": 3}),)), queue("ar", {"ar": 3})],
        [*(adviser(f"a{i}", fr=4, ar=4) for i in crowd), adviser("bilal", fr=3)],
    )
    others = [(f"x{i}", "ar", 200.0) for i in crowd]
    desk = desk_of(
        centre,
        [*others, ("refused", "fr", 120.0), ("next", "fr", 10.0)],
        {one.id: 50.0 for one in centre.advisers},
        excluded={"refused": frozenset({"bilal"})},
    )
    assert pairs(decided(desk)) == [(f"x{i}", f"a{i}") for i in crowd]
