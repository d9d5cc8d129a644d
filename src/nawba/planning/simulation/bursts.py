"""Many wait and many are free: they are decided together, as ``dispatch.together`` does live."""

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
from nawba.planning.simulation.taking import first_for, take

BURST_FROM = burst.BURST_FROM
is_burst, begin, admit = linked(burst.is_burst), linked(burst.begin), linked(burst.admit)


@inner
def together(w: Any, s: Any, r: Any, score: Any, room: Any) -> None:
    """Each who can be served in this pass, if they are many; ``deciding`` asks where enough wait
    and enough places are free."""
    if not is_burst(w.now, s, r) or _admitted(w, s, r, score, room) < BURST_FROM:
        return
    for queue in range(w.queues_n):
        _share(w, r, room, queue)


@inner
def _admitted(w: Any, s: Any, r: Any, score: Any, room: Any) -> int:
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


@inner
def _share(w: Any, r: Any, room: Any, queue: int) -> None:
    """The longest wait first, to people for whom one must have waited."""
    start, end = r.pool_start[queue], r.pool_start[queue + 1]
    for edge in range(end - 1, start - 1, -1):
        if r.pool_after[edge] > 0.0:
            _give(w, room.flow[edge], queue, r.pool_ids[edge], r.pool_after[edge])
    for edge in range(start, end):
        if r.pool_after[edge] <= 0.0:
            _give(w, room.flow[edge], queue, r.pool_ids[edge], 0.0)


@inner
def _give(w: Any, contacts: int, queue: int, pool: int, after: float) -> None:
    """To whom it may be given: the next in line may not have waited long enough for ``pool``."""
    for _ in range(contacts):
        contact = first_for(w, queue, pool)
        if contact >= 0 and w.now >= contact_row(w, contact).since + after:
            take(w, contact, pool)
