"""A big centre under steady load, for measuring decisions: advisers, pools, queues, traffic.

The centre is drawn by a seed, and lives on virtual time: only what the desk does is timed.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
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


@dataclass
class Timed:
    """``deciding``: nanoseconds of each decision by the clock on the wall. ``core``: those that
    the whole run took on its core, playing the traffic included, waiting for the core not.
    """

    deciding: list[int] = field(default_factory=list)
    core: int = 0
    decisions: int = 0
    waited: int = 0


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


_Arrival = tuple[float, int, str, float]
"""(at, line, contact, handling)"""


class House:
    """The desk with everybody at work, and what is still to come."""

    def __init__(self, load: Load) -> None:
        self.load, self.chance = load, random.Random(load.seed + 1)
        self.refusals: dict[str, tuple[str, ...]] = {}
        self.desk = Desk(plan_of_load(load), policy_named(load.policy), self.refusals)
        self.handling = load.busy * load.advisers / load.rate
        self.ends: list[tuple[float, int, str]] = []
        self.number = 0
        self.handlings: dict[str, float] = {}
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
        self._play(self._drawn(0.0, warm), Timed())
        timed, traffic = Timed(), self._drawn(warm, warm + self.load.seconds)
        core = time.thread_time_ns()
        self._play(traffic, timed)
        timed.core = time.thread_time_ns() - core
        return timed

    def _drawn(self, at: float, until: float) -> list[_Arrival]:
        """All that chance decides of the traffic, before any time is taken."""
        drawn, chance = [], self.chance
        while (at := at + chance.expovariate(self.load.rate)) < until:
            self.number += 1
            line, handling = chance.randrange(self.load.queues), chance.expovariate(1)
            drawn.append((at, line, f"c{self.number:08}", handling * self.handling))
        return drawn

    def _play(self, traffic: list[_Arrival], timed: Timed) -> None:
        desk, ends, clock = self.desk, self.ends, time.perf_counter_ns
        for at, line, contact, handling in traffic:
            self.handlings[contact] = handling
            while ends and ends[0][0] <= at:
                now, bench, who = heappop(ends)
                begun = clock()
                desk.seat(bench, (0, now, who))
                self._note(timed, desk.decide(now), clock() - begun)
            if self.load.exclusions:
                self._refuse(line, contact)
            begun = clock()
            desk.wait(line, at, contact)
            self._note(timed, desk.decide(at), clock() - begun)

    def _note(self, timed: Timed, taken: list[Taken], spent: int) -> None:
        for one in taken:
            since, contact = one.wait
            timed.deciding.append(spent)
            timed.decisions += 1
            timed.waited += one.at > since
            self.refusals.pop(contact, None)
            heappush(self.ends, (one.at + self.handlings.pop(contact), one.bench, one.seat[2]))

    def _refuse(self, line: int, contact: str) -> None:
        """Those of the first benches who would be asked have refused."""
        rules, benches = self.desk.rules, self.desk.benches
        row = rules.pool_ids[rules.pool_start[line] : rules.pool_start[line + 1]]
        asked = [benches[bench][0][2] for bench in row if len(benches[bench])]
        self.refusals[contact] = tuple(asked[: self.load.exclusions])
