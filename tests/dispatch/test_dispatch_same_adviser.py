"""The same person as last time, for a while: from the customer who comes back to the decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from house import AMINA, BILAL, House
from nawba.actions import erasure, hands, presence
from nawba.dispatch.engine import Engine
from nawba.dispatch.policy import Decision
from nawba.domain.words import ADMINISTRATOR
from nawba.store import events_after, snapshot

PATIENCE = 30
CAME = "the-customer-of-the-first-time"


def spoke_with_amina(house: House) -> str:
    """A customer spoke with Amina; returns what their page keeps of it."""
    first, *others = house.centre.queues
    first = replace(first, same_adviser_seconds=PATIENCE)
    house.centre = replace(house.centre, queues=(first, *others))
    house.available(AMINA, BILAL)
    contact = house.waiting(client_id=CAME)
    house.accepted(house.offered(contact, AMINA))
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    return house.opened(client_id=CAME).again


def comes_back(house: House, again: str) -> str:
    house.clock.advance(3600)
    house.available(AMINA, BILAL)
    return house.waiting(previous=again)


def engine_of(house: House) -> Engine:
    with house.store.read() as connection:
        return Engine(house.centre, snapshot(connection))


def decided(house: House, engine: Engine) -> list[Decision]:
    with house.store.read() as connection:
        for recorded in events_after(connection, engine.board.cursor, limit=100_000):
            engine.apply(recorded)
    return list(engine.decide(house.clock()))


def test_who_comes_back_is_offered_first_to_who_led_last(house: House) -> None:
    engine = engine_of(house)
    contact = comes_back(house, spoke_with_amina(house))
    (decision,) = decided(house, engine_of(house))
    assert (decision.contact, decision.adviser) == (contact, "amina")
    assert decision.why.reason == "same_adviser"
    engine.configure(house.centre)
    assert decided(house, engine) == [decision]  # by following, too
    house.accepted(house.offered(contact, BILAL))
    assert house.line(contact).last_adviser is None


def test_and_waits_for_them_only_so_long(sqlite_house: House) -> None:
    house = sqlite_house
    again = spoke_with_amina(house)
    house.clock.advance(3600)
    house.available(AMINA, BILAL)
    for _ in range(2):
        house.held(AMINA)  # who is at capacity now
    contact = house.waiting(previous=again)
    engine, came = engine_of(house), house.clock()
    assert decided(house, engine) == []
    assert engine.next_wake(came) == came + timedelta(seconds=PATIENCE)
    house.clock.advance(PATIENCE)
    (decision,) = decided(house, engine)
    assert (decision.contact, decision.adviser) == (contact, "bilal")
    assert decision.why.reason == "longest_wait_first"


def away(house: House) -> None:
    presence.set_presence(house.store, AMINA, "amina", "paused", "lunch")


def without_the_skill(house: House) -> None:
    amina, *others = house.centre.advisers
    house.centre = replace(house.centre, advisers=(replace(amina, skills={"ar": 5}), *others))


def switched_off(house: House) -> None:
    first, *others = house.centre.queues
    first = replace(first, same_adviser_seconds=0)
    house.centre = replace(house.centre, queues=(first, *others))


@pytest.mark.parametrize("change", [away, without_the_skill, switched_off])
def test_nobody_waits_for_who_cannot_or_need_not(
    sqlite_house: House, change: Callable[[House], None]
) -> None:
    house = sqlite_house
    comes_back(house, spoke_with_amina(house))
    change(house)
    (decision,) = decided(house, engine_of(house))
    assert decision.why.reason == "longest_wait_first"


def test_of_another_brand_or_after_an_erasure_nobody_is_known(
    house: House,
) -> None:
    again = spoke_with_amina(house)
    assert house.line(comes_back(house, again)).last_adviser == "amina"
    assert house.line(house.waiting("sahla-fr", previous=again)).last_adviser is None
    for nothing in ("never seen", "\0", "\ud800", "0" * 64):
        assert house.line(house.waiting(previous=nothing)).last_adviser is None
    customer = house.row(house.opened(client_id=CAME).contact).customer
    erasure.erase_customers(house.store, ADMINISTRATOR, [customer], files=())
    assert house.line(house.waiting(previous=again)).last_adviser is None


def test_seven_days_are_looked_back_through_contacts_that_needed_nobody(
    sqlite_house: House,
) -> None:
    house = sqlite_house
    again = spoke_with_amina(house)
    house.clock.advance(6 * 86_400)
    answered = house.opened(previous=again)
    assert house.line(house.waiting(previous=answered.again)).last_adviser == "amina"
    house.clock.advance(2 * 86_400)
    assert house.line(house.waiting(previous=answered.again)).last_adviser is None
