"""Many wait and many are free at once: queues open, a site comes back, a shift starts.

One at a time, the first contacts take people that later ones cannot do without. Here contacts are
admitted in the policy's own order, each if it can be served beside all those before it, if need be
by moving these to other pools: along an augmenting path of a flow between queues and pools (Ford &
Fulkerson 1956; the shortest, as in Edmonds & Karp 1972). Those who can be served together form a
matroid (Edmonds & Fulkerson 1965), so the greedy rule is optimal: as many are served as can be
served at all, and no other choice is better for the first in the policy's order, then for the
second, and so on. It is the min-cost flow from queues to pools whose costs are lexicographic (each
contact is worth more than all behind it together), solved without writing the costs: sums of
weights would be past any number a machine holds. Which pools serve those admitted is not optimised
beyond that: low ranks are looked at first. Heuristic here: with places in reserve, and with people
who may take only who has waited longer, a contact may be left out that could have been fitted in.
Not for steady traffic: with one free place or one waiting contact there is nothing to weigh.

A driver asks ``is_burst``, then ``begin`` and ``admit`` until it says -1, showing after each the
next of that line as its head (of a line used up, the last); ``flow`` says then how many go where.
If fewer than ``BURST_FROM`` are admitted it was none, and each is decided for itself. Everything is
in the subset of Python that numba compiles, but ``room_for`` and ``by_wait``.
"""

from __future__ import annotations

from math import inf
from typing import NamedTuple

import numpy as np

from nawba.dispatch.choosing import is_served, may_take
from nawba.dispatch.kernel import Flags, Floats, Ints, Rules, Score, State

BURST_FROM = 8
"""Contacts waiting, places free, and contacts that can be served now: all three make a burst."""


class Room(NamedTuple):
    """Space to reckon in: E edges in the order of ``pool_ids``, Q queues, P pools.

    ``flow``[E] contacts of the edge's queue for its pool; ``seats``[P] people to be asked, by the
    driver; ``used``[P] of them, ``lent``[P] to queues not of rank 0. Of rules alone: ``own``[E]
    where the queue has rank 0 for the pool, ``twin`` from an edge of ``queue_ids`` to the same of
    ``pool_ids``. Of the search: ``came``[P] by which edge, ``from_queue``[P], ``freed``[Q] the edge
    that the queue would give up, ``line``[P], and what never leads anywhere: ``dead``[P],
    ``over``[Q]. ``shown``[Q] is the driver's own: which contact of the line it shows. ``points``[Q]
    are the scores, reckoned anew where ``stale``: each looks at its own queue only.
    """

    flow: Ints
    seats: Ints
    used: Ints
    lent: Ints
    own: Flags
    twin: Ints
    came: Ints
    from_queue: Ints
    freed: Ints
    line: Ints
    shown: Ints
    dead: Flags
    over: Flags
    points: Floats
    stale: Flags


def room_for(rules: Rules) -> Room:
    """Space for ``rules``, as NumPy arrays."""
    queues, pools, edges = len(rules.target), len(rules.reserve), len(rules.pool_ids)
    twin, own = np.zeros(edges, np.int64), np.zeros(edges, np.bool_)
    number = {
        (queue, int(rules.pool_ids[edge])): edge
        for queue in range(queues)
        for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1])
    }
    for pool in range(pools):
        for edge in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
            twin[edge] = number[int(rules.queue_ids[edge]), pool]
            own[twin[edge]] = rules.queue_rank[edge] == 0
    return Room(
        flow=_zeros(edges),
        seats=_zeros(pools),
        used=_zeros(pools),
        lent=_zeros(pools),
        own=own,
        twin=twin,
        came=_zeros(pools),
        from_queue=_zeros(pools),
        freed=_zeros(queues),
        line=_zeros(pools),
        shown=_zeros(queues),
        dead=np.zeros(pools, np.bool_),
        over=np.zeros(queues, np.bool_),
        points=np.zeros(queues),
        stale=np.ones(queues, np.bool_),
    )


def _zeros(size: int) -> Ints:
    return np.zeros(size, np.int64)


