"""A simulated day told to the live engine: it gets the events that the house would have written.

Everything that chance decides comes from the simulator's own numbers, by its own names for them:
who comes when, how patient they are, how long they take, whether they call again or go on to
another queue. Who is there follows the scenario's shifts and outages. What is decided is the live
engine's alone, and every offer is accepted at once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

import numpy as np

from nawba.dispatch.engine import Engine
from nawba.dispatch.kernel import listed, policy_named
from nawba.dispatch.plan import Plan
from nawba.dispatch.policy import Decision
from nawba.dispatch.recording import Came, Presence, Recording
from nawba.dispatch.replay import Replay
from nawba.domain import events as ev
from nawba.domain.board import Board
from nawba.planning.simulation.draws import (
    ARRIVAL,
    DELAY,
    HANDLING,
    PATIENCE,
    REDIAL,
    TRANSFER,
    key_of,
    unit,
)
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.simulate import luck, rules_of
from virtual_time import START


@dataclass
class Contact:
    """``leg`` counts how often it has asked; ``since`` is the age that it brings to the line,
    ``asked`` when it began to wait, ``taken`` when somebody took it."""

    key: np.uint64
    id: str
    queue: str
    since: float
    asked: float
    leg: int = 0
    sender: str | None = None
    adviser: str | None = None
    taken: float = 0.0


class Choice(NamedTuple):
    """A decision as every driver can name it: who takes which contact, at which of its askings."""

    at: float
    key: int
    leg: int
    adviser: str
    why: object = None


@dataclass
class Crew:
    """A pool: who is ``here``, who only finishes what they hold, who is ``away``, next first."""

    away: list[str]
    here: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    planned: int = 0
    lost: int = 0


_Event = tuple[float, int, str, object]


class LiveDay:
    """``made`` are the decisions, ``recording`` the day, ``seen`` what it brought, by kind."""

    def __init__(self, house: Recording, plan: Plan, scenario: Scenario, day: int) -> None:
        self.recording, self.scenario = replace(house, happened=[]), scenario
        self.key, self.factor = luck(scenario, 1, day)
        policy, dwell = policy_named(str(scenario.policy)), scenario.dwell
        self.engine = Engine(house.centre(), Board(), policy=policy, refusal_dwell_seconds=dwell)
        self.engine._floor.desk.rules = listed(rules_of(scenario))  # rates: live they are learned
        self.demand = {one.id: one for one in scenario.demands}
        self.crews = {pool.id: Crew(list(pool.advisers)) for pool in plan.pools.pools}
        self.held: dict[str, list[Contact]] = {
            one: [] for pool in plan.pools.pools for one in pool.advisers
        }
        self.since = dict.fromkeys(self.held, 0.0)
        self.contacts: dict[str, Contact] = {}
        self.made: list[Choice] = []
        self.seen: Counter[str] = Counter()
        self.at, self._numbers, self._order = 0.0, count(1), count()
        self._todo: list[_Event] = []
        for one in self._arrivals():
            self._later(one.asked, "asks", one)
        for at, pool, staff, lost, how in self._staffing():
            self._later(at, "staff", (pool, staff, lost, how))

    def run(self) -> list[Choice]:
        """A step whenever something happens, is due, or a second has passed, as the runner does."""
        second = count()
        tick = next(second)
        while self._todo:
            due = self.engine.next_wake(self._moment())
            wake = (due - START).total_seconds() if due is not None else math.inf
            self.at = min(self._todo[0][0], wake, tick)
            if self.at == tick:
                self.engine.switch(self._moment())
                tick = next(second)
            while self._todo and self._todo[0][0] == self.at:
                _, _, what, one = heappop(self._todo)
                getattr(self, f"_{what}")(one)
            while decisions := self.engine.decide(self._moment()):
                for decision in decisions:
                    self._begin(decision)
        return self.made

    def replayed(self) -> list[Choice]:
        """What replay makes of the day that was seen."""
        self.recording.happened.sort(key=lambda one: one.at)
        run = Replay(self.recording, policy_named(str(self.scenario.policy)))
        run.desk.rules = listed(rules_of(self.scenario))
        found = run.run().decisions
        names = (one.wait[1].split(".") for one in found)
        return [
            Choice(one.at, int(key), int(leg), one.seat[2], one)
            for one, (key, leg) in zip(found, names, strict=True)
        ]

    # -- what happens ----------------------------------------------------------------------

    def _asks(self, one: Contact) -> None:
        self.contacts[one.id] = one
        self.seen["again"] += one.leg > 0
        self._tell(ev.ContactOpened(one.id, "waha", "chat", "fr", "assistant", "u"))
        self._queue(one, "asked")

    def _queue(self, one: Contact, reason: str) -> None:
        self.seen[reason] += 1
        one.adviser, one.asked = None, self.at
        since = START + timedelta(seconds=one.since)
        self._tell(ev.ContactQueued(one.id, one.queue, reason, since))
        patience = self._drawn(one, self.demand[one.queue].patience.a, PATIENCE)
        self._later(self.at + patience, "leaves", (one, one.leg))

    def _leaves(self, what: tuple[Contact, int]) -> None:
        one, leg = what
        if one.adviser is not None or one.leg != leg or one.id not in self.contacts:
            return
        self._close(one)
        self._record(one, 0.0, self.at - one.asked)
        demand = self.demand[one.queue]
        if self.at < self.scenario.horizon and unit(one.key, REDIAL, leg) < demand.redials:
            again = self.at + self._drawn(one, demand.redial_after.a, DELAY)
            another = Contact(one.key, f"{one.id}r", one.queue, again, again, leg + 1)
            self._later(again, "asks", another)

    def _ends(self, what: tuple[Contact, str, int]) -> None:
        one, adviser, leg = what
        if one.adviser != adviser or one.leg != leg:
            return
        self._record(one, self.at - one.taken, None)
        self._put_down(one)
        demand = self.demand[one.queue]
        if unit(one.key, TRANSFER, leg) < demand.transfers:
            self._tell(self._hand_ended(one, adviser, "transferred"))
            one.queue, one.leg, one.sender = str(demand.transfer_to), leg + 1, adviser
            self._queue(one, "transferred")
        else:
            self._tell(self._hand_ended(one, adviser, "ended"))
            self._close(one)
        self._go_if_done(adviser)

    def _begin(self, decision: Decision) -> None:
        one, adviser = self.contacts[decision.contact], decision.adviser
        self.made.append(Choice(self.at, int(one.key), one.leg, adviser, decision))
        self.seen["overload"] += decision.why.mode > 0
        self.seen["together"] += decision.why.together
        one.adviser, one.taken, self.since[adviser] = adviser, self.at, self.at
        self.held[adviser].append(one)
        offer = f"o-{one.id}-{one.leg}"
        self._tell(ev.OfferMade(one.id, offer, adviser, 1, self._moment()))
        self._tell(ev.OfferEnded(one.id, offer, adviser, "accepted"))
        self._tell(ev.HandStarted(one.id, f"h-{offer}", "adviser", adviser, True))
        takes = self._drawn(one, self.demand[one.queue].handling.a, HANDLING)
        self._later(self.at + takes, "ends", (one, adviser, one.leg))

    # -- who is there ----------------------------------------------------------------------

    def _staff(self, what: tuple[str, int | None, int, str]) -> None:
        """As many of a pool are here as are planned and not lost."""
        pool, staff, lost, contacts = what
        crew = self.crews[pool]
        crew.planned = crew.planned if staff is None else staff
        crew.lost += lost
        wanted = max(0, crew.planned - crew.lost)
        while len(crew.here) < wanted:
            one = min(crew.leaving) if crew.leaving else crew.away.pop(0)
            crew.leaving = [other for other in crew.leaving if other != one]
            crew.here.append(one)
            self._present(one, True)
        while len(crew.here) > wanted:
            one = min(crew.here, key=self._may_go)
            crew.here.remove(one)
            crew.leaving.append(one)
            self._present(one, False)
            for contact in list(self.held[one]) if contacts == "return" else ():
                self._cut(contact, one)
            self._go_if_done(one)

    def _may_go(self, adviser: str) -> tuple[int, float, str]:
        """The least loaded go first; of the idle, the longest idle."""
        load = len(self.held[adviser])
        return load, 0.0 if load else self.since[adviser], adviser

    def _cut(self, one: Contact, adviser: str) -> None:
        """It goes back to its queue and keeps its age."""
        self._record(one, self.at - one.taken, None)
        self._put_down(one)
        self._tell(self._hand_ended(one, adviser, "adviser_lost"))
        one.leg += 1
        self._queue(one, "adviser_lost")

    def _go_if_done(self, adviser: str) -> None:
        for crew in self.crews.values():
            if adviser in crew.leaving and not self.held[adviser]:
                crew.leaving.remove(adviser)
                crew.away.insert(0, adviser)

    def _present(self, adviser: str, is_here: bool) -> None:
        self.since[adviser] = self.at
        self.recording.happened.append(Presence(self.at, adviser, is_here))
        self._tell(ev.PresenceChanged(adviser, "available" if is_here else "paused"))

    def _put_down(self, one: Contact) -> None:
        self.since[str(one.adviser)] = self.at
        self.held[str(one.adviser)].remove(one)
        one.adviser = None

    # -- the day that was drawn ------------------------------------------------------------

    def _arrivals(self) -> Iterator[Contact]:
        queues = [one.id for one in self.scenario.demands]
        streams = np.random.SeedSequence(self.key).generate_state(len(queues), np.uint64)
        for name, stream in zip(queues, streams, strict=True):
            rate, due = self.demand[name].rates[0] * self.factor, 0.0
            for number in count():
                key = np.uint64(key_of(stream, number))
                due -= math.log(unit(key, ARRIVAL, 0))
                at = due / rate
                if at >= self.scenario.horizon:
                    break
                yield Contact(key, f"{name}-{number}", name, at, at)

    def _staffing(self) -> Iterator[tuple[float, str, int | None, int, str]]:
        """Shifts first, then outages, as the simulator has them."""
        for one in self.scenario.supplies:
            before = -1
            for number, here in enumerate(one.staff):
                if here != before:
                    yield number * self.scenario.interval, one.id, here, 0, "finish"
                before = here
        for outage in self.scenario.outages:
            for pool in outage.pools:
                lost = outage.lost if outage.lost is not None else len(self.crews[pool].away)
                yield outage.start, pool, None, lost, outage.contacts
                yield outage.end, pool, None, -lost, "finish"

    def _drawn(self, one: Contact, mean: float, purpose: int) -> float:
        """All times of these days are exponential."""
        return -mean * math.log(unit(one.key, purpose, one.leg))

    # -- what is told ----------------------------------------------------------------------

    def _later(self, at: float, what: str, one: object) -> None:
        heappush(self._todo, (at, next(self._order), what, one))

    def _moment(self) -> datetime:
        return START + timedelta(seconds=self.at)

    def _tell(self, event: ev.Event) -> None:
        self.engine.apply(ev.Recorded("main", next(self._numbers), self._moment(), "test", event))

    def _hand_ended(self, one: Contact, adviser: str, reason: str) -> ev.Event:
        return ev.HandEnded(one.id, f"h-o-{one.id}-{one.leg}", "adviser", adviser, True, reason)

    def _close(self, one: Contact) -> None:
        del self.contacts[one.id]
        self._tell(ev.ContactClosed(one.id, "customer_left"))

    def _record(self, one: Contact, handling: float, patience: float | None) -> None:
        id = f"{one.key}.{one.leg}"
        self.recording.happened.append(Came(one.asked, id, one.queue, "chat", handling, patience))
