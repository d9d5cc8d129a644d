"""Dispatch without input or output: events in, decisions out, driven from outside.

The engine owns the board and what it remembers; each event changes a few numbers of its desk, and
what they touch is decided anew. It reads no clock: ``now`` is always given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from nawba.dispatch.desk import Seat, Taken
from nawba.dispatch.floor import Floor
from nawba.dispatch.kernel import NORMAL, Policy
from nawba.dispatch.learned import Rates, with_rates
from nawba.dispatch.memory import Memory
from nawba.dispatch.plan import Plan, seconds_of
from nawba.dispatch.policies import LONGEST_WAIT_FIRST
from nawba.dispatch.policy import Candidate, Decision, Rival, Snapshot, Waiting, Why
from nawba.dispatch.pools import Pools
from nawba.domain import events as ev
from nawba.domain.board import Board
from nawba.domain.hours import queue_is_open
from nawba.domain.words import Centre

_MINUTE = timedelta(minutes=1)
_LOOK_AGAIN = 5.0  # seconds: nothing may hang on a touch that was forgotten


class Engine:
    """Give it a board and the events after it; ask it what to offer.

    ``past`` are events before the board's cursor, for what the board does not show (recent
    refusals, who has been idle since when). A refusal counts for ``refusal_dwell_seconds``. A
    contact meant for one adviser waits for them while they are available, at most
    ``direct_patience_seconds``; then it is for everybody its queue is for. One whose customer comes
    back waits so for whoever led last time, at most its queue's ``same_adviser_seconds`` of wait,
    while the queue is open and that adviser has not refused it.
    """

    def __init__(
        self,
        centre: Centre,
        board: Board,
        past: Iterable[ev.Recorded] = (),
        *,
        refusal_dwell_seconds: float = 60.0,
        direct_patience_seconds: float = 120.0,
        policy: Policy = LONGEST_WAIT_FIRST,
    ) -> None:
        self._memory = Memory(timedelta(seconds=refusal_dwell_seconds))
        for recorded in past:
            self._memory.apply(recorded)
        self._policy = policy
        self._patience = timedelta(seconds=direct_patience_seconds)
        self._floor = Floor(centre, board, self._memory, policy)
        mode = board.mode(policy.name)
        self._floor.desk.state.mode[0] = mode.mode if mode is not None else NORMAL
        self.rates, self._rates = 0, Rates()
        self._minute: datetime | None = None
        self._opened: frozenset[str] = frozenset()
        self._look_at = self._switch_at = 0.0
        self._offered: list[Taken] = []

    @property
    def board(self) -> Board:
        """The board as folded so far. Read only: change it through ``apply``."""
        return self._floor.board

    @property
    def pools(self) -> Pools:
        """The pools that it reckons with, and who may serve what."""
        return self._floor.plan.pools

    @property
    def mode(self) -> int:
        """0 in normal load, above 0 in overload."""
        return int(self._floor.desk.state.mode[0])

    @property
    def policy(self) -> Policy:
        """What decides."""
        return self._policy

    def govern(self, policy: Policy) -> bool:
        """Go on with another policy, from normal load; True when it is another."""
        if policy == self._policy:
            return False
        self._policy = policy
        self._floor.desk.govern(policy)
        return True

    def learn(self, number: int, rates: Rates) -> None:
        """Reckon with the rates of this ``number`` from the next decision on."""
        self.rates, self._rates = number, rates
        self._floor.desk.rules = with_rates(self._floor.plan, rates)

    def apply(self, recorded: ev.Recorded) -> None:
        """Fold one event in; repeated ones are ignored."""
        plan = self._floor.plan
        self._floor.apply(recorded)
        if self._floor.plan is not plan:
            self.learn(self.rates, self._rates)

    def configure(self, centre: Centre) -> None:
        """Go on with another centre: pools, eligibility and hours are derived anew."""
        if centre is self._floor.centre or centre == self._floor.centre:
            return
        mode = self.mode
        self._floor = Floor(centre, self._floor.board, self._memory, self._policy)
        self._floor.desk.state.mode[0] = mode
        self.learn(self.rates, self._rates)
        self._minute, self._offered = None, []

    def set_aside(self, contact: str, adviser: str, until: datetime) -> None:
        """Do not offer ``contact`` to ``adviser`` before ``until``: it has just been impossible."""
        self._memory.exclude(contact, adviser, until)

    def decide(self, now: datetime) -> tuple[Decision, ...]:
        """What the policy makes of ``now``. Asked again before anything happened, it repeats."""
        self._advance(now)
        desk = self._floor.desk
        self._offer_again()
        self._offered = desk.decide(now.timestamp())
        decisions = tuple(
            decision_of(one, self._floor.plan, self._policy.name) for one in self._offered
        )
        for taken in reversed(self._offered):
            desk.put_back(taken)  # the events of the offers will take them
        return decisions

    def switch(self, now: datetime) -> tuple[int, int] | None:
        """Once a second of ``now``: (mode before, mode since) when the policy changes it."""
        seconds, before = now.timestamp(), self.mode
        if seconds < self._switch_at:
            return None
        self._switch_at = seconds // 1 + 1
        return (before, self.mode) if self._floor.desk.switch(seconds) else None

    def snapshot(self, now: datetime) -> Snapshot:
        """Everything known at ``now``, frozen."""
        self._advance(now)
        floor = self._floor
        kept = (one for name, one in floor.direct.items() if name not in floor.released)
        return Snapshot(
            at=now,
            waiting=floor.lines(),
            free=floor.benches(),
            open_queues=self._opened,
            direct=tuple(sorted(kept)),
            excluded=self._memory.excluded(),
            mode=self.mode,
        )

    def next_wake(self, now: datetime) -> datetime | None:
        """The first moment after ``now`` when something changes without any event; None: never."""
        self._advance(now)
        floor = self._floor
        found = (floor.ringing.next(), self._memory.timers.next(), floor.desk.timers.next())
        times = [_not_before(at) for at in found if at is not None]
        times += [self._direct_until(one) for one in floor.direct.values()]
        opened = self._opened
        if any(one.queue not in opened for one in floor.waiting.values()):
            times.append(now.replace(second=0, microsecond=0) + _MINUTE)
        return min((at for at in times if at > now), default=None)

    def _advance(self, now: datetime) -> None:
        """Let what is due by the clock alone happen."""
        seconds = now.timestamp()
        desk, floor = self._floor.desk, self._floor
        for contact in self._memory.forget(seconds):
            self._touch(contact)
        for _ in floor.ringing.due(seconds):
            pass  # upkeep ends the offer, and an event says so
        if self._minute != now.replace(second=0, microsecond=0):
            self._begin_minute(now)
        for one in list(floor.direct.values()):
            floor.release(one.contact, not self._waits_for_one(one, now))
        if seconds >= self._look_at:
            self._look_at = seconds + _LOOK_AGAIN
            desk.touch()

    def _begin_minute(self, now: datetime) -> None:
        """Hours are written in minutes, and targets hold for days."""
        self._minute = now.replace(second=0, microsecond=0)
        centre, plan, desk = self._floor.centre, self._floor.plan, self._floor.desk
        opened = {one.id: queue_is_open(centre, one, now) for one in centre.queues}
        for line, (queue, _) in enumerate(plan.lines):
            desk.rules.target[line] = seconds_of(centre.queue[queue].target_at(now))
            if desk.state.open[line] != opened[queue]:
                desk.state.open[line] = opened[queue]
                desk.touch_line(line)
        self._opened = frozenset(queue for queue, is_open in opened.items() if is_open)

    def _offer_again(self) -> None:
        """Look again at what was decided last and did not become an offer."""
        for taken in self._offered:
            self._touch(taken.wait[1])
            self._floor.desk.touch_seats(taken.seat[2])

    def _touch(self, contact: str) -> None:
        waiting = self._floor.waiting.get(contact)
        if waiting is not None:
            line = self._floor.plan.line_of.get((waiting.queue, waiting.channel))
            if line is not None:
                self._floor.desk.touch_line(line)

    def _waits_for_one(self, waiting: Waiting, now: datetime) -> bool:
        adviser = waiting.direct_adviser or ""
        if waiting.is_wish and not self._may_wish(waiting):
            return False
        return self._floor.is_available(adviser) and now < self._direct_until(waiting)

    def _may_wish(self, waiting: Waiting) -> bool:
        refused = self._memory.refusals.get(waiting.contact, {})
        return waiting.queue in self._opened and waiting.direct_adviser not in refused

    def _direct_until(self, waiting: Waiting) -> datetime:
        if waiting.is_wish:
            queue = self._floor.centre.queue[waiting.queue]
            return waiting.since + timedelta(seconds=queue.same_adviser_seconds)
        asked = self._memory.direct_since.get(waiting.contact, waiting.since)
        return asked + self._patience


def _not_before(at: float) -> datetime:
    """The first microsecond at which ``at`` is reached: woken sooner, nothing would be due yet."""
    moment = datetime.fromtimestamp(at, UTC)
    return moment if moment.timestamp() >= at else moment + timedelta(microseconds=1)


def decision_of(taken: Taken, plan: Plan, policy: str) -> Decision:
    """What was decided, in the centre's words."""
    since, contact = taken.wait
    pools = taken.pools or ((taken.bench, _rank(taken, plan), taken.seat),)
    why = Why(
        _reason(taken, policy),
        taken.at - since,
        () if taken.direct else tuple(_candidate(one, taken.at, plan) for one in pools),
        tuple(Rival(plan.lines[line][0], score) for line, score in taken.queues),
        taken.mode,
        taken.together,
    )
    queue, pool = plan.lines[taken.line][0], plan.benches[taken.bench][0]
    return Decision(contact, taken.seat[2], queue, pool, why)


def _reason(taken: Taken, policy: str) -> str:
    if taken.direct:
        return "same_adviser" if taken.is_wish else "direct_adviser"
    return policy


def _candidate(one: tuple[int, float, Seat], at: float, plan: Plan) -> Candidate:
    bench, rank, (load, since, adviser) = one
    return Candidate(plan.benches[bench][0], int(rank), adviser, load, at - since)


def _rank(taken: Taken, plan: Plan) -> int:
    return plan.pools.reach[plan.benches[taken.bench][0]]
