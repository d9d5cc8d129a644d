"""The first policy: whoever has waited longest is served next, by whom they cost the least.

Proven: within one line it is first come, first served, up to exclusions. Heuristic here: the
choice among pools. Asking the least flexible pool first keeps those who can do more for the
contacts that only they can take; it is a greedy rule and no optimum is claimed.

Cost: a decision touches the top of a few heaps. It grows with the logarithm of the number of
pools and lines, and not with the number of advisers nor of waiting contacts.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush, heapreplace

from nawba.dispatch.policy import (
    Bench,
    Candidate,
    Decision,
    Free,
    Line,
    Snapshot,
    Waiting,
    Why,
    register,
)

_Entry = tuple[int, Free, str]
"""(reach, whom the pool would ask, pool): the least is asked. ``Free`` orders the ties."""


@register
def longest_wait_first(snapshot: Snapshot) -> tuple[Decision, ...]:
    """Serve the longest waiting contact that anybody free may take, until none is left.

    Its adviser: of the pools that may serve its queue the one that reaches the fewest queues;
    among equals, and within the pool, the least loaded, then the longest idle, then by id. At
    most one decision per contact and per adviser.
    """
    round_ = _Round(snapshot)
    lines = [line for (queue, _), line in snapshot.waiting.items() if queue in snapshot.open_queues]
    lines.append(snapshot.direct)
    heads = [(line[0], place, 0) for place, line in enumerate(lines) if line]
    heapify(heads)
    decisions: list[Decision] = []
    while heads:
        waiting, place, index = heads[0]
        decision = round_.decide(waiting)
        if decision is not None:
            decisions.append(decision)
        if index + 1 < len(lines[place]) and round_.may_go_on(waiting):
            heapreplace(heads, (lines[place][index + 1], place, index + 1))
        else:
            heappop(heads)
    return tuple(decisions)


class _Round:
    """One run of the policy: who is taken, and how far down each bench everybody is."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.taken: set[str] = set()
        self.passed: dict[Bench, int] = {}
        self.heaps: dict[Line, list[_Entry]] = {}

    def decide(self, waiting: Waiting) -> Decision | None:
        """Who takes this contact, if anybody can; they are then taken for the rest of the round."""
        decision = self._to_one(waiting) if waiting.direct_adviser else self._to_any(waiting)
        if decision is not None:
            self.taken.add(decision.adviser)
        return decision

    def may_go_on(self, waiting: Waiting) -> bool:
        """True when a contact behind this one in its line might still be taken."""
        return waiting.direct_adviser is not None or bool(self._heap(waiting))

    def _to_one(self, waiting: Waiting) -> Decision | None:
        adviser = waiting.direct_adviser or ""
        if adviser in self.taken or (adviser, waiting.channel) not in self.snapshot.direct_free:
            return None
        pool = self.snapshot.pools.pool_of[adviser]
        why = Why("direct_adviser", self._waited(waiting))
        return Decision(waiting.contact, adviser, waiting.queue, pool, why)

    def _to_any(self, waiting: Waiting) -> Decision | None:
        heap, channel = self._heap(waiting), waiting.channel
        excluded = self.snapshot.excluded.get(waiting.contact)
        entry = self._least_but(heap, channel, excluded) if excluded else self._least(heap, channel)
        if entry is None:
            return None
        _, first, pool = entry
        why = Why("longest_wait", self._waited(waiting), self._compared(heap, channel, entry))
        return Decision(waiting.contact, first.adviser, waiting.queue, pool, why)

    def _waited(self, waiting: Waiting) -> float:
        return (self.snapshot.at - waiting.since).total_seconds()

    def _least(self, heap: list[_Entry], channel: str) -> _Entry | None:
        """The top of the line's heap, once it says whom each pool would ask *now*."""
        while heap:
            reach, first, pool = heap[0]
            current = self._first((pool, channel))
            if current is first:
                return heap[0]
            if current is None:
                heappop(heap)
            else:
                heapreplace(heap, (reach, current, pool))
        return None

    def _least_but(
        self, heap: list[_Entry], channel: str, excluded: frozenset[str]
    ) -> _Entry | None:
        """The same for a contact that some have refused; it looks past as many as refused."""
        passed: list[_Entry] = []
        while (least := self._least(heap, channel)) is not None and least[1].adviser in excluded:
            passed.append(heappop(heap))
        behind = (self._behind(entry, channel, excluded) for entry in passed)
        found = [entry for entry in (least, *behind) if entry is not None]
        for entry in passed:
            heappush(heap, entry)
        return min(found, default=None)

    def _behind(self, entry: _Entry, channel: str, excluded: frozenset[str]) -> _Entry | None:
        reach, _, pool = entry
        bench = (pool, channel)
        free = self.snapshot.free[bench]
        for place in range(self.passed[bench], len(free)):
            if free[place].adviser not in excluded and free[place].adviser not in self.taken:
                return reach, free[place], pool
        return None

    def _heap(self, waiting: Waiting) -> list[_Entry]:
        line = (waiting.queue, waiting.channel)
        if line not in self.heaps:
            self.heaps[line] = self._entries(waiting)
            heapify(self.heaps[line])
        return self.heaps[line]

    def _entries(self, waiting: Waiting) -> list[_Entry]:
        pools = self.snapshot.pools
        firsts = (
            (pool, self._first((pool, waiting.channel)))
            for pool in pools.eligible.get(waiting.queue, ())
        )
        return [(pools.reach[pool], first, pool) for pool, first in firsts if first is not None]

    def _first(self, bench: Bench) -> Free | None:
        free = self.snapshot.free.get(bench, ())
        place = self.passed.get(bench, 0)
        while place < len(free) and free[place].adviser in self.taken:
            place += 1
        self.passed[bench] = place
        return free[place] if place < len(free) else None

    def _compared(self, heap: list[_Entry], channel: str, chosen: _Entry) -> tuple[Candidate, ...]:
        """The chosen pool, then up to two more that still have somebody, in order."""
        candidates = [_candidate(chosen)]
        others = [entry for entry in heap[:3] if entry[2] != chosen[2]]
        for reach, _, pool in sorted(others[:2]):
            first = self._first((pool, channel))
            if first is not None:
                candidates.append(Candidate(pool, reach, first))
        return tuple(candidates)


def _candidate(entry: _Entry) -> Candidate:
    reach, first, pool = entry
    return Candidate(pool, reach, first)
