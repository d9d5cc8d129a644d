"""Any verbs in any order, with any waiting in between: the tables and the stream always agree.

Hypothesis writes the stories. After each step nothing violates rule 4, and the board folded event
by event is the board read from the tables. What a verb refuses must be one of the errors of the
house, never a broken constraint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from house import AMINA, BILAL, OFFER_SECONDS, SALMA, House, hand_over, small_centre
from nawba.actions import contacts, hands, offers, presence, repair, turns, upkeep
from nawba.domain.board import Board
from nawba.domain.errors import NawbaError
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT, DISPATCHER, WATCHDOG, Actor, CustomerDetails
from nawba.store import Store, events_after, snapshot
from nawba.store.doctor import find_violations
from virtual_time import VirtualClock

ADVISERS = st.sampled_from((AMINA, BILAL))
SPEAKERS = st.sampled_from((AMINA, BILAL, SALMA, None))
QUEUES = st.sampled_from(("waha-fr", "waha-billing"))
SECONDS = st.sampled_from((1, 7, 19, 20, 31, 61, 125, 301))


class Stories(RuleBasedStateMachine):
    """One small centre: two advisers with two places each, a supervisor, customers."""

    new_store: Callable[[VirtualClock], Store]

    opened = Bundle("opened")
    offered = Bundle("offered")

    @initialize()
    def begin(self) -> None:
        clock = VirtualClock()
        self.house = House(self.new_store(clock), clock, small_centre())
        self.store = self.house.store
        self.board = Board()

    @contextmanager
    def trying(self) -> Iterator[None]:
        """What the house refuses on purpose is part of the story."""
        with suppress(NawbaError):
            yield

    # -- customers and the assistant --------------------------------------------------------

    @rule(target=opened, draw=st.sampled_from((0.0, 0.99)))
    def open(self, draw: float) -> str:
        return self.house.opened(draw=draw).contact

    @rule(contact=opened, who=SPEAKERS)
    def say(self, contact: str, who: Actor | None) -> None:
        with self.trying():
            self.house.say(contact, who)

    @rule(contact=opened, solved=st.booleans())
    def answer(self, contact: str, solved: bool) -> None:
        due = self.house.row(contact).turn_due or "opening"
        outcome = Outcome((Draft("answer"),), solved=solved)
        turns.take_turn(self.store, ASSISTANT, contact, due, outcome)

    @rule(contact=opened, queue=QUEUES)
    def hand_over(self, contact: str, queue: str) -> None:
        due = self.house.row(contact).turn_due or "opening"
        turns.take_turn(self.store, ASSISTANT, contact, due, hand_over(queue))

    @rule(contact=opened)
    def tell_name(self, contact: str) -> None:
        customer = self.house.customer_of(contact)
        with self.trying():
            contacts.set_details(self.store, customer, contact, CustomerDetails(name="N"))
        contacts.rate(self.store, customer, contact, solved=True, rating=3)
        contacts.seen(self.store, customer, contact)

    @rule(contact=opened)
    def leave_for_good(self, contact: str) -> None:
        customer = self.house.customer_of(contact)
        hands.end(self.store, customer, self.house.centre, contact, "customer_left")

    # -- dispatch and advisers --------------------------------------------------------------

    @rule(adviser=ADVISERS, state=st.sampled_from(("available", "available", "paused", "offline")))
    def be(self, adviser: Actor, state: str) -> None:
        with self.trying():
            presence.set_presence(self.store, adviser, adviser.id, state)

    @rule(adviser=ADVISERS)
    def beat(self, adviser: Actor) -> None:
        presence.heartbeat(self.store, adviser, adviser.id)

    @rule(target=offered, pairs=st.lists(st.tuples(opened, ADVISERS), min_size=1, max_size=3))
    def offer(self, pairs: list[tuple[str, Actor]]) -> Any:
        with self.trying():
            return multiple(*self.house.offers(*pairs))
        return multiple()

    @rule(holder=st.sampled_from(("one", "two")))
    def lease(self, holder: str) -> None:
        before = self.house.holder
        with self.trying():
            self.house.lease(holder)
            before = holder
        self.house.holder = before

    @rule(offer=offered, epoch=st.sampled_from((0, 0, 0, 1)))
    def accept(self, offer: Any, epoch: int) -> None:
        adviser = Actor("adviser", offer.adviser)
        with self.trying():
            offers.accept(self.store, adviser, offer.id, offer.epoch + epoch, "Hello")

    @rule(offer=consumes(offered))
    def refuse(self, offer: Any) -> None:
        with self.trying():
            offers.refuse(self.store, Actor("adviser", offer.adviser), offer.id, offer.epoch)

    @rule(contact=opened, who=ADVISERS)
    def held(self, contact: str, who: Actor) -> None:
        """The usual way at once, so that stories reach what comes after it."""
        self.hand_over(contact, "waha-fr")
        presence.set_presence(self.store, who, who.id, "available")
        with self.trying():
            for offer in self.house.offers((contact, who)):
                self.house.accepted(offer)

    @rule(contact=opened, who=st.sampled_from((AMINA, SALMA)), queue=QUEUES)
    def transfer(self, contact: str, who: Actor, queue: str) -> None:
        with self.trying():
            hands.transfer(
                self.store, who, self.house.centre, contact, queue=queue, note="n", notice="m"
            )

    @rule(contact=opened, who=st.sampled_from((AMINA, SALMA)), to=ADVISERS)
    def transfer_to(self, contact: str, who: Actor, to: Actor) -> None:
        with self.trying():
            hands.transfer(self.store, who, self.house.centre, contact, adviser=to.id)

    @rule(contact=opened, who=st.sampled_from((AMINA, BILAL, SALMA)))
    def end(self, contact: str, who: Actor) -> None:
        with self.trying():
            hands.end(self.store, who, self.house.centre, contact, "adviser_ended")

    @rule(contact=opened, who=st.sampled_from((AMINA, BILAL, SALMA)))
    def wrap_up(self, contact: str, who: Actor) -> None:
        with self.trying():
            hands.wrap_up(self.store, who, self.house.centre, contact, code="solved")

    # -- supervisors and the clock ----------------------------------------------------------

    @rule(
        contact=opened,
        verb=st.sampled_from((hands.join, hands.leave, hands.take_over, hands.watch)),
    )
    def supervise(self, contact: str, verb: Callable[..., None]) -> None:
        with self.trying():
            verb(self.store, SALMA, contact)

    @rule(contact=opened)
    def requeue(self, contact: str) -> None:
        with self.trying():
            hands.requeue(self.store, SALMA, contact, "adviser_ill")

    @rule(seconds=SECONDS)
    def wait(self, seconds: int) -> None:
        self.house.clock.advance(seconds)

    @rule(seconds=SECONDS)
    def tend(self, seconds: int) -> None:
        self.house.clock.advance(seconds)
        upkeep.run_upkeep(self.store, WATCHDOG, self.house.centre)

    @rule()
    def expire(self) -> None:
        self.house.clock.advance(OFFER_SECONDS)
        offers.expire_offers(self.store, DISPATCHER)

    @rule()
    def start_again(self) -> None:
        repair.repair(self.store, WATCHDOG)

    # -- what must hold after each of them --------------------------------------------------

    @invariant()
    def all_agrees(self) -> None:
        with self.store.read() as connection:
            assert find_violations(connection) == []
            for recorded in events_after(connection, self.board.cursor):
                self.board.apply(recorded)
            assert self.board == snapshot(connection)

    @invariant()
    def nobody_has_more_than_they_can_take(self) -> None:
        assert all(self.board.load(adviser.id) <= 2 for adviser in (AMINA, BILAL))

    @invariant()
    def nobody_waits_longer_than_they_are_here(self) -> None:
        for line in self.board.contacts.values():
            if line.state == "waiting":
                assert line.waiting_since is not None
                assert line.opened_at <= line.waiting_since <= self.house.clock()


@pytest.mark.parametrize("steps", [40])
def test_any_order_of_verbs_keeps_the_house_in_order(sqlite_shared: Any, steps: int) -> None:
    class Here(Stories):
        new_store = staticmethod(sqlite_shared.store)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=8,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
