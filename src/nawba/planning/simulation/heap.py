"""What happens next: a binary heap of moments in flat arrays.

An event is one number: its kind, whom it concerns and which version of them; an event whose
version has passed is thrown away when its turn comes, so nothing is ever searched for.
"""

from __future__ import annotations

from typing import Any

from nawba.planning.simulation.inner import inner
from nawba.planning.simulation.memory import event_row

ARRIVE, DONE, LEAVE, CALL_AGAIN, RELAX, CHANGE = range(6)
"""A contact arrives at a queue; an adviser is done with one; a contact's patience ends; one who
left calls again; more people may take a contact; staff changes."""

_WHO, _VERSION, _MOST = 3, 33, (1 << 30) - 1


@inner
def push(w: Any, time: float, kind: int, who: int, version: int) -> None:
    """Note that ``kind`` happens to ``who`` at ``time``. Sets ``full`` where memory ends."""
    at = w.heap_size
    if at >= w.heap_n:
        w.full = 1
        return
    w.heap_size = at + 1
    while at > 0:
        above = (at - 1) >> 1
        if event_row(w, above).time <= time:
            break
        _move(w, above, at)
        at = above
    event_row(w, at).time = time
    event_row(w, at).code = kind | who << _WHO | (version & _MOST) << _VERSION


@inner
def pop(w: Any) -> tuple[float, int]:
    """The next moment and its event; there must be one."""
    size = w.heap_size - 1
    w.heap_size = size
    first = event_row(w, 0).time, event_row(w, 0).code
    time, code = event_row(w, size).time, event_row(w, size).code
    at, below = 0, 1
    while below < size:
        if below + 1 < size and event_row(w, below + 1).time < event_row(w, below).time:
            below += 1
        if event_row(w, below).time >= time:
            break
        _move(w, below, at)
        at, below = below, 2 * below + 1
    event_row(w, at).time, event_row(w, at).code = time, code
    return first


@inner
def _move(w: Any, source: int, target: int) -> None:
    moved, place = event_row(w, source), event_row(w, target)
    place.time, place.code = moved.time, moved.code


@inner
def kind_of(code: int) -> int:
    return code & 7


@inner
def who_of(code: int) -> int:
    return (code >> _WHO) & _MOST


@inner
def is_current(code: int, version: int) -> bool:
    """True where the event is about this ``version`` of whom it concerns."""
    return code >> _VERSION == version & _MOST
