"""The same rules in SimPy, as one would write them there: a process per contact.

Queues, patience, redials, transfers, shifts and the policy are those of the scenario; the policy's
own functions decide, as plain Python. It knows no chats beside each other and no outages.
"""

from __future__ import annotations

import math
import random
import time
from bisect import insort
from collections import deque
from collections.abc import Generator, Iterator
from typing import Any

import simpy

from nawba.dispatch.kernel import blank, listed, policy_named
from nawba.planning.simulation.draws import EMPIRICAL, EXPONENTIAL, LOGNORMAL
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.simulate import rules_of
from nawba.planning.simulation.times import Times

Steps = Generator[Any, Any, None]


def run_simpy(scenario: Scenario, days: int) -> dict[str, float]:
    """Contacts per second of processor time; service level and abandonment as ``Result`` has them,
    over all ``days``."""
    began = time.process_time()
    centres = [_Centre(scenario, seed) for seed in range(days)]
    for centre in centres:
        centre.env.run()
    took = time.process_time() - began
    came, offered, in_target, left, left_early = (
        sum(getattr(one, name) for one in centres)
        for name in ("came", "offered", "in_target", "left", "left_early")
    )
    return {
        "contacts_per_s": came / took,
        "service_level": in_target / max(1, offered - left_early),
        "abandonment": left / max(1, offered),
    }


class _Centre:
    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.scenario, self.env = scenario, simpy.Environment()
        self.draw = random.Random(seed)
        self.policy = policy_named(str(scenario.policy))
        self.state = listed(blank(len(scenario.demands), len(scenario.supplies)))
        self.rules = listed(rules_of(scenario))
        self.number = {one.id: at for at, one in enumerate(scenario.demands)}
        self.lines: list[list[Any]] = [[] for _ in scenario.demands]
        self.free: list[deque[float]] = [deque() for _ in scenario.supplies]
        self.surplus = [0] * len(scenario.supplies)
        self.work = {(one.queue, one.pool): one.factor for one in scenario.routes}
        self.came = self.offered = self.in_target = self.left = self.left_early = (
            self.places_given
        ) = 0
        for queue in range(len(scenario.demands)):
            self.env.process(self._arrivals(queue))
        for pool in range(len(scenario.supplies)):
            self.env.process(self._shifts(pool))

    def _arrivals(self, queue: int) -> Steps:
        for rate, until in self._rates(queue):
            while rate > 0:
                pause = self.draw.expovariate(rate)
                if self.env.now + pause >= until:
                    break
                yield self.env.timeout(pause)
                self.came += 1
                self.env.process(self._contact(queue, self.env.now))
            yield self.env.timeout(until - self.env.now)

    def _rates(self, queue: int) -> Iterator[tuple[float, float]]:
        rates, scenario = self.scenario.demands[queue].rates, self.scenario
        for number in range(scenario.intervals):
            until = min((number + 1) * scenario.interval, scenario.horizon)
            yield rates[number] if len(rates) > 1 else rates[0], until

    def _shifts(self, pool: int) -> Steps:
        before = 0
        for staff in self.scenario.supplies[pool].staff:
            for _ in range(staff - before):
                self._one_free(pool)
            for _ in range(before - staff):
                self._one_less(pool)
            before = staff
            yield self.env.timeout(self.scenario.interval)

    def _contact(self, queue: int, since: float) -> Steps:
        demand = self.scenario.demands[queue]
        again = True
        while again:
            again = False
            asked, self.offered = self.env.now, self.offered + 1
            served, place = self._join(queue, since)
            if not served.triggered:
                for step in self._steps(queue):
                    self.env.process(self._relax(queue, served, step))
                patience = self._drawn(demand.patience)
                yield served | self.env.timeout(patience) if patience < math.inf else served
            waited = self.env.now - asked
            if served.triggered:
                self.in_target += waited <= demand.target
                yield from self._served(queue, served.value, since)
                return
            self._leave(queue, place, waited)
            if self.env.now < self.scenario.horizon and self.draw.random() < demand.redials:
                yield self.env.timeout(self._drawn(demand.redial_after))
                again, since = True, self.env.now

    def _served(self, queue: int, pool: int, since: float) -> Steps:
        demand, supply = self.scenario.demands[queue], self.scenario.supplies[pool]
        factor = self.work[demand.id, supply.id] * supply.factor
        yield self.env.timeout(self._drawn(demand.handling) * factor)
        self.state.busy[pool] -= 1
        if self.draw.random() < demand.transfers:
            to = self.number[demand.transfer_to or ""]
            self.env.process(self._contact(to, since))
        self._one_free(pool)

    def _steps(self, queue: int) -> list[float]:
        start, end = self.rules.pool_start[queue], self.rules.pool_start[queue + 1]
        return sorted({one for one in self.rules.pool_after[start:end] if one > 0})

    def _relax(self, queue: int, served: Any, after: float) -> Steps:
        yield self.env.timeout(after + 1e-9)
        if not served.triggered:
            self._serve_queue(queue)

    def _join(self, queue: int, since: float) -> tuple[Any, Any]:
        self.places_given += 1
        served = self.env.event()
        place = (since, self.places_given, served)
        insort(self.lines[queue], place)
        self._count(queue)
        if self.lines[queue][0] is place:
            self._serve_queue(queue)
        return served, place

    def _leave(self, queue: int, place: Any, waited: float) -> None:
        self.lines[queue].remove(place)
        self._count(queue)
        self.left += 1
        self.left_early += waited <= self.scenario.demands[queue].target

    def _serve_queue(self, queue: int) -> None:
        while self.lines[queue]:
            pool = self.policy.pool_for(self.env.now, queue, self.state, self.rules)
            if pool < 0:
                return
            self._give(queue, pool)

    def _one_free(self, pool: int) -> None:
        if self.surplus[pool]:
            self.surplus[pool] -= 1
            return
        self.free[pool].append(self.env.now)
        self._count_free(pool)
        queue = self.policy.queue_for(self.env.now, pool, self.state, self.rules)
        if queue >= 0:
            self._give(queue, pool)

    def _one_less(self, pool: int) -> None:
        if self.free[pool]:
            self.free[pool].popleft()
            self._count_free(pool)
        else:
            self.surplus[pool] += 1

    def _give(self, queue: int, pool: int) -> None:
        _, _, served = self.lines[queue].pop(0)
        self._count(queue)
        self.free[pool].popleft()
        self.state.busy[pool] += 1
        self._count_free(pool)
        served.succeed(pool)

    def _count(self, queue: int) -> None:
        line = self.lines[queue]
        self.state.length[queue] = len(line)
        self.state.oldest[queue] = line[0][0] if line else math.inf

    def _count_free(self, pool: int) -> None:
        free = self.free[pool]
        self.state.idle[pool] = len(free)
        self.state.longest_idle[pool] = free[0] if free else math.inf

    def _drawn(self, times: Times) -> float:
        if times.kind == EXPONENTIAL:
            return self.draw.expovariate(1 / times.a)
        if times.kind == LOGNORMAL:
            return self.draw.lognormvariate(times.a, times.b)
        return self.draw.choice(times.values) if times.kind == EMPIRICAL else times.a
