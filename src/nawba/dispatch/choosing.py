"""What most policies share: of those that may, the best by a score; ties to the lowest number.

``by_score`` makes a ``queue_for``, the functions below it are the ``pool_for`` to choose from.
Everything here is in the subset of Python that numba compiles.
"""

from __future__ import annotations

from math import inf

from nawba.dispatch.kernel import Choose, Rules, Score, State


def by_score(score: Score) -> Choose:
    """A ``queue_for``: the queue of the highest score among those that the place may serve."""

    def queue_for(now: float, pool: int, state: State, rules: Rules) -> int:
        best, most = -1, -inf
        for edge in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
            queue = rules.queue_ids[edge]
            if state.length[queue] > 0 and may_serve(now, pool, edge, state, rules):
                points = score(now, queue, edge, state, rules)
                if points > most or (points == most and queue < best):
                    best, most = queue, points
        return best

    return queue_for


def may_serve(now: float, pool: int, edge: int, state: State, rules: Rules) -> bool:
    """True when the head of the queue at ``edge`` may be given to a free place of ``pool``.

    Somebody waits, the queue is open, the contact has waited long enough for these people, and
    the place is not one of those kept for the queues of rank 0.
    """
    queue = rules.queue_ids[edge]
    if state.length[queue] == 0 or not state.open[queue]:
        return False
    after = rules.queue_after[edge]
    if after > 0.0 and now < state.oldest[queue] + after:
        return False
    return rules.queue_rank[edge] == 0 or state.idle[pool] > rules.reserve[pool]


def may_take(now: float, queue: int, edge: int, state: State, rules: Rules) -> bool:
    """The same seen from the queue, for the pool at ``edge``."""
    pool, after = rules.pool_ids[edge], rules.pool_after[edge]
    if state.idle[pool] == 0 or (after > 0.0 and now < state.oldest[queue] + after):
        return False
    return state.idle[pool] > rules.reserve[pool] or is_first(queue, pool, rules)


def is_first(queue: int, pool: int, rules: Rules) -> bool:
    """True when ``queue`` has rank 0 for ``pool``: the places in reserve are for it."""
    for edge in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
        if rules.queue_rank[edge] > 0:
            return False  # they stand in order of rank
        if rules.queue_ids[edge] == queue:
            return True
    return False


def is_served(queue: int, state: State) -> bool:
    """True when ``queue`` has somebody to serve now."""
    return state.length[queue] > 0 and bool(state.open[queue])


def asks_before(pool: int, other: int, state: State) -> bool:
    """Of two pools of one rank: the lighter load, then the longer idle, then the lower number."""
    if state.load[pool] != state.load[other]:
        return bool(state.load[pool] < state.load[other])
    if state.longest_idle[pool] != state.longest_idle[other]:
        return bool(state.longest_idle[pool] < state.longest_idle[other])
    return pool < other


def by_rank(now: float, queue: int, state: State, rules: Rules) -> int:
    """A ``pool_for``: the lowest rank that has a place; in it the lightest, longest idle."""
    if not is_served(queue, state):
        return -1
    best, rank = -1, 0
    pools, ranks, idle = rules.pool_ids, rules.pool_rank, state.idle
    for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
        pool = pools[edge]
        if idle[pool] == 0:
            continue
        if best >= 0 and ranks[edge] > rank:
            return best  # they stand in order of rank
        is_better = best < 0 or asks_before(pool, best, state)
        if is_better and may_take(now, queue, edge, state, rules):
            best, rank = pool, ranks[edge]
    return best


def by_idleness(now: float, queue: int, state: State, rules: Rules) -> int:
    """A ``pool_for``: the pool whose idle places most exceed its share of all idle places."""
    if not is_served(queue, state):
        return -1
    pools, idle, share = rules.pool_ids, state.idle, rules.idle_share
    row = range(rules.pool_start[queue], rules.pool_start[queue + 1])
    places, shares = 0, 0.0
    for edge in row:
        places += idle[pools[edge]]
        shares += share[pools[edge]]
    best, most = -1, -inf
    for edge in row:
        pool = pools[edge]
        if idle[pool] == 0:
            continue
        excess = idle[pool] - places * share[pool] / max(shares, 1e-12)
        is_better = excess > most or (excess == most and asks_before(pool, best, state))
        if is_better and may_take(now, queue, edge, state, rules):
            best, most = pool, excess
    return best


def by_speed(now: float, queue: int, state: State, rules: Rules) -> int:
    """A ``pool_for``: the pool that ends this queue's contacts fastest; then ``asks_before``."""
    if not is_served(queue, state):
        return -1
    best, most = -1, -inf
    for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
        pool, rate = rules.pool_ids[edge], rules.pool_rate[edge]
        is_idle = state.idle[pool] > 0 and may_take(now, queue, edge, state, rules)
        if is_idle and (rate > most or (rate == most and asks_before(pool, best, state))):
            best, most = pool, rate
    return best
