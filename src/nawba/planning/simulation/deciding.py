"""What is decided at one moment: the rules of ``dispatch.desk``, in machine code.

Where many wait and many are free they are decided together first (``bursts``). Where one thing
happened, it alone asks the policy. Where several happened at once (a transfer, a
shift, an outage) the lines are gone through by the wait of their heads, and the pool that a line
finds may first take what it prefers itself. Nobody is asked twice in one pass, and nobody for what
they have just sent on: behind such a contact the line is looked through further.
"""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.benches import first_but, first_free, show, sit_down
from nawba.planning.simulation.bursts import BURST_FROM, together
from nawba.planning.simulation.events import POOL, todo
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import (
    adviser_row,
    contact_row,
    number,
    queue_row,
    todo_row,
    word,
)
from nawba.planning.simulation.taking import (
    earlier_of,
    first_for,
    is_refused,
    sender_of,
    sits,
    take,
)


@inner
def decide(w: Any, s: Any, r: Any, queue_for: Any, pool_for: Any, score: Any, room: Any) -> None:
    """Passes, until nothing more can be given at this moment."""
    while w.todo_end > 0:
        if w.together and w.waiting >= BURST_FROM and w.free_places >= BURST_FROM:
            together(w, s, r, score, room)
        if w.todo_end > 1:
            _round(w, s, r, queue_for, pool_for)
        elif todo_row(w, 0).kind == POOL:
            _serve_pool(w, s, r, queue_for, todo_row(w, 0).who)
        else:
            _serve_queue(w, s, r, pool_for, todo_row(w, 0).who)
        w.todo_end = 0
        adviser = sit_down(w)
        while adviser >= 0:
            todo(w, POOL, adviser_row(w, adviser).pool)
            adviser = sit_down(w)


@inner
def _serve_queue(w: Any, s: Any, r: Any, pool_for: Any, queue: int) -> None:
    contact = queue_row(w, queue).head
    while contact >= 0 and w.free_places > 0:
        pool = _pool_for(w, s, r, pool_for, contact)
        if pool >= 0:
            take(w, contact, pool)
            contact = queue_row(w, queue).head
        elif is_refused(w, contact):
            contact = contact_row(w, contact).next
        else:
            return


@inner
def _serve_pool(w: Any, s: Any, r: Any, queue_for: Any, pool: int) -> None:
    while w.waiting > 0 and word(w.idle, pool).v > 0:
        contact = _contact_for(w, s, r, queue_for, pool)
        if contact < 0:
            return
        take(w, contact, pool)


# -- a pass over much that happened at once ----------------------------------------------------


@inner
def _round(w: Any, s: Any, r: Any, queue_for: Any, pool_for: Any) -> None:
    for at in range(w.todo_end):
        one = todo_row(w, at)
        if one.kind == POOL:
            for edge in range(r.queue_start[one.who], r.queue_start[one.who + 1]):
                _begin_turn(w, r.queue_ids[edge])
        else:
            _begin_turn(w, one.who)
    queue = _next_turn(w)
    while queue >= 0:
        _turn(w, s, r, queue_for, pool_for, queue)
        queue = _next_turn(w)


@inner
def _begin_turn(w: Any, queue: int) -> None:
    queue_row(w, queue).turn = queue_row(w, queue).head


@inner
def _next_turn(w: Any) -> int:
    """The queue whose turn it is: that of the longest wait; -1 when the pass is over."""
    best, oldest = -1, math.inf
    for queue in range(w.queues_n):
        turn = queue_row(w, queue).turn
        if w.free_places == 0:
            queue_row(w, queue).turn = -1
        elif turn >= 0 and contact_row(w, turn).since < oldest:
            best, oldest = queue, contact_row(w, turn).since
    return best


