"""A recorded day through any policy, by the desk that decides live.

What a record cannot know is assumed, and said here: who was answered would have waited for ever,
who left would have left after the same wait; a contact takes as long whoever takes it, and one that
left would have taken its queue's mean; every offer is accepted at once; queues are open. Who came
back waits first for whoever led last, if that one is there, as live. Measures of re-dispatch were
what they were: a site that was dark is dark, what it gave back waits again at that moment, with its
age, whoever would have held it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count
from math import floor
from statistics import fmean

from nawba.dispatch.desk import Desk, Taken
from nawba.dispatch.kernel import Policy
from nawba.dispatch.learned import Rates, with_rates
from nawba.dispatch.plan import plan_of
from nawba.dispatch.recording import (
    Came,
    Dark,
    Happened,
    Learned,
    Moved,
    Presence,
    Recording,
    Wide,
)
from nawba.dispatch.timers import Timers


@dataclass(frozen=True)
class Left:
    """A contact's patience ends."""

    at: float
    came: Came


@dataclass(frozen=True)
class Ended:
    """An adviser's contact ends."""

    at: float
    adviser: str
    channel: str


@dataclass(frozen=True)
class Switched:
    """The policy moved between normal load (0) and overload."""

    at: float
    before: int
    since: int


@dataclass(frozen=True)
class Served:
    """What became of a queue: counts, seconds, and the share answered within the target."""

    queue: str
    offered: int
    answered: int
    abandoned: int
    waiting: int
    service_level: float | None
    mean_wait: float | None
    longest_wait: float | None


@dataclass
class Replayed:
    """``waits`` are those of the answered, by contact."""

    policy: str
    decisions: list[Taken]
    switches: list[Switched]
    waits: dict[str, float]
    queues: list[Served]


_Happening = Happened | Learned | Left | Ended


