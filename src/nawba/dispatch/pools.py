"""Advisers alike are one pool, so that a decision looks at dozens of pools, not at every adviser.

Which queue a pool may serve depends on skills and levels alone. The opening hours of a *site* are
information for people: whoever is available works, whatever the hours on the door say. The hours
of a *queue* bind, and are looked at when a snapshot is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from types import MappingProxyType

from nawba.domain.words import Centre, Queue

Names = tuple[str, ...]

Levels = tuple[tuple[str, int], ...]
"""Skill ids with their level 1-5, in order of the ids."""


@dataclass(frozen=True)
class Pool:
    """Advisers alike in site, skills and levels. Capacity is an adviser's own and may differ.

    ``listed`` are the brands with a list of advisers that these are on: alike in that as well.
    """

    site: str
    skills: Levels
    advisers: Names
    listed: Names = ()

    @cached_property
    def id(self) -> str:
        """Derived, hence the same in every process: ``casablanca/ar=4,fr=5``, ``…/fr=5/waha``."""
        skills = ",".join(f"{skill}={level}" for skill, level in self.skills)
        return "/".join((self.site, skills, *((",".join(self.listed),) if self.listed else ())))

    @cached_property
    def levels(self) -> dict[str, int]:
        return dict(self.skills)

    def serves(self, queue: Queue) -> bool:
        """True when these advisers have every skill of ``queue`` at its level or above."""
        return self.has(queue.requires)

    def has(self, levels: Mapping[str, int]) -> bool:
        return all(self.levels.get(skill, 0) >= level for skill, level in levels.items())

    def nearly_serves(self, queue: Queue, levels: int) -> bool:
        """True when they have every skill of ``queue``, each at most ``levels`` below its level."""
        wanted = {skill: max(1, level - levels) for skill, level in queue.requires.items()}
        return self.has(wanted)

    def serves_after(self, queue: Queue) -> float | None:
        """Seconds that a contact must have waited for these advisers: 0 at once, None never."""
        if self.serves(queue):
            return 0.0
        steps = (one.after_seconds for one in queue.relaxed if self.has(one.requires))
        return min((float(after) for after in steps), default=None)


@dataclass(frozen=True)
class Pools:
    """The pools of a centre and who may serve what: all that does not change from day to day, and
    what a measure of re-dispatch widens for a while.

    ``eligible`` maps a queue to the pools that may serve it, ``after`` those of its pools that may
    only once a contact has waited so many seconds (0: by a measure, at once), ``reach`` a pool to
    the number of queues it may serve at once (the smaller, the less flexible), ``pool_of`` an
    adviser to their pool.
    """

    pools: tuple[Pool, ...]
    eligible: Mapping[str, Names]
    reach: Mapping[str, int]
    pool_of: Mapping[str, str]
    after: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def may_serve(self, adviser: str, queue: str, waited: float = 0.0) -> bool:
        """Whether ``adviser`` may take a contact that has waited so many seconds in ``queue``."""
        pool = self.pool_of.get(adviser)
        if pool is None or pool in self.eligible[queue]:
            return pool is not None
        return waited >= self.after.get(queue, {}).get(pool, inf)


def pools_of(centre: Centre) -> tuple[Pool, ...]:
    """The centre's advisers grouped into pools, in order of the pools' ids."""
    lists = _lists(centre)
    alike: dict[tuple[str, Levels, Names], list[str]] = defaultdict(list)
    for one in centre.advisers:
        listed = tuple(brand for brand, advisers in lists.items() if one.id in advisers)
        alike[one.site, tuple(sorted(one.skills.items())), listed].append(one.id)
    pools = (Pool(site, skills, tuple(ids), on) for (site, skills, on), ids in alike.items())
    return tuple(sorted(pools, key=lambda pool: pool.id))


def _lists(centre: Centre) -> dict[str, frozenset[str]]:
    """The brands that are answered for by some advisers only."""
    return {brand.id: frozenset(brand.advisers) for brand in centre.brands if brand.advisers}


def eligibility(
    queues: Iterable[Queue], pools: Iterable[Pool], lists: Container[str] = ()
) -> dict[str, Names]:
    """The table queue × pool: for each queue, the ids of the pools that may serve it at once.

    ``lists`` are the brands with a list of advisers.
    """
    known = tuple(pools)
    return {
        queue.id: tuple(p.id for p in known if p.serves(queue) and _is_asked(p, queue, lists))
        for queue in queues
    }


def _is_asked(pool: Pool, queue: Queue, lists: Container[str]) -> bool:
    return queue.brand not in lists or queue.brand in pool.listed


def tabulate(centre: Centre, widened: Mapping[str, int] = MappingProxyType({})) -> Pools:
    """Everything that dispatch derives from a centre, once per configuration.

    ``widened`` maps a queue to the levels of a skill that may be lacking there for now. Those who
    may answer only thereby are asked after all others, as those of a relaxation are.
    """
    pools, lists = pools_of(centre), _lists(centre)
    eligible = eligibility(centre.queues, pools, lists)
    reach = dict.fromkeys((pool.id for pool in pools), 0)
    for served_by in eligible.values():
        for pool_id in served_by:
            reach[pool_id] += 1
    pool_of = {adviser: pool.id for pool in pools for adviser in pool.advisers}
    after = {
        queue.id: {
            **_later(queue, pools, lists),
            **dict.fromkeys(_nearly(queue, pools, lists, widened.get(queue.id, 0)), 0.0),
        }
        for queue in centre.queues
        if queue.relaxed or queue.id in widened
    }
    return Pools(pools, eligible, reach, pool_of, after)


def may_widen(pools: Pools, centre: Centre, queue: Queue, levels: int) -> list[Pool]:
    """The pools that may serve ``queue`` at once only when ``levels`` of a skill may be lacking."""
    nearly = set(_nearly(queue, pools.pools, _lists(centre), levels))
    return [pool for pool in pools.pools if pool.id in nearly]


def _nearly(
    queue: Queue, pools: Iterable[Pool], lists: Container[str], levels: int
) -> Iterator[str]:
    for pool in pools if levels else ():
        could = pool.nearly_serves(queue, levels) and not pool.serves(queue)
        if could and _is_asked(pool, queue, lists):
            yield pool.id


def _later(queue: Queue, pools: Iterable[Pool], lists: Container[str]) -> dict[str, float]:
    asked = (pool for pool in pools if _is_asked(pool, queue, lists))
    found = ((pool.id, pool.serves_after(queue)) for pool in asked)
    return {pool: after for pool, after in found if after}