def is_burst(now: float, state: State, rules: Rules) -> bool:
    """False when surely fewer than ``BURST_FROM`` contacts can be served: no search is needed.

    Drivers ask once as many wait and as many places are free, of which they keep count.
    """
    served = 0
    for queue in range(len(rules.target)):
        if is_served(queue, state):
            length, free = state.length[queue], 0
            for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
                if free < length and may_take(now, queue, edge, state, rules):
                    free += state.idle[rules.pool_ids[edge]]
            served += min(length, free)
            if served >= BURST_FROM:
                return True
    return False


def begin(room: Room) -> None:
    """Nobody is admitted yet. The driver fills ``seats``."""
    for edge in range(len(room.flow)):
        room.flow[edge] = 0
    for pool in range(len(room.used)):
        room.used[pool] = room.lent[pool] = 0
        room.dead[pool] = False
    for queue in range(len(room.over)):
        room.over[queue], room.stale[queue] = False, True


def admit(now: float, score: Score, state: State, rules: Rules, room: Room) -> int:
    """Admit the head of the queue with the highest score that can be served; -1: nobody can."""
    while True:
        queue, most = -1, -inf
        for one in range(len(rules.target)):
            if not room.over[one] and is_served(one, state):
                if room.stale[one]:
                    room.points[one], room.stale[one] = score(now, one, -1, state, rules), False
                if queue < 0 or room.points[one] > most:
                    queue, most = one, room.points[one]
        if queue < 0:
            return -1
        pool = _search(now, queue, state, rules, room)
        if pool >= 0:
            _fit(queue, pool, rules, room)
            room.stale[queue] = True
            return queue
        room.over[queue] = True


def by_wait(queue: int, rules: Rules) -> list[int]:
    """The edges of ``queue`` in the order in which its contacts, the longest wait first, are given
    away: first to people for whom one must have waited."""
    row = range(rules.pool_start[queue], rules.pool_start[queue + 1])
    later = [edge for edge in row if rules.pool_after[edge] > 0.0]
    return later[::-1] + [edge for edge in row if rules.pool_after[edge] <= 0.0]


def _search(now: float, queue: int, state: State, rules: Rules, room: Room) -> int:
    """A pool with a seat to which a path leads from ``queue``; -1: there is none.

    Pools of low rank are looked at first. Those seen in vain lead nowhere later either.
    """
    for pool in range(len(room.came)):
        room.came[pool] = -1
    for one in range(len(room.freed)):
        room.freed[one] = -1
    first, end = 0, _reach(now, queue, 0, state, rules, room)
    while first < end:
        pool = room.line[first]
        first += 1
        edge = room.came[pool]
        has_seat = room.used[pool] < room.seats[pool]
        if has_seat and (room.own[edge] or _may_lend(pool, state, rules, room)):
            return int(pool)
        for back in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
            given, other = room.twin[back], rules.queue_ids[back]
            is_held = room.flow[given] > 0 and room.freed[other] < 0 and other != queue
            is_like = room.own[edge] or not room.own[given] or _may_lend(pool, state, rules, room)
            if is_held and is_like:
                room.freed[other] = given
                end = _reach(now, other, end, state, rules, room)
    for place in range(end):
        pool = room.line[place]
        room.dead[pool] = rules.reserve[pool] == 0  # reserves refuse some and take others
    return -1


def _reach(now: float, queue: int, end: int, state: State, rules: Rules, room: Room) -> int:
    """Put the pools that may take the head of ``queue`` in line behind ``end``; the new end."""
    for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
        pool = rules.pool_ids[edge]
        is_new = room.came[pool] < 0 and not room.dead[pool]
        if is_new and may_take(now, queue, edge, state, rules):
            room.came[pool], room.from_queue[pool] = edge, queue
            room.line[end] = pool
            end += 1
    return end


def _may_lend(pool: int, state: State, rules: Rules, room: Room) -> bool:
    """True while the places in reserve are not touched by one more."""
    return bool(room.lent[pool] < state.idle[pool] - rules.reserve[pool])


def _fit(queue: int, pool: int, rules: Rules, room: Room) -> None:
    """One contact more of ``queue``: along the path, each gives its seat to the one before."""
    room.used[pool] += 1
    while True:
        edge, giver = room.came[pool], room.from_queue[pool]
        room.flow[edge] += 1
        room.lent[pool] += 0 if room.own[edge] else 1
        if giver == queue:
            return
        edge = room.freed[giver]
        pool = rules.pool_ids[edge]
        room.flow[edge] -= 1
        room.lent[pool] -= 0 if room.own[edge] else 1
