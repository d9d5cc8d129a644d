"""Thresholded sharing: every pool serves its own queues, and helps another only in overload.

Sharing costs when people are slower with what is not theirs. So it starts at a threshold, goes
one way at a time, and stops by itself. A queue is a pool's own where its rank for it is 0.
"""

from __future__ import annotations

from math import inf

from nawba.dispatch.choosing import asks_before, is_first, is_served, may_serve, may_take
from nawba.dispatch.kernel import Policy, Rules, State, register

_ENTER, _LEAVE = 10.0, 0.0


def pressure(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """Contacts waiting over the queue's share."""
    return float(state.length[queue] / rules.queue_share[queue])


def queue_for(now: float, pool: int, state: State, rules: Rules) -> int:
    """Among the pool's own queues and the one that is helped, the greatest pressure."""
    best, most = -1, -inf
    for edge in range(rules.queue_start[pool], rules.queue_start[pool + 1]):
        queue = rules.queue_ids[edge]
        is_asked = rules.queue_rank[edge] == 0 or state.mode[0] == queue + 1
        if is_asked and may_serve(now, pool, edge, state, rules):
            points = pressure(now, queue, edge, state, rules)
            if points > most or (points == most and queue < best):
                best, most = queue, points
    return best


def pool_for(now: float, queue: int, state: State, rules: Rules) -> int:
    """A pool whose own the queue is; while the queue is helped, any; ``asks_before`` orders."""
    best = -1
    if not is_served(queue, state):
        return best
    for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1]):
        pool = rules.pool_ids[edge]
        is_asked = state.mode[0] == queue + 1 or is_first(queue, pool, rules)
        is_better = best < 0 or asks_before(pool, best, state)
        if is_asked and is_better and may_take(now, queue, edge, state, rules):
            best = pool
    return best


def switch(now: float, state: State, rules: Rules) -> int:
    """0, or 1 + the queue that is helped.

    Help starts when the greatest pressure exceeds the least by ``more[0]`` (10 contacts at share
    1) and ends when the helped queue's no longer exceeds the least by more than ``more[1]`` (0).
    The direction changes only by way of 0.
    """
    enter, leave = _ENTER, _LEAVE
    if len(rules.more) > 1:
        enter, leave = rules.more[0], rules.more[1]
    most, least, where = -inf, inf, 0
    for queue in range(len(rules.target)):
        points = pressure(now, queue, -1, state, rules) if state.open[queue] else 0.0
        least = min(least, points)
        if points > most:
            most, where = points, queue
    if state.mode[0] > 0:
        helped = pressure(now, state.mode[0] - 1, -1, state, rules)
        return int(state.mode[0]) if helped - least > leave else 0
    return where + 1 if most - least > enter else 0


THRESHOLDED_SHARING = register(
    Policy(
        "thresholded_sharing",
        queue_for,
        pool_for,
        "Fixed-queue-ratio routing with thresholds (Perry & Whitt, Responding to unexpected"
        " overloads in large-scale service systems, Management Sci. 55, 2009): no sharing in normal"
        " load; past a threshold one queue is helped until the proportions are restored. Proven"
        " there, and in their later papers, in the fluid limit of two queues and two pools: sharing"
        " starts in overload only, and the ratio is then kept. Heuristic here: more than two of"
        " each, and ending by a second threshold instead of by emptied pools.",
        pressure,
        switch,
    )
)
