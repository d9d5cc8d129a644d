"""Live = replay = simulation: the compiled loop decides as the desk that serves the live house.

The simulator draws a day; the desk is given who came, how patient they were and how long they took;
then every decision must be the same, to the moment, contact and adviser. That the live engine and
replay agree stands in tests/dispatch/test_dispatch_replay.py.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from situations import adviser, queue

from nawba.dispatch.kernel import KNOWN, listed, policy_named
from nawba.dispatch.plan import Plan
from nawba.dispatch.recording import Came, Presence, Recording
from nawba.dispatch.replay import Replay
from nawba.domain.words import Relaxation
from nawba.planning.simulation.draws import ARRIVAL, HANDLING, PATIENCE, key_of, unit
from nawba.planning.simulation.scenario import Demand, Route, Scenario, Supply
from nawba.planning.simulation.simulate import luck, prepared, rules_of
from nawba.planning.simulation.times import Times
from nawba.planning.simulation.world import World

HORIZON = 1500.0
RATES = {"fr": 1 / 7, "ar": 1 / 14, "bills": 1 / 20}  # more than they can take at times
HANDLING_MEAN, PATIENCE_MEAN = 70.0, 45.0

Choice = tuple[float, str, str]
"""(moment, contact, adviser)"""


class Drawn(Replay):
    """Who left in the day that was drawn, too, would have taken the time that was drawn."""

    def _handling(self, came: Came) -> float:
        return came.handling


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
    size = {pool.id: len(pool.advisers) for pool in plan.pools.pools}
    places = {pool.id: 1 + ("a0" in pool.advisers) for pool in plan.pools.pools}
    demands = [
        Demand(
            name,
            (RATES[name],),
            Times.exponential(HANDLING_MEAN),
            Times.exponential(PATIENCE_MEAN),
            target=plan.rules.target[at],
            priority=plan.rules.priority[at],
        )
        for at, (name, _) in enumerate(plan.lines)
    ]
    supplies = [
        Supply(
            pool,
            (size[pool],),
            places=places[pool],
            speeds=(1.0, 2.0)[: places[pool]],  # two chats at once, each as fast as one
            reserve=plan.rules.reserve[at],
        )
        for at, (pool, _) in enumerate(plan.benches)
    ]
    return Scenario(
        tuple(demands), tuple(supplies), tuple(routes(plan)), HORIZON, HORIZON, policy=policy
    )


def routes(plan: Plan) -> list[Route]:
    r = plan.rules
    rank = {
        (r.queue_ids[edge], pool): r.queue_rank[edge]
        for pool in range(len(plan.benches))
        for edge in range(r.queue_start[pool], r.queue_start[pool + 1])
    }
    return [
        Route(
            line,
            plan.benches[r.pool_ids[edge]][0],
            r.pool_after[edge],
            r.pool_rank[edge],
            rank[at, r.pool_ids[edge]],
        )
        for at, (line, _) in enumerate(plan.lines)
        for edge in range(r.pool_start[at], r.pool_start[at + 1])
    ]


def came(plan: Plan, key: int) -> list[Came]:
    """Who came in the day of ``key``: the simulator's own numbers, by its own names for them."""
    streams = np.random.SeedSequence(key).generate_state(len(plan.lines), np.uint64)
    found = []
    for (name, channel), stream in zip(plan.lines, streams, strict=True):
        due, number = 0.0, 0
        while True:
            one = np.uint64(key_of(stream, number))
            due -= math.log(unit(one, ARRIVAL, 0))
            if due / RATES[name] >= HORIZON:
                break
            lasts = -HANDLING_MEAN * math.log(unit(one, HANDLING, 0))
            patience = -PATIENCE_MEAN * math.log(unit(one, PATIENCE, 0))
            id = f"{name}-{number}"
            found.append(Came(due / RATES[name], id, name, channel, lasts, patience))
            number += 1
    return found


def simulated(world: World, plan: Plan) -> list[Choice]:
    """Advisers are numbered pool by pool, in the order in which a pool names them."""
    advisers = [one for pool in plan.pools.pools for one in pool.advisers]
    return [
        (row["at"], f"{plan.lines[row['queue']][0]}-{row['number']}", advisers[row["adviser"]])
        for row in world.arrays["choices"][: int(world.header["chosen"][0])]
    ]


@pytest.mark.parametrize("day", [0, 1])
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_the_simulator_decides_as_the_live_desk(name: str, day: int) -> None:
    recording, policy = house(), policy_named(name)
    run = Drawn(recording, policy)
    scenario = scenario_of(run.plan, name)
    key, _ = luck(scenario, 1, day)
    recording.happened += [Presence(0.0, one.id, True) for one in recording.advisers]
    recording.happened += sorted(came(run.plan, key), key=lambda one: one.at)
    run = Drawn(recording, policy)
    run.desk.rules = listed(rules_of(scenario))
    live = [(one.at, one.wait[1], one.seat[2]) for one in run.run().decisions]
    drawn = simulated(prepared(scenario, chosen=2000)(1, day), run.plan)
    assert len(live) > 100
    for number, (ours, theirs) in enumerate(zip(live, drawn, strict=False)):
        assert ours[0] == pytest.approx(theirs[0], abs=1e-6), (number, ours, theirs)
        assert ours[1:] == theirs[1:], f"decision {number}: live {ours}, simulated {theirs}"
    assert len(live) == len(drawn)
    assert any(one.at - one.wait[0] > 20 for one in run.decisions), "nobody waited: no test"
