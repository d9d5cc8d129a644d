"""The assistant's turn: written whole when it is still owed, not at all when it is too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from house import AMINA, BRIEF, SALMA, SOURCE, STRANGER, House, hand_over
from nawba.actions import contacts, hands, turns
from nawba.domain import events as ev
from nawba.domain.decisions import Decided, Decision, Did, Reading, Retrieved
from nawba.domain.errors import NotFound, NotPermitted
from nawba.domain.turns import Draft, HandOver, Outcome
from nawba.domain.words import ASSISTANT, DISPATCHER
from nawba.store.decisions import read_decisions


def turn(house: House, contact: str, reply_to: str, outcome: Outcome) -> bool:
    return turns.take_turn(house.store, ASSISTANT, contact, reply_to, outcome)


GREETING = Outcome((Draft("Hello"), Draft("Me, or a person?", choices=("you", "a person"))))


def test_the_greeting_is_said_once(house: House) -> None:
    contact = house.opened().contact
    assert turn(house, contact, "opening", GREETING)
    assert not turn(house, contact, "opening", GREETING)
    assert [event.author for event in house.events(ev.MessageAdded)] == ["assistant"] * 2
    assert list(house.rows("messages", contact=contact)[1].choices) == ["you", "a person"]


def test_a_turn_is_too_late_once_the_customer_has_written_again(house: House) -> None:
    contact = house.opened().contact
    first, second = house.say(contact), house.say(contact)
    before = len(house.recorded())
    assert not turn(house, contact, first, Outcome((Draft("late"),)))
    assert len(house.recorded()) == before
    assert turn(house, contact, second, Outcome((Draft("in time"),)))


@pytest.mark.parametrize("lead", ["adviser", "supervisor", "nobody"])
def test_a_turn_is_too_late_once_a_person_leads_or_all_is_over(house: House, lead: str) -> None:
    contact = house.waiting()
    asked = house.say(contact)
    if lead == "adviser":
        house.held(AMINA, contact)
    elif lead == "supervisor":
        hands.take_over(house.store, SALMA, contact)
    else:
        customer = house.customer_of(contact)
        hands.end(house.store, customer, house.centre, contact, "customer_left")
    assert not turn(house, contact, asked, Outcome((Draft("late"),)))


def test_an_answer_is_told_with_its_article_and_score(house: House) -> None:
    contact = house.opened().contact
    asked = house.say(contact)
    drafts = (Draft("Let me see"), Draft("Two days.", sources=(SOURCE,)))
    assert turn(house, contact, asked, Outcome(drafts, answered=(SOURCE, 0.93)))
    (given,) = house.events(ev.AnswerGiven)
    said = house.rows("messages", contact=contact)[-1]
    assert given == ev.AnswerGiven(contact, said.id, asked, "delais-livraison", 1, "fr", 0.93)
    assert said.sources[0]["article"] == "delais-livraison"
    assert house.row(contact).answers == 1


def test_a_withheld_answer_is_told_with_its_reason(house: House) -> None:
    contact = house.opened().contact
    asked = house.say(contact)
    assert turn(house, contact, asked, Outcome(withheld=("no_article", 0.2)))
    assert house.events(ev.AnswerWithheld) == [ev.AnswerWithheld(contact, asked, "no_article", 0.2)]
    assert house.row(contact).withheld == 1


def test_a_turn_may_notice_the_customers_language(house: House) -> None:
    contact = house.opened().contact
    assert turn(house, contact, "opening", Outcome((Draft("مرحبا"),), language="ar"))
    assert house.row(contact).language == "ar"
    assert house.events(ev.LanguageChanged) == [ev.LanguageChanged(contact, "ar")]


def test_a_solved_contact_closes_unconfirmed(house: House) -> None:
    contact = house.opened().contact
    assert turn(house, contact, "opening", Outcome((Draft("Bye"),), solved=True))
    row = house.row(contact)
    assert (row.state, row.close_reason, row.outcome) == (
        "closed",
        "solved",
        "answered_unconfirmed",
    )
    assert house.rows("hands", contact=contact, ended_at=None) == []


def test_a_hand_over_waits_with_its_brief_and_its_age(house: House) -> None:
    contact = house.waiting()
    row = house.row(contact)
    assert (row.state, row.queue, row.waiting_since, row.queued_at) == (
        "waiting",
        "waha-fr",
        house.clock(),
        house.clock(),
    )
    with house.store.read() as connection:
        assert contacts.read_brief(connection, contact) == BRIEF
    assert house.lead(contact) == ("assistant", "assistant")


def test_the_target_of_a_closed_queue_starts_at_the_opening(house: House) -> None:
    contact = house.opened("sahla").contact
    opens_at = house.clock() + timedelta(hours=10)
    closed = HandOver(
        "sahla-fr", "asked", BRIEF, person_requested=True, closed=True, opens_at=opens_at
    )
    assert turn(house, contact, "opening", Outcome((Draft("We are shut"),), hand_over=closed))
    row = house.row(contact)
    assert (row.queued_at, row.waiting_since) == (opens_at, house.clock())
    assert house.events(ev.ClosedHoursTold) == [ev.ClosedHoursTold(contact, "sahla-fr", opens_at)]
    assert house.events(ev.PersonRequested) == [ev.PersonRequested(contact, "opening")]


def test_asking_for_a_person_again_while_waiting_keeps_place_and_mended_words(
    house: House,
) -> None:
    contact = house.waiting()
    customer = house.customer_of(contact)
    contacts.mend_brief(
        house.store, customer, contact, goal="a refund", fields={"reference": "WH-9"}, revision=1
    )
    since = house.line(contact).waiting_since
    house.clock.advance(60)
    asked = house.say(contact, text="a person please")
    assert turn(house, contact, asked, hand_over("waha-billing"))
    with house.store.read() as connection:
        brief = contacts.read_brief(connection, contact)
    assert brief is not None
    assert (brief.goal, brief.fields, brief.revision, brief.mended) == (
        "a refund",
        {"reference": "WH-9"},
        3,
        True,
    )
    line = house.line(contact)
    assert (line.queue, line.waiting_since) == ("waha-fr", since)
    assert len(house.events(ev.ContactQueued)) == 1


def test_only_the_assistant_takes_its_turn(house: House) -> None:
    contact = house.opened().contact
    for actor in (AMINA, SALMA, STRANGER, DISPATCHER):
        with pytest.raises(NotPermitted):
            turns.take_turn(house.store, actor, contact, "opening", GREETING)
    with pytest.raises(NotFound):
        turn(house, "c_none", "opening", GREETING)


DECISION = Decision(
    Did.WITHHELD,
    "fr",
    "below_threshold",
    (Retrieved("delais-livraison", 3, "fr", 0.41, 0.2), Retrieved("assurance", 1, "fr", 0.21)),
    (Reading("delais-livraison", 0.62),),
    "parcels",
    0.74,
    7,
    12.5,
)


def test_why_is_kept_with_the_turn_and_told_in_its_event(house: House) -> None:
    contact = house.opened().contact
    asked = house.say(contact)
    outcome = Outcome((Draft("Which?"),), withheld=("below_threshold", 0.41), decision=DECISION)
    assert turn(house, contact, asked, outcome)
    with house.store.read() as connection:
        (kept,) = read_decisions(connection, contact)
    assert kept == Decided(contact, asked, house.clock(), DECISION)
    (withheld,) = house.events(ev.AnswerWithheld)
    assert (withheld.threshold, withheld.assistant_version) == (0.74, 7)


def test_an_answer_is_told_with_the_threshold_it_passed(house: House) -> None:
    contact = house.opened().contact
    asked = house.say(contact)
    decision = Decision(Did.ANSWERED, "fr", threshold=0.74, version=7)
    drafts = (Draft("Two days.", sources=(SOURCE,)),)
    assert turn(house, contact, asked, Outcome(drafts, answered=(SOURCE, 0.93), decision=decision))
    (given,) = house.events(ev.AnswerGiven)
    assert (given.threshold, given.assistant_version) == (0.74, 7)


def test_a_turn_that_comes_too_late_leaves_no_reason_behind(house: House) -> None:
    contact = house.opened().contact
    first, _ = house.say(contact), house.say(contact)
    assert not turn(house, contact, first, Outcome((Draft("late"),), decision=DECISION))
    with house.store.read() as connection:
        assert read_decisions(connection, contact) == []
