"""The one writer of a cell's offers: holds the lease, follows the stream, decides, offers.

Any number may run against one store; the lease lets one lead and the others stand by. A step can
be repeated at any time: what it read it reads again, and every verb it calls checks for itself.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from nawba.actions.offers import Lease, make_offers
from nawba.actions.policies import change_mode
from nawba.actions.repair import repair
from nawba.actions.upkeep import Patience, run_upkeep
from nawba.dispatch import automatic
from nawba.dispatch.choice import in_force
from nawba.dispatch.engine import Engine
from nawba.dispatch.jumps import Jumps
from nawba.dispatch.kernel import policy_named
from nawba.dispatch.leadership import Leadership
from nawba.dispatch.learned import rates_from
from nawba.dispatch.policy import Decision
from nawba.dispatch.recall import recall
from nawba.domain.errors import Conflict, NawbaError, Unavailable
from nawba.domain.words import DISPATCHER, WATCHDOG, Centre, Offer
from nawba.store import Store, events_after, snapshot
from nawba.store.engine import DEFAULT_CELL
from nawba.store.policies import read_rates

log = structlog.get_logger()

T = TypeVar("T")

MOST_OFFERS = 200  # of one transaction: the writers of the cell wait for it
_TICK = timedelta(seconds=1)
_LOOK = timedelta(seconds=5)
_SET_ASIDE = timedelta(seconds=5)
_RECALL = timedelta(minutes=30)
_FIRST_REST, _LONGEST_REST = 0.25, 5.0
_ONE_PROCESS = (
    "SQLite is for one process. If that one still runs, stop one of the two, or use PostgreSQL, "
    "where the second stands by."
)
_BREATH = 0.05  # seconds between steps: a busy house commits more often than it needs a look


@dataclass(frozen=True)
class StepReport:
    """What one step did. ``next_at`` is when the next is due if nothing happens before."""

    leads: bool
    next_at: datetime
    offers: tuple[Offer, ...] = ()
    decisions: tuple[Decision, ...] = ()
    upkeep: int = 0
    epoch: int | None = None
    error: str | None = None


class Dispatcher:
    """``holder`` names this dispatcher and must differ between processes.

    ``centre`` is read at every step. An offer rings for ``offer_seconds``; who refuses a contact
    is not offered it again for ``refusal_dwell_seconds``. ``policy`` decides until people choose
    one. ``seconds`` that nobody can set (``time.monotonic``) show when the clock jumps. Not
    thread-safe: one thread calls ``run``, or ``step``.
    """

    def __init__(
        self,
        store: Store,
        centre: Callable[[], Centre],
        *,
        holder: str,
        offer_seconds: float = 25.0,
        refusal_dwell_seconds: float = 60.0,
        patience: Patience = Patience(),  # noqa: B008 - frozen, hence safe to share
        policy: str = "longest_wait_first",
        lease_seconds: float = 15.0,
        cell: str = DEFAULT_CELL,
        seconds: Callable[[], float] | None = None,
    ) -> None:
        self._store, self._centre, self._holder = store, centre, holder
        self._leadership = Leadership(store, holder, lease_seconds, cell)
        self._offer_seconds, self._dwell = offer_seconds, refusal_dwell_seconds
        self._patience, self._policy = patience, policy_named(policy)
        self._engine: Engine | None = None
        self._epoch = 0
        self._upkeep_at = self._rest_until = datetime.min.replace(tzinfo=store.clock().tzinfo)
        self._redispatch_at = self._upkeep_at
        self._failures = 0
        self._told_of: str | None = None
        self._jumps = Jumps(seconds) if seconds is not None else None

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Step until ``stop``: whenever something is committed or due, at least once a second.

        Set ``wake`` together with ``stop`` to end at once. The lease is given back at the end.
        """
        unlisten = self._store.listen(lambda recorded: wake.set() if recorded else None)
        try:
            while not stop.is_set():
                wake.clear()
                pause = self._step_safely() - self._store.clock()
                stop.wait(_BREATH)
                wake.wait(min(max(pause, timedelta()), _TICK).total_seconds())
        finally:
            unlisten()
            self._leadership.resign()

    @property
    def leads(self) -> bool:
        """Whether this is the one that writes offers, as far as it knows."""
        return self._leadership.lease is not None

    def step(self) -> StepReport:
        """Take or keep the lease, do what is due, and offer all that can be offered now.

        Does nothing while another holder has the lease, nor for a while after an error that may
        pass. Raises what is not retryable: that is a defect.
        """
        now = self._store.clock()
        if self._jumps is not None and (by := self._jumps.seen(now)):
            self._after_jump(now, by)
        if now < self._rest_until:
            return StepReport(leads=False, next_at=self._rest_until)
        try:
            lease = self._leadership.keep(now)
            report = self._lead(lease, now) if lease is not None else self._stand_by(now)
        except Conflict as conflict:
            self._leadership.lose()
            report = StepReport(leads=False, next_at=now + _TICK, error=conflict.message)
        except NawbaError as error:
            if not error.retryable:
                raise
            return self._rest(now, error)
        self._failures = 0
        return report

    def _lead(self, lease: Lease, now: datetime) -> StepReport:
        if self._engine is None or self._epoch != lease.epoch:
            self._mend()
            self._epoch = lease.epoch
        engine = self._engine = self._engine or self._begin(now)
        upkeep = self._attend(now)
        self._follow(engine)
        centre = self._centre()
        engine.configure(centre)
        self._redispatch(lease, engine, centre, now)
        self._switch(lease, engine, now)
        decisions = engine.decide(now)[:MOST_OFFERS]
        offers = self._offer(lease, engine, decisions, now)
        due = engine.next_wake(now)
        return StepReport(
            leads=True,
            next_at=min(due, self._upkeep_at) if due is not None else self._upkeep_at,
            offers=offers,
            decisions=decisions,
            upkeep=upkeep,
            epoch=lease.epoch,
        )

    def _stand_by(self, now: datetime) -> StepReport:
        """Follow the stream, so that to lead is to go on; look again when the lease runs out."""
        leadership = self._leadership
        if self._store.is_sqlite and leadership.leader != self._told_of:
            self._told_of = leadership.leader
            log.warning("another_process_leads", leader=leadership.leader, message=_ONE_PROCESS)
        self._engine = self._engine or self._begin(now)
        self._follow(self._engine)
        return StepReport(leads=False, next_at=min(now + _TICK, leadership.until or now + _TICK))

    def _mend(self) -> None:
        """A new reign: what was left stuck waits again, and the stream tells of it."""
        for line in self._tend("repair", lambda: repair(self._store, WATCHDOG)) or ():
            log.warning("repaired", what=line)

    def _begin(self, now: datetime) -> Engine:
        """The board of this moment, and what happened lately that it does not show."""
        with self._store.read() as connection:
            board = snapshot(connection)
            past = recall(connection, board.cursor, now - _RECALL)
        return Engine(
            self._centre(),
            board,
            past,
            refusal_dwell_seconds=self._dwell,
            policy=in_force(board, self._policy),
        )

    def _after_jump(self, now: datetime, by: timedelta) -> None:
        """Times kept before are another clock's: begin anew, and let every page show itself first.

        A new lease withdraws the offers, which would ring for too long or not at all, and makes
        them again. Until pages have been heard, their silence means nothing.
        """
        log.warning("clock_jumped", seconds=by.total_seconds(), holder=self._holder)
        self._rest_until = now
        self._leadership.resign()
        self._upkeep_at = now + timedelta(seconds=self._patience.adviser_lost_seconds)

    def _attend(self, now: datetime) -> int:
        if now < self._upkeep_at:
            return 0
        centre, patience = self._centre(), self._patience
        done = self._tend("upkeep", lambda: run_upkeep(self._store, WATCHDOG, centre, patience))
        self._upkeep_at = now + _TICK
        return done or 0

    def _redispatch(self, lease: Lease, engine: Engine, centre: Centre, now: datetime) -> None:
        """What the centre may do by itself, in its turn: the next step reckons with it."""
        if now >= self._redispatch_at:
            told = self._store, lease, centre, engine.pools, engine.board, now
            if self._tend("redispatch", lambda: automatic.act(*told)) is not None:
                self._follow(engine)
            self._redispatch_at = now + _LOOK

    def _tend(self, name: str, work: Callable[[], T]) -> T | None:
        """``work()``, or None after a defect: one thing amiss must not stop all offers."""
        try:
            return work()
        except Unavailable:
            raise
        except Exception:
            log.exception(f"{name}_failed", holder=self._holder)
            return None

    def _follow(self, engine: Engine) -> None:
        with self._store.read() as connection:
            while recorded := events_after(connection, engine.board.cursor):
                for one in recorded:
                    engine.apply(one)
            number = engine.board.rates
            if number != engine.rates:
                engine.learn(number, rates_from(read_rates(connection, number)))
        policy = in_force(engine.board, self._policy)
        if engine.govern(policy):
            log.warning("policy_in_force", policy=policy.name, holder=self._holder)

    def _switch(self, lease: Lease, engine: Engine, now: datetime) -> None:
        """Let the policy move between normal load and overload; both ways are an event."""
        changed = engine.switch(now)
        if changed is not None:
            before, since = changed
            name = engine.policy.name
            change_mode(self._store, DISPATCHER, lease, name, before, since)
            log.warning("dispatch_mode", before=before, since=since, policy=name)

    def _offer(
        self, lease: Lease, engine: Engine, decisions: Sequence[Decision], now: datetime
    ) -> tuple[Offer, ...]:
        if not decisions:
            return ()
        pairs = [(one.contact, one.adviser) for one in decisions]
        offers = make_offers(self._store, DISPATCHER, lease, pairs, self._offer_seconds)
        made = {offer.contact: offer.id for offer in offers}
        for decision in decisions:
            if decision.contact not in made:
                # The tables know better than our board. Do not insist while it catches up.
                engine.set_aside(decision.contact, decision.adviser, now + _SET_ASIDE)
            _explain(decision, made.get(decision.contact))
        return tuple(offers)

    def _rest(self, now: datetime, error: NawbaError) -> StepReport:
        log.warning("dispatch_rests", error=error.code, message=error.message, holder=self._holder)
        self._rest_until = now + timedelta(seconds=self._next_rest())
        return StepReport(leads=False, next_at=self._rest_until, error=error.message)

    def _next_rest(self) -> float:
        self._failures += 1
        return float(min(_FIRST_REST * 2 ** (self._failures - 1), _LONGEST_REST))

    def _step_safely(self) -> datetime:
        """The time of the next step. A defect costs a rest and a fresh board, not the thread."""
        try:
            return self.step().next_at
        except Exception:
            log.exception("dispatch_failed", holder=self._holder)
            self._engine = None
            self._rest_until = self._store.clock() + timedelta(seconds=self._next_rest())
            return self._rest_until


def _explain(decision: Decision, offer: str | None) -> None:
    log.debug(
        "offer_made" if offer is not None else "offer_not_possible",
        offer=offer,
        contact=decision.contact,
        adviser=decision.adviser,
        queue=decision.queue,
        pool=decision.pool,
        reason=decision.why.reason,
        waited_seconds=round(decision.why.waited_seconds, 1),
        candidates=[candidate.pool for candidate in decision.why.candidates],
        rivals=[tuple(rival) for rival in decision.why.rivals],
        mode=decision.why.mode,
    )
