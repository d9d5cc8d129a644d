"""What deciding bursts together brings: a shift starts with many waiting, then the day goes on.

    nice -n 15 .venv/bin/python benchmarks/bursts.py [--centres 40] [--policies NAME ...] [--json]

Per policy and number waiting, the same drawn centres twice, each place decided alone and then many
together: 120 people in 24 pools of one to four of 12 queues, 60, 120 or 240 contacts that have
waited up to two minutes, then half an hour at 95 % load; means of 300 s handling and 600 s
patience, both exponential. Printed are how many are served at once; and of those waiting and those
who come in the first ten minutes the share that leaves, the share answered in time and the mean of
wait over target: alone, together, and the difference with its 95 % interval.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import count
from statistics import fmean, stdev
from typing import NamedTuple

from nawba.dispatch.desk import Desk, Taken
from nawba.dispatch.kernel import KNOWN, Edge, lay_out, listed, policy_named
from nawba.dispatch.plan import Plan
from nawba.dispatch.policies import LONGEST_WAIT_FIRST
from nawba.dispatch.pools import Pools

QUEUES, POOLS, PEOPLE, WAITING = 12, 24, 120, (60, 120, 240)
HANDLING, PATIENCE, LOAD, HORIZON, WAITED = 300.0, 600.0, 0.95, 1800.0, 120.0
COUNTED = 600.0
MEASURES = ("served at once", "leave", "answered in time", "wait over target")


class Contact(NamedTuple):
    queue: int
    since: float
    handling: float
    patience: float


class Start:
    """One shift start, decided by a desk: ``figures`` in the order of ``MEASURES``."""

    def __init__(self, seed: int, policy: str, waiting: int, is_together: bool) -> None:
        chance = random.Random(seed)
        plan = plan_of(chance)
        self.desk = Desk(plan, policy_named(policy)._replace(together=is_together))
        self.target = plan.rules.target
        self.contacts = list(drawn(chance, waiting))
        self.inside: set[int] = set()
        self.waits: dict[int, float] = {}
        self.left: set[int] = set()
        self._order = count()
        self._todo: list[tuple[float, int, str, int, int]] = []
        for number, one in enumerate(self.contacts):
            begins = max(0.0, one.since)
            self._todo.append((begins, next(self._order), "asks", number, 0))
            self._todo.append((begins + one.patience, next(self._order), "leaves", number, 0))
        for number in range(PEOPLE):
            seat = 0, -number / PEOPLE, f"a{number:04}"
            self.desk.seat(number % POOLS, seat)
        heapify(self._todo)

    def run(self) -> Start:
        """To the end; what happens at one moment is decided at once."""
        while self._todo:
            now = self._todo[0][0]
            while self._todo and self._todo[0][0] == now:
                _, _, what, number, bench = heappop(self._todo)
                getattr(self, f"_{what}")(now, number, bench)
            for taken in self.desk.decide(now):
                self._begin(now, taken)
        return self

    def _asks(self, now: float, number: int, bench: int) -> None:
        one = self.contacts[number]
        self.inside.add(number)
        self.desk.wait(one.queue, one.since, f"{number:06}")

    def _leaves(self, now: float, number: int, bench: int) -> None:
        if number in self.inside:
            one = self.contacts[number]
            self.inside.discard(number)
            self.left.add(number)
            self.desk.leave(one.queue, one.since, f"{number:06}")

    def _ends(self, now: float, number: int, bench: int) -> None:
        self.desk.seat(bench, (0, now, f"a{number:04}"))

    def _begin(self, now: float, taken: Taken) -> None:
        number, adviser = int(taken.wait[1]), int(taken.seat[2][1:])
        self.inside.discard(number)
        self.waits[number] = now - taken.wait[0]
        ends = now + self.contacts[number].handling
        heappush(self._todo, (ends, next(self._order), "ends", adviser, taken.bench))

    def figures(self) -> tuple[float, ...]:
        some = {number: one for number, one in enumerate(self.contacts) if one.since < COUNTED}
        over = {
            number: self._waited(number) / self.target[one.queue] for number, one in some.items()
        }
        at_once = sum(self.waits.get(number, -1.0) == -one.since for number, one in some.items())
        in_time = sum(number in self.waits and over[number] <= 1 for number in some)
        left, cost = sum(number in self.left for number in some), fmean(over.values())
        return float(at_once), left / len(some), in_time / len(some), cost

    def _waited(self, number: int) -> float:
        one = self.contacts[number]
        return self.waits.get(number, one.patience + max(0.0, -one.since))


def plan_of(chance: random.Random) -> Plan:
    """Which queues a pool serves is drawn; contacts ask the least flexible pools first."""
    served = [
        sorted(chance.sample(range(QUEUES), chance.choice((1, 2, 3, 4)))) for _ in range(POOLS)
    ]
    for queue in range(QUEUES):
        if not any(queue in some for some in served):
            served[chance.randrange(POOLS)].append(queue)
    edges = [
        Edge(queue, pool, pool_rank=len(some)) for pool, some in enumerate(served) for queue in some
    ]
    targets = [(20.0, 60.0, 180.0)[queue % 3] for queue in range(QUEUES)]
    lines = tuple((f"q{queue}", "voice") for queue in range(QUEUES))
    benches = tuple((f"p{pool}", "voice") for pool in range(POOLS))
    rules = listed(lay_out(QUEUES, POOLS, edges, target=targets))
    return Plan(Pools((), {}, {}, {}), lines, benches, rules)


def drawn(chance: random.Random, waiting: int) -> Iterable[Contact]:
    for _ in range(waiting):
        yield contact(chance, -chance.random() * WAITED)
    at = chance.expovariate(LOAD * PEOPLE / HANDLING)
    while at < HORIZON:
        yield contact(chance, at)
        at += chance.expovariate(LOAD * PEOPLE / HANDLING)


def contact(chance: random.Random, since: float) -> Contact:
    handling, patience = chance.expovariate(1 / HANDLING), chance.expovariate(1 / PATIENCE)
    return Contact(chance.randrange(QUEUES), since, handling, patience)


def measured(policy: str, waiting: int, centres: int) -> dict[str, tuple[float, ...]]:
    """By measure: alone, together, difference, half of its 95 % interval."""
    both = [
        [Start(seed, policy, waiting, way).run().figures() for seed in range(centres)]
        for way in (False, True)
    ]
    found = {}
    for at, name in enumerate(MEASURES):
        alone, together = ([one[at] for one in some] for some in both)
        more = [two - one for one, two in zip(alone, together, strict=True)]
        half = 2.02 * stdev(more) / len(more) ** 0.5
        found[name] = fmean(alone), fmean(together), fmean(more), half
    return found


def main() -> None:
    assert LONGEST_WAIT_FIRST.together  # the house's own policies are known
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--centres", type=int, default=40)
    can = [name for name, one in KNOWN.items() if one.together]
    parser.add_argument("--policies", nargs="+", choices=can, default=can)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    for policy in given.policies:
        for waiting in WAITING:
            found = measured(policy, waiting, given.centres)
            if given.json:
                print(json.dumps({"policy": policy, "waiting": waiting, **found}), flush=True)
                continue
            texts = (
                f"{name} {one:.3f} → {two:.3f} ({more:+.3f} ± {half:.3f})"
                for name, (one, two, more, half) in found.items()
            )
            print(f"{policy:20} {waiting:4}  " + ";  ".join(texts), flush=True)


if __name__ == "__main__":
    main()
