"""The day begins with a full house: who holds what, and who waits since when."""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.arrivals import expect_help, new_row
from nawba.planning.simulation.benches import arrive, stop_taking
from nawba.planning.simulation.heap import LEAVE, push
from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.lines import join
from nawba.planning.simulation.memory import (
    CUT,
    DELAYED,
    HERE,
    OFFERED,
    adviser_row,
    begun_row,
    contact_row,
    count_row,
    pool_row,
)
from nawba.planning.simulation.service import hold


@inner
def settle(w: Any) -> None:
    """Those inside at the start take their places; whom that leaves free is asked afterwards."""
    for pool in range(w.pools_n):
        for _ in range(pool_row(w, pool).extra):
            arrive(w, pool)
    for at in range(w.begun_n):
        _settle(w, at)
    for pool in range(w.pools_n):
        first, here = pool_row(w, pool).first, pool_row(w, pool).here
        for adviser in range(first + here - pool_row(w, pool).extra, first + here):
            stop_taking(w, adviser)


@inner
def _settle(w: Any, at: int) -> None:
    b, contact = begun_row(w, at), new_row(w)
    if contact < 0:
        return
    c = contact_row(w, contact)
    c.queue, c.number, c.key, c.intent, c.leg = b.queue, -1 - at, b.key, -1, 0
    c.came, c.since, c.asked, c.column = b.since, b.since, w.now, -1
    adviser = pool_row(w, b.pool).first + b.adviser if b.pool >= 0 else -1
    if adviser >= 0 and adviser_row(w, adviser).state == HERE:
        c.again, c.began, c.work = CUT, b.began, b.work
        hold(w, contact, adviser)
    else:
        _line_up(w, contact, b.left, b.pool < 0 and b.returned == 0)


@inner
def _line_up(w: Any, contact: int, left: float, counts: bool) -> None:
    """``contact`` waits on; its wait ``counts`` from when it began, in the first interval."""
    c = contact_row(w, contact)
    c.again = 0 if counts else CUT
    c.column = 0 if w.warm == 0 else -1
    if counts:
        c.asked = c.since
    if counts and c.column >= 0:
        count_row(w, c.queue, 0, OFFERED).v += 1
        count_row(w, c.queue, 0, DELAYED).v += 1
    join(w, contact)
    if left < math.inf:
        push(w, w.now + left, LEAVE, contact, c.version)
    expect_help(w, contact)
