"""Rule 3 stands in the database: raw SQL, past every verb, cannot break it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from house import AMINA, BILAL, CLARA, House
from nawba.store import tables

NOW = "2026-03-02 09:00:00"

HAND = "INSERT INTO hands (id, contact, party, party_id, leads, started_at)"
OFFER = "INSERT INTO offers (id, contact, adviser, epoch, state, made_at, expires_at)"
PLACE = "INSERT INTO occupancy (adviser, channel, slot, offer, hand)"


def refused(house: House, statement: str, **values: object) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        house.raw(statement, **values)


def copy_of(name: str, **changed: str) -> str:
    """SQL that inserts every row of a table once more, with other expressions in some columns."""
    columns = [column.name for column in tables.metadata.tables[name].columns]
    values = ", ".join(changed.get(column, column) for column in columns)
    return f"INSERT INTO {name} ({', '.join(columns)}) SELECT {values} FROM {name}"


def test_a_second_live_offer_is_refused(house: House) -> None:
    offer = house.offered()
    values = f"VALUES ('o2', :contact, 'bilal', 1, 'live', '{NOW}', '{NOW}')"
    refused(house, f"{OFFER} {values}", contact=offer.contact)


def test_an_ended_offer_cannot_come_back_beside_a_live_one(house: House) -> None:
    contact = house.waiting()
    first = house.offered(contact)
    house.clock.advance(60)
    house.lease("another")
    house.offered(contact, BILAL)
    refused(house, "UPDATE offers SET state = 'live' WHERE id = :id", id=first.id)


def test_a_second_leading_hand_is_refused(house: House) -> None:
    contact = house.held()
    values = f"VALUES ('h2', :contact, 'adviser', 'bilal', :leads, '{NOW}')"
    refused(house, f"{HAND} {values}", contact=contact, leads=True)


def test_a_joined_hand_cannot_be_made_to_lead(house: House) -> None:
    contact = house.held()
    joined = f"{HAND} VALUES ('h2', :contact, 'supervisor', 'salma', :leads, '{NOW}')"
    house.raw(joined, contact=contact, leads=False)
    refused(house, "UPDATE hands SET leads = :leads WHERE id = 'h2'", leads=True)


def test_an_ended_lead_cannot_be_reopened_beside_another(house: House) -> None:
    contact = house.held()
    refused(house, "UPDATE hands SET ended_at = NULL WHERE contact = :c", c=contact)


@pytest.mark.parametrize("slot", [1, 2, 3, 0, -1])
def test_no_place_beyond_capacity(house: House, slot: int) -> None:
    full = [house.held(AMINA), house.held(AMINA)]
    other = house.held(BILAL)
    (hand,) = house.rows("hands", contact=other, party="adviser")
    house.raw("DELETE FROM occupancy WHERE hand = :hand", hand=hand.id)
    refused(house, f"{PLACE} VALUES ('amina', 'chat', {slot}, NULL, :hand)", hand=hand.id)
    assert len(full) == len(house.rows("occupancy", adviser="amina")) == 2


def test_no_place_on_a_channel_the_adviser_does_not_take(house: House) -> None:
    offer = house.offered()
    house.raw("DELETE FROM occupancy")
    refused(house, f"{PLACE} VALUES ('amina', 'voice', 1, :offer, NULL)", offer=offer.id)


def test_one_offer_or_hand_takes_one_place(house: House) -> None:
    offer = house.offered()
    refused(house, f"{PLACE} VALUES ('amina', 'chat', 2, :offer, NULL)", offer=offer.id)
    contact = house.held(CLARA)
    (hand,) = house.rows("hands", contact=contact, party="adviser")
    refused(house, f"{PLACE} VALUES ('clara', 'chat', 2, NULL, :hand)", hand=hand.id)


def test_a_place_is_held_by_an_offer_or_by_a_hand_never_by_both_or_none(house: House) -> None:
    house.offered(adviser=BILAL)
    hand = house.rows("hands", contact=house.held(), party="adviser")[0].id
    refused(house, "UPDATE occupancy SET hand = :hand WHERE adviser = 'bilal'", hand=hand)
    refused(house, "UPDATE occupancy SET offer = NULL WHERE adviser = 'bilal'")


def test_a_place_needs_an_offer_and_a_slot_that_exist(house: House) -> None:
    refused(house, f"{PLACE} VALUES ('amina', 'chat', 1, 'o_none', NULL)")
    house.offered()
    refused(house, "DELETE FROM adviser_slots WHERE adviser = 'amina'")


def test_a_waiting_contact_has_a_queue_and_an_age(house: House) -> None:
    contact = house.waiting()
    refused(house, "UPDATE contacts SET queue = NULL WHERE id = :id", id=contact)
    refused(house, "UPDATE contacts SET waiting_since = NULL WHERE id = :id", id=contact)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'lost'",
        "arm = 'control'",
        "rating = 0",
        "rating = 6",
        "queue = 'nowhere'",
        "direct_adviser = 'nobody'",
        "brand = 'nobody'",
    ],
)
def test_a_contact_takes_only_words_of_the_house(house: House, change: str) -> None:
    contact = house.waiting()
    refused(house, f"UPDATE contacts SET {change} WHERE id = :id", id=contact)


def test_an_acknowledged_message_cannot_be_stored_twice(house: House) -> None:
    house.say(house.opened().contact)
    refused(house, copy_of("messages", id="'m2'", number="number + 1"))
    house.raw(copy_of("messages", id="'m2'", number="number + 1", client_id="'another'"))


def test_two_messages_cannot_have_the_same_number(house: House) -> None:
    house.say(house.opened().contact)
    refused(house, copy_of("messages", id="'m2'", client_id="'another'"))


def test_two_events_cannot_have_the_same_place(house: House) -> None:
    refused(house, copy_of("events"))


def test_an_article_has_one_current_version(house: House) -> None:
    article = """INSERT INTO articles (brand, id, language, version, current, published_at,
                 document) VALUES ('waha', 'a', 'fr', :version, :current, :at, '{}')"""
    house.raw(article, version=1, current=True, at=NOW)
    refused(house, article, version=2, current=True, at=NOW)
    house.raw(article, version=2, current=False, at=NOW)


def test_presence_is_one_of_four(house: House) -> None:
    house.available(AMINA)
    refused(house, "UPDATE presence SET state = 'asleep'")


OPERATION = (
    "INSERT INTO operations (id, contact, key, name, risk, run, step, state, attempt, asked_at, "
    "due_at, decided_by)"
)


def operation(house: House, contact: str, **changed: str | None) -> None:
    values: dict[str, object] = {
        "id": "p_1",
        "contact": contact,
        "key": "k",
        "name": "dispute-invoice",
        "risk": "reversible",
        "run": "r",
        "step": "s",
        "state": "started",
        "attempt": 1,
        "asked_at": NOW,
        "due_at": NOW,
        "decided_by": None,
    } | changed
    named = ", ".join(f":{name}" for name in values)
    house.raw(f"{OPERATION} VALUES ({named})", **values)


def test_a_key_is_one_operation_of_its_contact(house: House) -> None:
    contact, other = house.opened().contact, house.opened().contact
    operation(house, contact)
    operation(house, other, id="p_2")
    with pytest.raises(sa.exc.IntegrityError):
        operation(house, contact, id="p_3")


@pytest.mark.parametrize("state", ["approved", "started", "done", "unknown", "declined"])
def test_nothing_irreversible_happens_without_somebody_who_decided(
    house: House, state: str
) -> None:
    contact = house.opened().contact
    with pytest.raises(sa.exc.IntegrityError):
        operation(house, contact, risk="irreversible", state=state)
    operation(house, contact, risk="irreversible", state="awaiting")
    refused(house, "UPDATE operations SET state = :state", state=state)
    operation(house, contact, id="p_2", key="k2", risk="irreversible", decided_by="adviser:a")


@pytest.mark.parametrize(
    "wrong", [{"state": "perhaps"}, {"risk": "harmless"}, {"due_at": None}, {"contact": "c_0"}]
)
def test_an_operation_is_in_a_known_state(house: House, wrong: dict[str, str | None]) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        operation(house, **({"contact": house.opened().contact} | wrong))  # type: ignore[arg-type]


def test_one_promise_of_one_operation_is_kept_once(house: House) -> None:
    contact = house.opened().contact
    operation(house, contact)
    promise = "INSERT INTO commitments (id, contact, operation, text_key, at) VALUES "
    house.raw(f"{promise} ('k_1', :c, 'p_1', 'told', '{NOW}')", c=contact)
    refused(house, f"{promise} ('k_2', :c, 'p_1', 'told', '{NOW}')", c=contact)
    refused(house, f"{promise} ('k_3', :c, 'p_9', 'told', '{NOW}')", c=contact)
