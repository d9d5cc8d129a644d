"""A big centre under steady load, for measuring decisions: advisers, pools, queues, traffic.

The centre is drawn by a seed, and lives on virtual time: only what the desk does is timed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush

from nawba.dispatch.desk import Desk, Taken
from nawba.dispatch.kernel import Edge, lay_out, listed, policy_named
from nawba.dispatch.plan import Plan
from nawba.dispatch.pools import Pools

_SITES = 6
_ROUNDS_OF_WARMTH = 0.25


@dataclass(frozen=True)
class Load:
    """``advisers`` in ``pools`` of 6 sites; ``skills``, of which one in twelve is a language.

    One queue per other skill, each in one language; every pool has one language and up to five
    of the skills that are asked for in it. ``rate`` contacts per second come, by a Poisson
    process, for ``seconds``; handling is exponential and would keep
    the share ``busy`` of the advisers busy; above 1 is overload, and lines grow.
    ``exclusions`` advisers have refused each contact already.
    """

    advisers: int = 40_000
    skills: int = 200
    rate: float = 1000.0
    seconds: float = 20.0
    pools: int = 1200
    exclusions: int = 0
    busy: float = 0.92
    policy: str = "longest_wait_first"
    seed: int = 1

    @property
    def queues(self) -> int:
        return self.skills - self.languages

    @property
    def languages(self) -> int:
        return max(1, self.skills // 12)


@dataclass(frozen=True)
class Timed:
    """``deciding``: nanoseconds of each decision by the clock on the wall. ``core``: those that
    the whole run took on its core, the making of the traffic included and no waiting for the core.
    """

    deciding: list[int]
    core: int
    decisions: int
    waited: int


def plan_of_load(load: Load) -> Plan:
    chance = random.Random(load.seed)
    edges = [
        Edge(queue, pool, pool_rank=len(served))
        for pool in range(load.pools)
        for served in (_served(load, pool // _SITES, chance),)
        for queue in served
    ]
    targets = [(20.0, 60.0, 180.0)[queue % 3] for queue in range(load.queues)]
    rules = lay_out(load.queues, load.pools, edges, target=targets)
    lines = tuple((f"q{i}", "voice") for i in range(load.queues))
    benches = tuple((f"p{i}", "voice") for i in range(load.pools))
    return Plan(Pools((), {}, {}, {}), lines, benches, listed(rules))


def _served(load: Load, kind: int, chance: random.Random) -> list[int]:
    """The queues in the language of this kind of pool of which its people know the skill."""
    language = kind % load.languages
    asked = list(range(language, load.queues, load.languages))
    return sorted(chance.sample(asked, min(len(asked), 1 + kind % 5)))


_Call = tuple[int, list[Taken]]
"""(nanoseconds, what was decided)"""


class House:
    """The desk with everybody at work, and what is still to come."""

    def __init__(self, load: Load) -> None:
        self.load, self.chance = load, random.Random(load.seed + 1)
        self.refusals: dict[str, tuple[str, ...]] = {}
        self.desk = Desk(plan_of_load(load), policy_named(load.policy), self.refusals)
        self.handling = load.busy * load.advisers / load.rate
        self.ends: list[tuple[float, int, str]] = []
        self.number = 0
        for number in range(load.advisers):
            bench, who = number % load.pools, f"a{number:06}"
            if self.chance.random() < load.busy:
                heappush(self.ends, (self.chance.expovariate(1 / self.handling), bench, who))
            else:
                self.desk.seat(bench, (0, -self.chance.random() * 60, who))
        self.desk.decide(0.0)

    def run(self) -> Timed:
        """Let the traffic come; a first quarter of the time warms up and is not counted."""
        warm = self.load.seconds * _ROUNDS_OF_WARMTH
        for at, number in self._arrivals(0.0, warm):
            self._pass(at, number)
        deciding: list[int] = []
        decisions = waited = 0
        core = time.thread_time_ns()
        for at, number in self._arrivals(warm, warm + self.load.seconds):
            for spent, taken in self._pass(at, number):
                decisions += len(taken)
                waited += sum(one.at > one.wait[0] for one in taken)
                deciding += [spent] * len(taken)
        return Timed(deciding, time.thread_time_ns() - core, decisions, waited)

    def _pass(self, at: float, number: int) -> list[_Call]:
        return [*self._until(at), self._arrive(at, number)]

    def _arrivals(self, at: float, until: float) -> Iterator[tuple[float, int]]:
        while (at := at + self.chance.expovariate(self.load.rate)) < until:
            self.number += 1
            yield at, self.number

    def _until(self, at: float) -> Iterator[_Call]:
        """Everybody who ends a contact before ``at`` comes free, one after the other."""
        while self.ends and self.ends[0][0] <= at:
            now, bench, who = heappop(self.ends)
            yield self._timed(now, lambda: self.desk.seat(bench, (0, now, who)))  # noqa: B023

    def _arrive(self, at: float, number: int) -> _Call:
        line, contact = self.chance.randrange(self.load.queues), f"c{number:08}"
        self._refuse(line, contact)
        return self._timed(at, lambda: self.desk.wait(line, at, contact))

    def _timed(self, at: float, happens: Callable[[], None]) -> _Call:
        begun = time.perf_counter_ns()
        happens()
        taken = self.desk.decide(at)
        spent = time.perf_counter_ns() - begun
        self._answer(at, taken)
        return spent, taken

    def _refuse(self, line: int, contact: str) -> None:
        """Those of the first benches who would be asked have refused."""
        if not self.load.exclusions:
            return
        rules, benches = self.desk.rules, self.desk.benches
        row = rules.pool_ids[rules.pool_start[line] : rules.pool_start[line + 1]]
        asked = [benches[bench][0][2] for bench in row if len(benches[bench])]
        self.refusals[contact] = tuple(asked[: self.load.exclusions])

    def _answer(self, at: float, taken: list[Taken]) -> None:
        for one in taken:
            self.refusals.pop(one.wait[1], None)
            end = at + self.chance.expovariate(1 / self.handling)
            heappush(self.ends, (end, one.bench, one.seat[2]))
