"""Dispatch's verbs and the adviser's answer: one live offer, one holder, one epoch."""

from __future__ import annotations

from collections import Counter

import pytest

from house import AMINA, BILAL, CLARA, DRISS, OFFER_SECONDS, SALMA, STRANGER, House, at_once
from nawba.actions import contacts, hands, offers, presence, turns
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT, DISPATCHER, Actor, Offer
from nawba.store.doctor import find_violations


def accept(house: House, offer: Offer, actor: Actor | None = None, epoch: int | None = None) -> str:
    adviser = actor or Actor("adviser", offer.adviser)
    return offers.accept(house.store, adviser, offer.id, offer.epoch if epoch is None else epoch)


def state_of(house: House, offer: Offer) -> str:
    return str(house.rows("offers", id=offer.id)[0].state)


# -- the lease ------------------------------------------------------------------------------


def test_the_first_holder_gets_the_first_epoch_and_renews_it(house: House) -> None:
    first = house.lease("one", 15)
    house.clock.advance(10)
    again = house.lease("one", 15)
    assert (first.epoch, again.epoch) == (1, 1)
    assert (again.until - first.until).total_seconds() == 10
    assert house.events(ev.LeaseTaken) == [ev.LeaseTaken("one", 1)]


def test_nobody_takes_a_lease_that_runs(house: House) -> None:
    house.lease("one", 15)
    with pytest.raises(Conflict, match="one"):
        offers.take_lease(house.store, DISPATCHER, "two", 15)


def test_a_new_holder_has_the_next_epoch_and_withdraws_the_offers_of_the_old(house: House) -> None:
    offer = house.offered()
    house.clock.advance(15)
    lease = house.lease("two")
    assert lease.epoch == offer.epoch + 1
    assert state_of(house, offer) == "withdrawn"
    assert house.rows("occupancy") == []
    assert house.line(offer.contact).state == "waiting"


def test_a_holder_who_slept_past_the_lease_comes_back_under_a_new_epoch(house: House) -> None:
    offer = house.offered()
    house.clock.advance(16)
    assert house.lease("dispatcher-1").epoch == offer.epoch + 1
    assert state_of(house, offer) == "withdrawn"


def test_a_lease_of_another_cell_leaves_these_offers_alone(house: House) -> None:
    offer = house.offered()
    lease = offers.take_lease(house.store, DISPATCHER, "dakar-1", 15, cell="dakar")
    assert (lease.cell, lease.epoch) == ("dakar", 1)
    assert state_of(house, offer) == "live"
    assert house.accepted(offer) == offer.contact


def test_only_the_house_dispatches(house: House) -> None:
    lease = house.lease()
    for actor in (AMINA, SALMA, STRANGER, ASSISTANT):
        with pytest.raises(NotPermitted):
            offers.take_lease(house.store, actor, "x", 15)
        with pytest.raises(NotPermitted):
            offers.make_offers(house.store, actor, lease, [], 20)
        with pytest.raises(NotPermitted):
            offers.expire_offers(house.store, actor)


def test_one_of_many_dispatchers_wins_the_lease(house: House) -> None:
    calls = [
        lambda name=name: offers.take_lease(house.store, DISPATCHER, name, 15)
        for name in ("one", "two", "three", "four")
    ]
    results = at_once(*calls)
    leases = [result for result in results if isinstance(result, offers.Lease)]
    assert len(leases) == 1
    assert all(
        leases[0].holder in str(result) for result in results if isinstance(result, Conflict)
    )


# -- making offers --------------------------------------------------------------------------


def test_a_batch_of_offers_is_made_in_one_step(house: House) -> None:
    waiting = [house.waiting(), house.waiting()]
    house.available(AMINA, BILAL)
    made = house.offers((waiting[0], AMINA), (waiting[1], BILAL))
    assert [offer.contact for offer in made] == waiting
    assert {recorded.at for recorded in house.recorded()[-2:]} == {house.clock()}
    assert [offer.expires_at for offer in made] == [house.clock.advance(OFFER_SECONDS)] * 2