class Replay:
    """One run; ``happen`` may be called step by step, ``run`` plays the whole day."""

    def __init__(self, recording: Recording, policy: Policy) -> None:
        self.recording, self.centre = recording, recording.centre()
        self.plan = plan_of(self.centre)
        self.desk = Desk(self.plan, policy)
        self.decisions: list[Taken] = []
        self.switches: list[Switched] = []
        self._came: dict[str, Came] = {}
        self._wishing: dict[str, Came] = {}
        self._wished = Timers()
        self._gone: set[str] = set()
        self._load: dict[tuple[str, str], int] = defaultdict(int)
        self._present: set[str] = set()
        self._idle_since: dict[str, float] = {}
        self._dark: set[str] = set()
        self._wide: dict[str, int] = {}
        self._rates = Rates()
        self._queue_of: dict[str, str] = {}
        self._order = count()
        self._todo: list[tuple[float, int, _Happening]] = [
            (one.at, next(self._order), one) for one in (*recording.learned, *recording.happened)
        ]
        heapify(self._todo)
        self._ticked = -1
        self._means = _means(recording)

    def run(self) -> Replayed:
        """Play to the last event."""
        while (at := self._next()) is not None:
            self._tick(at)
            self._happen_at(at)
            self._decide(at)
        return Replayed(
            self.desk.policy.name,
            self.decisions,
            self.switches,
            self._waits(),
            list(self._served()),
        )

    def _next(self) -> float | None:
        """When something happens next: in the day, or because a wait is long enough."""
        due = (self.desk.timers.next(), self._wished.next())
        moments = [self._todo[0][0]] if self._todo else []
        return min([*moments, *(at for at in due if at is not None)], default=None)

    def _tick(self, at: float) -> None:
        """The policy may switch at every full second up to ``at``, as it may live."""
        if self.desk.policy.switch is None:
            return
        for second in range(self._ticked + 1, floor(at) + 1):
            before = self.desk.state.mode[0]
            if self.desk.switch(float(second)):
                self.switches.append(Switched(float(second), before, self.desk.state.mode[0]))
                self._decide(float(second))
        self._ticked = floor(at)

    def _happen_at(self, at: float) -> None:
        """All of one moment, then it is decided: live one transaction tells of it."""
        while self._todo and self._todo[0][0] == at:
            self._happen(heappop(self._todo)[2])

    def _happen(self, one: _Happening) -> None:
        if isinstance(one, Came):
            self._arrive(one)
        elif isinstance(one, Presence):
            (self._present.add if one.is_present else self._present.discard)(one.adviser)
            self._seat(one.adviser, one.at)
            self._stand_again(one.adviser)
        elif isinstance(one, Ended):
            self._load[one.adviser, one.channel] -= 1
            self._seat(one.adviser, one.at)
        elif isinstance(one, Learned):
            self._rates = one.rates
            self.desk.rules = with_rates(self.plan, one.rates)
        elif isinstance(one, Dark):
            self._darken(one)
        elif isinstance(one, Wide):
            self._widen(one)
        elif isinstance(one, Moved):
            self._move(one)
        elif one.came.id in self._came:
            del self._came[one.came.id]
            self._wishing.pop(one.came.id, None)
            self._gone.add(one.came.id)
            self._take_out(one.came)

    def _darken(self, one: Dark) -> None:
        (self._dark.add if one.is_dark else self._dark.discard)(one.site)
        for adviser in self.recording.advisers:
            if adviser.site == one.site:
                self._seat(adviser.id)
                self._stand_again(adviser.id)

    def _widen(self, one: Wide) -> None:
        self._wide.pop(one.queue, None)
        self._wide |= {one.queue: one.levels} if one.levels else {}
        self.plan = plan_of(self.centre, self._wide)
        self.desk.replan(self.plan)
        self.desk.rules = with_rates(self.plan, self._rates)
        for came in [came for came in self._came.values() if self._queue(came) == one.queue]:
            self._wait_anew(came, one.at)

    def _move(self, one: Moved) -> None:
        came = self._came.get(one.contact)
        if came is not None:
            self._wait_anew(came, one.at, one.queue)

    def _wait_anew(self, came: Came, at: float, queue: str | None = None) -> None:
        """In another queue, or where other people may answer now."""
        self._take_out(came)
        self._wishing.pop(came.id, None)
        self._queue_of[came.id] = queue or self._queue(came)
        self._wish(came, at)
        self._stand(came)

    def _arrive(self, one: Came) -> None:
        self._came[one.id] = one
        self._wish(one, one.at)
        self._stand(one)
        if one.patience is not None:
            self._later(Left(one.at + one.patience, one))

    def _wish(self, came: Came, at: float) -> None:
        """It waits for whoever led last, if its queue lets it and it has not waited too long."""
        queue = self.centre.queue[self._queue(came)]
        until = came.age_from + queue.same_adviser_seconds
        if until > at and came.last and self.plan.pools.may_serve(came.last, queue.id):
            self._wishing[came.id] = came
            self._wished.set(came.id, until)

    def _queue(self, came: Came) -> str:
        return self._queue_of.get(came.id, came.queue)

    def _line(self, came: Came) -> int:
        return self.plan.line_of[self._queue(came), came.channel]

    def _stand(self, came: Came) -> None:
        """Where it waits: for the adviser of last time while they are there, or in its line."""
        line, since = self._line(came), came.age_from
        if came.id in self._wishing and self._is_there(came.last or ""):
            self.desk.expect(came.id, since, came.last or "", line, is_wish=True)
        else:
            self.desk.wait(line, since, came.id)

    def _take_out(self, came: Came) -> None:
        if not self.desk.forget(came.id):
            self.desk.leave(self._line(came), came.age_from, came.id)

    def _is_there(self, adviser: str) -> bool:
        return adviser in self._present and self.centre.adviser[adviser].site not in self._dark

    def _stand_again(self, adviser: str) -> None:
        """The adviser came or left: those who wish for them wait elsewhere now."""
        for came in list(self._wishing.values()):
            if came.last == adviser:
                self._take_out(came)
                self._stand(came)

    def _decide(self, at: float) -> None:
        for contact in self._wished.due(at):
            came = self._wishing.pop(str(contact), None)
            if came is not None:  # it has waited long enough for one adviser alone
                self._take_out(came)
                self._stand(came)
        while found := self.desk.decide(at):
            for taken in found:
                self._begin(taken)

    def _begin(self, taken: Taken) -> None:
        """The offer is accepted at once; who has places left is on the bench again."""
        self.decisions.append(taken)
        adviser, came = taken.seat[2], self._came.pop(taken.wait[1])
        self._wishing.pop(came.id, None)
        self._load[adviser, came.channel] += 1
        self._later(Ended(taken.at + self._handling(came), adviser, came.channel))
        self._seat(adviser, taken.at)

    def _handling(self, came: Came) -> float:
        return came.handling if came.patience is None else self._means.get(came.queue, 0.0)

    def _seat(self, adviser: str, at: float | None = None) -> None:
        """Put them where they belong now, on the bench of each channel or on none; ``at``: since
        when they are idle, if that is news."""
        for bench in list(self.desk.seated.get(adviser, ())):
            self.desk.unseat(bench, adviser)
        if at is not None:
            self._idle_since[adviser] = at
        if not self._is_there(adviser):
            return
        pool = self.plan.pools.pool_of[adviser]
        for channel, capacity in self.centre.adviser[adviser].capacity.items():
            load = self._load[adviser, channel]
            if load < capacity:
                bench = self.plan.bench_of[pool, channel]
                since = self._idle_since.get(adviser, 0.0)
                self.desk.seat(bench, (load, since, adviser), capacity - load)

    def _later(self, one: Left | Ended) -> None:
        heappush(self._todo, (one.at, next(self._order), one))

    def _waits(self) -> dict[str, float]:
        return {one.wait[1]: one.at - one.wait[0] for one in self.decisions}

    def _served(self) -> Iterator[Served]:
        waits, came = self._waits(), defaultdict[str, list[Came]](list)
        for one in self.recording.happened:
            if isinstance(one, Came):
                came[one.queue].append(one)
        for queue in self.recording.queues:
            of_queue = came[queue.id]
            waited = [waits[one.id] for one in of_queue if one.id in waits]
            in_time = sum(wait <= queue.target.seconds for wait in waited)
            gone = sum(one.id in self._gone for one in of_queue)
            yield Served(
                queue.id,
                len(of_queue),
                len(waited),
                gone,
                len(of_queue) - len(waited) - gone,
                in_time / len(of_queue) if of_queue else None,
                fmean(waited) if waited else None,
                max(waited, default=None),
            )


def replay(recording: Recording, policy: Policy) -> Replayed:
    """The day as it would have been under ``policy``. The same input gives the same output."""
    return Replay(recording, policy).run()


def _means(recording: Recording) -> dict[str, float]:
    """Mean handling of the answered, per queue; that of all where a queue answered nobody."""
    times = defaultdict[str, list[float]](list)
    for one in recording.happened:
        if isinstance(one, Came) and one.patience is None:
            times[one.queue].append(one.handling)
    everybody = [time for some in times.values() for time in some]
    rest = fmean(everybody) if everybody else 0.0
    means = {queue.id: rest for queue in recording.queues}
    return means | {queue: fmean(some) for queue, some in times.items()}
