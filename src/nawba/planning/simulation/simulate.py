"""Days side by side: the same scenario with other random numbers, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import Any

import numpy as np

from nawba.dispatch.burst import room_for
from nawba.dispatch.kernel import Edge, Rules, lay_out, policy_named
from nawba.dispatch.policies import waited
from nawba.domain.errors import Invalid
from nawba.planning.simulation.engine import compiled_policy, machine, stay
from nawba.planning.simulation.result import Result
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.world import World, build

Progress = Callable[[int, int], None]

_MEMORY = 4096
_BUSYNESS = 0xB05


def simulate(
    scenario: Scenario,
    *,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Result:
    """``replications`` days of ``scenario``; alternatives with the same ``seed`` share arrivals,
    patience and work, contact by contact. ``progress(done, of)`` is called from this thread.

    ``workers`` threads, by default one per core; the numbers do not depend on it. Raises Invalid
    for a policy that is not known, or cannot be compiled.
    """
    if replications < 1:
        raise Invalid("At least one replication is needed.", field="replications")
    run = prepared(scenario)
    days: list[World | None] = [None] * replications
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads:
        todo = {threads.submit(run, seed, number): number for number in range(replications)}
        try:
            for done, (number, world) in enumerate(_as_they_come(todo), 1):
                days[number] = _kept(world)
                if progress:
                    progress(done, replications)
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise
    return Result.of(scenario, [day for day in days if day is not None])


def _as_they_come(todo: dict[Any, int]) -> Iterable[tuple[int, World]]:
    pending = set(todo)
    while pending:
        ready, pending = wait(pending, return_when=FIRST_COMPLETED)
        for one in ready:
            yield todo[one], one.result()


def prepared(scenario: Scenario, chosen: int = 0) -> Callable[[int, int], World]:
    """``day(seed, number)``: one day's world when it is over; ``chosen`` decisions are kept."""
    functions = _functions(scenario)
    has_modes = functions[2] is not stay
    fast = [compiled_policy(one) for one in functions]
    rules, run = rules_of(scenario), machine()
    is_together = isinstance(scenario.policy, str) and policy_named(scenario.policy).together

    def day(seed: int, number: int) -> World:
        memory = max(_MEMORY, 2 * len(scenario.present))
        while True:
            world = build(scenario, *luck(scenario, seed, number), memory, chosen)
            world.header["together"] = is_together
            if has_modes:
                world.header["tick"] = 0.0
            own = _own(rules)
            if not run(world.header, world.state, own, *fast, room_for(rules)):
                return world
            memory *= 4

    return day


def _kept(world: World) -> World:
    """What figures are made of: the memory of contacts and advisers is free again."""
    arrays = {name: world.arrays[name] for name in ("counts", "seconds", "queues", "probed")}
    return world._replace(arrays=arrays)


def _own(rules: Any) -> Rules:
    """A copy: threads that share one would wait for each other to count its references."""
    return Rules(*(array.copy() for array in rules))


def _functions(scenario: Scenario) -> tuple[Any, ...]:
    if not isinstance(scenario.policy, str):
        return (*scenario.policy, stay, waited)
    policy = policy_named(scenario.policy)
    return policy.queue_for, policy.pool_for, policy.switch or stay, policy.score or waited


def luck(scenario: Scenario, seed: int, number: int) -> tuple[int, float]:
    """The seed of day ``number``, and how busy it is."""
    key = int(np.random.SeedSequence((seed, number)).generate_state(1, np.uint64)[0])
    if not scenario.busyness:
        return key, 1.0
    shape = 1 / scenario.busyness
    generator = np.random.default_rng((seed, number, _BUSYNESS))
    return key, float(generator.gamma(shape) / shape)


def rules_of(scenario: Scenario) -> Rules:
    """What policies may know of ``scenario``."""
    queue = {one.id: at for at, one in enumerate(scenario.demands)}
    pool = {one.id: at for at, one in enumerate(scenario.supplies)}
    edges = [
        Edge(
            queue[one.queue],
            pool[one.pool],
            one.after,
            _rate(scenario, queue[one.queue], pool[one.pool], one.factor),
            one.rank,
            one.queue_rank,
        )
        for one in scenario.routes
    ]
    return lay_out(
        len(queue),
        len(pool),
        edges,
        target=[one.target for one in scenario.demands],
        weight=[one.weight for one in scenario.demands],
        priority=[one.priority for one in scenario.demands],
        queue_share=[one.share for one in scenario.demands],
        idle_share=[one.idle_share for one in scenario.supplies],
        abandon_rate=[1 / max(one.patience.mean, 1e-9) for one in scenario.demands],
        reserve=[one.reserve for one in scenario.supplies],
        more=scenario.more,
    )


def _rate(scenario: Scenario, queue: int, pool: int, factor: float) -> float:
    mean = scenario.demands[queue].handling.mean * scenario.supplies[pool].factor * factor
    return 1 / max(mean, 1e-9)