def test_a_lost_lease_makes_no_offers(house: House) -> None:
    contact = house.waiting()
    house.available(AMINA)
    old = house.lease("one")
    house.clock.advance(15)
    with pytest.raises(Conflict):
        house.offers((contact, AMINA), lease=old)
    house.lease("two")
    with pytest.raises(Conflict, match="two"):
        house.offers((contact, AMINA), lease=old)
    assert house.rows("offers") == []


def test_what_is_no_longer_possible_is_left_out_and_the_rest_offered(house: House) -> None:
    waiting, held, assistant = house.waiting(), house.held(BILAL), house.opened().contact
    house.available(AMINA, CLARA)
    presence.set_presence(house.store, CLARA, "clara", "paused")
    made = house.offers(
        (held, AMINA),
        (assistant, AMINA),
        ("c_erased", AMINA),
        (waiting, CLARA),
        (waiting, Actor("adviser", "driss")),
        (waiting, Actor("adviser", "nobody")),
        (waiting, AMINA),
        (waiting, BILAL),
    )
    assert [(offer.contact, offer.adviser) for offer in made] == [(waiting, "amina")]


def test_a_large_batch_fills_every_place_and_no_more(house: House) -> None:
    house.available()
    waiting = [house.waiting() for _ in range(12)]
    places = [AMINA, BILAL, CLARA, DRISS] * 3
    made = house.offers(*zip(waiting, places, strict=True), (waiting[0], AMINA))
    assert [offer.contact for offer in made] == waiting[:8]
    taken = Counter(row.adviser for row in house.rows("occupancy"))
    assert taken == dict.fromkeys(house.centre.adviser, 2)
    assert [event.offer for event in house.events(ev.OfferMade)] == [offer.id for offer in made]
    assert house.offers(*zip(waiting, reversed(places), strict=True)) == []
    with house.store.read() as connection:
        assert find_violations(connection) == []


def test_a_dispatcher_offers_the_contacts_of_its_own_cell(house: House) -> None:
    house.available(AMINA)
    here = house.waiting()
    lease = offers.take_lease(house.store, DISPATCHER, "dakar-1", 15, cell="dakar")
    assert house.offers((here, AMINA), lease=lease) == []
    assert [offer.contact for offer in house.offers((here, AMINA))] == [here]


def test_offers_stop_at_capacity(house: House) -> None:
    house.available(AMINA)
    house.held(AMINA)
    waiting = [house.waiting() for _ in range(3)]
    made = house.offers(*((contact, AMINA) for contact in waiting))
    assert [offer.contact for offer in made] == waiting[:1]
    assert house.offers((waiting[1], AMINA)) == []


def test_a_place_is_free_again_after_each_way_an_offer_ends(house: House) -> None:
    for end in (
        lambda offer: offers.refuse(house.store, AMINA, offer.id, offer.epoch),
        lambda offer: presence.set_presence(house.store, AMINA, "amina", "offline"),
        lambda offer: hands.end(
            house.store,
            house.customer_of(offer.contact),
            house.centre,
            offer.contact,
            "customer_left",
        ),
        lambda offer: hands.take_over(house.store, SALMA, offer.contact),
    ):
        end(house.offered())
        assert house.rows("occupancy", adviser="amina") == []


# -- accepting ------------------------------------------------------------------------------


def test_accepting_passes_the_lead_and_mutes_the_assistant_in_one_step(house: House) -> None:
    offer = house.offered()
    late = house.say(offer.contact, text="are you there?")
    house.clock.advance(7)
    offers.accept(house.store, AMINA, offer.id, offer.epoch, notice="Amina is with you.")
    assert house.lead(offer.contact) == ("adviser", "amina")
    row = house.row(offer.contact)
    assert (row.state, row.turn_due, row.answered_at) == ("held", None, house.clock())
    turn = Outcome((Draft("I am a machine"),))
    assert not turns.take_turn(house.store, ASSISTANT, offer.contact, late, turn)
    kinds = [type(recorded.event) for recorded in house.recorded() if recorded.at == house.clock()]
    assert kinds == [ev.OfferEnded, ev.HandEnded, ev.HandStarted, ev.MessageAdded]


