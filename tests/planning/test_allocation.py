"""Plans of one interval: by hand, and their prices against differences."""

from __future__ import annotations

import random

import pytest

from nawba.planning.allocation import Load, Team, Way, allocate


def test_two_queues_and_two_pools_by_hand() -> None:
    """The N-model: a contact takes six minutes. The first pool is full with queue a, the second
    with b and what a has over: 20 of a's 170 contacts per hour find nobody."""
    found = allocate(
        [Load("a", 170, 360), Load("b", 30, 360, weight=2)],
        [Team("one", 10), Team("two", 8)],
        [Way("a", "one"), Way("a", "two"), Way("b", "two")],
    )
    assert found.short == pytest.approx(20)
    a, b = found.queues
    assert (a.short, b.short) == pytest.approx((20, 0))
    # one more of b displaces one of a, which counts for one
    assert (a.price, b.price) == pytest.approx((1, 1))
    assert [one.gain for one in found.pools] == pytest.approx([10, 10])
    assert [one.used for one in found.pools] == pytest.approx([10, 8])


def test_who_is_slower_there_costs_more() -> None:
    """Queue b can only go to pool two, which then has less for a, at half the speed."""
    found = allocate(
        [Load("a", 100, 360), Load("b", 50, 360)],
        [Team("one", 8), Team("two", 6)],
        [Way("a", "one"), Way("a", "two", factor=2.0), Way("b", "two")],
    )
    a, b = found.queues
    assert found.short == pytest.approx(20 - 5)
    assert (a.price, b.price) == pytest.approx((1, 0.5))
    assert [one.gain for one in found.pools] == pytest.approx([10, 5])


def test_just_full_has_two_prices() -> None:
    """Ten advisers, exactly their work: one contact more is one unserved, one less spares none."""
    found = allocate([Load("a", 100, 360)], [Team("p", 10)], [Way("a", "p")])
    (queue,), (pool,) = found.queues, found.pools
    assert (queue.price, queue.saved) == pytest.approx((1, 0))
    assert (pool.gain, pool.loss) == pytest.approx((0, 10))


def test_a_queue_to_which_nobody_comes_has_a_price() -> None:
    found = allocate(
        [Load("a", 0, 360), Load("b", 120, 360), Load("c", 0, 360)],
        [Team("p", 10), Team("q", 1)],
        [Way("a", "p"), Way("b", "p"), Way("c", "q")],
    )
    assert [one.price for one in found.queues] == pytest.approx([1, 1, 0])
    assert allocate([Load("a", 5, 9)], [], []).queues[0].price == pytest.approx(1)


@pytest.mark.parametrize("seed", range(4))
def test_prices_are_differences(seed: int) -> None:
    rng = random.Random(seed)
    loads = [Load(f"q{at}", rng.uniform(20, 90), rng.uniform(200, 500)) for at in range(6)]
    teams = [Team(f"p{at}", rng.randint(2, 9)) for at in range(5)]
    ways = [
        Way(load.queue, team.pool, rng.uniform(0.8, 1.5))
        for load in loads
        for team in teams
        if rng.random() < 0.5
    ]
    base, step = allocate(loads, teams, ways), 1e-3
    assert base.short > 0
    for at, one in enumerate(loads):
        more = [*loads[:at], one._replace(contacts=one.contacts + step), *loads[at + 1 :]]
        change = (allocate(more, teams, ways).short - base.short) / step
        assert base.queues[at].price == pytest.approx(change, abs=1e-4)
    for at, team in enumerate(teams):
        bigger = [*teams[:at], team._replace(places=team.places + step), *teams[at + 1 :]]
        change = (base.short - allocate(loads, bigger, ways).short) / step
        assert base.pools[at].gain == pytest.approx(change, abs=1e-4)
