"""A shift starts, or a site's contacts come back: who is served if many are decided together."""

from __future__ import annotations

from typing import Any

from nawba.dispatch import burst
from nawba.dispatch.compiling import linked
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import (
    adviser_row,
    bench_row,
    contact_row,
    pool_row,
    queue_row,
)

BURST_FROM = burst.BURST_FROM
is_burst, begin, admit = linked(burst.is_burst), linked(burst.begin), linked(burst.admit)


@inner
def admitted(w: Any, s: Any, r: Any, score: Any, room: Any) -> int:
    """How many are served; ``flow`` says how many of each queue go to each pool."""
    begin(room)
    for pool in range(w.pools_n):
        room.seats[pool] = _askable(w, pool)
    for queue in range(w.queues_n):
        room.shown[queue] = queue_row(w, queue).head
    admitted = 0
    queue = admit(w.now, score, s, r, room)
    while queue >= 0:
        admitted += 1
        following = contact_row(w, room.shown[queue]).next
        room.shown[queue] = following
        s.length[queue] -= 1
        if following >= 0:
            s.oldest[queue] = contact_row(w, following).since
        queue = admit(w.now, score, s, r, room)
    for queue in range(w.queues_n):
        _show_all(w, s, r, room, queue)
    return admitted


@inner
def _askable(w: Any, pool: int) -> int:
    """How many people of ``pool`` have a place."""
    found = 0
    for load in range(pool_row(w, pool).places):
        adviser = bench_row(w, pool, load).head
        while adviser >= 0:
            found += 1
            adviser = adviser_row(w, adviser).next
    return found


@inner
def _show_all(w: Any, s: Any, r: Any, room: Any, queue: int) -> None:
    """The line as it is: nobody has gone yet."""
    for edge in range(r.pool_start[queue], r.pool_start[queue + 1]):
        s.length[queue] += room.flow[edge]
    head = queue_row(w, queue).head
    if head >= 0:
        s.oldest[queue] = contact_row(w, head).since
