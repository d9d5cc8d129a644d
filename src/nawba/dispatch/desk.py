"""The driver in Python: lines, benches and the policy's arrays, kept event by event.

Live and replay are this same desk (``floor`` feeds it live, ``replay`` from a file); the simulator
is the other driver of the same policies. Nothing is rebuilt: who comes or goes changes a few
numbers, and only what they touch is decided anew.

A place that comes free asks ``queue_for``; a contact that comes to the head of its line, or has
waited long enough for more people, asks ``pool_for``. When several things happened since the last
decision (a start, opening hours, a batch of events) the lines are gone through by the wait of
their heads, and the pool that a line finds may first take what it prefers itself; where many wait
and many are free they are first decided together (``burst``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from heapq import heapify, heappop, heappush
from math import inf
from typing import NamedTuple

from nawba.dispatch.burst import BURST_FROM
from nawba.dispatch.kernel import NORMAL, Policy, Rules, State, blank, listed
from nawba.dispatch.plan import Plan
from nawba.dispatch.ranks import Rank
from nawba.dispatch.timers import Timers
from nawba.dispatch.together import Bursts

Wait = tuple[float, str]
"""(since, contact)"""

Seat = tuple[int, float, str]
"""(load, idle since, adviser): the order in which the people of a bench are asked."""


class Taken(NamedTuple):
    """``wait`` of line number ``line`` goes to ``seat`` of bench number ``bench``.

    ``pools`` and ``queues`` were compared, the chosen first: (number, score) with a pool's rank or
    a queue's score. ``direct``: the contact was meant for this adviser; ``is_wish``: because they
    led when its customer was here before. ``together``: decided in a burst.
    """

    wait: Wait
    line: int
    seat: Seat
    bench: int
    at: float
    mode: int = 0
    direct: bool = False
    pools: tuple[tuple[int, float, Seat], ...] = ()
    queues: tuple[tuple[int, float], ...] = ()
    is_wish: bool = False
    together: bool = False


class Desk:
    """``refusals`` maps a contact to those not to be asked for it; the owner keeps it up to date.

    Seconds are on the owner's clock. What is decided is gone from lines and benches at once;
    ``put_back`` undoes it when the offer did not come about.
    """

    def __init__(
        self, plan: Plan, policy: Policy, refusals: Mapping[str, Collection[str]] | None = None
    ) -> None:
        self.plan, self.policy = plan, policy
        self.refusals = refusals if refusals is not None else {}
        self.lines: list[Rank[Wait]] = [Rank() for _ in plan.lines]
        self.benches: list[Rank[Seat]] = [Rank() for _ in plan.benches]
        self.state: State = listed(blank(len(plan.lines), len(plan.benches)))
        self.rules: Rules = plan.rules
        self._steps = plan.steps
        self.timers = Timers()
        self._waiting = 0  # in all lines
        self._free = 0  # places on all benches
        self._bursts = Bursts(self)
        self._undo: dict[str, dict[int, tuple[Seat, int]]] = {}
        self.direct: dict[str, tuple[float, str, int, bool]] = {}
        self.awaited: dict[str, set[str]] = {}
        self._touched_direct: dict[str, None] = {}
        self.seated: dict[str, dict[int, tuple[Seat, int]]] = {}
        self._touched_lines: dict[int, None] = {}
        self._touched_benches: dict[int, None] = {}

    # -- what happens ----------------------------------------------------------------------

    def wait(self, line: int, since: float, contact: str) -> None:
        """A contact waits in a line, since whenever it began to."""
        self._waiting += 1
        self.state.length[line] += 1
        if self.lines[line].add((since, contact)):
            self._head(line)
            self._touched_lines[line] = None
        elif self.refusals:
            self._touched_lines[line] = None  # those before it may all have been refused

    def leave(self, line: int, since: float, contact: str) -> None:
        """It waits no longer: taken, gone, or moved."""
        self._waiting -= 1
        self.state.length[line] -= 1
        if self.lines[line].remove((since, contact)):
            self._head(line)

    def seat(self, bench: int, seat: Seat, places: int = 1) -> None:
        """Somebody on a bench can take a contact, and has ``places`` for it."""
        self.seated.setdefault(seat[2], {})[bench] = seat, places
        self.state.idle[bench] += places
        self._free += places
        if self.benches[bench].add(seat):
            self._first(bench)
        self._touched_benches[bench] = None
        self._touch_those_for(seat[2])

    def unseat(self, bench: int, adviser: str) -> None:
        """They cannot any longer."""
        seat, places = self.seated[adviser].pop(bench)
        if not self.seated[adviser]:
            del self.seated[adviser]
        self._off(bench, seat, places)

    def _off(self, bench: int, seat: Seat, places: int) -> None:
        self.state.idle[bench] -= places
        self._free -= places
        if self.benches[bench].remove(seat):
            self._first(bench)

    def expect(
        self, contact: str, since: float, adviser: str, line: int, is_wish: bool = False
    ) -> None:
        """A contact waits for one adviser alone, in turn with the others by its wait."""
        self.direct[contact] = since, adviser, line, is_wish
        self.awaited.setdefault(adviser, set()).add(contact)
        self._touched_direct[contact] = None

    def forget(self, contact: str) -> bool:
        """It waits no longer for one adviser alone; False when it did not."""
        found = self.direct.pop(contact, None)
        if found is None:
            return False
        self.awaited[found[1]].discard(contact)
        if not self.awaited[found[1]]:
            del self.awaited[found[1]]
        self._touched_direct.pop(contact, None)
        return True

    def _touch_those_for(self, adviser: str) -> None:
        if adviser in self.awaited:
            self._touched_direct.update(dict.fromkeys(sorted(self.awaited[adviser])))

    def touch(self) -> None:
        """Look at everything again: hours, rules or the mode have changed."""
        waiting = (line for line, length in enumerate(self.state.length) if length)
        self._touched_lines.update(dict.fromkeys(waiting))
        idle = (bench for bench, places in enumerate(self.state.idle) if places)
        self._touched_benches.update(dict.fromkeys(idle))
        self._touched_direct.update(dict.fromkeys(self.direct))

    def touch_line(self, line: int) -> None:
        self._touched_lines[line] = None

    def touch_seats(self, adviser: str) -> None:
        self._touched_benches.update(dict.fromkeys(self.seated.get(adviser, ())))
        self._touch_those_for(adviser)

    def replan(self, plan: Plan) -> None:
        """Other rules hold between the same lines and benches: who waits and who is free stays.

        Targets stay as well: they are the owner's, who knows the day.
        """
        plan.rules.target[:] = self.rules.target
        self.plan, self.rules, self._steps = plan, plan.rules, plan.steps
        for line, length in enumerate(self.state.length):
            if length:
                self._head(line)
        self.touch()

    def govern(self, policy: Policy) -> None:
        """Another policy decides from now on, beginning in normal load; who waits and who is free
        stays as it is."""
        self.policy, self.state.mode[0] = policy, NORMAL
        self.touch()

    def switch(self, now: float) -> bool:
        """Ask the policy for the mode, as drivers do once a second; True when it has changed."""
        if self.policy.switch is None:
            return False
        mode = self.policy.switch(now, self.state, self.rules)
        if mode == self.state.mode[0]:
            return False
        self.state.mode[0] = mode
        self.touch()
        return True

    # -- what is decided -------------------------------------------------------------------

    def decide(self, now: float) -> list[Taken]:
        """Everything that can be decided at ``now``, in order. At most one per adviser."""
        if self.timers.is_due(now):
            self._relax(now)
        lines, benches, direct = self._touched_lines, self._touched_benches, self._touched_direct
        if not lines and not benches and not direct:
            return []
        self._touched_lines, self._touched_benches, self._undo = {}, {}, {}
        self._touched_direct = {}
        found: list[Taken] = []
        if self._waiting >= BURST_FROM and self._free >= BURST_FROM:
            found = self._bursts.decide(now)
        if direct or len(lines) + len(benches) > 1:
            found.extend(_Round(self, now, lines, benches, direct))
        elif self._waiting:
            found += self._one(now, *lines) if lines else self._one_bench(now, *benches)
        return found

    def put_back(self, taken: Taken) -> None:
        """Undo what the last ``decide`` decided: both are where they were, and not looked at."""
        benches, lines = self._touched_benches.copy(), self._touched_lines.copy()
        direct = self._touched_direct.copy()
        since, contact = taken.wait
        for bench, (seat, places) in self._undo.pop(contact).items():
            self.seat(bench, seat, places)
        if taken.direct:
            self.expect(contact, since, taken.seat[2], taken.line, taken.is_wish)
        else:
            self.wait(taken.line, since, contact)
        self._touched_benches, self._touched_lines = benches, lines
        self._touched_direct = direct

    def _one(self, now: float, line: int) -> list[Taken]:
        """A contact came to a head: the pools that take it, and those behind it."""
        found = []
        while (taken := self._for_line(now, line)) is not None:
            found.append(self.take(taken))
        return found

    def _one_bench(self, now: float, bench: int) -> list[Taken]:
        """A place came free: the queue that it takes."""
        found = []
        while (taken := self.for_bench(now, bench)) is not None:
            found.append(self.take(taken))
        return found

    def take(self, taken: Taken) -> Taken:
        """Off the line and off every bench of theirs: one offer at a time."""
        since, contact = taken.wait
        if taken.direct:
            self.forget(contact)
        else:
            self.leave(taken.line, since, contact)
        seats = self._undo[contact] = self.seated.pop(taken.seat[2])
        for bench, (seat, places) in seats.items():
            self._off(bench, seat, places)
        return taken

    def _for_line(self, now: float, line: int) -> Taken | None:
        """The first of the line that somebody takes. Behind one who may be taken, nobody can."""
        for wait in self.lines[line]:
            taken = self.for_wait(now, line, wait)
            if taken is not None or wait[1] not in self.refusals:
                return taken
        return None

    def for_wait(self, now: float, line: int, wait: Wait) -> Taken | None:
        """Which pool takes this contact, as if it stood at the head of its line."""
        state, refused = self.state, self.refusals.get(wait[1])
        head, state.oldest[line] = state.oldest[line], wait[0]
        seats = self._seats_but(refused) if refused else _NOBODY
        idle = self._hide(seats) if seats else _NONE
        bench = self.policy.pool_for(now, line, state, self.rules)
        found = None
        if bench >= 0:
            seat = seats.get(bench) or self.benches[bench][0]
            pools = self._compared_pools(line, bench, seat, seats)
            found = Taken(wait, line, seat, bench, now, state.mode[0], False, pools)
        elif self._steps[line]:
            self._look_again(now, line, wait[0])
        state.oldest[line] = head
        for hidden, places in idle.items():
            self._first(hidden)
            state.idle[hidden] = places
        return found

    def for_bench(self, now: float, bench: int) -> Taken | None:
        """Which queue a free place of this bench takes, past contacts that all there refused."""
        state, seen = self.state, dict[int, None]()
        found = None
        while found is None and len(self.benches[bench]):
            line = self.policy.queue_for(now, bench, state, self.rules)
            if line < 0:
                break
            found = self.from_line(now, line, bench)
            if found is None or found.wait[0] != state.oldest[line]:
                seen[line] = None
                state.oldest[line] = found.wait[0] if found is not None else inf
                state.length[line] = state.length[line] if found is not None else 0
                found = None
        for line in seen:
            state.length[line] = len(self.lines[line])
            state.oldest[line] = self.lines[line][0][0] if len(self.lines[line]) else inf
        return found

    def from_line(
        self, now: float, line: int, bench: int, spared: Collection[str] = ()
    ) -> Taken | None:
        """The first of a line for whom somebody of this bench, but the ``spared``, may be asked."""
        seats = self.benches[bench]
        for wait in self.lines[line]:
            refused = self.refusals.get(wait[1])
            seat = _first_but(seats, refused or (), spared) if refused or spared else seats.first()
            if seat is not None:
                queues = self._compared_queues(now, line, bench)
                return Taken(wait, line, seat, bench, now, self.state.mode[0], queues=queues)
        return None

    # -- numbers kept up to date -----------------------------------------------------------

    def _head(self, line: int) -> None:
        head = self.lines[line].first()
        if head is None:
            self.state.oldest[line] = inf
            return
        self.state.oldest[line] = head[0]
        if self._steps[line]:
            self.timers.set(line, head[0] + self._steps[line][0])

    def _first(self, bench: int) -> None:
        first, state = self.benches[bench].first(), self.state
        if first is not None:
            state.load[bench], state.longest_idle[bench], _ = first
        else:
            state.load[bench], state.longest_idle[bench] = 0, inf

    def _relax(self, now: float) -> None:
        for line in self.timers.due(now):
            assert isinstance(line, int)
            self._touched_lines[line] = None

    def _look_again(self, now: float, line: int, since: float) -> None:
        """More people may take a contact once it has waited longer: the head of the line, or one
        that stands behind those who were refused."""
        moments = (since + step for step in self._steps[line])
        following = min((at for at in moments if at > now), default=inf)
        pending = self.timers.at(line)
        if following < inf and (pending is None or not now < pending <= following):
            self.timers.set(line, following)

    def _seats_but(self, refused: Collection[str]) -> dict[int, Seat | None]:
        """For each bench on which one of ``refused`` sits: whom it would ask instead."""
        benches = {bench for who in refused for bench in self.seated.get(who, ())}
        return {bench: _first_but(self.benches[bench], refused) for bench in sorted(benches)}

    def _hide(self, seats: Mapping[int, Seat | None]) -> dict[int, int]:
        """Show the policy these seats as the first; returns the places that were idle."""
        state = self.state
        idle = {bench: state.idle[bench] for bench in seats}
        for bench, seat in seats.items():
            if seat is None:
                state.idle[bench] = 0
            else:
                state.load[bench], state.longest_idle[bench], _ = seat
        return idle

    # -- what explains ---------------------------------------------------------------------

    def _compared_pools(
        self, line: int, bench: int, seat: Seat, seats: Mapping[int, Seat | None]
    ) -> tuple[tuple[int, float, Seat], ...]:
        """The chosen pool and up to two more of those next in rank that have somebody."""
        rules, idle = self.rules, self.state.idle
        ids, ranks = rules.pool_ids, rules.pool_rank
        start, end = rules.pool_start[line], rules.pool_start[line + 1]
        rank = -1
        others: list[tuple[int, float, Seat]] = []
        for edge in range(start, min(end, start + _MOST_LOOKED_AT)):
            other = ids[edge]
            if other == bench:
                rank = ranks[edge]
            elif idle[other] and len(others) < 2:
                first = seats.get(other) or self.benches[other][0]
                others.append((other, ranks[edge], first))
            if rank >= 0 and len(others) == 2:
                break
        return ((bench, rank, seat), *others)

    def _compared_queues(self, now: float, line: int, bench: int) -> tuple[tuple[int, float], ...]:
        """The chosen queue and up to two more that wait for this bench, by the policy's score."""
        rules, state, score = self.rules, self.state, self.policy.score
        if score is None:
            return ()
        found = [
            (queue, score(now, queue, edge, state, rules))
            for edge in range(rules.queue_start[bench], rules.queue_start[bench + 1])
            for queue in (rules.queue_ids[edge],)
            if state.length[queue] and state.open[queue]
        ]
        found.sort(key=lambda one: (one[0] != line, -one[1], one[0]))
        return tuple(found[:3])


