"""Everything that happens by the clock alone, in one heap: refusals, relaxations, patience.

A timer that was moved or dropped stays in the heap until it comes up, and is passed over then.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count

_SLACK = 64


class Timers:
    """Named moments, in seconds of the owner's clock."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Hashable]] = []
        self._at: dict[Hashable, float] = {}
        self._numbers = count()

    def set(self, name: Hashable, at: float) -> None:
        """Let ``name`` come up at ``at`` instead of any other moment."""
        if self._at.get(name) != at:
            self._at[name] = at
            heappush(self._heap, (at, next(self._numbers), name))
            if len(self._heap) > _SLACK + 2 * len(self._at):
                self._tidy()

    def at(self, name: Hashable) -> float | None:
        """When ``name`` comes up; None when it is not set."""
        return self._at.get(name)

    def drop(self, name: Hashable) -> None:
        self._at.pop(name, None)

    def is_due(self, now: float) -> bool:
        """False when nothing can be due: a look at one number."""
        return bool(self._heap) and self._heap[0][0] <= now

    def due(self, now: float) -> Iterator[Hashable]:
        """Names whose moment is at or before ``now``, in order; each comes up once."""
        heap = self._heap
        while heap and heap[0][0] <= now:
            at, _, name = heappop(heap)
            if self._at.get(name) == at:
                del self._at[name]
                yield name

    def _tidy(self) -> None:
        """Who only follows, and never asks what is due, must not keep what was dropped."""
        self._heap = [(at, next(self._numbers), name) for name, at in self._at.items()]
        heapify(self._heap)

    def next(self) -> float | None:
        """The first moment set; None when there is none."""
        heap = self._heap
        while heap and self._at.get(heap[0][2]) != heap[0][0]:
            heappop(heap)
        return heap[0][0] if heap else None
