"""Whether a system's events and the recording tell the same time.

A recorder's clock may be minutes off. Holds are the events that can be heard: as music, or as
silence on every channel. The one constant offset at which they coincide is found and taken out, or
the one rate and offset where the clock drifts; where none does, the events are not used, because
evidence at the wrong second is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nawba.listening.drift import Line, misfit, read_drift
from nawba.listening.signals import Span

Event = Mapping[str, Any]
State = Literal["agrees", "corrected", "refused", "unknown"]

_SURE, _BETTER = 0.7, 0.15  # mean overlap wanted, and by how much more than any other offset
_LITTLE = 3.0  # seconds: nobody presses a key to the second
_STRAY = 2.0  # seconds beyond the recording that an event may lie
_HOLDS = ("hold", "on_hold", "hold_start")


@dataclass(frozen=True)
class Clock:
    """The times of ``events`` were multiplied by ``rate``, then ``offset`` seconds were added;
    refused: there are none left."""

    state: State
    offset: float
    events: tuple[Event, ...]
    rate: float = 1.0


def read_clock(
    events: Sequence[Event], music: Sequence[Span], pauses: Sequence[Span], seconds: float
) -> Clock:
    """``events`` in the recording's own time. Their ``at`` (and ``until``) are seconds.

    agrees: the holds are where they are said to be. corrected: they all are, a constant offset
    away or at a rate of their own. refused: they are elsewhere, or an event lies outside the
    recording, and neither explains it. unknown: nothing that can be heard was noted, so the times
    are believed.
    """
    holds, heard = _holds(events), [*music, *pauses]
    if holds and heard:
        return _compared(events, holds, heard, seconds)
    return Clock("unknown", 0.0, tuple(events)) if _fit(events, seconds) else _REFUSED


def _compared(
    events: Sequence[Event], holds: Sequence[Span], heard: Sequence[Span], seconds: float
) -> Clock:
    offset = _offset(holds, heard)
    line = None if offset is None else (1.0, offset)
    if line is None or misfit(holds, heard, line) > _LITTLE:
        line = read_drift(holds, heard) or line
    if line is None:
        return _REFUSED
    if line[0] == 1.0 and abs(line[1]) <= _LITTLE:
        return Clock("agrees", 0.0, tuple(events))
    moved = tuple(_moved(event, line) for event in events)
    told = Clock("corrected", round(line[1], 3), moved, round(line[0], 5))
    return told if _fit(moved, seconds) else _REFUSED


_REFUSED = Clock("refused", 0.0, ())


def _holds(events: Sequence[Event]) -> list[Span]:
    found = list[Span]()
    for event in events:
        start, end = _time(event, "at"), _end(event)
        if str(event.get("what", "")) in _HOLDS and start is not None and end is not None:
            found.append((start, end))
    return [span for span in found if span[1] - span[0] >= _LITTLE]


def _end(event: Event) -> float | None:
    until, length, start = _time(event, "until"), _time(event, "seconds"), _time(event, "at")
    if until is not None or length is None or start is None:
        return until
    return start + length


def _time(event: Event, name: str) -> float | None:
    told = event.get(name)
    return float(told) if isinstance(told, int | float) and not isinstance(told, bool) else None


def _offset(holds: Sequence[Span], heard: Sequence[Span]) -> float | None:
    """The one offset at which the holds are heard; None without one, or with several."""
    tried = {0.0} | {
        round(place[side] - hold[side], 1) for hold in holds for place in heard for side in (0, 1)
    }
    scores = {offset: _overlap(holds, heard, offset) for offset in tried}
    best = max(tried, key=lambda offset: (scores[offset], -abs(offset)))
    near = min((one for one in tried if abs(one) <= _LITTLE), key=lambda one: -scores[one])
    if scores[near] >= _SURE:
        return near  # events that fit as they are need no better explanation
    others = [scores[one] for one in tried if abs(one - best) > _LITTLE]
    is_alone = scores[best] - max(others, default=0.0) >= _BETTER
    return best if scores[best] >= _SURE and is_alone else None


def _overlap(holds: Sequence[Span], heard: Sequence[Span], offset: float) -> float:
    """Mean over the holds of what they share with the best stretch (intersection by union)."""
    shared = [max(_shared((a + offset, b + offset), place) for place in heard) for a, b in holds]
    return sum(shared) / len(shared)


def _shared(one: Span, other: Span) -> float:
    inside = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, inside) / (max(one[1], other[1]) - min(one[0], other[0]))


def _moved(event: Event, line: Line) -> Event:
    rate, offset = line
    moved = {name: _time(event, name) for name in ("at", "until")}
    told = {name: rate * time + offset for name, time in moved.items() if time is not None}
    if (length := _time(event, "seconds")) is not None:
        told["seconds"] = rate * length
    return {**event, **{name: round(value, 3) for name, value in told.items()}}


def _fit(events: Sequence[Event], seconds: float) -> bool:
    times = [_time(event, "at") for event in events]
    return all(-_STRAY <= time <= seconds + _STRAY for time in times if time is not None)
