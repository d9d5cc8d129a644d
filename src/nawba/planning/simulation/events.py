"""What happens: contacts come, end, leave and call again; people come and go."""

from __future__ import annotations

from typing import Any

from nawba.planning.simulation.arrivals import ask, expect_next, forget, leave, newcomer
from nawba.planning.simulation.benches import arrive, go_if_done, stop_taking
from nawba.planning.simulation.draws import TRANSFER, unit
from nawba.planning.simulation.heap import (
    ARRIVE,
    CALL_AGAIN,
    CHANGE,
    DONE,
    LEAVE,
    is_current,
    kind_of,
    push,
    who_of,
)
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import (
    CUT,
    HERE,
    REDIALS,
    TRANSFERS,
    adviser_row,
    asking_row,
    bench_row,
    change_row,
    contact_row,
    count_row,
    pool_row,
    queue_row,
    slot,
    todo_row,
)
from nawba.planning.simulation.service import done_first, take_away
from nawba.planning.simulation.start import settle

POOL, QUEUE = range(2)
"""What may be decided after an event: for a free place of a pool, for the head of a queue."""

_RETURN, _MOST_LEGS = 1, 100


@inner
def todo(w: Any, kind: int, who: int) -> None:
    """Note that ``who`` may be served now."""
    row = todo_row(w, w.todo_end)
    row.kind, row.who = kind, who
    w.todo_end += 1


@inner
def join_in(w: Any, contact: int) -> None:
    """``contact`` asks: it is in its queue, and may be served at once or else begins to wait."""
    ask(w, contact)
    row, queue = asking_row(w, w.asking_end), contact_row(w, contact).queue
    row.contact, row.version = contact, contact_row(w, contact).version
    w.asking_end += 1
    head = queue_row(w, queue).head
    if head == contact or contact_row(w, head).sender >= 0:  # who may not have the head may have it
        todo(w, QUEUE, queue)


@inner
def happen(w: Any, code: int) -> None:
    """The event ``code``, if it still holds."""
    kind, who = kind_of(code), who_of(code)
    if kind == ARRIVE:
        contact = newcomer(w, who)
        expect_next(w, who)
        if contact >= 0:
            join_in(w, contact)
    elif kind == DONE:
        if is_current(code, adviser_row(w, who).version):
            _finish(w, who)
    elif kind == CHANGE:
        _change(w, who)
    elif is_current(code, contact_row(w, who).version):
        _happen_to(w, kind, who)


@inner
def _happen_to(w: Any, kind: int, contact: int) -> None:
    c = contact_row(w, contact)
    if kind == LEAVE:
        leave(w, contact)
    elif kind == CALL_AGAIN:
        c.again, c.came, c.since, c.leg = REDIALS, w.now, w.now, c.leg + 1
        c.sender = c.earlier = -1
        join_in(w, contact)
    else:
        todo(w, QUEUE, c.queue)


@inner
def _finish(w: Any, adviser: int) -> None:
    """``adviser`` is done with a contact, which may go on to another queue and keeps its age.

    Who sent it there is not asked for it soon, a rule of ``dispatch.memory``. The last two are
    known here; to matter, a third would have to send it on within the dwell.
    """
    contact = done_first(w, adviser)
    take_away(w, contact)
    go_if_done(w, adviser)
    c = contact_row(w, contact)
    if c.leg < _MOST_LEGS and unit(c.key, TRANSFER, c.leg) < queue_row(w, c.queue).transfers:
        c.queue, c.leg, c.intent = queue_row(w, c.queue).transfer_to, c.leg + 1, -1
        c.again, c.since = TRANSFERS, c.came
        c.earlier, c.earlier_until = c.sender, c.until
        c.sender, c.until = adviser, w.now + w.dwell
        join_in(w, contact)
    else:
        forget(w, contact)
    if adviser_row(w, adviser).state == HERE:
        todo(w, POOL, adviser_row(w, adviser).pool)


@inner
def _change(w: Any, first: int) -> None:
    """All changes of staff of one moment, then those who were cut, then who is free."""
    last = first
    while last < w.changes_n and change_row(w, last).at == w.now:
        _apply(w, change_row(w, last))
        last += 1
    if first == 0:
        settle(w)
    if last < w.changes_n:
        push(w, change_row(w, last).at, CHANGE, last, 0)
    for change in range(first, last):
        todo(w, POOL, change_row(w, change).pool)


@inner
def _apply(w: Any, change: Any) -> None:
    """As many of the pool are here as are planned and not lost."""
    row = pool_row(w, change.pool)
    if change.staff >= 0:
        row.planned = change.staff
    row.lost += change.lost
    wanted = max(0, row.planned - row.lost)
    while row.here - row.leaving < wanted and arrive(w, change.pool):
        pass
    while row.here - row.leaving > wanted:
        adviser = _who_goes(w, change.pool)
        stop_taking(w, adviser)
        if change.contacts > 0:
            _cut(w, adviser, change.contacts)


@inner
def _who_goes(w: Any, pool: int) -> int:
    """The least loaded adviser of ``pool`` who is here; there must be one."""
    idle = bench_row(w, pool, 0).head
    if idle >= 0:
        return int(idle)
    found, least = -1, 1 << 30
    first = pool_row(w, pool).first
    for adviser in range(first, first + pool_row(w, pool).size):
        if adviser_row(w, adviser).state == HERE and adviser_row(w, adviser).load < least:
            found, least = adviser, adviser_row(w, adviser).load
    return found


@inner
def _cut(w: Any, adviser: int, how: int) -> None:
    """Take from ``adviser`` all they hold: it asks again with its age, or is lost."""
    while adviser_row(w, adviser).load > 0:
        contact = slot(w, adviser, 0).v
        take_away(w, contact)
        c = contact_row(w, contact)
        if c.column >= 0:
            count_row(w, c.queue, c.column, CUT).v += 1
        if how == _RETURN:
            c.again, c.since, c.leg = CUT, c.came, c.leg + 1
            join_in(w, contact)
        else:
            forget(w, contact)
    go_if_done(w, adviser)
