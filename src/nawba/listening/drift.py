"""A clock that runs too fast or too slow beside the recording: its rate and its offset.

Time heard = rate x time noted + offset. The first and the last hold are laid on every pair of
stretches that were heard; where all holds then fit, the line is fitted anew through all their edges
by the median of pairwise slopes (Theil, 1950; Sen, 1968), which one late key does not move.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from statistics import median

from nawba.listening.signals import Span

Line = tuple[float, float]
"""Rate and offset in seconds."""

_MOST = 0.06  # a clock worse than this is none
_LITTLE = 3.0  # seconds: nobody presses a key to the second


def misfit(holds: Sequence[Span], heard: Sequence[Span], line: Line) -> float:
    """Seconds by which the worst edge of ``holds``, moved along ``line``, misses its stretch."""
    pairs = _matched(holds, heard, line)
    return max(abs(line[0] * noted + line[1] - place) for noted, place in pairs)


def read_drift(holds: Sequence[Span], heard: Sequence[Span]) -> Line | None:
    """The one line on which every hold is heard within 3 s; None without one, or with several.

    Two holds at least are needed: one alone cannot tell a late clock from a slow one.
    """
    ordered = sorted(holds)
    if len(ordered) < 2:
        return None
    found = [line for line in _lines(ordered, heard) if misfit(ordered, heard, line) <= _LITTLE]
    if not found:
        return None
    best = min(found, key=lambda line: misfit(ordered, heard, line))
    return best if all(_apart(line, best, ordered) <= _LITTLE for line in found) else None


def _lines(holds: Sequence[Span], heard: Sequence[Span]) -> Iterator[Line]:
    first, last = _middle(holds[0]), _middle(holds[-1])
    for early, late in product(map(_middle, heard), repeat=2):
        rate = (late - early) / (last - first) if last > first else 0.0
        if abs(rate - 1) <= _MOST:
            yield _fitted(_matched(holds, heard, (rate, early - rate * first)))


def _matched(holds: Sequence[Span], heard: Sequence[Span], line: Line) -> list[tuple[float, float]]:
    """Each edge of a hold with that of the stretch which is nearest to it along ``line``."""
    pairs = list[tuple[float, float]]()
    for hold in holds:
        moved = [line[0] * edge + line[1] for edge in hold]
        place = min(heard, key=lambda one: max(abs(one[0] - moved[0]), abs(one[1] - moved[1])))
        pairs += zip(hold, place, strict=True)
    return pairs


def _fitted(pairs: Sequence[tuple[float, float]]) -> Line:
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in combinations(pairs, 2) if c - a > _LITTLE]
    rate = median(slopes) if slopes else 1.0
    return rate, median(place - rate * noted for noted, place in pairs)


def _apart(one: Line, other: Line, holds: Sequence[Span]) -> float:
    edges = (holds[0][0], holds[-1][1])
    return max(abs((one[0] - other[0]) * edge + one[1] - other[1]) for edge in edges)


def _middle(span: Span) -> float:
    return (span[0] + span[1]) / 2
