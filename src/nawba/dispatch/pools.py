"""Advisers alike are one pool, so that a decision looks at dozens of pools, not at every adviser.

Which queue a pool may serve depends on skills and levels alone. The opening hours of a *site* are
information for people: whoever is available works, whatever the hours on the door say. The hours
of a *queue* bind, and are looked at when a snapshot is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from nawba.domain.words import Adviser, Centre, Queue

Levels = tuple[tuple[str, int], ...]
"""Skill ids with their level 1-5, in order of the ids."""


@dataclass(frozen=True)
class Pool:
    """Advisers alike in site, skills and levels. Capacity is an adviser's own and may differ."""

    site: str
    skills: Levels
    advisers: tuple[str, ...]

    @cached_property
    def id(self) -> str:
        """Derived, hence the same in every process: ``casablanca/ar=4,fr=5``."""
        return f"{self.site}/{','.join(f'{skill}={level}' for skill, level in self.skills)}"

    @cached_property
    def levels(self) -> dict[str, int]:
        return dict(self.skills)

    def serves(self, queue: Queue) -> bool:
        """True when these advisers have every skill of ``queue`` at its level or above."""
        return all(self.levels.get(skill, 0) >= level for skill, level in queue.requires.items())


@dataclass(frozen=True)
class Pools:
    """The pools of a centre and who may serve what: all that does not change from day to day.

    ``eligible`` maps a queue to the pools that may serve it, ``reach`` a pool to the number of
    queues it may serve (the smaller, the less flexible), ``pool_of`` an adviser to their pool.
    """

    pools: tuple[Pool, ...]
    eligible: Mapping[str, tuple[str, ...]]
    reach: Mapping[str, int]
    pool_of: Mapping[str, str]


def pools_of(centre: Centre) -> tuple[Pool, ...]:
    """The centre's advisers grouped into pools, in order of the pools' ids."""
    alike: dict[tuple[str, Levels], list[str]] = defaultdict(list)
    for adviser in centre.advisers:
        alike[_likeness(adviser)].append(adviser.id)
    pools = (Pool(site, skills, tuple(ids)) for (site, skills), ids in alike.items())
    return tuple(sorted(pools, key=lambda pool: pool.id))


def _likeness(adviser: Adviser) -> tuple[str, Levels]:
    return adviser.site, tuple(sorted(adviser.skills.items()))


def eligibility(queues: Iterable[Queue], pools: Iterable[Pool]) -> dict[str, tuple[str, ...]]:
    """The table queue × pool: for each queue, the ids of the pools that may serve it."""
    known = tuple(pools)
    return {queue.id: tuple(pool.id for pool in known if pool.serves(queue)) for queue in queues}


def tabulate(centre: Centre) -> Pools:
    """Everything that dispatch derives from a centre, once per configuration."""
    pools = pools_of(centre)
    eligible = eligibility(centre.queues, pools)
    reach = dict.fromkeys((pool.id for pool in pools), 0)
    for served_by in eligible.values():
        for pool in served_by:
            reach[pool] += 1
    pool_of = {adviser: pool.id for pool in pools for adviser in pool.advisers}
    return Pools(pools, eligible, reach, pool_of)
