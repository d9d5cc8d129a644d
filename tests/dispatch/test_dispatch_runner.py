"""The dispatcher on a real store, in virtual time: from offer to offer, from holder to holder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from house import AMINA, BILAL, SALMA, House
from nawba.actions import hands, offers, presence
from nawba.actions.policies import choose_policy
from nawba.actions.setup import configure
from nawba.dispatch.runner import Dispatcher, StepReport
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotPermitted
from nawba.domain.words import ADMINISTRATOR, Actor, Offer, Target
from nawba.store import snapshot

NewDispatcher = Callable[..., Dispatcher]


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


@pytest.fixture
def dispatcher(house: House) -> Dispatcher:
    return new_dispatcher(house, "first")


def new_dispatcher(house: House, holder: str, **options: Any) -> Dispatcher:
    options = {"offer_seconds": 20.0, "refusal_dwell_seconds": 60.0, **options}
    return Dispatcher(house.store, lambda: house.centre, holder=holder, **options)


def only(report: StepReport) -> Offer:
    (offer,) = report.offers
    return offer


def after(house: House, seconds: float, *stepping: Dispatcher) -> None:
    """Time passes, every page shows that it is there, and dispatchers at work keep their lease."""
    for _ in range(int(seconds)):
        house.clock.advance(1)
        for who in house.centre.adviser:
            presence.heartbeat(house.store, Actor("adviser", who), who)
        for dispatcher in stepping:
            dispatcher.step()


def test_a_waiting_contact_is_offered_to_who_is_available(
    house: House, dispatcher: Dispatcher
) -> None:
    contact = house.waiting()
    assert dispatcher.step().offers == ()
    house.available(AMINA)
    report = dispatcher.step()
    offer = only(report)
    assert (offer.contact, offer.adviser, report.leads, report.epoch) == (contact, "amina", True, 1)
    assert house.accepted(offer) == contact
    assert dispatcher.step().offers == ()
    assert house.lead(contact) == ("adviser", "amina")


def test_refused_it_goes_to_another(house: House, dispatcher: Dispatcher) -> None:
    house.available(AMINA)
    contact = house.waiting()
    since = house.line(contact).waiting_since
    first = only(dispatcher.step())
    offers.refuse(house.store, AMINA, first.id, first.epoch)
    assert dispatcher.step().offers == ()  # Amina alone is there, and has just refused
    house.available(BILAL)
    assert only(dispatcher.step()).adviser == "bilal"
    assert house.line(contact).waiting_since == since


def test_expired_it_pauses_the_adviser_and_goes_on_with_its_age(
    house: House, dispatcher: Dispatcher
) -> None:
    house.available(AMINA)
    contact = house.waiting()
    since = house.line(contact).waiting_since
    first = only(dispatcher.step())
    house.available(BILAL)
    after(house, 19, dispatcher)
    after(house, 1)
    again = only(dispatcher.step())
    assert (again.contact, again.adviser) == (contact, "bilal")
    (away,) = house.rows("presence", adviser="amina")
    assert (away.state, away.reason) == ("paused", "missed_offer")
    assert house.line(contact).waiting_since == since
    assert house.events(ev.OfferEnded) == [ev.OfferEnded(contact, first.id, "amina", "expired")]


def test_an_adviser_lost_gives_their_contact_to_another(
    house: House, dispatcher: Dispatcher
) -> None:
    house.available(AMINA)
    contact = house.waiting()
    since = house.line(contact).waiting_since
    house.accepted(only(dispatcher.step()))
    house.available(BILAL)
    house.clock.advance(31)
    presence.heartbeat(house.store, BILAL, "bilal")
    report = dispatcher.step()
    assert (only(report).contact, only(report).adviser, report.upkeep) == (contact, "bilal", 1)
    assert house.line(contact).waiting_since == since


def test_an_adviser_with_two_places_takes_two(house: House, dispatcher: Dispatcher) -> None:
    house.available(AMINA)
    contacts = {house.waiting() for _ in range(3)}
    taken = [house.accepted(only(dispatcher.step())) for _ in range(2)]
    assert dispatcher.step().offers == ()
    hands.end(house.store, AMINA, house.centre, taken[0], "adviser_ended")
    assert dispatcher.step().offers == ()  # wrapping up still takes the place
    hands.wrap_up(house.store, AMINA, house.centre, taken[0], code="solved")
    assert {only(dispatcher.step()).contact} == contacts - set(taken)


def test_a_closed_queue_is_offered_once_it_opens(house: House, dispatcher: Dispatcher) -> None:
    house.clock.advance(-2 * 3600)  # seven in the morning in UTC, eight in Tunis
    house.clock.advance(-60)
    house.available(AMINA)
    contact = house.waiting("sahla-fr")
    report = dispatcher.step()
    assert report.offers == ()
    after(house, 60)
    assert only(dispatcher.step()).contact == contact


def test_one_leads_and_the_other_follows_when_it_stops(house: House) -> None:
    first, second = new_dispatcher(house, "first"), new_dispatcher(house, "second")
    house.available(AMINA, BILAL)
    house.waiting()
    stale = only(first.step())
    assert not second.step().leads
    after(house, 14)
    assert not second.step().leads
    after(house, 2)
    report = second.step()
    assert (report.leads, report.epoch) == (True, 2)
    assert only(report).contact == stale.contact
    with pytest.raises(Conflict):
        house.accepted(stale)
    assert not first.step().leads
    assert [one.holder for one in house.events(ev.LeaseTaken)] == ["first", "second"]


def test_a_holder_at_work_keeps_its_lease(house: House) -> None:
    first, second = new_dispatcher(house, "first"), new_dispatcher(house, "second")
    for _ in range(60):
        assert first.step().epoch == 1
        assert not second.step().leads
        house.clock.advance(1)


def test_it_notices_that_the_lease_is_lost_and_begins_afresh(house: House) -> None:
    first = new_dispatcher(house, "first")
    house.available(AMINA)
    first.step()
    house.clock.advance(16)
    presence.heartbeat(house.store, AMINA, "amina")
    house.lease("intruder", seconds=5)
    contact = house.waiting()
    report = first.step()
    assert (report.leads, report.offers) == (False, ())
    assert "intruder" in str(report.error)
    house.clock.advance(5)
    report = first.step()
    assert (report.epoch, only(report).contact) == (3, contact)


def test_standing_by_writes_nothing(house: House) -> None:
    house.lease("first")
    second = new_dispatcher(house, "second")
    written: list[Any] = []
    house.store.listen(written.append)
    assert second.step() == StepReport(False, house.clock() + timedelta(seconds=1))
    assert written == []


def test_a_second_holder_remembers_a_refusal_made_to_the_first(house: House) -> None:
    first, second = new_dispatcher(house, "first"), new_dispatcher(house, "second")
    house.available(AMINA)
    house.waiting()
    offer = only(first.step())
    offers.refuse(house.store, AMINA, offer.id, offer.epoch)
    after(house, 16)
    report = second.step()
    assert (report.leads, report.offers) == (True, ())
    after(house, 44)
    assert only(second.step()).adviser == "amina"


def test_what_was_left_stuck_waits_again_when_a_holder_begins(house: House) -> None:
    contact = house.held(AMINA)
    house.raw("UPDATE presence SET state = 'offline'")
    house.available(BILAL)
    house.clock.advance(16)
    presence.heartbeat(house.store, BILAL, "bilal")
    offer = only(new_dispatcher(house, "first").step())
    assert (offer.contact, offer.adviser) == (contact, "bilal")


def test_a_defect_of_upkeep_does_not_stop_the_offers(house: House, dispatcher: Dispatcher) -> None:
    house.wrapping_up(BILAL)
    house.raw("UPDATE contacts SET wrap_up_due_at = NULL")  # what no verb ever writes
    house.clock.advance(16)
    house.available(AMINA)
    contact = house.waiting()
    assert only(dispatcher.step()).contact == contact


def test_the_tables_know_better_than_the_board(house: House, dispatcher: Dispatcher) -> None:
    """Two places by the centre, none by the tables: it does not ring there, and does not insist."""
    house.available(AMINA)
    shut = [replace(one, capacity={"chat": 0}) for one in house.centre.advisers]
    configure(house.store, ADMINISTRATOR, replace(house.centre, advisers=tuple(shut)))
    house.waiting()
    assert len(dispatcher.step().decisions) == 1
    report = dispatcher.step()
    assert (report.decisions, report.offers) == ((), ())
    configure(house.store, ADMINISTRATOR, house.centre)
    house.clock.advance(5)
    assert only(dispatcher.step()).adviser == "amina"


def test_a_busy_database_is_tried_again_later_and_later(
    house: House, dispatcher: Dispatcher
) -> None:
    house.available(AMINA)
    contact = house.waiting()
    dispatcher.step()
    house.raw("ALTER TABLE offers RENAME TO offers_away")
    house.clock.advance(1)
    rests = []
    for _ in range(7):
        report = dispatcher.step()
        assert not report.leads
        assert dispatcher.step().error is None  # resting: not even tried
        rests.append((report.next_at - house.clock()).total_seconds())
        house.clock.now = report.next_at
    assert rests == [0.25, 0.5, 1, 2, 4, 5, 5]
    house.raw("ALTER TABLE offers_away RENAME TO offers")
    assert dispatcher.step().leads
    assert house.line(contact).offer is not None


def test_upkeep_is_done_at_most_once_a_second(house: House, dispatcher: Dispatcher) -> None:
    house.available(AMINA)
    house.waiting()
    offer = only(dispatcher.step())
    house.clock.advance(0.5)
    after(house, 19, dispatcher)
    report = dispatcher.step()
    assert (report.upkeep, report.next_at) == (0, offer.expires_at)
    house.clock.advance(0.5)
    report = dispatcher.step()
    assert (report.upkeep, report.next_at - house.clock()) == (0, timedelta(seconds=0.5))
    house.clock.advance(0.5)
    assert dispatcher.step().upkeep == 1


def test_a_changed_centre_is_taken_up_at_the_next_step(
    house: House, dispatcher: Dispatcher
) -> None:
    house.available(AMINA)
    house.waiting()
    full = house.centre
    house.centre = replace(full, advisers=())
    assert dispatcher.step().offers == ()
    house.centre = full
    assert only(dispatcher.step()).adviser == "amina"


def test_the_thread_offers_when_woken_and_gives_the_lease_back(house: House) -> None:
    """Real threads, no sleeping: the commit itself wakes the dispatcher."""
    stop, wake, offered = threading.Event(), threading.Event(), threading.Event()
    first = new_dispatcher(house, "first")
    house.available(AMINA)

    def watch(batch: Any) -> None:
        if any(isinstance(one.event, ev.OfferMade) for one in batch):
            offered.set()

    house.store.listen(watch)
    thread = threading.Thread(target=first.run, args=(stop, wake))
    thread.start()
    house.waiting()
    assert offered.wait(timeout=10)
    stop.set()
    wake.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert new_dispatcher(house, "second").step().epoch == 2


def test_a_defect_does_not_end_the_thread(house: House) -> None:
    stop, wake, offered = threading.Event(), threading.Event(), threading.Event()
    centres = iter([ValueError("a defect"), house.centre])

    def centre() -> Any:
        found = next(centres, house.centre)
        if isinstance(found, ValueError):
            house.clock.advance(1)  # time goes on while the dispatcher rests
            raise found
        return found

    def watch(batch: Any) -> None:
        if any(isinstance(one.event, ev.OfferMade) for one in batch):
            offered.set()

    house.available(AMINA)
    house.waiting()
    house.store.listen(watch)
    dispatcher = Dispatcher(house.store, centre, holder="first")
    thread = threading.Thread(target=dispatcher.run, args=(stop, wake))
    thread.start()
    while not offered.wait(timeout=0.05):
        house.clock.advance(1)
        wake.set()
    stop.set()
    wake.set()
    thread.join(timeout=10)
    assert not thread.is_alive()


def test_overload_begins_and_ends_with_an_event(house: House) -> None:
    dispatcher = new_dispatcher(house, "first", policy="ratio_then_salvage")
    contact = house.waiting()
    target = house.centre.queue["waha-fr"].target.seconds
    after(house, target, dispatcher)
    assert house.events(ev.DispatchModeChanged) == []
    after(house, target + 2, dispatcher)
    house.available(AMINA)
    assert only(dispatcher.step()).contact == contact
    after(house, 2, dispatcher)
    assert house.events(ev.DispatchModeChanged) == [
        ev.DispatchModeChanged("ratio_then_salvage", 0, 1),
        ev.DispatchModeChanged("ratio_then_salvage", 1, 0),
    ]


def test_a_chosen_policy_decides_at_once_here_and_at_who_stands_by(house: House) -> None:
    """The bill has waited longest; French, with its short target, is nearer to be late."""
    targets = {"waha-fr": Target(0.8, 10), "waha-billing": Target(0.8, 100)}
    queues = [replace(one, target=targets.get(one.id, one.target)) for one in house.centre.queues]
    house.centre = replace(house.centre, queues=tuple(queues))
    leader, standby = (new_dispatcher(house, holder) for holder in ("first", "second"))
    bill = house.waiting("waha-billing")
    house.clock.advance(3)
    french = house.waiting()
    house.clock.advance(2)
    assert (leader.step().leads, standby.step().leads) == (True, False)
    choose_policy(house.store, SALMA, "wait_over_target")
    house.available(AMINA)
    assert only(leader.step()).contact == french
    after(house, 16)
    report = standby.step()
    assert (only(report).contact, report.decisions[0].why.reason) == (french, "wait_over_target")
    choose_policy(house.store, SALMA, "longest_wait_first")
    offers.refuse(house.store, AMINA, report.offers[0].id, report.offers[0].epoch)
    assert only(standby.step()).contact == bill


def test_a_choice_begins_in_normal_load_and_overload_outlives_its_leader(house: House) -> None:
    first = new_dispatcher(house, "first", policy="ratio_then_salvage")
    house.waiting()
    after(house, 41, first)
    again = new_dispatcher(house, "second", policy="ratio_then_salvage")
    after(house, 17, again)
    assert len(house.events(ev.DispatchModeChanged)) == 1  # it goes on, and does not begin anew
    choose_policy(house.store, SALMA, "thresholded_sharing", "two sites are out")
    with house.store.read() as connection:
        mode = snapshot(connection).mode("thresholded_sharing")
    assert mode is not None
    assert mode.mode == 0


def test_why_a_policy_was_chosen_is_kept_as_other_words_are(house: House) -> None:
    choose_policy(house.store, SALMA, "queue_ratio", " card 4111 1111 1111 1111\0 in chats ")
    (choice,) = house.rows("policy_choices")
    assert (choice.reason[:5], choice.reason[-8:]) == ("card ", "in chats")
    assert "\0" not in choice.reason
    assert "1111 1111" not in choice.reason


def test_who_sees_a_part_of_the_centre_does_not_choose_for_all_of_it(house: House) -> None:
    choose_policy(house.store, SALMA, "queue_ratio")
    with pytest.raises(NotPermitted, match="whole centre"):
        choose_policy(house.store, replace(SALMA, sites=("casa",)), "longest_wait_first")
    choose_policy(house.store, SALMA, "queue_ratio")
    assert house.events(ev.PolicyChosen) == [ev.PolicyChosen("queue_ratio", None)]