def test_the_place_of_the_offer_becomes_the_place_of_the_hand(house: House) -> None:
    offer = house.offered()
    (before,) = house.rows("occupancy")
    accept(house, offer)
    (after,) = house.rows("occupancy")
    assert (before.offer, before.hand) == (offer.id, None)
    assert (after.slot, after.offer) == (before.slot, None)
    assert house.rows("hands", id=after.hand)[0].party_id == "amina"


def test_accepting_again_is_no_error_and_changes_nothing(house: House) -> None:
    offer = house.offered()
    contact = accept(house, offer)
    before = len(house.recorded())
    assert accept(house, offer) == contact
    assert len(house.recorded()) == before


def test_the_same_adviser_accepting_twice_at_once_has_it_once(house: House) -> None:
    offer = house.offered()
    assert at_once(*[lambda: accept(house, offer)] * 4) == [offer.contact] * 4
    assert len(house.rows("hands", contact=offer.contact, party="adviser")) == 1


def test_two_advisers_at_once_one_has_it_and_the_other_is_told_who(house: House) -> None:
    old = house.offered(adviser=AMINA)
    house.clock.advance(15)
    house.lease("two")
    new = house.offered(old.contact, BILAL)
    lost, won = at_once(lambda: accept(house, old), lambda: accept(house, new))
    assert won == old.contact
    assert isinstance(lost, Conflict)
    assert house.lead(old.contact) == ("adviser", "bilal")
    with pytest.raises(Conflict, match="bilal has this contact"):
        accept(house, old)


def test_nobody_accepts_or_refuses_for_another(house: House) -> None:
    offer = house.offered()
    for actor in (BILAL, SALMA, STRANGER, DISPATCHER):
        with pytest.raises(NotPermitted):
            accept(house, offer, actor)
        with pytest.raises(NotPermitted):
            offers.refuse(house.store, actor, offer.id, offer.epoch)
    assert state_of(house, offer) == "live"


def test_another_epoch_takes_nothing(house: House) -> None:
    offer = house.offered()
    for epoch in (offer.epoch - 1, offer.epoch + 1):
        with pytest.raises(Conflict):
            accept(house, offer, epoch=epoch)
        with pytest.raises(Conflict):
            offers.refuse(house.store, AMINA, offer.id, epoch)
    assert state_of(house, offer) == "live"


def test_an_offer_withdrawn_by_a_new_lease_takes_nothing(house: House) -> None:
    offer = house.offered()
    house.clock.advance(15)
    house.lease("two")
    with pytest.raises(Conflict, match="withdrawn"):
        accept(house, offer)
    assert house.lead(offer.contact) == ("assistant", "assistant")


def test_an_offer_past_its_time_takes_nothing_even_before_it_is_swept(house: House) -> None:
    offer = house.offered()
    house.clock.advance(OFFER_SECONDS)
    with pytest.raises(Conflict, match="run out of time"):
        accept(house, offer)
    assert house.line(offer.contact).state == "waiting"


def test_expiry_and_acceptance_at_once_agree(house: House) -> None:
    offer = house.offered()
    house.clock.advance(OFFER_SECONDS)
    accepted, expired = at_once(
        lambda: accept(house, offer), lambda: offers.expire_offers(house.store, DISPATCHER)
    )
    assert isinstance(accepted, Conflict)
    assert expired == 1
    assert state_of(house, offer) == "expired"


def test_what_is_not_offered_cannot_be_accepted(house: House) -> None:
    for verb in (offers.accept, offers.refuse):
        with pytest.raises(NotFound):
            verb(house.store, AMINA, "o_none", 1)


def test_capacity_holds_when_many_offers_are_made_and_taken_at_once(house: House) -> None:
    waiting = [house.waiting() for _ in range(6)]
    house.available(AMINA)
    lease = house.lease()

    def work(contact: str) -> None:
        for offer in house.offers((contact, AMINA), lease=lease):
            accept(house, offer)

    at_once(*[lambda contact=contact: work(contact) for contact in waiting])
    assert len(house.rows("hands", party="adviser", party_id="amina")) == 2
    assert len(house.rows("occupancy", adviser="amina")) == 2


