"""Who is free: per pool and load a chain of advisers, the longest idle first.

An adviser stands in the chain of their load while they have a place; whoever begins or ends a
contact goes to the end of the chain of their new load, those of one moment in order of number.
"""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import counted
from nawba.planning.simulation.memory import (
    ASKED,
    BUSY,
    GONE,
    HELD,
    HERE,
    LEAVING,
    STAFFED,
    adviser_row,
    bench_row,
    number,
    pool_row,
    second_row,
    word,
)


@inner
def first_free(w: Any, pool: int) -> int:
    """Whom the pool asks: the least loaded, of them the longest idle; -1 for nobody."""
    return first_but(w, pool, -1, -1)


@inner
def first_but(w: Any, pool: int, one: int, other: int) -> int:
    """Whom the pool asks instead of ``one`` and the ``other``; -1 for nobody."""
    for load in range(pool_row(w, pool).places):
        adviser = bench_row(w, pool, load).head
        while adviser >= 0 and adviser in (one, other):
            adviser = adviser_row(w, adviser).next
        if adviser >= 0:
            return int(adviser)
    return -1


@inner
def show(w: Any, pool: int, first: int) -> None:
    """Let policies see ``first`` (-1: nobody) as the one whom ``pool`` would ask."""
    number(w.longest_idle, pool).v = adviser_row(w, first).since if first >= 0 else math.inf
    word(w.load, pool).v = adviser_row(w, first).load if first >= 0 else 0


@inner
def free_places(w: Any, adviser: int) -> int:
    """How many contacts more ``adviser`` could take."""
    return int(pool_row(w, adviser_row(w, adviser).pool).places - adviser_row(w, adviser).load)


@inner
def stand_aside(w: Any, adviser: int) -> None:
    """``adviser`` was asked, and is not asked again before ``sit_down``."""
    _leave_bench(w, adviser)
    adviser_row(w, adviser).state = ASKED
    adviser_row(w, adviser).next = w.aside
    w.aside = adviser
    _count_free(w, adviser_row(w, adviser).pool, -free_places(w, adviser))


@inner
def sit_down(w: Any) -> int:
    """One of those who stand aside is on the bench again: who; -1 for nobody."""
    adviser = w.aside
    if adviser >= 0:
        w.aside = adviser_row(w, adviser).next
        adviser_row(w, adviser).state = HERE
        _join_bench(w, adviser)
        _count_free(w, adviser_row(w, adviser).pool, free_places(w, adviser))
    return int(adviser)


@inner
def reload(w: Any, adviser: int, change: int) -> None:
    """``adviser`` has one contact more (1) or less (-1)."""
    pool = adviser_row(w, adviser).pool
    clock(w, pool)
    if adviser_row(w, adviser).state == HERE:
        _leave_bench(w, adviser)
    before = adviser_row(w, adviser).load
    adviser_row(w, adviser).load = before + change
    adviser_row(w, adviser).since = w.now
    pool_row(w, pool).held += (before + change > 0) - (before > 0)
    word(w.in_use, pool).v += change
    if adviser_row(w, adviser).state == HERE:
        _join_bench(w, adviser)
        _count_free(w, pool, -change)


@inner
def arrive(w: Any, pool: int) -> bool:
    """One more adviser of ``pool``: one who is leaving stays on, else one comes. False: none."""
    clock(w, pool)
    if pool_row(w, pool).leaving > 0:
        adviser = _one_leaving(w, pool)
        pool_row(w, pool).leaving -= 1
    else:
        adviser = pool_row(w, pool).away
        if adviser < 0:
            return False
        pool_row(w, pool).away = adviser_row(w, adviser).next
        pool_row(w, pool).here += 1
    adviser_row(w, adviser).state = HERE
    adviser_row(w, adviser).since = w.now
    _join_bench(w, adviser)
    _count_free(w, pool, free_places(w, adviser))
    return True


@inner
def stop_taking(w: Any, adviser: int) -> None:
    """``adviser`` takes nothing new and goes once they hold nothing."""
    pool = adviser_row(w, adviser).pool
    clock(w, pool)
    _leave_bench(w, adviser)
    adviser_row(w, adviser).state = LEAVING
    pool_row(w, pool).leaving += 1
    _count_free(w, pool, -free_places(w, adviser))
    go_if_done(w, adviser)


@inner
def go_if_done(w: Any, adviser: int) -> None:
    """Let ``adviser`` go if they are leaving and hold nothing."""
    if adviser_row(w, adviser).state != LEAVING or adviser_row(w, adviser).load > 0:
        return
    pool = adviser_row(w, adviser).pool
    clock(w, pool)
    adviser_row(w, adviser).state = GONE
    adviser_row(w, adviser).next = pool_row(w, pool).away
    pool_row(w, pool).away = adviser
    pool_row(w, pool).leaving -= 1
    pool_row(w, pool).here -= 1


@inner
def clock(w: Any, pool: int) -> None:
    """Count the time of ``pool`` up to now, interval by interval."""
    start, now = pool_row(w, pool).at, w.now
    pool_row(w, pool).at = now
    if pool_row(w, pool).here == 0 or now <= w.warm or start >= w.horizon:
        return
    last = w.columns - 1
    column = min(int(start / w.interval), last)
    while start < now:
        until = now if column == last else min(now, (column + 1) * w.interval)
        spent = counted(w, start, until)
        second_row(w, pool, column, BUSY).v += spent * word(w.in_use, pool).v
        second_row(w, pool, column, HELD).v += spent * pool_row(w, pool).held
        second_row(w, pool, column, STAFFED).v += spent * pool_row(w, pool).here
        start, column = until, min(column + 1, last)


@inner
def _count_free(w: Any, pool: int, change: int) -> None:
    word(w.idle, pool).v += change
    w.free_places += change
    show(w, pool, first_free(w, pool))


@inner
def _one_leaving(w: Any, pool: int) -> int:
    first = pool_row(w, pool).first
    for adviser in range(first, first + pool_row(w, pool).size):
        if adviser_row(w, adviser).state == LEAVING:
            return int(adviser)
    return -1


@inner
def _join_bench(w: Any, adviser: int) -> None:
    pool, load = adviser_row(w, adviser).pool, adviser_row(w, adviser).load
    if load >= pool_row(w, pool).places:
        return
    ahead, behind, since = bench_row(w, pool, load).tail, -1, adviser_row(w, adviser).since
    while ahead > adviser and adviser_row(w, ahead).since == since:
        ahead, behind = adviser_row(w, ahead).prev, ahead
    adviser_row(w, adviser).prev, adviser_row(w, adviser).next = ahead, behind
    _link(w, pool, load, ahead, adviser)
    _link(w, pool, load, adviser, behind)


@inner
def _leave_bench(w: Any, adviser: int) -> None:
    pool, load = adviser_row(w, adviser).pool, adviser_row(w, adviser).load
    if load >= pool_row(w, pool).places:
        return
    _link(w, pool, load, adviser_row(w, adviser).prev, adviser_row(w, adviser).next)


@inner
def _link(w: Any, pool: int, load: int, ahead: int, behind: int) -> None:
    if ahead >= 0:
        adviser_row(w, ahead).next = behind
    else:
        bench_row(w, pool, load).head = behind
    if behind >= 0:
        adviser_row(w, behind).prev = ahead
    else:
        bench_row(w, pool, load).tail = ahead
