"""The loop: one event after the other, then whoever could be served by it, as the policy says.

What happens is told apart from what is decided: an event notes down who might be served now, and
only ``deciding`` asks the policy.
"""

from __future__ import annotations

from typing import Any

from nawba.planning.simulation.arrivals import expect_next, wait
from nawba.planning.simulation.benches import clock
from nawba.planning.simulation.deciding import decide
from nawba.planning.simulation.events import POOL, QUEUE, happen, todo
from nawba.planning.simulation.heap import CHANGE, pop, push
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import close_lines
from nawba.planning.simulation.memory import (
    asking_row,
    change_row,
    contact_row,
    event_row,
    number,
    word,
)


@inner
def run(
    header: Any, s: Any, r: Any, queue_for: Any, pool_for: Any, switch: Any, score: Any, room: Any
) -> int:
    """Simulate until nobody is inside, or the horizon. 0: done; 1: memory was too small."""
    w = header[0]
    _open(w)
    while w.heap_size > 0 and not w.full:
        time = min(event_row(w, 0).time, w.tick)
        if time > w.horizon and not w.drain:
            break
        _probe(w, time)
        w.now = time
        if w.tick == time:
            _tick(w, s, r, switch)
        else:
            w.events += 1
            happen(w, pop(w)[1])
        decide(w, s, r, queue_for, pool_for, score, room)
        _begin_waits(w)
    _close(w)
    return int(w.full)


@inner
def _tick(w: Any, s: Any, r: Any, switch: Any) -> None:
    """Once a second the policy may change its mode; all who wait are then looked at again."""
    w.tick += w.every
    mode = switch(w.now, s, r)
    if mode == s.mode[0]:
        return
    s.mode[0] = mode
    for queue in range(w.queues_n):
        if word(w.length, queue).v > 0:
            todo(w, QUEUE, queue)
    for pool in range(w.pools_n):
        if word(w.idle, pool).v > 0:
            todo(w, POOL, pool)


@inner
def _begin_waits(w: Any) -> None:
    """Who asked and was not taken at once waits, or leaves where there is no room."""
    for at in range(w.asking_end):
        contact = asking_row(w, at).contact
        if contact_row(w, contact).version == asking_row(w, at).version:
            wait(w, contact)
    w.asking_end = 0


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
