"""Rates learned from closed contacts: shrunk, kept when they are worth something, followed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from situations import adviser, queue

from house import AMINA, SALMA, House, hand_over
from nawba.actions import hands, turns
from nawba.dispatch.kernel import policy_named
from nawba.dispatch.learned import Rates, learn, rates_from, rates_json, rates_of, with_rates
from nawba.dispatch.learner import Learner
from nawba.dispatch.plan import Plan, plan_of
from nawba.dispatch.record import record
from nawba.dispatch.recording import Came, Learned, Presence, Recording
from nawba.dispatch.replay import replay
from nawba.domain.words import ASSISTANT
from nawba.store import snapshot
from nawba.store.handling import Handled, Waited
from nawba.store.policies import read_rates

BUSY, RARE = ("fr", "chat"), ("ar", "chat")


def plan() -> Plan:
    people = [adviser(f"a{i}", fr=4) for i in range(3)] + [
        adviser(f"b{i}", fr=4, ar=4) for i in range(4)
    ]
    return plan_of(Recording("", [queue("fr", {"fr": 3}), queue("ar", {"ar": 3})], people).centre())


def spent(line: tuple[str, str], who: str, number: int, seconds: float) -> Handled:
    """``number`` contacts of ``seconds`` each, give or take half of that."""
    return Handled(*line, who, number, number * seconds, number * seconds**2 * 1.25)


def test_a_pool_seen_often_has_its_own_rate_and_one_hardly_seen_nearly_that_of_the_queue() -> None:
    other, own = (one.id for one in plan().pools.pools)
    handled = [
        spent(BUSY, "a0", 900, 100.0),
        spent(BUSY, "b0", 900, 200.0),
        spent(RARE, "b0", 2, 900.0),
    ]
    rates = rates_of(plan(), handled, [Waited(*BUSY, 1000, 100, 20_000.0)])
    assert 1 / rates.pools[BUSY, own] == pytest.approx(100, rel=0.01)
    assert 1 / rates.pools[BUSY, other] == pytest.approx(200, rel=0.01)
    handled[1] = spent(BUSY, "b0", 1, 150.0)  # as much may be chance: within its own spread
    few = rates_of(plan(), handled, [])
    assert 1 / few.pools[BUSY, other] == pytest.approx(100, rel=0.01)
    assert rates.abandonment == {BUSY: pytest.approx(0.005)}
    assert rates.lacks(("service", "abandonment")) == {}
    assert few.lacks(("abandonment",)) == {"abandonment": 30}
    assert rates_from(rates_json(rates)) == rates


def test_one_contact_of_a_second_says_nearly_nothing_of_a_queue() -> None:
    served, often = [spent(BUSY, "b0", 900, 300.0)], [Waited(*BUSY, 1000, 100, 20_000.0)]
    pool = plan().pools.pool_of["b0"]
    one = rates_of(plan(), [*served, spent(RARE, "b0", 1, 1.0)], [*often, Waited(*RARE, 1, 1, 1.0)])
    assert 1 / one.service[RARE] == pytest.approx(300, rel=0.1)
    assert 1 / one.pools[RARE, pool] == pytest.approx(300, rel=0.1)
    assert 1 / one.abandonment[RARE] == pytest.approx(200, rel=0.3)
    many = rates_of(
        plan(), [*served, spent(RARE, "b0", 400, 1.0)], [*often, Waited(*RARE, 400, 400, 400.0)]
    )
    assert 1 / many.service[RARE] < 10
    assert 1 / many.abandonment[RARE] < 2


def test_the_speed_of_one_or_two_people_is_not_kept() -> None:
    lonely = plan_of(
        Recording("", [queue("fr", {"fr": 3})], [adviser("a", fr=4), adviser("b", fr=5)]).centre()
    )
    rates = rates_of(lonely, [spent(BUSY, "a", 500, 50.0), spent(BUSY, "b", 500, 500.0)], [])
    assert rates.pools == {}
    assert with_rates(lonely, rates).pool_rate == pytest.approx([1 / 275] * 2)


def closed(house: House, seconds: float) -> None:
    """A contact that Amina held for ``seconds``, wrap-up included."""
    contact = house.held(AMINA)
    house.clock.advance(seconds / 2)
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    house.clock.advance(seconds / 2)
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    house.clock.advance(1)


def test_times_and_those_who_left_are_read_from_the_store(house: House) -> None:
    for seconds in (100.0, 300.0):
        closed(house, seconds)
    given_back = house.held(AMINA)
    house.clock.advance(50)
    hands.requeue(house.store, SALMA, given_back, "adviser_lost")
    house.clock.advance(900)  # waits anew, which is no handling, and leaves
    customer = house.customer_of(given_back)
    hands.end(house.store, customer, house.centre, given_back, "customer_left")
    gone = house.waiting()
    house.clock.advance(50)
    hands.end(house.store, house.customer_of(gone), house.centre, gone, "customer_ended")
    house.clock.advance(1)
    with house.store.read() as connection:
        rates = learn(connection, plan_of(house.centre), house.clock())
        later = learn(connection, plan_of(house.centre), house.clock() + timedelta(days=29))
    line = "waha-fr", "chat"
    assert 1 / rates.service[line] == pytest.approx(200, abs=0.1)
    assert rates.seen == {"service": 2, "abandonment": 1}
    assert rates.abandonment[line] == pytest.approx(1 / 50, rel=0.05)
    assert later == Rates(seen={"service": 0, "abandonment": 0})


def test_who_leaves_before_their_queue_opens_did_not_wait_less_than_nothing(house: House) -> None:
    opened = house.opened().contact
    opens_at = house.clock() + timedelta(hours=9)
    told = hand_over()
    late = replace(told, hand_over=replace(told.hand_over, closed=True, opens_at=opens_at))
    turns.take_turn(house.store, ASSISTANT, opened, "opening", late)
    customer = house.customer_of(opened)
    hands.end(house.store, customer, house.centre, opened, "customer_ended")
    gone = house.waiting()
    house.clock.advance(50)
    hands.end(house.store, house.customer_of(gone), house.centre, gone, "customer_ended")
    house.clock.advance(1)
    with house.store.read() as connection:
        rates = learn(connection, plan_of(house.centre), house.clock())
    assert rates.abandonment["waha-fr", "chat"] == pytest.approx(1 / 50, rel=0.05)


def test_the_leader_keeps_rates_once_they_are_worth_something(sqlite_house: House) -> None:
    house = sqlite_house
    closed(house, 100)
    assert Learner(house.store, lambda: house.centre, lambda: True).learn() is None
    learner = Learner(house.store, lambda: house.centre, lambda: True, {"service": 1})
    assert learner.learn() == 1
    assert learner.learn() is None  # nothing has moved
    with house.store.read() as connection:
        board = snapshot(connection)
        rates = rates_from(read_rates(connection, board.rates))
        day = record(connection, house.centre, house.clock() - timedelta(hours=1))
    assert [one.rates for one in day.learned] == [rates]
    rules = with_rates(plan_of(house.centre), rates)
    assert rules.pool_rate == pytest.approx([0.01] * len(rules.pool_rate), rel=0.01)


def test_a_replayed_day_reckons_with_the_rates_that_it_carries() -> None:
    """Two wait for one place: with rates, whoever is served faster is next."""
    day = Recording(
        "2026-03-02",
        [queue("fr", {"fr": 3}), queue("ar", {"ar": 3})],
        [adviser("a", chats=1, fr=4, ar=4)],
    )
    day.happened = [
        Came(0.0, "slow", "fr", "chat", 30.0), Came(1.0, "quick", "ar", "chat", 30.0),
        Presence(2.0, "a", True),
    ]  # fmt: skip
    policy = policy_named("cmu_theta")
    assert replay(day, policy).decisions[0].wait[1] == "slow"
    rates = Rates({BUSY: 0.001, RARE: 0.1}, {}, {BUSY: 0.01, RARE: 0.01})
    day.learned = [Learned(0.0, rates)]
    assert replay(day, policy).decisions[0].wait[1] == "quick"
