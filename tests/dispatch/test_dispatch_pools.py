"""Pools: who is alike, who may serve what, and how flexible each pool is."""

from __future__ import annotations

import pytest
from hypothesis import given
from situations import adviser, centre_of, centres, queue

from nawba.dispatch import eligibility, pools_of, tabulate
from nawba.domain.words import Centre


def test_advisers_alike_in_site_skills_and_levels_are_one_pool() -> None:
    centre = centre_of(
        [queue("fr", {"fr": 3})],
        [
            adviser("amina", fr=4, ar=3),
            adviser("bilal", ar=3, fr=4, chats=1),
            adviser("clara", fr=4, ar=2),
            adviser("driss", "dakar", fr=4, ar=3),
        ],
    )
    assert [(pool.id, pool.advisers) for pool in pools_of(centre)] == [
        ("casa/ar=2,fr=4", ("clara",)),
        ("casa/ar=3,fr=4", ("amina", "bilal")),
        ("dakar/ar=3,fr=4", ("driss",)),
    ]


@pytest.mark.parametrize(
    ("requires", "skills", "serves"),
    [
        ({"fr": 3}, {"fr": 3}, True),
        ({"fr": 3}, {"fr": 2}, False),
        ({"fr": 3}, {"fr": 5, "ar": 1}, True),
        ({"fr": 3, "billing": 1}, {"fr": 5}, False),
        ({"fr": 3, "billing": 1}, {"fr": 5, "billing": 1}, True),
        ({}, {}, True),
    ],
)
def test_a_pool_serves_a_queue_by_every_skill_at_its_level(
    requires: dict[str, int], skills: dict[str, int], serves: bool
) -> None:
    centre = centre_of([queue("q", requires)], [adviser("amina", **skills)])
    (pool,) = pools_of(centre)
    assert eligibility(centre.queues, [pool]) == {"q": (pool.id,) if serves else ()}


def test_reach_counts_the_queues_that_a_pool_may_serve() -> None:
    centre = centre_of(
        [queue("fr", {"fr": 3}), queue("ar", {"ar": 3}), queue("both", {"fr": 3, "ar": 3})],
        [adviser("amina", fr=4, ar=4), adviser("bilal", fr=4), adviser("clara", billing=4)],
    )
    pools = tabulate(centre)
    assert pools.reach == {"casa/ar=4,fr=4": 3, "casa/fr=4": 1, "casa/billing=4": 0}
    assert pools.pool_of["bilal"] == "casa/fr=4"


@given(centres())
def test_every_adviser_is_in_exactly_one_pool(centre: Centre) -> None:
    members = [who for pool in pools_of(centre) for who in pool.advisers]
    assert sorted(members) == sorted(centre.adviser)
    assert len({pool.id for pool in pools_of(centre)}) == len(pools_of(centre))
