"""The measurement of decisions: a small centre decides for everybody who comes, and says so."""

from __future__ import annotations

import pytest

from nawba.bench.dispatch_load import House, Load, plan_of_load
from nawba.dispatch import policies  # noqa: F401 - registers them

SMALL = Load(advisers=200, skills=24, rate=20, seconds=5, pools=30)


def test_with_people_to_spare_everybody_is_decided_for_as_they_come() -> None:
    load = Load(advisers=600, skills=24, rate=20, seconds=5, pools=30, busy=0.2)
    timed = House(load).run()
    assert timed.waited == 0
    assert timed.decisions == len(timed.deciding) > 50


def test_in_overload_lines_grow_and_nobody_sits_idle_beside_them() -> None:
    house = House(Load(advisers=200, skills=24, rate=20, seconds=5, pools=30, busy=2.0))
    timed = house.run()
    assert timed.waited > 0
    state, rules = house.desk.state, house.desk.rules
    for queue, length in enumerate(state.length):
        row = rules.pool_ids[rules.pool_start[queue] : rules.pool_start[queue + 1]]
        assert not (length and any(state.idle[pool] for pool in row))


@pytest.mark.parametrize("exclusions", [0, 2])
def test_the_same_seed_decides_the_same(exclusions: int) -> None:
    load = Load(200, 24, 20, 5, 30, exclusions=exclusions)
    assert House(load).run().decisions == House(load).run().decisions


def test_every_pool_serves_something() -> None:
    plan = plan_of_load(SMALL)
    starts = plan.rules.queue_start
    assert all(starts[pool] < starts[pool + 1] for pool in range(SMALL.pools))
