"""What should not happen, and does: repeated and late messages, a centre that changes or is empty,
a night that lacks an hour. Nothing is offered twice, nobody is lost, ages stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from house import AMINA, BILAL, House
from nawba.actions import contacts, offers, presence
from nawba.actions.upkeep import Patience
from nawba.dispatch.runner import Dispatcher
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.words import Offer, Opening, Queue
from nawba.store.doctor import find_violations

PATIENT = Patience(86_400, 86_400)


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def dispatcher_of(house: House, policy: str = "longest_wait_first") -> Dispatcher:
    return Dispatcher(
        house.store,
        lambda: house.centre,
        holder="first",
        offer_seconds=20.0,
        patience=PATIENT,
        policy=policy,
    )


def only(dispatcher: Dispatcher) -> Offer:
    (offer,) = dispatcher.step().offers
    return offer


def whole(house: House) -> bool:
    with house.store.read() as connection:
        return find_violations(connection) == []


def test_a_refusal_sent_twice_is_one_and_takes_nothing_from_the_next(house: House) -> None:
    dispatcher = dispatcher_of(house)
    house.available(AMINA)
    contact = house.waiting()
    first = only(dispatcher)
    house.available(BILAL)
    offers.refuse(house.store, AMINA, first.id, first.epoch)
    second = only(dispatcher)
    offers.refuse(house.store, AMINA, first.id, first.epoch)
    assert [one.outcome for one in house.events(ev.OfferEnded)] == ["refused"]
    assert house.accepted(second) == contact
    with pytest.raises(Conflict):
        house.accepted(first)
    assert (house.lead(contact), whole(house)) == (("adviser", "bilal"), True)


def test_who_accepts_too_late_is_told_and_the_next_keeps_the_contact(house: House) -> None:
    dispatcher = dispatcher_of(house)
    house.available(AMINA)
    contact = house.waiting()
    since = house.line(contact).waiting_since
    late = only(dispatcher)
    house.available(BILAL)
    house.clock.advance(10)
    dispatcher.step()
    house.clock.advance(11)
    second = only(dispatcher)
    assert (second.adviser, house.line(contact).waiting_since) == ("bilal", since)
    house.accepted(second)
    with pytest.raises(Conflict):
        house.accepted(late)
    assert (house.lead(contact), whole(house)) == (("adviser", "bilal"), True)


def test_messages_that_come_again_and_out_of_order_are_stored_once(house: House) -> None:
    contact = house.held()
    customer = house.customer_of(contact)
    one, two = house.unique("say"), house.unique("say")
    for client_id, text in ((two, "B"), (one, "A"), (two, "B"), (one, "A")):
        contacts.say(house.store, customer, contact, text, client_id=client_id)
    sent = [row.text for row in house.rows("messages", contact=contact) if row.text in "AB"]
    assert sent == ["B", "A"]


def test_a_queue_and_a_skill_that_go_while_contacts_wait_lose_nobody(house: House) -> None:
    dispatcher, centre = dispatcher_of(house), house.centre
    waits = {name: house.waiting(name) for name in ("waha-billing", "waha-fr")}
    since = {one: house.line(one).waiting_since for one in waits.values()}
    unable = tuple(replace(one, skills={"billing": 2}) for one in centre.advisers)
    queues = tuple(one for one in centre.queues if one.id != "waha-billing")
    house.centre = replace(centre, queues=queues, advisers=unable)
    house.available(AMINA, BILAL)
    assert dispatcher.step().offers == ()  # both wait for French, which nobody speaks any more
    house.clock.advance(5)
    house.centre = replace(centre, queues=queues)
    made = {one.contact: one.queue for one in dispatcher.step().decisions}
    assert made == dict.fromkeys(waits.values(), "waha-fr")
    assert {one: house.line(one).waiting_since for one in waits.values()} == since
    assert whole(house)


def test_overload_with_nobody_there_waits_and_is_served_by_age(house: House) -> None:
    dispatcher, centre = dispatcher_of(house, "ratio_then_salvage"), house.centre
    house.centre = replace(centre, advisers=())
    assert dispatcher.step().decisions == ()  # nobody there, and nobody waits
    waiting = []
    for _ in range(6):
        waiting.append(house.waiting())
        house.clock.advance(10)
    assert dispatcher.step().decisions == ()
    house.centre = centre
    house.clock.advance(1)
    assert dispatcher.step().decisions == ()  # there are advisers, and all are away
    assert [one.since for one in house.events(ev.DispatchModeChanged)] == [1]
    house.available(AMINA, BILAL)
    served = [one.contact for one in dispatcher.step().decisions]
    assert len(served) == 2
    assert set(served) <= set(waiting)
    assert whole(house)


def night(house: House) -> Queue:
    """Open from half past one at night, Lisbon time, to three."""
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    hours = (Opening(every, "01:30", "03:00"),)
    return replace(house.centre.queue["waha-fr"], timezone="Europe/Lisbon", hours=hours)


def test_the_night_that_lacks_an_hour_opens_when_it_has_passed(house: House) -> None:
    """Clocks in Lisbon go from 01:00 to 02:00 at 01:00 UTC: there is no half past one. It comes as
    long after the change as it would have without it (RFC 5545), at 02:30."""
    house.clock.now = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    others = tuple(one for one in house.centre.queues if one.id != "waha-fr")
    house.centre = replace(house.centre, queues=(night(house), *others))
    dispatcher = dispatcher_of(house)
    contact = house.waiting()
    since = house.clock()
    offered = {}
    for minutes in (30, 59, 60, 89, 90):
        house.clock.now = since + timedelta(minutes=minutes)
        house.available(AMINA)
        found = dispatcher.step().decisions
        offered[minutes] = [one.why.waited_seconds for one in found]
        presence.set_presence(house.store, AMINA, "amina", "paused")
    assert offered == {30: [], 59: [], 60: [3600.0], 89: [5340.0], 90: []}
    assert house.line(contact).waiting_since == since
