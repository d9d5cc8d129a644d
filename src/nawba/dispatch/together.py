"""The desk in a burst: what ``burst`` decides on arrays, done with people and contacts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nawba.dispatch.burst import BURST_FROM, Room, admit, begin, by_wait, is_burst, room_for
from nawba.dispatch.kernel import Score, listed

if TYPE_CHECKING:
    from nawba.dispatch.desk import Desk, Taken


class Bursts:
    """Of one desk; ``decide`` takes all that can be served at once, and nothing in calm times."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._room: Room | None = None
        self._of: object = None

    def decide(self, now: float) -> list[Taken]:
        """What is decided together at ``now``, taken: at most one of each adviser. Those for whom
        contacts wait alone are left to the pass that follows, where each comes in turn."""
        desk, policy = self._desk, self._desk.policy
        if not policy.together or policy.score is None:
            return []
        if not is_burst(now, desk.state, desk.rules):
            return []
        room = self._admitted(now, policy.score)
        if sum(room.used) < BURST_FROM:
            return []
        return [desk.take(taken) for taken in self._shared(now, room)]

    def _admitted(self, now: float, score: Score) -> Room:
        """How many of each line go to each bench."""
        desk, lines = self._desk, range(len(self._desk.lines))
        room = self._space()
        begin(room)
        for bench, seats in enumerate(desk.benches):
            room.seats[bench] = len(seats)
        for adviser in desk.awaited:
            for bench in desk.seated.get(adviser, ()):
                room.seats[bench] -= 1
        for line in lines:
            room.shown[line] = 0
        while (line := admit(now, score, desk.state, desk.rules, room)) >= 0:
            room.shown[line] += 1
            self._show(line, room.shown[line])
        for line in lines:
            self._show(line, 0)
        return room

    def _space(self) -> Room:
        """Space to reckon in, for the rules between lines and benches that hold now."""
        if self._room is None or self._of is not self._desk.rules.pool_ids:
            self._of, self._room = self._desk.rules.pool_ids, listed(room_for(self._desk.rules))
        return self._room

    def _show(self, line: int, place: int) -> None:
        """Let the policy see the line from ``place`` on; of a line used up, how long its last one
        waited."""
        rank, state = self._desk.lines[line], self._desk.state
        state.length[line] = len(rank) - place
        if place < len(rank):
            state.oldest[line] = rank[place][0]

    def _shared(self, now: float, room: Room) -> Iterator[Taken]:
        """Who goes to whom, each to be taken before the next; a line's longest wait first.

        Who was counted on may have been refused by all of a bench; the next in line may not have
        waited long enough for these people."""
        desk = self._desk
        for line in range(len(desk.lines)):
            for edge in by_wait(line, desk.rules):
                for _ in range(room.flow[edge]):
                    taken = desk.from_line(now, line, desk.rules.pool_ids[edge], desk.awaited)
                    if taken is not None and now >= taken.wait[0] + desk.rules.pool_after[edge]:
                        yield taken._replace(together=True)
