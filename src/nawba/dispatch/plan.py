"""A centre as numbers: every line and bench has one, and the rules between them are tables.

Made once per configuration. A line (queue, channel) may be served by a bench (pool, channel) of
the same channel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

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


def plan_of(centre: Centre, widened: Mapping[str, int] = MappingProxyType({})) -> Plan:
    """All that dispatch derives from a centre, with the targets of before any later one.

    ``widened`` are queues that measures opened to more people (``tabulate``): of the same centre,
    lines and benches have the same numbers whatever is widened.
    """
    pools = tabulate(centre, widened)
    channels = sorted({channel for one in centre.advisers for channel in one.capacity})
    lines = tuple((queue.id, channel) for queue in centre.queues for channel in channels)
    benches = tuple((pool.id, channel) for pool in pools.pools for channel in channels)
    queues = [centre.queue[queue] for queue, _ in lines]
    kept = _reserves(centre, pools)
    rules = lay_out(
        len(lines),
        len(benches),
        _edges(centre, pools, lines, benches, kept),
        target=[seconds_of(queue.target) for queue in queues],
        priority=[float(queue.priority) for queue in queues],
        reserve=[kept[pool] for pool, _ in benches],
    )
    return Plan(pools, lines, benches, listed(rules))


def _edges(
    centre: Centre,
    pools: Pools,
    lines: tuple[Line, ...],
    benches: tuple[Bench, ...],
    kept: Mapping[str, int],
) -> Iterator[Edge]:
    """Asked first is the pool that reaches the fewest queues, and before whom one must wait for."""
    number = {bench: place for place, bench in enumerate(benches)}
    last = len(centre.queues) + 1
    for place, (queue, channel) in enumerate(lines):
        is_own = centre.queue[queue].reserved > 0
        for pool in pools.eligible[queue]:
            rank = int(kept[pool] > 0 and not is_own)
            yield Edge(place, number[pool, channel], 0.0, 1.0, pools.reach[pool], rank)
        for pool, after in pools.after.get(queue, {}).items():
            rank = int(kept[pool] > 0)
            yield Edge(place, number[pool, channel], after, 1.0, last + pools.reach[pool], rank)


def _reserves(centre: Centre, pools: Pools) -> dict[str, int]:
    """For each pool the most places that one of the queues it serves at once wants kept."""
    kept = {pool.id: 0 for pool in pools.pools}
    for queue in centre.queues:
        for pool in pools.eligible[queue.id] if queue.reserved else ():
            kept[pool] = max(kept[pool], queue.reserved)
    return kept


def seconds_of(target: Target) -> float:
    """At least one, so that a wait can be divided by it."""
    return max(float(target.seconds), 1.0)
