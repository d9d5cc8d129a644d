"""Whether a system's events and the recording tell the same time.

A recorder's clock may be minutes off. Holds are the events that can be heard: as music, or as
silence on every channel. The one constant offset at which they coincide is found and taken out;
where none does, the events are not used, because evidence at the wrong second is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from nawba.listening.signals import Span

Event = Mapping[str, Any]
State = Literal["agrees", "corrected", "refused", "unknown"]

_SURE, _BETTER = 0.7, 0.15  # mean overlap wanted, and by how much more than any other offset
_LITTLE = 3.0  # seconds: nobody presses a key to the second
_STRAY = 2.0  # seconds beyond the recording that an event may lie
_HOLDS = ("hold", "on_hold", "hold_start")


@dataclass(frozen=True)
class Clock:
    """``offset`` seconds were added to the times of ``events``; refused: there are none left."""

    state: State
    offset: float
    events: tuple[Event, ...]


def read_clock(
    events: Sequence[Event], music: Sequence[Span], pauses: Sequence[Span], seconds: float
) -> Clock:
    """``events`` in the recording's own time. Their ``at`` (and ``until``) are seconds.

    agrees: the holds are where they are said to be. corrected: they all are, a constant offset
    away. refused: they are elsewhere, or an event lies outside the recording, and no single offset
    explains it. unknown: nothing that can be heard was noted, so the times are believed.
    """
    holds, heard = _holds(events), [*music, *pauses]
    if holds and heard:
        found = _offset(holds, heard)
        if found is None:
            return Clock("refused", 0.0, ())
        if abs(found) <= _LITTLE:
            return Clock("agrees", 0.0, tuple(events))
        moved = tuple(_moved(event, found) for event in events)
        return Clock("corrected", found, moved) if _fit(moved, seconds) else _REFUSED
    return Clock("unknown", 0.0, tuple(events)) if _fit(events, seconds) else _REFUSED


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


def _moved(event: Event, offset: float) -> Event:
    times = {name: _time(event, name) for name in ("at", "until")}
    return {**event, **{k: round(v + offset, 3) for k, v in times.items() if v is not None}}


def _fit(events: Sequence[Event], seconds: float) -> bool:
    times = [_time(event, "at") for event in events]
    return all(-_STRAY <= time <= seconds + _STRAY for time in times if time is not None)
