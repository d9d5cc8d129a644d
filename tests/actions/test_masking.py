"""No verb keeps a card's number or code; whoever wrote it is told."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest

from house import AMINA, House, hand_over
from nawba.actions import contacts, hands, operations, turns
from nawba.domain.journal import Call
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.texts import say
from nawba.domain.words import ASSISTANT, Actor, CustomerDetails
from nawba.store import tables

CARD, SPOKEN = "4111 1111 1111 1111", "quatre mille cent onze " + "mille cent onze " * 3
PLANTED = f"ma carte {CARD}, cryptogramme 737"


def kept(house: House) -> str:
    """Every value of every row, and every event."""
    return "\n".join(str(row) for name in tables.metadata.tables for row in house.rows(name))


def is_clean(house: House) -> bool:
    words = kept(house)
    code = re.search(r"\b737\b", words)  # alone: an id may hold these digits
    return code is None and not any(one in words for one in (CARD, "1111 1111", "mille cent onze"))


def texts(house: House, contact: str, **where: str) -> list[str]:
    rows = house.rows("messages", contact=contact, **where)
    return [row.text for row in sorted(rows, key=lambda row: row.number)]


@pytest.mark.parametrize("said", [PLANTED, f"ma carte, {SPOKEN}"])
def test_a_customers_card_is_masked_and_they_are_told(house: House, said: str) -> None:
    contact = house.opened().contact
    house.say(contact, text=said)
    assert is_clean(house)
    assert texts(house, contact, kind="notice") == [say("card_masked", "fr")]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_they_are_told_in_their_language(house: House, language: str) -> None:
    contact = house.opened(language=language).contact
    house.say(contact, text=CARD)
    assert texts(house, contact)[-1] == say("card_masked", language)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_a_file_of_text_is_masked_and_its_sender_told(house: House, language: str) -> None:
    contact = house.opened(language=language).contact
    content = f"moyen de paiement;{CARD};cvv 737\n".encode()
    contacts.attach(
        house.store, house.customer_of(contact), contact,
        name="paiement.csv", media_type="text/plain", content=content,
    )  # fmt: skip
    assert is_clean(house)
    (row,) = house.rows("attachments")
    assert row.content.startswith(b"moyen de paiement;")
    assert row.size == len(row.content)
    assert row.sha256 == hashlib.sha256(row.content).hexdigest()
    assert texts(house, contact, kind="notice") == [say("card_masked_file", language)]


def test_an_adviser_is_told_privately(house: House) -> None:
    contact = house.held()
    house.say(contact, AMINA, f"votre carte est la {CARD} ?")
    assert is_clean(house)
    assert texts(house, contact, kind="note") == [say("card_masked_staff", "fr")]
    assert texts(house, contact, kind="notice") == []


def test_a_number_in_parts_is_masked_from_the_first_to_the_last(house: House) -> None:
    contact = house.opened().contact
    for part in ("4111", "1111", "1111", "1111"):
        house.say(contact, text=part)
    assert is_clean(house)
    assert texts(house, contact, author="customer") == ["••••"] * 4


def test_a_code_that_the_adviser_asked_for_is_masked(house: House) -> None:
    contact = house.held()
    house.say(contact, AMINA, "Quels sont les trois chiffres au dos ?")
    house.say(contact, text="737")
    assert is_clean(house)


def test_the_same_message_sent_twice_is_kept_once(house: House) -> None:
    contact = house.opened().contact
    customer = house.customer_of(contact)
    first, again = (
        contacts.say(house.store, customer, contact, PLANTED, client_id="twice") for _ in range(2)
    )
    assert first == again


def test_no_other_door_keeps_one_either(house: House) -> None:
    details = CustomerDetails(PLANTED, f"x@y.ma {CARD}", CARD, CARD)
    contact = house.opened(details=details).contact
    customer = house.customer_of(contact)
    contacts.set_details(house.store, customer, contact, details)
    contacts.attach(house.store, customer, contact, name=f"{CARD}.png", media_type="image/png",
                    content=b"x")  # fmt: skip
    contacts.rate(house.store, customer, contact, solved=True, rating=5, comment=PLANTED)
    assert is_clean(house)


def test_what_staff_write_is_masked_too(house: House) -> None:
    contact = house.held()
    contacts.mend_brief(
        house.store, AMINA, contact, goal=PLANTED, fields={"card": CARD}, revision=1
    )
    house.available()
    hands.transfer(house.store, AMINA, house.centre, contact, queue="waha-billing", note=PLANTED)
    wrapped = house.wrapping_up(AMINA)
    hands.wrap_up(house.store, AMINA, house.centre, wrapped, code="solved", summary=PLANTED,
                  follow_ups=CARD)  # fmt: skip
    assert is_clean(house)


def test_operations_keep_no_card_of_what_was_sent_or_came_back(house: House) -> None:
    contact = house.opened().contact
    call = Call("dispute-invoice", Risk.IRREVERSIBLE, "k-1", {"card": CARD}, "r_1", "send")
    waiting = operations.start_operation(house.store, ASSISTANT, contact, call, within_seconds=9)
    turns.take_turn(house.store, ASSISTANT, contact, "opening", hand_over())
    adviser = house_adviser(house, contact)
    operations.refuse_operation(house.store, adviser, waiting.entry.id, PLANTED)
    look = replace(call, risk=Risk.READ, key="k-2")
    begun = operations.start_operation(house.store, adviser, contact, look, within_seconds=9)
    data: dict[str, Any] = {"cards": [{"number": int(CARD.replace(" ", ""))}]}
    done = OperationResult(OperationStatus.DONE, data, "R-1")
    operations.end_operation(house.store, adviser, begun.entry.id, 1, done)
    assert is_clean(house)
    assert "4111111111111111" not in kept(house)


def house_adviser(house: House, contact: str) -> Actor:
    house.accepted(house.offered(contact, AMINA))
    return AMINA
