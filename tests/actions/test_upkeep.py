"""What the house does by the clock, and what it leaves alone when life goes on meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import structlog

from house import AMINA, OFFER_SECONDS, SALMA, House, at_once, hand_over
from nawba.actions import contacts, hands, offers, presence, turns, upkeep
from nawba.domain import events as ev
from nawba.domain.calendars import Calendar, Holiday
from nawba.domain.errors import Conflict, NotPermitted
from nawba.domain.words import ASSISTANT, WATCHDOG


def tend(house: House) -> int:
    return upkeep.run_upkeep(house.store, WATCHDOG, house.centre)


def alive(house: House) -> None:
    presence.heartbeat(house.store, AMINA, "amina")


def test_nothing_due_writes_nothing(house: House) -> None:
    house.held()
    house.waiting()
    house.opened()
    before = len(house.recorded())
    assert tend(house) == 0
    assert len(house.recorded()) == before


@pytest.mark.parametrize("state", ["assistant", "held"])
def test_the_silent_are_warned_once_and_then_closed(house: House, state: str) -> None:
    contact = house.held() if state == "held" else house.opened().contact
    house.raw("UPDATE contacts SET turn_due = NULL")
    house.clock.advance(299)
    alive(house)
    assert tend(house) == 0
    house.clock.advance(1)
    assert (tend(house), tend(house)) == (1, 0)
    (warned,) = house.events(ev.InactivityWarned)
    assert (warned.closes_at - house.clock()).total_seconds() == 120
    house.clock.advance(119)
    alive(house)
    assert tend(house) == 0
    house.clock.advance(1)
    assert tend(house) == 1
    row = house.row(contact)
    assert row.close_reason == "inactive"
    assert row.state == ("wrap_up" if state == "held" else "closed")


def test_two_watchdogs_at_once_do_each_thing_once(house: House) -> None:
    contact, wrapping = house.held(), house.wrapping_up()
    house.clock.advance(300)
    alive(house)
    at_once(*[lambda: tend(house)] * 3)
    assert len(house.events(ev.InactivityWarned, contact=contact)) == 1
    assert len(house.events(ev.ContactWrappedUp, contact=wrapping)) == 1


def test_a_sign_of_life_takes_the_warning_back(house: House) -> None:
    contact = house.held()
    house.clock.advance(300)
    alive(house)
    tend(house)
    house.clock.advance(60)
    house.say(contact)
    house.clock.advance(500)
    alive(house)
    assert tend(house) == 0  # the customer waits for the adviser now
    house.say(contact, AMINA)
    house.clock.advance(299)
    alive(house)
    assert tend(house) == 0


def test_an_adviser_who_goes_on_writing_gives_the_customer_time_again(house: House) -> None:
    contact = house.held()
    house.clock.advance(300)
    alive(house)
    tend(house)
    house.clock.advance(60)
    house.say(contact, AMINA, "take your time")
    house.clock.advance(120)
    alive(house)
    assert tend(house) == 0
    assert house.row(contact).state == "held"


def test_a_supervisor_who_takes_over_takes_the_warning_back(house: House) -> None:
    contact = house.held()
    house.clock.advance(300)
    alive(house)
    tend(house)
    hands.take_over(house.store, SALMA, contact)
    house.clock.advance(121)
    assert tend(house) == 1  # the adviser is lost; the contact is not closed
    assert house.row(contact).state == "held"


def test_an_owed_turn_is_not_a_silent_customer(house: House) -> None:
    house.opened()
    house.clock.advance(10_000)
    assert tend(house) == 0


def test_a_late_wrap_up_is_closed_unspecified(house: House) -> None:
    contact = house.wrapping_up()
    house.clock.advance(59)
    alive(house)
    assert tend(house) == 0
    house.clock.advance(1)
    assert tend(house) == 1
    assert house.row(contact).wrap_up_code == hands.UNSPECIFIED
    assert house.rows("occupancy") == []


def test_a_waiting_customer_who_is_gone_is_abandoned(house: House) -> None:
    contact = house.waiting()
    house.clock.advance(200)
    contacts.seen(house.store, house.customer_of(contact), contact)
    house.clock.advance(299)
    assert tend(house) == 0
    house.clock.advance(1)
    assert tend(house) == 1
    row = house.row(contact)
    assert (row.state, row.outcome, row.close_reason) == ("closed", "abandoned", "abandoned")


def test_nobody_need_sit_and_wait_while_the_queue_is_shut(house: House) -> None:
    contact = house.waiting("sahla-fr")
    house.clock.advance(10 * 3600)  # 19:00 UTC: shut
    assert (tend(house), tend(house)) == (1, 0)  # told so, and left in peace
    house.clock.advance(14 * 3600)  # 09:00 UTC: open again, and still nobody there
    assert tend(house) == 1
    assert house.row(contact).state == "closed"


def test_whoever_waits_when_the_queue_closes_is_told_once(house: House) -> None:
    contact = house.waiting("sahla-fr", language="fr")
    house.clock.advance(8 * 3600)  # 17:00 UTC, 18:00 in Tunis: the last second has passed
    assert (tend(house), tend(house), tend(house)) == (1, 0, 0)
    (told,) = house.events(ev.ClosedHoursTold, contact=contact)
    assert told.opens_at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    notice = house.rows("messages", contact=contact, kind="notice")[-1]
    assert "03/03 08:00" in notice.text  # the queue's own time
    assert house.line(contact).state == "waiting"


def test_on_a_holiday_those_who_wait_are_told_when_the_queue_opens(house: House) -> None:
    contact = house.waiting("sahla-fr", language="fr")
    day = Calendar("tn", "Tunisie", "TN", (Holiday("2026-03-02", "Fête"),))
    closed = [replace(one, calendars=("tn",)) for one in house.centre.queues]
    centre = replace(house.centre, queues=tuple(closed), calendars=(day,))
    assert upkeep.run_upkeep(house.store, WATCHDOG, centre) == 1  # 09:00 UTC on that very day
    (told,) = house.events(ev.ClosedHoursTold, contact=contact)
    assert told.opens_at == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)


def test_who_was_told_at_the_hand_over_is_not_told_again(house: House) -> None:
    house.clock.advance(10 * 3600)
    contact = house.opened("sahla").contact
    opens_at = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    late = replace(hand_over("sahla-fr").hand_over, closed=True, opens_at=opens_at)
    turns.take_turn(
        house.store, ASSISTANT, contact, "opening", replace(hand_over(), hand_over=late)
    )
    assert tend(house) == 0


def test_every_closing_is_told_and_the_opening_promised_is_waited_for(house: House) -> None:
    contact = house.waiting("sahla-fr")
    house.clock.advance(8 * 3600)
    assert tend(house) == 1
    house.clock.advance(14 * 3600 + 299)  # five minutes after the opening, less a second
    assert tend(house) == 0
    contacts.seen(house.store, house.customer_of(contact), contact)
    house.clock.advance(10 * 3600)  # nobody took it all day; the queue has closed again
    assert (tend(house), tend(house)) == (1, 0)
    assert len(house.events(ev.ClosedHoursTold, contact=contact)) == 2


def test_nothing_is_said_of_closing_while_an_adviser_may_still_take_it(house: House) -> None:
    contact = house.waiting("sahla-fr")
    house.clock.advance(8 * 3600)
    house.offered(contact)
    assert tend(house) == 0
    assert house.events(ev.ClosedHoursTold) == []


def test_one_bad_contact_does_not_keep_the_house_from_the_others(house: House) -> None:
    bad, good = house.wrapping_up(AMINA), house.wrapping_up(AMINA)
    house.raw("UPDATE contacts SET wrap_up_due_at = NULL WHERE id = :id", id=bad)
    house.clock.advance(60)
    alive(house)
    with structlog.testing.capture_logs() as logs:
        assert tend(house) == 1
    assert [(one["event"], one["what"]) for one in logs] == [("upkeep_failed", bad)]
    assert house.row(good).state == "closed"
    assert house.row(bad).state == "wrap_up"


def test_offers_expire_and_advisers_get_lost_by_the_same_clock(house: House) -> None:
    offer = house.offered()
    house.clock.advance(OFFER_SECONDS)
    assert tend(house) == 1
    house.clock.advance(11)
    assert tend(house) == 1
    assert house.rows("presence")[0].state == "lost"
    assert house.line(offer.contact).state == "waiting"


def test_abandoning_stops_when_an_adviser_has_it_meanwhile(house: House) -> None:
    offer = house.offered()
    seen = house.row(offer.contact)
    offers.accept(house.store, AMINA, offer.id, offer.epoch)
    with pytest.raises(Conflict):
        hands.end(house.store, WATCHDOG, house.centre, offer.contact, "abandoned", as_of=seen)
    assert house.row(offer.contact).state == "held"


def test_closing_stops_when_the_customer_has_written_meanwhile(house: House) -> None:
    contact = house.held()
    house.clock.advance(300)
    alive(house)
    tend(house)
    seen = house.row(contact)
    house.say(contact)
    with pytest.raises(Conflict):
        hands.end(house.store, WATCHDOG, house.centre, contact, "inactive", as_of=seen)
    assert house.row(contact).state == "held"


def test_a_brand_that_is_gone_stops_nothing_else(house: House) -> None:
    house.wrapping_up()
    house.opened("sahla")
    house.clock.advance(60)
    alive(house)
    alone = replace(house.centre, brands=house.centre.brands[:1])
    assert upkeep.run_upkeep(house.store, WATCHDOG, alone) == 1


def test_only_the_house_keeps_time(house: House) -> None:
    with pytest.raises(NotPermitted):
        upkeep.run_upkeep(house.store, AMINA, house.centre)
