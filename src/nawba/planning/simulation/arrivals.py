"""Who comes: contacts at rates that change, who wait, leave, call again or go on to others."""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.draws import (
    ARRIVAL,
    ASSISTANT,
    DELAY,
    INTENT,
    PATIENCE,
    REDIAL,
    drawn,
    key_of,
    unit,
)
from nawba.planning.simulation.heap import ARRIVE, CALL_AGAIN, LEAVE, RELAX, push
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import counted, drop, join
from nawba.planning.simulation.memory import (
    ABANDONED,
    AWAY_CALLING,
    BLOCKED,
    BY_ASSISTANT,
    CUT,
    DELAYED,
    FREE,
    OFFERED,
    SHORT,
    WAIT,
    contact_row,
    count_row,
    intent_row,
    number,
    queue_row,
    times_row,
    word,
)


@inner
def expect_next(w: Any, queue: int) -> None:
    """Note when the next contact comes to ``queue``, if one still comes.

    A Poisson process of rate 1 on the scale of ``due``, E. Cinlar's inversion (1975): where an
    alternative changes the rates, the same contacts come a little sooner or later.
    """
    q = queue_row(w, queue)
    number = q.number
    queue_row(w, queue).number = number + 1
    total = q.sum - math.log(unit(key_of(q.key, number), ARRIVAL, 0))
    queue_row(w, queue).sum = total
    column, last = q.column, w.columns
    while column < last and _due(w, queue, column + 1) < total:
        column += 1
    queue_row(w, queue).column = column
    if column == last:
        return
    start = column * w.interval
    length = min(w.interval, w.horizon - start)
    before, after = _due(w, queue, column), _due(w, queue, column + 1)
    push(w, start + length * (total - before) / (after - before), ARRIVE, queue, 0)


@inner
def newcomer(w: Any, queue: int) -> int:
    """The contact that comes to ``queue`` now; -1 where the assistant answers it."""
    number = queue_row(w, queue).number - 1
    key = key_of(queue_row(w, queue).key, number)
    intent = _intent(w, queue, key)
    if intent >= 0 and unit(key, ASSISTANT, 0) < intent_row(w, intent).assistant:
        column = column_of(w, w.now)
        if column >= 0:
            count_row(w, queue, column, BY_ASSISTANT).v += 1
        return -1
    contact = new_row(w)
    if contact >= 0:
        c = contact_row(w, contact)
        c.queue, c.number, c.key, c.intent = queue, number, key, intent
        c.leg, c.again, c.came, c.since = 0, 0, w.now, w.now
    return contact


@inner
def ask(w: Any, contact: int) -> None:
    """``contact`` joins its queue now; ``again`` says why, if it has asked before.

    Those who call again or were transferred count once more; those cut off do not.
    """
    c = contact_row(w, contact)
    c.asked = w.now
    c.column = column_of(w, w.now)
    if c.again != CUT:
        _count(w, contact, OFFERED)
        if c.again:
            _count(w, contact, c.again)
    join(w, contact)


@inner
def wait(w: Any, contact: int) -> None:
    """``contact`` was not taken at once: it waits, or leaves where there is no room."""
    c = contact_row(w, contact)
    room = queue_row(w, c.queue).room
    if 0 <= room < word(w.length, c.queue).v:
        drop(w, contact)
        _count(w, contact, BLOCKED)
        part(w, contact)
        return
    _count(w, contact, DELAYED)
    patience = drawn(times_row(w, c.queue, 1), w.table, c.key, PATIENCE, c.leg)
    if patience <= 0:
        leave(w, contact)
        return
    if patience < math.inf:
        push(w, c.asked + patience, LEAVE, contact, c.version)
    expect_help(w, contact)


@inner
def expect_help(w: Any, contact: int) -> None:
    """Note when more people may take the waiting ``contact``."""
    c = contact_row(w, contact)
    if c.sender >= 0 and c.until > w.now:
        push(w, c.until, RELAX, contact, c.version)
    if c.earlier >= 0 and c.earlier_until > w.now:
        push(w, c.earlier_until, RELAX, contact, c.version)
    first = queue_row(w, c.queue).step
    for step in range(first, first + queue_row(w, c.queue).steps):
        due = c.since + number(w.steps, step).v  # as policies compare it, to the last bit
        if due > w.now:
            push(w, due, RELAX, contact, c.version)


@inner
def leave(w: Any, contact: int) -> None:
    """The patience of ``contact`` is over."""
    drop(w, contact)
    c = contact_row(w, contact)
    waited = w.now - c.asked
    if c.column >= 0:
        count_row(w, c.queue, c.column, ABANDONED).v += 1
        if c.again != CUT:
            count_row(w, c.queue, c.column, WAIT).v += waited
            count_row(w, c.queue, c.column, SHORT).v += waited <= queue_row(w, c.queue).target
    part(w, contact)


@inner
def part(w: Any, contact: int) -> None:
    """``contact`` is gone; some call again, as long as the day lasts."""
    c = contact_row(w, contact)
    now = w.now
    if now < w.horizon and unit(c.key, REDIAL, c.leg) < queue_row(w, c.queue).redials:
        pause = drawn(times_row(w, c.queue, 2), w.table, c.key, DELAY, c.leg)
        c.state = AWAY_CALLING
        w.orbit += counted(w, now, now + pause)
        push(w, now + pause, CALL_AGAIN, contact, c.version)
    else:
        forget(w, contact)


@inner
def forget(w: Any, contact: int) -> None:
    """The row of ``contact`` is free for another."""
    contact_row(w, contact).state = FREE
    contact_row(w, contact).version += 1
    contact_row(w, contact).next = w.free
    w.free = contact


@inner
def column_of(w: Any, time: float) -> int:
    """The interval that counts what begins at ``time``; -1 for none."""
    if time < w.warm or time >= w.horizon:
        return -1
    return int(min(int(time / w.interval), w.columns - 1))


@inner
def _due(w: Any, queue: int, column: int) -> float:
    return float(number(w.due, queue * (w.columns + 1) + column).v)


@inner
def _count(w: Any, contact: int, what: int) -> None:
    c = contact_row(w, contact)
    if c.column >= 0 and c.again != CUT:
        count_row(w, c.queue, c.column, what).v += 1


@inner
def _intent(w: Any, queue: int, key: Any) -> int:
    first, size = queue_row(w, queue).intent, queue_row(w, queue).intents
    if size == 0:
        return -1
    at = unit(key, INTENT, 0)
    for intent in range(first, first + size - 1):
        if at < intent_row(w, intent).until:
            return int(intent)
    return int(first + size - 1)


@inner
def new_row(w: Any) -> int:
    """A free row for a contact; -1 and ``full`` where memory ends."""
    contact = w.free
    if contact < 0:
        w.full = 1
        return -1
    w.free = contact_row(w, contact).next
    contact_row(w, contact).sender = contact_row(w, contact).earlier = -1
    return int(contact)
