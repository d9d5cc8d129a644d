"""Who does what: an adviser begins contacts, works on all they hold, and ends them.

With several chats at once each goes on at ``speed(load) / load``; what is left of each is brought
up to date whenever the load changes.
"""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.benches import reload
from nawba.planning.simulation.draws import HANDLING, drawn
from nawba.planning.simulation.heap import DONE, push
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import drop
from nawba.planning.simulation.memory import (
    ANSWERED,
    CUT,
    IN_TARGET,
    SERVED,
    TALK,
    WAIT,
    WAIT_ANSWERED,
    adviser_row,
    choice_row,
    contact_row,
    count_row,
    intent_row,
    number,
    pool_row,
    queue_row,
    slot,
    times_row,
)


@inner
def give(w: Any, contact: int, pool: int, adviser: int) -> None:
    """The waiting ``contact`` goes to ``adviser`` of ``pool``, who has a place."""
    drop(w, contact)
    _answered(w, contact)
    _note(w, contact, pool, adviser)
    contact_row(w, contact).began = w.now
    contact_row(w, contact).work = _work(w, contact, pool)
    hold(w, contact, adviser)


@inner
def hold(w: Any, contact: int, adviser: int) -> None:
    """``adviser``, who has a place, holds ``contact`` and works on it from now on."""
    contact_row(w, contact).state = SERVED
    contact_row(w, contact).adviser = adviser
    _bring_up(w, adviser)
    slot(w, adviser, adviser_row(w, adviser).load).v = contact
    reload(w, adviser, 1)
    _plan(w, adviser)


@inner
def done_first(w: Any, adviser: int) -> int:
    """The contact that ``adviser`` is done with at this moment, its work brought up to date."""
    _bring_up(w, adviser)
    return int(slot(w, adviser, _least(w, adviser)).v)


@inner
def take_away(w: Any, contact: int) -> None:
    """``contact`` leaves its adviser: finished, or cut."""
    adviser = contact_row(w, contact).adviser
    _bring_up(w, adviser)
    last = adviser_row(w, adviser).load - 1
    for place in range(last + 1):
        if slot(w, adviser, place).v == contact:
            slot(w, adviser, place).v = slot(w, adviser, last).v
            break
    slot(w, adviser, last).v = -1
    column = contact_row(w, contact).column
    if column >= 0:
        spent = w.now - contact_row(w, contact).began
        count_row(w, contact_row(w, contact).queue, column, TALK).v += spent
    reload(w, adviser, -1)
    _plan(w, adviser)


@inner
def _work(w: Any, contact: int, pool: int) -> float:
    c = contact_row(w, contact)
    work = drawn(times_row(w, c.queue, 0), w.table, c.key, HANDLING, c.leg)
    work *= number(w.work, c.queue * w.pools_n + pool).v
    if c.intent >= 0:
        work *= intent_row(w, c.intent).factor
    return float(work)


@inner
def _bring_up(w: Any, adviser: int) -> None:
    now, load = w.now, adviser_row(w, adviser).load
    if load > 0:
        spent = (now - adviser_row(w, adviser).at) * _speed(w, adviser, load)
        for place in range(load):
            contact_row(w, slot(w, adviser, place).v).work -= spent
    adviser_row(w, adviser).at = now


@inner
def _plan(w: Any, adviser: int) -> None:
    """When ``adviser`` is done next; what was planned before no longer holds."""
    adviser_row(w, adviser).version += 1
    load = adviser_row(w, adviser).load
    if load == 0:
        return
    left = max(0.0, contact_row(w, slot(w, adviser, _least(w, adviser)).v).work)
    due = w.now + left / _speed(w, adviser, load)
    push(w, due, DONE, adviser, adviser_row(w, adviser).version)


@inner
def _speed(w: Any, adviser: int, load: int) -> float:
    first = pool_row(w, adviser_row(w, adviser).pool).speed
    return float(number(w.speeds, first + load - 1).v / load)


@inner
def _least(w: Any, adviser: int) -> int:
    place, least = 0, math.inf
    for at in range(adviser_row(w, adviser).load):
        work = contact_row(w, slot(w, adviser, at).v).work
        if work < least:
            place, least = at, work
    return place


@inner
def _answered(w: Any, contact: int) -> None:
    c = contact_row(w, contact)
    if c.column < 0 or c.again == CUT:
        return
    waited = w.now - c.asked
    count_row(w, c.queue, c.column, ANSWERED).v += 1
    count_row(w, c.queue, c.column, WAIT).v += waited
    count_row(w, c.queue, c.column, WAIT_ANSWERED).v += waited
    if waited <= queue_row(w, c.queue).target:
        count_row(w, c.queue, c.column, IN_TARGET).v += 1


@inner
def _note(w: Any, contact: int, pool: int, adviser: int) -> None:
    at = w.chosen
    if at >= w.choices_n:
        return
    w.chosen = at + 1
    choice_row(w, at).at = w.now
    choice_row(w, at).queue = contact_row(w, contact).queue
    choice_row(w, at).number = contact_row(w, contact).number
    choice_row(w, at).key = contact_row(w, contact).key
    choice_row(w, at).leg = contact_row(w, contact).leg
    choice_row(w, at).pool = pool
    choice_row(w, at).adviser = adviser
