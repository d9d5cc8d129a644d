"""A shift starts with many waiting: live and simulated they are decided together, and alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nawba.dispatch.kernel import KNOWN
from nawba.dispatch.plan import plan_of
from planning.live_day import LiveDay
from planning.test_one_policy import compare, house, scenario_of, simulated

TOGETHER = sorted(name for name, one in KNOWN.items() if one.together)


@pytest.mark.parametrize("name", TOGETHER)
def test_a_shift_starts_alike_live_and_simulated(name: str) -> None:
    crowd = house()
    crowd.advisers += [replace(one, id=f"{one.id}-2") for one in crowd.advisers]
    crowd.advisers.sort(key=lambda one: one.id)  # as a pool breaks its ties
    plan = plan_of(crowd.centre())
    day = scenario_of(plan, name)
    late = tuple(replace(one, staff=(0, *one.staff[1:])) for one in day.supplies)
    live = LiveDay(crowd, plan, replace(day, supplies=late, outages=()), day=1)
    compare(live.run(), simulated(live.scenario, plan, day=1), "simulated")
    assert min(one.at for one in live.made) == day.interval
    assert live.seen["together"] >= 8
