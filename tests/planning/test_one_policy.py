"""Live = replay = simulation: whoever decides, it is the same decision at the same moment.

The simulator draws a day with transfers, redials, chats beside each other, reserves, skills let go
after a wait, shifts that end with contacts in progress, a site that goes dark while it holds some,
and more or less to do than on other days. The live engine is told what happened, and decides; what
it saw is a recording, which replay plays. Every decision must be the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

import pytest
from situations import adviser, queue

from nawba.dispatch.kernel import KNOWN
from nawba.dispatch.plan import Plan, plan_of
from nawba.dispatch.recording import Recording
from nawba.domain.words import Relaxation
from nawba.planning.simulation.scenario import Demand, Outage, Route, Scenario, Supply
from nawba.planning.simulation.simulate import prepared
from nawba.planning.simulation.times import Times
from planning.live_day import Choice, LiveDay

RATES = {"fr": 1 / 7, "ar": 1 / 14, "bills": 1 / 20}  # more than they can take at times
ON = {"fr": (0.3, "bills"), "ar": (0.2, "fr"), "bills": (0.0, None)}


def house() -> Recording:
    late = (Relaxation(25, {"fr": 3}),)
    return Recording(
        "2026-03-02",
        [
            queue("fr", {"fr": 3}, reserved=1, priority=1),
            queue("ar", {"ar": 3}),
            replace(queue("bills", {"fr": 3, "billing": 2}), relaxed=late, priority=2),
        ],
        [
            *(adviser(f"a{i}", chats=2, fr=4) for i in range(3)),
            *(adviser(f"b{i}", "dakar", chats=1, fr=4, ar=4) for i in range(3)),
            adviser("c0", chats=1, ar=5),
            adviser("d0", chats=1, fr=4, billing=3),
        ],
    )


def scenario_of(plan: Plan, policy: str) -> Scenario:
    """The same house for the simulator, its queues and pools in the order of ``plan``."""
    dark = [pool.id for pool in plan.pools.pools if {"b0", "d0"} & {*pool.advisers}]
    return Scenario(
        tuple(demand(plan, at) for at in range(len(plan.lines))),
        tuple(supply(plan, at) for at in range(len(plan.benches))),
        tuple(routes(plan)),
        horizon=1500.0,
        interval=500.25,  # no moment of a day is the beginning of a second
        outages=(Outage(310.5, 420.5, tuple(dark)),),
        busyness=0.1,
        policy=policy,
        dwell=25.0,
    )


def demand(plan: Plan, at: int) -> Demand:
    name = plan.lines[at][0]
    transfers, to = ON[name]
    return Demand(
        name,
        (RATES[name],),
        Times.exponential(70),
        Times.exponential(45),
        target=plan.rules.target[at],
        priority=plan.rules.priority[at],
        redials=0.6,
        redial_after=Times.exponential(30),
        transfers=transfers,
        transfer_to=to,
    )


def supply(plan: Plan, at: int) -> Supply:
    """Of three, one stays in the second interval; of c0's pool nobody."""
    (pool,) = (one for one in plan.pools.pools if one.id == plan.benches[at][0])
    chats, size = 1 + ("a0" in pool.advisers), len(pool.advisers)
    less = {"a0": 1, "c0": 0}.get(pool.advisers[0], size)
    speeds = (1.0, 2.0)[:chats]  # two chats at once, each as fast as one
    reserve = plan.rules.reserve[at]
    return Supply(pool.id, (size, less, size), places=chats, speeds=speeds, reserve=reserve)


def routes(plan: Plan) -> Iterable[Route]:
    r = plan.rules
    rank = {
        (r.queue_ids[edge], pool): r.queue_rank[edge]
        for pool in range(len(plan.benches))
        for edge in range(r.queue_start[pool], r.queue_start[pool + 1])
    }
    for at, (line, _) in enumerate(plan.lines):
        for edge in range(r.pool_start[at], r.pool_start[at + 1]):
            pool = r.pool_ids[edge]
            after, first = r.pool_after[edge], r.pool_rank[edge]
            yield Route(line, plan.benches[pool][0], after, first, rank[at, pool])


def simulated(scenario: Scenario, plan: Plan, day: int) -> list[Choice]:
    """Advisers are numbered pool by pool, in the order in which a pool names them."""
    advisers = [one for pool in plan.pools.pools for one in pool.advisers]
    world = prepared(scenario, chosen=2000)(1, day)
    return [
        Choice(row["at"], int(row["key"]), int(row["leg"]), advisers[row["adviser"]])
        for row in world.arrays["choices"][: int(world.header["chosen"][0])]
    ]


def compare(ours: Iterable[Choice], theirs: Iterable[Choice], whose: str) -> None:
    """The first difference, with what was compared where that is known."""
    for number, (one, other) in enumerate(zip_longest(ours, theirs)):
        is_same = one and other and one[1:4] == other[1:4] and abs(one.at - other.at) < 1e-5
        assert is_same, f"decision {number}\nlive:   {one}\n{whose}: {other}"


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_live_and_simulation_decide_alike(name: str) -> None:
    plan = plan_of(house().centre())
    scenario = scenario_of(plan, name)
    live = LiveDay(house(), plan, scenario, day=0)
    compare(live.run(), simulated(scenario, plan, day=0), "simulated")
    assert len(live.made) > 100
    assert min(live.seen[what] for what in ("transferred", "adviser_lost", "again")) > 2


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_live_replay_and_simulation_decide_alike(name: str) -> None:
    """What a recording does not know is left out: who sent a contact on, and its age."""
    plan = plan_of(house().centre())
    scenario = scenario_of(plan, name)
    kept = tuple(replace(one, transfers=0.0) for one in scenario.demands)
    dark = tuple(replace(one, contacts="finish") for one in scenario.outages)
    scenario = replace(scenario, demands=kept, outages=dark)
    live = LiveDay(house(), plan, scenario, day=1)
    compare(live.run(), simulated(scenario, plan, day=1), "simulated")
    compare(live.made, live.replayed(), "replayed")
    assert len(live.made) > 100