_MOST_LOOKED_AT = 12
_NOBODY: Mapping[int, Seat | None] = {}
_NONE: Mapping[int, int] = {}


def _first_but(
    seats: Rank[Seat], refused: Collection[str], spared: Collection[str] = ()
) -> Seat | None:
    """The first who is neither among ``refused`` nor ``spared``."""
    return next((one for one in seats if one[2] not in refused and one[2] not in spared), None)


class _Round:
    """One pass over much that happened at once: the longest wait at the head of a line first."""

    def __init__(
        self,
        desk: Desk,
        now: float,
        lines: dict[int, None],
        benches: dict[int, None],
        direct: dict[str, None],
    ) -> None:
        self.desk, self.now = desk, now
        rules, length = desk.rules, desk.state.length
        for bench in benches:
            row = range(rules.queue_start[bench], rules.queue_start[bench + 1])
            lines.update(dict.fromkeys(rules.queue_ids[edge] for edge in row))
        self.heads: list[tuple[float, str, int]] = [
            (*desk.lines[line][0], line) for line in lines if length[line]
        ]
        self.heads += [(desk.direct[one][0], one, -1) for one in direct]
        heapify(self.heads)

    def __iter__(self) -> Iterator[Taken]:
        while self.heads:
            since, contact, line = heappop(self.heads)
            if line < 0:
                yield from self._to_one(contact)
            else:
                yield from self._to_any(line, (since, contact))

    def _to_one(self, contact: str) -> Iterator[Taken]:
        since, adviser, line, is_wish = self.desk.direct[contact]
        channel = self.desk.plan.lines[line][1]
        for bench, (seat, _) in self.desk.seated.get(adviser, {}).items():
            if self.desk.plan.benches[bench][1] == channel:
                mode = self.desk.state.mode[0]
                wait = since, contact
                taken = Taken(wait, line, seat, bench, self.now, mode, direct=True, is_wish=is_wish)
                yield self.desk.take(taken)
                return

    def _to_any(self, line: int, wait: Wait) -> Iterator[Taken]:
        desk, rank = self.desk, self.desk.lines[line]
        place = rank.find(wait)
        if place == len(rank) or rank[place] != wait:  # it was taken out of turn
            self._go_on(line, place)
            return
        taken = desk.for_wait(self.now, line, wait)
        if taken is None:
            if wait[1] in desk.refusals:
                self._go_on(line, place + 1)
            return
        preferred = desk.for_bench(self.now, taken.bench)
        is_other = preferred is not None and preferred.line != line
        yield desk.take(preferred if is_other and preferred is not None else taken)
        self._go_on(line, place)

    def _go_on(self, line: int, place: int) -> None:
        rank = self.desk.lines[line]
        if place < len(rank):
            heappush(self.heads, (*rank[place], line))
