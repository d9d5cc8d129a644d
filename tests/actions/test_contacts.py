"""What a customer and whoever talks with them may do, and what they may not."""

from __future__ import annotations

import hashlib

import pytest

from house import AMINA, BILAL, SALMA, STRANGER, House
from nawba.actions import contacts, hands, turns
from nawba.domain import events as ev
from nawba.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    Repeated,
    TooLarge,
)
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, DISPATCHER, Actor, CustomerDetails
from nawba.store.rows import read_messages

NEW = Actor("customer", "new")


def texts(house: House, contact: str, *, notes: bool) -> list[str]:
    with house.store.read() as connection:
        return [message.text for message in read_messages(connection, contact, notes=notes)]


# -- opening --------------------------------------------------------------------------------


def test_opening_starts_with_the_assistant_and_owes_a_greeting(house: House) -> None:
    opened = house.opened(language="ar")
    row = house.row(opened.contact)
    assert (row.state, row.language, row.arm, row.turn_due) == (
        "assistant",
        "ar",
        "assistant",
        "opening",
    )
    assert house.lead(opened.contact) == ("assistant", "assistant")
    assert opened.created


def test_the_language_is_the_brands_own_until_the_customers_is_known(house: House) -> None:
    assert house.row(house.opened().contact).language == "fr"


def test_opening_again_with_the_same_client_id_gives_the_same_contact(house: House) -> None:
    first = house.opened(client_id="a-random-id-0123456789")
    again = house.opened(client_id="a-random-id-0123456789", draw=0.0)
    assert (again.contact, again.customer, again.token) == (
        first.contact,
        first.customer,
        first.token,
    )
    assert not again.created
    assert len(house.events(ev.ContactOpened)) == len(house.rows("customers")) == 1


def test_one_client_id_does_not_open_contacts_of_two_brands(house: House) -> None:
    house.opened("waha", client_id="a-random-id-0123456789")
    with pytest.raises(Repeated):
        house.opened("sahla", client_id="a-random-id-0123456789")


def test_neither_the_token_nor_the_client_id_is_stored(house: House) -> None:
    opened = house.opened(client_id="a-random-id-0123456789")
    stored = {str(value) for value in house.row(opened.contact)}
    assert opened.token not in stored
    assert "a-random-id-0123456789" not in stored
    assert hashlib.sha256(opened.token.encode()).hexdigest() in stored


@pytest.mark.parametrize(
    "client_id", ["", "short", "x" * 15, "x" * 201, "nul\0" * 8, "\ud800" * 20]
)
def test_a_client_id_that_can_be_guessed_or_kept_by_no_database_is_refused(
    house: House, client_id: str
) -> None:
    with pytest.raises(Invalid) as refused:
        house.opened(client_id=client_id)
    assert refused.value.field == "client_id"
    assert house.rows("contacts") == []


def test_a_language_the_brand_does_not_answer_in_is_refused(house: House) -> None:
    with pytest.raises(Invalid, match="fr, ar, en") as refused:
        house.opened(language="de")
    assert refused.value.field == "language"


def test_details_too_long_leave_nothing_behind(house: House) -> None:
    with pytest.raises(TooLarge) as refused:
        house.opened(details=CustomerDetails(name="x" * 501))
    assert refused.value.field == "name"
    assert house.rows("customers") == house.rows("contacts") == house.events(ev.ContactOpened) == []


