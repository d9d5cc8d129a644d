"""Many wait and many are free at once: a shift starts, a site comes back. Then decide together.

One at a time, the first contacts take people that later ones cannot do without. A min-cost flow
between queues and pools serves as many contacts as can be served at all, and among those ways
the one that serves the most urgent by the least flexible. Exact for the costs below (the
constraint matrix of a transport problem is totally unimodular, so the corner that the linear
programme returns is whole); the costs themselves are heuristic here. Not for steady traffic: with
one free place or one waiting contact there is nothing to weigh.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from nawba.dispatch.choosing import is_first, is_served, may_take
from nawba.dispatch.kernel import Rules, State

BURST_FROM = 8
"""Contacts waiting and places free, both, from which a driver calls ``burst``."""

_SERVED, _RANK = 1e3, 1e-2
"""One contact more is worth more than any urgency; urgency more than a pool's rank."""


def burst(now: float, state: State, rules: Rules) -> list[tuple[int, int, int]]:
    """How many of each queue go to each pool: (queue, pool, number), in order of queue and pool.

    Heads' waits stand for those behind them, at most 100 targets. Places in reserve are left to
    the queues of rank 0. Empty when nothing can be served.
    """
    from scipy.optimize import linprog

    edges = _edges(now, state, rules)
    if not edges:
        return []
    found = linprog(
        _costs(now, edges, state, rules), **_limits(edges, state, rules), method="highs-ds"
    )
    numbers = np.rint(found.x).astype(int)
    return sorted((q, p, int(n)) for (q, p, _, _), n in zip(edges, numbers, strict=True) if n > 0)


_Link = tuple[int, int, int, bool]
"""(queue, pool, rank of the pool, whether the reserve is for this queue)"""


def _edges(now: float, state: State, rules: Rules) -> list[_Link]:
    return [
        (queue, int(pool), int(rules.pool_rank[edge]), is_first(queue, pool, rules))
        for queue in range(len(rules.target))
        if is_served(queue, state)
        for edge in range(rules.pool_start[queue], rules.pool_start[queue + 1])
        if may_take(now, queue, edge, state, rules)
        for pool in (rules.pool_ids[edge],)
    ]


def _costs(now: float, edges: list[_Link], state: State, rules: Rules) -> list[float]:
    return [
        -(_SERVED + min((now - state.oldest[q]) / rules.target[q], 100.0) * rules.weight[q])
        + _RANK * min(rank, 100)
        for q, _, rank, _ in edges
    ]


def _limits(edges: list[_Link], state: State, rules: Rules) -> dict[str, Any]:
    """Per queue its length; per pool its places, and its places less the reserve for the others."""
    from scipy.sparse import csr_matrix

    rows: dict[tuple[str, int], int] = {}
    limits: list[float] = []
    entries: list[tuple[int, int]] = []

    def bound(name: str, which: int, most: float, column: int) -> None:
        if (name, which) not in rows:
            rows[name, which] = len(limits)
            limits.append(max(most, 0.0))
        entries.append((rows[name, which], column))

    for column, (queue, pool, _, is_own) in enumerate(edges):
        bound("queue", queue, state.length[queue], column)
        bound("pool", pool, state.idle[pool], column)
        if not is_own and rules.reserve[pool]:
            bound("others", pool, state.idle[pool] - rules.reserve[pool], column)
    at: npt.NDArray[np.int64] = np.array(entries).T
    shape = len(limits), len(edges)
    return {"A_ub": csr_matrix((np.ones(len(entries)), at), shape=shape), "b_ub": limits}