@inner
def _turn(w: Any, s: Any, r: Any, queue_for: Any, pool_for: Any, queue: int) -> None:
    contact = queue_row(w, queue).turn
    pool = _pool_for(w, s, r, pool_for, contact)
    if pool < 0:
        goes_on = is_refused(w, contact)
        queue_row(w, queue).turn = contact_row(w, contact).next if goes_on else -1
        return
    preferred = _contact_for(w, s, r, queue_for, pool)
    if preferred >= 0 and contact_row(w, preferred).queue != queue:
        contact = preferred
    taken_from = contact_row(w, contact).queue
    if queue_row(w, taken_from).turn == contact:
        queue_row(w, taken_from).turn = contact_row(w, contact).next
    take(w, contact, pool)


# -- what the policy is shown ------------------------------------------------------------------


@inner
def _pool_for(w: Any, s: Any, r: Any, pool_for: Any, contact: int) -> int:
    """Which pool takes ``contact``, as if it stood at the head of its line; policies do not see
    those who refuse it."""
    queue = contact_row(w, contact).queue
    one, other = sender_of(w, contact), earlier_of(w, contact)
    if one < 0 and other < 0 and queue_row(w, queue).head == contact:
        return int(pool_for(w.now, queue, s, r))
    oldest = number(w.oldest, queue).v
    number(w.oldest, queue).v = contact_row(w, contact).since
    idle, idle_too = _hide(w, one, one, other), _hide(w, other, one, other)
    found = int(pool_for(w.now, queue, s, r))
    _show(w, other, idle_too)
    _show(w, one, idle)
    number(w.oldest, queue).v = oldest
    return found


@inner
def _hide(w: Any, adviser: int, one: int, other: int) -> int:
    """Show the pool of ``adviser`` without ``one`` and the ``other``; returns its free places."""
    if adviser < 0 or not sits(w, adviser):
        return -1
    pool = adviser_row(w, adviser).pool
    idle, first = word(w.idle, pool).v, first_but(w, pool, one, other)
    if first < 0:
        word(w.idle, pool).v = 0
    else:
        show(w, pool, first)
    return int(idle)


@inner
def _show(w: Any, adviser: int, idle: int) -> None:
    """Undo ``_hide``."""
    if idle >= 0:
        pool = adviser_row(w, adviser).pool
        word(w.idle, pool).v = idle
        show(w, pool, first_free(w, pool))


@inner
def _contact_for(w: Any, s: Any, r: Any, queue_for: Any, pool: int) -> int:
    """Which contact a free place of ``pool`` takes; -1 for none."""
    queue = queue_for(w.now, pool, s, r)
    if queue < 0:
        return -1
    contact = first_for(w, queue, pool)
    if contact == queue_row(w, queue).head:
        return int(contact)
    contact = _contact_past(w, s, r, queue_for, pool, queue)
    for edge in range(r.queue_start[pool], r.queue_start[pool + 1]):
        _show_line(w, r.queue_ids[edge])
    return contact


@inner
def _contact_past(w: Any, s: Any, r: Any, queue_for: Any, pool: int, queue: int) -> int:
    """The same where all of ``pool`` sent on the head of ``queue``: the policy is asked again with
    the next of that line at its head."""
    while queue >= 0:
        contact = first_for(w, queue, pool)
        if contact >= 0 and contact_row(w, contact).since == number(w.oldest, queue).v:
            return contact
        if queue_row(w, queue).kept < 0:
            queue_row(w, queue).kept = word(w.length, queue).v
        word(w.length, queue).v = queue_row(w, queue).kept if contact >= 0 else 0
        number(w.oldest, queue).v = contact_row(w, contact).since if contact >= 0 else math.inf
        queue = queue_for(w.now, pool, s, r)
    return -1


@inner
def _show_line(w: Any, queue: int) -> None:
    """The line as it is."""
    if queue_row(w, queue).kept >= 0:
        word(w.length, queue).v = queue_row(w, queue).kept
        number(w.oldest, queue).v = contact_row(w, queue_row(w, queue).head).since
        queue_row(w, queue).kept = -1
