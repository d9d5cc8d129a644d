"""A shift starts with many waiting, a site comes back: live, replay and simulation decide together,
and alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from nawba.dispatch.burst import BURST_FROM
from nawba.dispatch.kernel import KNOWN
from nawba.dispatch.plan import plan_of
from nawba.dispatch.policy import Decision
from nawba.dispatch.recording import Recording
from nawba.planning.simulation.scenario import Scenario
from planning.live_day import LiveDay
from planning.test_one_policy import compare, house, scenario_of, simulated

OPENS, BACK, DAY = 500.25, 900.5, 1
TOGETHER = sorted(name for name, one in KNOWN.items() if one.together)


def twice() -> Recording:
    """The house with two of each adviser."""
    recording = house()
    recording.advisers += [replace(one, id=f"{one.id}-2") for one in recording.advisers]
    recording.advisers.sort(key=lambda one: one.id)  # as a pool breaks its ties
    return recording


def shut_at_first(scenario: Scenario) -> Scenario:
    """Nobody is there in the first interval; a site is dark in the second, and comes back."""
    late = tuple(replace(one, staff=(0, one.staff[0], one.staff[0])) for one in scenario.supplies)
    dark = tuple(replace(one, start=600.5, end=BACK) for one in scenario.outages)
    more = tuple(replace(one, rates=(2.5 * one.rates[0],)) for one in scenario.demands)
    return replace(scenario, supplies=late, outages=dark, demands=more)


def together(live: LiveDay) -> Counter[float]:
    """How many were decided together at which moment."""
    whys = [(one.at, one.why) for one in live.made]
    return Counter(at for at, why in whys if isinstance(why, Decision) and why.why.together)


@pytest.mark.parametrize("name", TOGETHER)
def test_many_at_once_are_decided_alike_live_and_simulated(name: str) -> None:
    plan = plan_of(twice().centre())
    scenario = shut_at_first(scenario_of(plan, name))
    live = LiveDay(twice(), plan, scenario, DAY)
    compare(live.run(), simulated(scenario, plan, DAY), "simulated")
    assert together(live)[OPENS] >= BURST_FROM
    assert together(live)[BACK] >= BURST_FROM
    assert live.made[0].at == OPENS


def test_replay_decides_many_at_once_as_it_was() -> None:
    """What a recording does not know is left out: who sent a contact on, and its age."""
    plan = plan_of(twice().centre())
    scenario = shut_at_first(scenario_of(plan, "queue_ratio"))
    kept = tuple(replace(one, transfers=0.0) for one in scenario.demands)
    live = LiveDay(twice(), plan, replace(scenario, demands=kept, outages=()), DAY)
    live.run()
    assert together(live)[OPENS] >= BURST_FROM
    compare(live.made, live.replayed(), "replayed")