@pytest.mark.parametrize("actor", [AMINA, SALMA, ASSISTANT, DISPATCHER])
def test_only_customers_and_the_console_open_contacts(house: House, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        contacts.open_contact(
            house.store, actor, house.centre.brand["waha"], client_id=house.unique()
        )


def test_the_holdout_share_is_exact_over_even_draws(house: House) -> None:
    draws = [place / 200 for place in range(200)]
    arms = [house.row(house.opened("sahla", draw=draw).contact).arm for draw in draws]
    assert arms.count("holdout") == 50
    assert arms == ["holdout"] * 50 + ["assistant"] * 150


def test_the_arm_is_drawn_at_random_when_nobody_injects_it(sqlite_house: House) -> None:
    arms = [
        sqlite_house.row(sqlite_house.opened("sahla", draw=None).contact).arm for _ in range(80)
    ]
    assert 4 <= arms.count("holdout") <= 40  # 80 draws at 0.25: both ends beyond 4 deviations


def test_a_repeated_opening_keeps_the_arm_first_drawn(house: House) -> None:
    first = house.opened("sahla", draw=0.249, client_id="a-random-id-0123456789")
    house.opened("sahla", draw=0.25, client_id="a-random-id-0123456789")
    assert house.row(first.contact).arm == "holdout"


# -- saying ---------------------------------------------------------------------------------


def test_a_message_is_numbered_and_kept_as_typed(house: House) -> None:
    contact = house.opened().contact
    html = "<script>alert('x')</script> & é \u202e مرحبا 👩🏽‍💻"
    house.say(contact, text=html)
    house.say(contact, text="  two\r\nlines\0\x07  ")
    assert texts(house, contact, notes=False) == [html, "two\nlines"]
    assert [event.number for event in house.events(ev.MessageAdded)] == [1, 2]


def test_the_same_client_id_is_the_same_message(house: House) -> None:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    first = contacts.say(house.store, customer, contact, "Bonjour", client_id="1")
    assert contacts.say(house.store, customer, contact, " Bonjour ", client_id="1") == first
    assert len(house.events(ev.MessageAdded)) == 1


def test_the_same_client_id_with_other_words_is_refused(house: House) -> None:
    contact = house.held()
    contacts.say(house.store, AMINA, contact, "Bonjour", client_id="1")
    with pytest.raises(Repeated):
        contacts.say(house.store, AMINA, contact, "Bonsoir", client_id="1")
    with pytest.raises(Repeated):
        contacts.say(house.store, AMINA, contact, "Bonjour", client_id="1", note=True)


def test_two_people_may_use_the_same_client_id(house: House) -> None:
    contact = house.held()
    customer = house.customer_of(contact)
    first = contacts.say(house.store, customer, contact, "Bonjour", client_id="1")
    assert contacts.say(house.store, AMINA, contact, "Bonjour", client_id="1") != first


def test_a_message_acknowledged_before_the_end_is_acknowledged_again_after_it(house: House) -> None:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    said = contacts.say(house.store, customer, contact, "Merci", client_id="1")
    hands.end(house.store, customer, house.centre, contact, "customer_left")
    assert contacts.say(house.store, customer, contact, "Merci", client_id="1") == said
    with pytest.raises(Conflict):
        contacts.say(house.store, customer, contact, "Encore", client_id="2")


def test_nobody_writes_in_somebody_elses_conversation(house: House) -> None:
    contact = house.held(AMINA)
    for actor in (STRANGER, BILAL, SALMA, DISPATCHER):
        with pytest.raises(NotPermitted):
            house.say(contact, actor)
    assert house.row(contact).last_number == len(texts(house, contact, notes=True))


def test_nobody_writes_in_a_contact_that_is_not(house: House) -> None:
    with pytest.raises(NotFound):
        house.say("c_none", STRANGER)


@pytest.mark.parametrize(
    ("text", "error"),
    [("", Invalid), (" \n\t ", Invalid), ("\0\x1b", Invalid), ("x" * 4001, TooLarge)],
)
def test_what_cannot_be_said_is_refused_whole(house: House, text: str, error: type) -> None:
    contact = house.opened().contact
    with pytest.raises(error) as refused:
        house.say(contact, text=text)
    assert refused.value.field == "text"
    assert house.row(contact).last_number == 0


def test_ten_megabytes_are_refused_with_the_limit_named(sqlite_house: House) -> None:
    contact = sqlite_house.opened().contact
    with pytest.raises(TooLarge, match="4,000"):
        sqlite_house.say(contact, text="x" * 10_000_000)


@pytest.mark.parametrize("client_id", ["", "x" * 81, "a\nb"])
def test_a_message_needs_a_client_id(house: House, client_id: str) -> None:
    contact = house.opened().contact
    with pytest.raises(Invalid):
        contacts.say(
            house.store, house.customer_of(contact), contact, "Bonjour", client_id=client_id
        )


def test_the_assistant_owes_a_turn_for_what_a_customer_says_until_a_person_leads(
    house: House,
) -> None:
    contact = house.opened().contact
    first = house.say(contact)
    assert house.row(contact).turn_due == first
    held = house.held()
    house.say(held)
    assert (house.row(held).turn_due, house.row(held).unanswered) == (None, True)
    house.say(held, AMINA)
    assert not house.row(held).unanswered


# -- notes ----------------------------------------------------------------------------------


def test_notes_are_for_staff_only(house: House) -> None:
    contact = house.held()
    house.say(contact, AMINA, "hello")
    contacts.say(house.store, AMINA, contact, "difficult case", client_id="n", note=True)
    assert "difficult case" in texts(house, contact, notes=True)
    assert "difficult case" not in texts(house, contact, notes=False)


def test_customers_write_no_notes_and_supervisors_do_without_joining(house: House) -> None:
    contact = house.held()
    customer = house.customer_of(contact)
    with pytest.raises(NotPermitted):
        contacts.say(house.store, customer, contact, "x", client_id="n", note=True)
    with pytest.raises(NotPermitted):
        contacts.say(house.store, BILAL, contact, "x", client_id="n", note=True)
    contacts.say(house.store, SALMA, contact, "seen", client_id="n", note=True)


def test_a_note_is_neither_an_answer_nor_a_sign_of_life(house: House) -> None:
    contact = house.held()
    house.say(contact)
    before = house.row(contact)
    house.clock.advance(30)
    contacts.say(house.store, AMINA, contact, "checking", client_id="n", note=True)
    after = house.row(contact)
    assert (after.unanswered, after.last_message_at) == (True, before.last_message_at)


def test_notes_may_be_written_during_wrap_up_and_messages_not(house: House) -> None:
    contact = house.wrapping_up()
    contacts.say(house.store, AMINA, contact, "refund promised", client_id="n", note=True)
    with pytest.raises(Conflict):
        house.say(contact, AMINA, "one more thing")


# -- attachments ----------------------------------------------------------------------------


def attach(house: House, contact: str, actor: Actor, name: str = "photo.png") -> str:
    return contacts.attach(
        house.store, actor, contact, name=name, media_type="image/png", content=b"\x89PNG\0"
    )


def test_an_attachment_travels_with_its_message(house: House) -> None:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    file = attach(house, contact, customer)
    message = contacts.say(house.store, customer, contact, "", client_id="1", attachments=(file,))
    assert house.rows("attachments", id=file)[0].message == message
    assert house.events(ev.MessageAdded)[-1].attachments == (file,)
    with house.store.read() as connection:
        (kept,) = read_messages(connection, contact, notes=False)[-1].attachments
    assert (kept.id, kept.name, kept.size) == (file, "photo.png", 5)


def test_only_the_uploader_claims_an_attachment_once_and_in_its_contact(house: House) -> None:
    contact = house.held()
    other = house.held()
    customer = house.customer_of(contact)
    file = attach(house, contact, customer)
    for actor, place in ((AMINA, contact), (AMINA, other), (house.customer_of(other), other)):
        with pytest.raises(NotFound):
            contacts.say(house.store, actor, place, "x", client_id="f", attachments=(file,))
    contacts.say(house.store, customer, contact, "x", client_id="f", attachments=(file,))
    with pytest.raises(NotFound):
        contacts.say(house.store, customer, contact, "x", client_id="g", attachments=(file,))
    with pytest.raises(NotFound):
        contacts.say(house.store, customer, contact, "x", client_id="h", attachments=("f_no",))


def test_a_message_whose_attachment_is_gone_is_not_half_written(house: House) -> None:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    file = attach(house, contact, customer)
    with pytest.raises(NotFound):
        contacts.say(
            house.store, customer, contact, "x", client_id="1", attachments=(file, "f_none")
        )
    assert house.row(contact).last_number == 0
    assert house.rows("attachments", id=file)[0].message is None
    assert house.events(ev.MessageAdded) == []


def test_strangers_attach_nothing_and_nobody_does_after_the_end(house: House) -> None:
    contact = house.held()
    for actor in (STRANGER, BILAL, SALMA):
        with pytest.raises(NotPermitted):
            attach(house, contact, actor)
    closed = house.closed()
    with pytest.raises(Conflict):
        attach(house, closed, house.customer_of(closed))


def test_a_file_name_of_control_characters_becomes_a_plain_one(house: House) -> None:
    contact = house.opened().contact
    file = attach(house, contact, house.customer_of(contact), name="\0\x1b")
    assert house.rows("attachments", id=file)[0].name == "file"


# -- language, details, brief ---------------------------------------------------------------


def test_changing_the_language_is_told_once(house: House) -> None:
    contact = house.opened().contact
    brand = house.centre.brand["waha"]
    for _ in range(2):
        contacts.change_language(house.store, house.customer_of(contact), brand, contact, "ar")
    assert house.row(contact).language == "ar"
    assert house.events(ev.LanguageChanged) == [ev.LanguageChanged(contact, "ar")]


def test_a_language_is_changed_by_the_customer_to_one_that_is_spoken(house: House) -> None:
    contact = house.opened().contact
    brand = house.centre.brand["waha"]
    with pytest.raises(Invalid):
        contacts.change_language(house.store, house.customer_of(contact), brand, contact, "de")
    for actor in (STRANGER, SALMA):
        with pytest.raises(NotPermitted):
            contacts.change_language(house.store, actor, brand, contact, "ar")
    closed = house.closed()
    with pytest.raises(Conflict):
        contacts.change_language(house.store, house.customer_of(closed), brand, closed, "ar")


def test_details_add_up_and_stay_out_of_the_stream(house: House) -> None:
    opened = house.opened(details=CustomerDetails(name="Nadia", email="n@example.org"))
    customer = Actor("customer", opened.customer)
    before = len(house.recorded())
    contacts.set_details(
        house.store, customer, opened.contact, CustomerDetails(email="nadia@example.org")
    )
    contacts.set_details(house.store, customer, opened.contact, CustomerDetails())
    (row,) = house.rows("customers")
    assert (row.name, row.email, row.phone) == ("Nadia", "nadia@example.org", None)
    assert len(house.recorded()) == before


def test_details_are_the_customers_and_their_advisers_to_set(house: House) -> None:
    contact = house.held()
    contacts.set_details(house.store, AMINA, contact, CustomerDetails(phone="+212"))
    for actor in (STRANGER, BILAL, SALMA):
        with pytest.raises(NotPermitted):
            contacts.set_details(house.store, actor, contact, CustomerDetails(phone="0"))
    with pytest.raises(TooLarge):
        contacts.set_details(house.store, AMINA, contact, CustomerDetails(phone="0" * 501))
    closed = house.closed()
    with pytest.raises(Conflict):
        contacts.set_details(
            house.store, house.customer_of(closed), closed, CustomerDetails(phone="0")
        )


def test_the_customer_mends_the_brief(house: House) -> None:
    contact = house.waiting()
    customer = house.customer_of(contact)
    mended = contacts.mend_brief(
        house.store,
        customer,
        contact,
        goal="a refund",
        fields={"reference": "WH-8", "": "x", "empty": " "},
        revision=1,
    )
    assert (mended.goal, mended.fields, mended.revision) == (
        "a refund",
        {"reference": "WH-8"},
        2,
    )
    assert mended.mended
    assert mended.why == "asked"
    with house.store.read() as connection:
        assert contacts.read_brief(connection, contact) == mended
    assert house.events(ev.BriefWritten)[-1] == ev.BriefWritten(contact, 2, True)


def test_a_brief_that_has_changed_meanwhile_is_not_overwritten(house: House) -> None:
    contact = house.waiting()
    customer = house.customer_of(contact)
    with pytest.raises(Conflict):
        contacts.mend_brief(house.store, customer, contact, goal="x", fields={}, revision=2)
    opened = house.opened()
    with pytest.raises(Conflict):
        contacts.mend_brief(
            house.store,
            Actor("customer", opened.customer),
            opened.contact,
            goal="x",
            fields={},
            revision=1,
        )


@pytest.mark.parametrize(
    ("goal", "fields", "error"),
    [
        ("", {}, Invalid),
        ("x" * 4001, {}, TooLarge),
        ("x", {str(n): "v" for n in range(31)}, Invalid),
        ("x", {"k": "v" * 501}, TooLarge),
        ("x", {"k" * 81: "v"}, TooLarge),
    ],
)
def test_a_brief_keeps_its_limits(
    house: House, goal: str, fields: dict[str, str], error: type
) -> None:
    contact = house.waiting()
    with pytest.raises(error):
        contacts.mend_brief(
            house.store,
            house.customer_of(contact),
            contact,
            goal=goal,
            fields=fields,
            revision=1,
        )
    assert house.rows("briefs")[0].revision == 1


def test_strangers_mend_no_brief(house: House) -> None:
    contact = house.waiting()
    for actor in (STRANGER, BILAL, SALMA, ASSISTANT):
        with pytest.raises(NotPermitted):
            contacts.mend_brief(house.store, actor, contact, goal="x", fields={}, revision=1)


# -- rating, seen ---------------------------------------------------------------------------


def test_a_later_rating_replaces_the_earlier_also_after_the_end(house: House) -> None:
    contact = house.closed()
    customer = house.customer_of(contact)
    contacts.rate(house.store, customer, contact, solved=False, rating=1, comment="slow")
    contacts.rate(house.store, customer, contact, solved=True, rating=5, comment="in the end")
    row = house.row(contact)
    assert (row.solved, row.rating) == (True, 5)
    assert [kept.comment for kept in house.rows("feedback")] == ["in the end"]
    contacts.rate(house.store, customer, contact, solved=None, rating=None)
    assert house.rows("feedback") == []


@pytest.mark.parametrize("rating", [0, 6, -1, 10**9])
def test_ratings_go_from_one_to_five(house: House, rating: int) -> None:
    contact = house.closed()
    with pytest.raises(Invalid):
        contacts.rate(house.store, house.customer_of(contact), contact, solved=None, rating=rating)
    assert house.row(contact).rating is None


def test_only_the_customer_rates(house: House) -> None:
    contact = house.held()
    for actor in (STRANGER, AMINA, SALMA):
        with pytest.raises(NotPermitted):
            contacts.rate(house.store, actor, contact, solved=True, rating=5)
    with pytest.raises(TooLarge):
        contacts.rate(
            house.store,
            house.customer_of(contact),
            contact,
            solved=True,
            rating=5,
            comment="x" * 4001,
        )


def test_being_seen_is_a_time_and_no_event(house: House) -> None:
    contact = house.waiting()
    before = len(house.recorded())
    house.clock.advance(60)
    contacts.seen(house.store, house.customer_of(contact), contact)
    assert house.row(contact).customer_seen_at == house.clock()
    assert len(house.recorded()) == before
    with pytest.raises(NotPermitted):
        contacts.seen(house.store, STRANGER, contact)
    with pytest.raises(NotFound):
        contacts.seen(house.store, STRANGER, "c_none")


# -- the assistant's turn -------------------------------------------------------------------


def turn(house: House, contact: str, reply_to: str, *said: str, **outcome: object) -> bool:
    drafts = tuple(Draft(text) for text in said)
    return turns.take_turn(
        house.store,
        ASSISTANT,
        contact,
        reply_to,
        Outcome(drafts, **outcome),  # type: ignore[arg-type]
    )


def test_console_may_open_contacts(house: House) -> None:
    opened = contacts.open_contact(
        house.store, ADMINISTRATOR, house.centre.brand["waha"], client_id=house.unique()
    )
    assert turn(house, opened.contact, "opening", "Hello")
