"""The desk in a burst: as many as can be served, and all that holds for one by one holds there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from situations import adviser, before, centre_of, decided, desk_of, queue

from nawba.dispatch.burst import BURST_FROM
from nawba.dispatch.desk import Desk
from nawba.dispatch.kernel import KNOWN, Policy, policy_named
from nawba.dispatch.plan import plan_of
from nawba.dispatch.policy import Waiting
from nawba.domain.words import Centre
from virtual_time import START

ONE_BY_ONE = sorted(name for name, one in KNOWN.items() if not one.together)
RATIO = policy_named("wait_over_target")
BOTH, ONLY = [f"both{i}" for i in range(6)], [f"only{i}" for i in range(6)]
FREE = {one: 10.0 + (one in BOTH) for one in (*BOTH, *ONLY)}
WAITING = [(f"{q}{i}", q, 60.0 + 30 * (q == "fr") - i) for q in ("fr", "ar") for i in range(6)]


def house() -> Centre:
    """Six who speak both languages, idle for longer, and six who speak only French."""
    queues = [queue("fr", {"fr": 3}), queue("ar", {"ar": 3})]
    both = [adviser(one, fr=4, ar=4) for one in BOTH]
    return centre_of(queues, [*both, *(adviser(one, fr=4) for one in ONLY)])


def start(policy: Policy = RATIO, **more: Any) -> Desk:
    """The shift starts: those who could do both have been idle for longest."""
    return desk_of(house(), WAITING, FREE, policy=policy, **more)


def test_at_a_shift_start_all_are_served_who_can_be() -> None:
    alone = decided(start(RATIO._replace(together=False)))
    together = decided(start())
    assert len(alone) < len(together) == 12
    assert all(one.why.together for one in together)
    assert {one.adviser for one in together if one.queue == "ar"} == set(BOTH)


@pytest.mark.parametrize("name", ONE_BY_ONE)
def test_rules_that_match_or_keep_pools_go_on_one_by_one(name: str) -> None:
    assert not any(one.why.together for one in decided(start(policy_named(name))))


def test_seven_are_no_burst_and_are_decided_as_ever() -> None:
    few = WAITING[: BURST_FROM - 1]
    ours = decided(desk_of(house(), few, FREE, policy=RATIO))
    plain = decided(desk_of(house(), few, FREE, policy=RATIO._replace(together=False)))
    assert ours == plain
    assert len(ours) == len(few)


def test_many_who_cannot_be_served_are_no_burst() -> None:
    """Twelve wait and twelve places are free, for one contact only."""
    waiting = [*((f"c{i}", "ar", 90.0 - i) for i in range(11)), ("f", "fr", 5.0)]
    desk = desk_of(house(), waiting, dict.fromkeys(ONLY, 1.0) | {"both0": 1.0}, policy=RATIO)
    assert not any(one.why.together for one in decided(desk))


def test_who_refused_a_contact_is_not_asked_for_it_in_a_burst() -> None:
    refused = {"ar0": frozenset(BOTH[:5]), "ar1": frozenset(BOTH)}
    found = {one.contact: one.adviser for one in decided(start(excluded=refused))}
    assert found["ar0"] == BOTH[5]
    assert "ar1" not in found
    assert Counter(found.values()).most_common(1)[0][1] == 1


def test_who_answers_on_two_channels_is_asked_once_and_the_others_wait() -> None:
    """Each counts as free for chats and for mail; the second line finds them all asked already."""
    people = [replace(adviser(f"a{i}", fr=4), capacity={"chat": 1, "email": 1}) for i in range(9)]
    centre = centre_of([queue("fr", {"fr": 3})], people)
    desk = desk_of(centre, [(f"c{i}", "fr", 90.0 - i) for i in range(9)], {}, policy=RATIO)
    plan = desk.plan
    for i, one in enumerate(people):
        desk.wait(plan.line_of["fr", "email"], before(80.0 - i).timestamp(), f"m{i}")
        for channel in one.capacity:
            bench = plan.bench_of[plan.pools.pool_of[one.id], channel]
            desk.seat(bench, (0, before(1).timestamp(), one.id))
    found = desk.decide(START.timestamp())
    assert sorted(one.seat[2] for one in found) == [one.id for one in people]
    assert all(one.together for one in found)


def test_the_adviser_of_last_time_is_left_to_whom_one_waits_for_them() -> None:
    wish = Waiting(before(100), "mine", "fr", "chat", "only3")
    found = {one.contact: one for one in decided(start(direct=(wish,)))}
    assert found["mine"].adviser == "only3"
    assert not found["mine"].why.together
    assert len(found) == 12
    assert sum(one.why.together for one in found.values()) == 11


def test_a_widened_queue_is_decided_together_by_its_new_rules() -> None:
    """As in a measure, while they wait: those whose Arabic is poor may answer, too."""
    french = [f"french{i}" for i in range(12)]
    centre = replace(house(), advisers=tuple(adviser(one, fr=4, ar=2) for one in french))
    desk = desk_of(centre, WAITING, dict.fromkeys(french, 1.0), policy=RATIO)
    desk.replan(plan_of(centre, {"ar": 1}))
    found = desk.decide(START.timestamp())
    assert [one.together for one in found] == [True] * len(WAITING)


def test_what_did_not_come_about_is_put_back_and_decided_again() -> None:
    desk = start()
    first = desk.decide(START.timestamp())
    for one in first:
        desk.put_back(one)
    desk.touch()
    again = desk.decide(START.timestamp())
    assert [(one.wait, one.seat, one.bench) for one in again] == [
        (one.wait, one.seat, one.bench) for one in first
    ]
