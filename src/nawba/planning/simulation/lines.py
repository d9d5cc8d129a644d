"""Who waits: one chain per queue in order of age, with the arrays that policies read kept true."""

from __future__ import annotations

import math
from typing import Any

from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import WAITING, contact_row, number, queue_row, word


@inner
def join(w: Any, contact: int) -> None:
    """Put ``contact`` into its queue: at the end, or further ahead where it is older."""
    queue = contact_row(w, contact).queue
    _clock(w, queue)
    since = contact_row(w, contact).since
    ahead = queue_row(w, queue).tail
    while ahead >= 0 and contact_row(w, ahead).since > since:
        ahead = contact_row(w, ahead).prev
    behind = contact_row(w, ahead).next if ahead >= 0 else queue_row(w, queue).head
    contact_row(w, contact).prev, contact_row(w, contact).next = ahead, behind
    contact_row(w, contact).state = WAITING
    _tie(w, queue, ahead, contact)
    _tie(w, queue, contact, behind)
    word(w.length, queue).v += 1
    w.waiting += 1
    number(w.oldest, queue).v = contact_row(w, queue_row(w, queue).head).since


@inner
def drop(w: Any, contact: int) -> None:
    """Take ``contact`` out of its queue, wherever it stands."""
    queue = contact_row(w, contact).queue
    _clock(w, queue)
    _tie(w, queue, contact_row(w, contact).prev, contact_row(w, contact).next)
    contact_row(w, contact).version += 1
    word(w.length, queue).v -= 1
    w.waiting -= 1
    head = queue_row(w, queue).head
    number(w.oldest, queue).v = contact_row(w, head).since if head >= 0 else math.inf


@inner
def close_lines(w: Any) -> None:
    """Count the waiting up to now."""
    for queue in range(w.queues_n):
        _clock(w, queue)


@inner
def _tie(w: Any, queue: int, ahead: int, behind: int) -> None:
    if ahead >= 0:
        contact_row(w, ahead).next = behind
    else:
        queue_row(w, queue).head = behind
    if behind >= 0:
        contact_row(w, behind).prev = ahead
    else:
        queue_row(w, queue).tail = ahead


@inner
def _clock(w: Any, queue: int) -> None:
    now = w.now
    if word(w.length, queue).v > 0:
        spent = counted(w, queue_row(w, queue).at, now)
        queue_row(w, queue).area += word(w.length, queue).v * spent
    queue_row(w, queue).at = now


@inner
def counted(w: Any, start: float, end: float) -> float:
    """Seconds between ``start`` and ``end`` that lie between warm-up and horizon."""
    return float(max(0.0, min(end, w.horizon) - max(start, w.warm)))
