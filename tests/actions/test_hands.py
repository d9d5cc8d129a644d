"""Moving a contact between hands: transfer, join, take over, end, wrap up, requeue."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, BILAL, CLARA, SALMA, STRANGER, TARIQ, House, at_once, hand_over
from nawba.actions import hands, offers, presence, turns
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted, TooLarge
from nawba.domain.words import ASSISTANT, DISPATCHER, WATCHDOG, Actor


def transfer(house: House, actor: Actor, contact: str, **target: str) -> None:
    hands.transfer(house.store, actor, house.centre, contact, **target)  # type: ignore[arg-type]


def end(house: House, actor: Actor, contact: str, reason: str = "adviser_ended") -> None:
    hands.end(house.store, actor, house.centre, contact, reason)


def wrap_up(house: House, actor: Actor, contact: str, code: str = "solved", **words: str) -> None:
    hands.wrap_up(house.store, actor, house.centre, contact, code=code, **words)


# -- transfer -------------------------------------------------------------------------------


def test_a_transfer_to_a_queue_keeps_the_age_and_frees_the_adviser(house: House) -> None:
    contact = house.held()
    since = house.line(contact).waiting_since
    house.clock.advance(300)
    transfer(house, AMINA, contact, queue="waha-billing", note="checked ID", notice="One moment.")
    line = house.line(contact)
    assert (line.state, line.queue, line.waiting_since) == ("waiting", "waha-billing", since)
    assert house.lead(contact) == ("assistant", "assistant")
    assert house.rows("occupancy") == []
    kinds = [event.kind for event in house.events(ev.MessageAdded, contact=contact)]
    assert kinds[-2:] == ["note", "notice"]


def test_a_transfer_to_an_adviser_waits_for_them_in_the_same_queue(house: House) -> None:
    contact = house.held()
    house.available(BILAL)
    transfer(house, AMINA, contact, adviser="bilal")
    line = house.line(contact)
    assert (line.queue, line.direct_adviser) == ("waha-fr", "bilal")
    house.held(BILAL, contact)
    assert house.line(contact).direct_adviser is None


@pytest.mark.parametrize("state", ["never came", "paused", "offline"])
def test_nobody_waits_for_an_adviser_who_is_not_there(house: House, state: str) -> None:
    contact = house.held()
    if state != "never came":
        house.available(BILAL)
        presence.set_presence(house.store, BILAL, "bilal", state)
    with pytest.raises(Conflict, match="Bilal is") as refused:
        transfer(house, AMINA, contact, adviser="bilal")
    assert refused.value.field == "adviser"
    assert house.lead(contact) == ("adviser", "amina")


def test_a_supervisor_moves_a_waiting_contact_and_withdraws_its_offer(house: House) -> None:
    offer = house.offered()
    transfer(house, SALMA, offer.contact, queue="waha-billing")
    assert house.rows("offers")[0].state == "withdrawn"
    assert house.line(offer.contact).queue == "waha-billing"
    with pytest.raises(Conflict):
        house.accepted(offer)


def test_a_contact_taken_from_the_assistant_is_transferred_to_the_entry_queue(house: House) -> None:
    contact = house.opened().contact
    hands.take_over(house.store, SALMA, contact)
    house.available(BILAL)
    transfer(house, SALMA, contact, adviser="bilal")
    line = house.line(contact)
    assert (line.state, line.queue, line.direct_adviser) == ("waiting", "waha-fr", "bilal")


def test_without_any_entry_queue_a_queue_must_be_chosen(house: House) -> None:
    contact = house.opened().contact
    hands.take_over(house.store, SALMA, contact)
    house.available(BILAL)
    shut = replace(
        house.centre, queues=tuple(replace(queue, entry=False) for queue in house.centre.queues)
    )
    with pytest.raises(Invalid) as refused:
        hands.transfer(house.store, SALMA, shut, contact, adviser="bilal")
    assert refused.value.field == "queue"


@pytest.mark.parametrize(
    ("target", "field"),
    [
        ({}, "queue"),
        ({"queue": "nowhere"}, "queue"),
        ({"adviser": "nobody"}, "adviser"),
        ({"queue": "sahla-fr"}, "queue"),
        ({"adviser": "amina"}, "adviser"),
    ],
)
def test_a_transfer_needs_a_target_that_can_be(
    house: House, target: dict[str, str], field: str
) -> None:
    contact = house.held()
    with pytest.raises(Invalid) as refused:
        transfer(house, AMINA, contact, **target)
    assert refused.value.field == field
    assert house.lead(contact) == ("adviser", "amina")


def test_a_note_too_long_transfers_nothing(house: House) -> None:
    contact = house.held()
    with pytest.raises(TooLarge):
        transfer(house, AMINA, contact, queue="waha-billing", note="x" * 4001)
    assert house.lead(contact) == ("adviser", "amina")


def test_only_the_holder_and_supervisors_transfer(house: House) -> None:
    contact = house.held()
    for actor in (BILAL, STRANGER, house.customer_of(contact), ASSISTANT, DISPATCHER):
        with pytest.raises(NotPermitted):
            transfer(house, actor, contact, queue="waha-billing")


def test_only_what_is_held_or_waiting_is_transferred(house: House) -> None:
    for contact in (house.opened().contact, house.wrapping_up(), house.closed()):
        with pytest.raises(Conflict):
            transfer(house, SALMA, contact, queue="waha-billing")
    with pytest.raises(NotFound):
        transfer(house, SALMA, "c_none", queue="waha-billing")


# -- watch, join, leave, take over ----------------------------------------------------------


def test_watching_is_logged_and_changes_nothing(house: House) -> None:
    contact = house.held()
    hands.watch(house.store, SALMA, contact)
    assert house.events(ev.ContactWatched) == [ev.ContactWatched(contact, "salma")]
    assert house.line(contact).joined == ()
    with pytest.raises(NotFound):
        hands.watch(house.store, SALMA, "c_none")


@pytest.mark.parametrize("verb", [hands.watch, hands.join, hands.take_over])
def test_watch_join_and_take_over_are_for_supervisors(house: House, verb: object) -> None:
    contact = house.held()
    for actor in (AMINA, BILAL, STRANGER, ASSISTANT, DISPATCHER):
        with pytest.raises(NotPermitted):
            verb(house.store, actor, contact)  # type: ignore[operator]


def test_a_supervisor_joins_once_writes_and_leaves(house: House) -> None:
    contact = house.held()
    hands.join(house.store, SALMA, contact, "Salma joined.")
    hands.join(house.store, SALMA, contact, "Salma joined.")
    assert [hand.party_id for hand in house.line(contact).joined] == ["salma"]
    house.say(contact, SALMA, "hello")
    hands.leave(house.store, SALMA, contact)
    assert house.line(contact).joined == ()
    assert house.lead(contact) == ("adviser", "amina")
    with pytest.raises(NotPermitted):
        house.say(contact, SALMA, "still here?")
    with pytest.raises(NotPermitted):
        hands.leave(house.store, SALMA, contact)


def test_two_supervisors_may_join(house: House) -> None:
    contact = house.held()
    at_once(
        lambda: hands.join(house.store, SALMA, contact),
        lambda: hands.join(house.store, TARIQ, contact),
        lambda: hands.join(house.store, TARIQ, contact),
    )
    assert {hand.party_id for hand in house.line(contact).joined} == {"salma", "tariq"}


def test_nobody_joins_or_takes_what_is_over(house: House) -> None:
    for contact in (house.wrapping_up(), house.closed()):
        for verb in (hands.join, hands.take_over):
            with pytest.raises(Conflict):
                verb(house.store, SALMA, contact)


@pytest.mark.parametrize("before", ["assistant", "waiting", "offered", "held", "joined"])
def test_a_supervisor_takes_over_from_anybody(house: House, before: str) -> None:
    if before == "assistant":
        contact = house.opened().contact
    elif before == "waiting":
        contact = house.waiting()
    elif before == "offered":
        contact = house.offered().contact
    else:
        contact = house.held()
    if before == "joined":
        hands.join(house.store, SALMA, contact)
    hands.take_over(house.store, SALMA, contact, "Salma takes over.")
    hands.take_over(house.store, SALMA, contact, "Salma takes over.")
    line = house.line(contact)
    assert (line.state, line.offer, line.joined) == ("held", None, ())
    assert house.lead(contact) == ("supervisor", "salma")
    assert house.rows("occupancy") == []
    assert house.row(contact).answered_at == house.clock()


def test_one_supervisor_takes_over_from_another(house: House) -> None:
    contact = house.held()
    hands.take_over(house.store, SALMA, contact)
    hands.take_over(house.store, TARIQ, contact)
    assert house.lead(contact) == ("supervisor", "tariq")
    with pytest.raises(Conflict, match="lead"):
        hands.leave(house.store, TARIQ, contact)


def test_the_assistant_is_mute_after_a_take_over(house: House) -> None:
    contact = house.opened().contact
    asked = house.say(contact)
    hands.take_over(house.store, SALMA, contact)
    assert not turns.take_turn(house.store, ASSISTANT, contact, asked, hand_over())


# -- end and wrap-up ------------------------------------------------------------------------


def test_a_held_contact_ends_in_wrap_up_and_keeps_its_place(house: House) -> None:
    contact = house.held()
    house.clock.advance(120)
    end(house, AMINA, contact)
    row = house.row(contact)
    assert (row.state, row.ended_at, row.close_reason) == (
        "wrap_up",
        house.clock(),
        "adviser_ended",
    )
    assert (row.wrap_up_due_at - house.clock()).total_seconds() == 60
    assert len(house.rows("occupancy", adviser="amina")) == 1
    before = len(house.recorded())
    end(house, AMINA, contact)
    end(house, house.customer_of(contact), contact, "customer_left")
    assert len(house.recorded()) == before


@pytest.mark.parametrize(
    ("state", "outcome"), [("assistant", None), ("waiting", "abandoned"), ("offered", "abandoned")]
)
def test_what_nobody_holds_closes_at_once(house: House, state: str, outcome: str | None) -> None:
    contact = {
        "assistant": lambda: house.opened().contact,
        "waiting": house.waiting,
        "offered": lambda: house.offered().contact,
    }[state]()
    end(house, house.customer_of(contact), contact, "customer_left")
    row = house.row(contact)
    assert (row.state, row.outcome, row.close_reason) == ("closed", outcome, "customer_left")
    assert house.rows("hands", contact=contact, ended_at=None) == []
    assert house.rows("offers", state="live") == []


def test_strangers_end_nothing(house: House) -> None:
    contact = house.held()
    for actor in (BILAL, SALMA, STRANGER, ASSISTANT):
        with pytest.raises(NotPermitted):
            end(house, actor, contact)
    with pytest.raises(NotFound):
        end(house, AMINA, "c_none")
    with pytest.raises(Invalid):
        end(house, AMINA, contact, "Mrs X hung up")


def test_wrapping_up_closes_with_code_and_words_and_frees_the_adviser(house: House) -> None:
    contact = house.wrapping_up()
    wrap_up(house, AMINA, contact, summary="Parcel found.", follow_ups="Call on Monday.")
    row = house.row(contact)
    assert (row.state, row.wrap_up_code, row.outcome) == ("closed", "solved", "handed_over")
    (kept,) = house.rows("wrap_ups")
    assert (kept.summary, kept.follow_ups, kept.by) == (
        "Parcel found.",
        "Call on Monday.",
        "adviser:amina",
    )
    assert house.rows("occupancy") == []
    assert house.events(ev.ContactWrappedUp) == [
        ev.ContactWrappedUp(contact, "adviser", "amina", "solved")
    ]


def test_wrapping_up_again_with_the_same_code_is_no_error(house: House) -> None:
    contact = house.wrapping_up()
    wrap_up(house, AMINA, contact)
    wrap_up(house, AMINA, contact)
    with pytest.raises(Conflict):
        wrap_up(house, AMINA, contact, "follow_up")
    with pytest.raises(NotPermitted):
        wrap_up(house, STRANGER, contact)
    assert len(house.rows("wrap_ups")) == 1


def test_a_wrap_up_needs_a_known_code_its_own_adviser_and_an_end(house: House) -> None:
    contact = house.wrapping_up()
    with pytest.raises(Invalid) as refused:
        wrap_up(house, AMINA, contact, "who knows")
    assert refused.value.field == "code"
    for actor in (BILAL, SALMA, house.customer_of(contact)):
        with pytest.raises(NotPermitted):
            wrap_up(house, actor, contact)
    with pytest.raises(TooLarge):
        wrap_up(house, AMINA, contact, summary="x" * 4001)
    with pytest.raises(Conflict):
        wrap_up(house, CLARA, house.held(CLARA))


def test_an_adviser_wraps_up_while_the_house_does(house: House) -> None:
    contact = house.wrapping_up()
    results = at_once(
        lambda: wrap_up(house, AMINA, contact, "follow_up"),
        lambda: wrap_up(house, WATCHDOG, contact, hands.UNSPECIFIED),
    )
    assert sum(isinstance(result, Conflict | NotPermitted) for result in results) == 1
    assert len(house.rows("wrap_ups")) == 1


def test_a_joined_supervisor_goes_when_the_contact_closes(house: House) -> None:
    contact = house.held()
    hands.join(house.store, SALMA, contact)
    end(house, AMINA, contact)
    wrap_up(house, AMINA, contact)
    assert house.rows("hands", contact=contact, ended_at=None) == []


# -- requeue --------------------------------------------------------------------------------


def test_a_requeued_contact_keeps_its_age(house: House) -> None:
    contact = house.held()
    since = house.line(contact).waiting_since
    house.clock.advance(90)
    hands.requeue(house.store, WATCHDOG, contact, "adviser_lost", "One moment.")
    line = house.line(contact)
    assert (line.state, line.queue, line.waiting_since) == ("waiting", "waha-fr", since)
    assert house.rows("occupancy") == []


def test_only_held_contacts_with_a_queue_are_requeued_by_those_who_may(house: House) -> None:
    contact = house.held()
    for actor in (AMINA, STRANGER, ASSISTANT):
        with pytest.raises(NotPermitted):
            hands.requeue(house.store, actor, contact, "adviser_lost")
    with pytest.raises(Invalid):
        hands.requeue(house.store, SALMA, contact, "Amina fainted")
    with pytest.raises(Conflict):
        hands.requeue(house.store, SALMA, house.waiting(), "adviser_lost")
    taken = house.opened().contact
    hands.take_over(house.store, SALMA, taken)
    with pytest.raises(Conflict, match="never had a queue"):
        hands.requeue(house.store, SALMA, taken, "adviser_lost")


def test_transfer_and_accept_at_once_leave_one_leader(house: House) -> None:
    offer = house.offered()
    accepted, moved = at_once(
        lambda: offers.accept(house.store, AMINA, offer.id, offer.epoch),
        lambda: transfer(house, SALMA, offer.contact, queue="waha-billing"),
    )
    assert moved is None
    assert accepted == offer.contact or isinstance(accepted, Conflict)
    line = house.line(offer.contact)
    assert (line.state, line.queue, line.offer) == ("waiting", "waha-billing", None)
    assert house.rows("occupancy") == []
