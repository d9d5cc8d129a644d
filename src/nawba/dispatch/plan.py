"""A centre as numbers: every line and bench has one, and the rules between them are tables.

Made once per configuration. A line (queue, channel) may be served by a bench (pool, channel) of
the same channel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from nawba.dispatch.kernel import Edge, Rules, lay_out, listed
from nawba.dispatch.policy import Bench, Line
from nawba.dispatch.pools import Pools, tabulate
from nawba.domain.words import Centre, Target


@dataclass(frozen=True)
class Plan:
    """``lines[i]`` and ``benches[i]`` are the names of number i; ``rules`` in plain lists."""

    pools: Pools
    lines: tuple[Line, ...]
    benches: tuple[Bench, ...]
    rules: Rules

    @cached_property
    def line_of(self) -> dict[Line, int]:
        return {name: number for number, name in enumerate(self.lines)}

    @cached_property
    def bench_of(self) -> dict[Bench, int]:
        return {name: number for number, name in enumerate(self.benches)}

    @cached_property
    def steps(self) -> tuple[tuple[float, ...], ...]:
        """For each line the waits, in seconds, at which more people may take its head."""
        start, after = self.rules.pool_start, self.rules.pool_after
        rows = (after[start[q] : start[q + 1]] for q in range(len(self.lines)))
        return tuple(tuple(sorted({one for one in row if one > 0})) for row in rows)


def plan_of(centre: Centre) -> Plan:
    """All that dispatch derives from a centre, with the targets of before any later one."""
    pools = tabulate(centre)
    channels = sorted({channel for one in centre.advisers for channel in one.capacity})
    lines = tuple((queue.id, channel) for queue in centre.queues for channel in channels)
    benches = tuple((pool.id, channel) for pool in pools.pools for channel in channels)
    queues = [centre.queue[queue] for queue, _ in lines]
    rules = lay_out(
        len(lines),
        len(benches),
        _edges(pools, lines, benches),
        target=[seconds_of(queue.target) for queue in queues],
    )
    return Plan(pools, lines, benches, listed(rules))


def _edges(pools: Pools, lines: tuple[Line, ...], benches: tuple[Bench, ...]) -> Iterator[Edge]:
    number = {bench: place for place, bench in enumerate(benches)}
    for place, (queue, channel) in enumerate(lines):
        for pool in pools.eligible[queue]:
            yield Edge(place, number[pool, channel], pool_rank=pools.reach[pool])


def seconds_of(target: Target) -> float:
    """At least one, so that a wait can be divided by it."""
    return max(float(target.seconds), 1.0)
