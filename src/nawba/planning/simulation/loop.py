"""The loop: one event after the other, then whoever could be served by it, as the policy says.

What happens is told apart from what is decided: an event notes down who might be served now, and
only ``run`` asks the policy.
"""

from __future__ import annotations

from typing import Any

from nawba.planning.simulation.arrivals import ask, expect_next, wait
from nawba.planning.simulation.benches import clock
from nawba.planning.simulation.events import ASK, POOL, happen
from nawba.planning.simulation.heap import CHANGE, pop, push
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import close_lines
from nawba.planning.simulation.memory import (
    change_row,
    contact_row,
    number,
    queue_row,
    todo_row,
    word,
)
from nawba.planning.simulation.service import give


@inner
def run(header: Any, s: Any, r: Any, queue_for: Any, pool_for: Any, switch: Any) -> int:
    """Simulate until nobody is inside, or the horizon. 0: done; 1: memory was too small."""
    w = header[0]
    _open(w)
    while w.heap_size > 0 and not w.full:
        time, code = pop(w)
        if time > w.horizon and not w.drain:
            break
        _probe(w, time)
        w.now = time
        w.events += 1
        w.todo_first, w.todo_end = 0, 0
        happen(w, code)
        while w.todo_first < w.todo_end:
            one = todo_row(w, w.todo_first)
            w.todo_first += 1
            if one.kind == POOL:
                _serve_pool(w, s, r, queue_for, switch, one.who)
            elif one.kind == ASK:
                _ask(w, s, r, pool_for, switch, one.who)
            else:
                _serve_queue(w, s, r, pool_for, switch, one.who)
    _close(w)
    return int(w.full)


@inner
def _ask(w: Any, s: Any, r: Any, pool_for: Any, switch: Any, contact: int) -> None:
    """``contact`` joins its queue, and is served at once where that is possible."""
    ask(w, contact)
    queue, version = contact_row(w, contact).queue, contact_row(w, contact).version
    if queue_row(w, queue).head == contact:
        _serve_queue(w, s, r, pool_for, switch, queue)
    if contact_row(w, contact).version == version:
        wait(w, contact)


@inner
def _serve_queue(w: Any, s: Any, r: Any, pool_for: Any, switch: Any, queue: int) -> None:
    while w.free_places > 0 and word(w.length, queue).v > 0:
        s.mode[0] = switch(w.now, s, r)
        pool = pool_for(w.now, queue, s, r)
        if pool < 0:
            return
        give(w, queue_row(w, queue).head, pool)


@inner
def _serve_pool(w: Any, s: Any, r: Any, queue_for: Any, switch: Any, pool: int) -> None:
    while w.waiting > 0 and word(w.idle, pool).v > 0:
        s.mode[0] = switch(w.now, s, r)
        queue = queue_for(w.now, pool, s, r)
        if queue < 0:
            return
        give(w, queue_row(w, queue).head, pool)


@inner
def _open(w: Any) -> None:
    for queue in range(w.queues_n):
        expect_next(w, queue)
    if w.changes_n:
        push(w, change_row(w, 0).at, CHANGE, 0, 0)


@inner
def _probe(w: Any, time: float) -> None:
    while w.probe < w.probes_n and number(w.probes, w.probe).v < time:
        for queue in range(w.queues_n):
            length = word(w.length, queue).v
            number(w.probed, w.probe * w.queues_n + queue).v = length
        w.probe += 1


@inner
def _close(w: Any) -> None:
    w.now = max(w.now, w.horizon)
    _probe(w, 2 * w.now + 1)
    close_lines(w)
    for pool in range(w.pools_n):
        clock(w, pool)