# -- refusing and expiring ------------------------------------------------------------------


def test_a_refused_contact_keeps_its_age(house: House) -> None:
    offer = house.offered()
    since = house.line(offer.contact).waiting_since
    house.clock.advance(9)
    offers.refuse(house.store, AMINA, offer.id, offer.epoch, "busy")
    line = house.line(offer.contact)
    assert (line.state, line.waiting_since, line.offer) == ("waiting", since, None)
    offers.refuse(house.store, AMINA, offer.id, offer.epoch)
    ended = house.events(ev.OfferEnded)
    assert ended == [ev.OfferEnded(offer.contact, offer.id, "amina", "refused", "busy")]


def test_a_reason_is_a_code_and_never_words(house: House) -> None:
    offer = house.offered()
    for reason in ("", "the customer, Mrs X, shouts", "x" * 65, "é"):
        with pytest.raises(Invalid) as refused:
            offers.refuse(house.store, AMINA, offer.id, offer.epoch, reason)
        assert refused.value.field == "reason"


def test_refusing_what_was_accepted_says_who_has_it(house: House) -> None:
    offer = house.offered()
    accept(house, offer)
    with pytest.raises(Conflict, match="amina has this contact"):
        offers.refuse(house.store, AMINA, offer.id, offer.epoch)


def test_an_expired_offer_pauses_the_empty_chair(house: House) -> None:
    offer = house.offered()
    house.clock.advance(OFFER_SECONDS - 1)
    assert offers.expire_offers(house.store, DISPATCHER) == 0
    house.clock.advance(1)
    assert offers.expire_offers(house.store, DISPATCHER) == 1
    assert offers.expire_offers(house.store, DISPATCHER) == 0
    (row,) = house.rows("presence")
    assert (row.state, row.reason) == ("paused", "missed_offer")
    assert house.line(offer.contact).state == "waiting"


@pytest.mark.parametrize("how", ["refused", "expired", "paused", "offline", "lost"])
def test_a_direct_contact_not_taken_is_for_the_whole_queue(house: House, how: str) -> None:
    contact = house.held(BILAL)
    since = house.line(contact).waiting_since
    house.available(AMINA)
    hands.transfer(house.store, BILAL, house.centre, contact, adviser="amina")
    if how in ("refused", "expired"):
        (offer,) = house.offers((contact, AMINA))
    if how == "refused":
        offers.refuse(house.store, AMINA, offer.id, offer.epoch)
    elif how == "expired":
        house.clock.advance(OFFER_SECONDS)
        offers.expire_offers(house.store, DISPATCHER)
    elif how == "lost":
        house.clock.advance(60)
        presence.heartbeat(house.store, BILAL, "bilal")
        assert presence.lose_silent_advisers(house.store, DISPATCHER, 30) == ["amina"]
    else:
        presence.set_presence(house.store, AMINA, "amina", how)
    line = house.line(contact)
    assert (line.state, line.direct_adviser, line.waiting_since) == ("waiting", None, since)
    assert house.events(ev.ContactQueued)[-1].reason == "direct_adviser_unavailable"


def test_a_question_asked_while_waiting_is_still_owed_an_answer_after_a_refusal(
    house: House,
) -> None:
    contact = house.held(BILAL)
    house.available(AMINA)
    hands.transfer(house.store, BILAL, house.centre, contact, adviser="amina")
    asked = house.say(contact, text="how long?")
    (offer,) = house.offers((contact, AMINA))
    offers.refuse(house.store, AMINA, offer.id, offer.epoch)
    assert house.row(contact).turn_due == asked


def test_a_customer_who_leaves_takes_the_offer_along(house: House) -> None:
    offer = house.offered()
    hands.end(
        house.store, house.customer_of(offer.contact), house.centre, offer.contact, "customer_left"
    )
    assert state_of(house, offer) == "withdrawn"
    with pytest.raises(Conflict):
        accept(house, offer)
    contacts.seen(house.store, house.customer_of(offer.contact), offer.contact)
