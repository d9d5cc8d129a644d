"""The centre's own closed contacts taken in: by its sampling rules, by consent, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from house import AMINA, House
from nawba.actions import consents, contacts, hands, holds
from nawba.actions.erasure import erase_customers
from nawba.actions.listening import begin_intake
from nawba.actions.register import set_purpose
from nawba.actions.setup import configure
from nawba.domain.errors import Invalid
from nawba.domain.purposes import Purpose
from nawba.domain.sampling import Sampling, is_drawn
from nawba.domain.words import ADMINISTRATOR, CustomerDetails
from nawba.listening.engine import Engine, Totals
from nawba.listening.own_choice import Wish, wish_of
from nawba.listening.own_contacts import CENTRE, OwnContacts, own_id
from nawba.listening.pipeline import all_stages
from nawba.listening.shelf import STAGES, Shelf
from nawba.store.listening import read_item
from nawba.store.personal import read_register
from virtual_time import START

ALL = Wish(share=1.0)
WEEK = 8 * 24 * 3600


def allow(house: House, basis: str = "legitimate_interest") -> None:
    today = house.clock().date()
    entry = Purpose("listening", basis, "A-1", "12 months", (), today, None, today)
    set_purpose(house.store, ADMINISTRATOR, entry)


def ended(house: House, *words: str, **details: Any) -> str:
    """A contact that said ``words`` to Amina and closed."""
    contact = house.held(contact=house.waiting(**details))
    for text in words or ("Ma facture est fausse",):
        house.clock.advance(20)
        house.say(contact, text=text)
        house.say(contact, AMINA, "C'est noté pour oumlil, je regarde.")
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    return contact


def left_out(house: House, wish: Wish = ALL) -> dict[str, int]:
    return OwnContacts(house.store, wish).survey().left_out


def taken(house: House, wish: Wish = ALL) -> int:
    return OwnContacts(house.store, wish).survey().taken


def listened(house: House, folder: Path, wish: Wish = ALL) -> Totals:
    intake = begin_intake(house.store, ADMINISTRATOR, CENTRE, wish.options())
    shelf = Shelf(folder)
    engine = Engine(house.store, ADMINISTRATOR, shelf, all_stages(), jobs=0)
    return engine.run(intake, OwnContacts(house.store, wish).each(shelf))


def heard(house: House, contact: str) -> Any:
    with house.store.read() as connection:
        return read_item(connection, own_id(contact))


def test_a_draw_is_the_contacts_own_and_a_larger_share_holds_the_smaller() -> None:
    names = [f"c_{at}" for at in range(4_000)]
    few, more = ({one for one in names if is_drawn(one, "listening", s)} for s in (0.1, 0.3))
    assert few < more
    assert 330 < len(few) < 470
    assert 1_100 < len(more) < 1_300
    assert not any(is_drawn(one, "listening", 0.0) for one in names)
    assert all(is_drawn(one, "listening", 1.0) for one in names)


def test_a_closed_contact_comes_with_its_facts_and_without_the_customers_name(
    house: House, tmp_path: Path
) -> None:
    allow(house)
    contact = ended(house, "La panne dure encore", details=CustomerDetails(name="Oumlil"))
    totals = listened(house, tmp_path)
    assert (totals.state, totals.done) == ("done", 1)
    row = heard(house, contact)
    told = (row.contact, row.adviser, row.site, row.queue, row.brand, row.language)
    assert told == (contact, "amina", "casa", "waha-fr", "waha", "fr")
    assert row.further == {"channel": "chat", "arm": "assistant"}
    assert row.started_at == house.row(contact).opened_at
    assert [one["what"] for one in row.events] == ["wait", "end"]
    assert row.events[-1]["wrap_up"] == "solved"
    shelf = Shelf(tmp_path)
    said = shelf.document(row.id, "redact")["turns"]
    assert [one["speaker"] for one in said if "panne" in one["text"]] == ["customer"]
    assert "oumlil" not in str(said).lower()
    assert [path.name for path in shelf.folder(row.id).iterdir()] == [STAGES]


def test_only_what_rules_and_consent_let_in_is_taken(house: House) -> None:
    allow(house)
    ended(house)
    house.closed()  # the customer wrote nothing
    assert left_out(house, Wish()) == {"no_rule": 1, "no_words": 1}
    _sample(house, Sampling("l", "listening", 0.0))
    assert left_out(house) == {"not_drawn": 1, "no_words": 1}
    _sample(house, Sampling("l", "listening", 1.0, queue="waha-fr"))
    assert taken(house, Wish()) == 1
    assert taken(house, Wish(queue="waha-billing", share=1.0)) == 0
    assert taken(house, replace(ALL, since=house.clock() + timedelta(days=1))) == 0


def _sample(house: House, *rules: Sampling) -> None:
    house.centre = replace(house.centre, sampling=rules)
    configure(house.store, ADMINISTRATOR, house.centre)


def test_where_the_basis_is_consent_a_yes_is_needed_and_a_no_always_counts(house: House) -> None:
    silent, willing, unwilling = (ended(house) for _ in range(3))
    for contact, given in ((willing, True), (unwilling, False)):
        _consent(house, contact, given=given)
    allow(house)
    assert (taken(house), left_out(house)) == (2, {"refused": 1})
    set_purpose(house.store, ADMINISTRATOR, replace(_entry(house), basis="consent"))
    assert (taken(house), left_out(house)) == (1, {"no_consent": 1, "refused": 1})
    _consent(house, silent, given=True)
    assert taken(house) == 2
    with pytest.raises(Invalid, match="purpose"):
        consents.say_consent(house.store, ADMINISTRATOR, silent, "fun", given=True)


def _entry(house: House) -> Purpose:
    with house.store.read() as connection:
        return next(one for one in read_register(connection) if one.id == "listening")


def _consent(house: House, contact: str, *, given: bool) -> None:
    customer = house.customer_of(contact)
    consents.say_consent(house.store, customer, contact, "listening", given=given)


def test_a_no_afterwards_erases_what_was_made_unless_the_law_wants_it_kept(
    house: House, tmp_path: Path
) -> None:
    allow(house)
    contact, held = ended(house), ended(house)
    listened(house, tmp_path)
    holds.hold_contact(house.store, ADMINISTRATOR, held, "case-7")
    for one in (contact, held):
        _consent(house, one, given=False)
    assert heard(house, contact).state == "erasing"
    assert heard(house, held).state == "done"
    assert left_out(house) == {"refused": 2}


def test_each_is_taken_once_and_settled_when_its_outcome_is_known(
    house: House, tmp_path: Path
) -> None:
    allow(house)
    contact, rated = ended(house), ended(house)
    contacts.rate(house.store, house.customer_of(rated), rated, solved=None, rating=1)
    listened(house, tmp_path)
    assert (heard(house, contact).failed, heard(house, rated).failed) == (None, True)
    assert (taken(house), left_out(house)) == (0, {"known": 2})
    assert taken(house, replace(ALL, again=True)) == 2
    house.clock.advance(WEEK)
    survey = OwnContacts(house.store, ALL).survey()
    assert (survey.taken, survey.settled, survey.left_out) == (0, 1, {"known": 1})
    listened(house, tmp_path)
    assert heard(house, contact).failed is False
    assert left_out(house) == {"known": 2}


def test_who_comes_back_within_a_week_was_not_helped(house: House, tmp_path: Path) -> None:
    allow(house)
    first = ended(house, details=CustomerDetails(email="k@example.org"))
    house.clock.advance(3 * 24 * 3600)
    ended(house, details=CustomerDetails(email="k@example.org"))
    listened(house, tmp_path)
    assert heard(house, first).failed is True


def test_erasure_reaches_what_was_taken_in_and_nothing_brings_it_back(
    house: House, tmp_path: Path
) -> None:
    allow(house)
    before, _ = ended(house), ended(house)
    source, shelf = OwnContacts(house.store, ALL), Shelf(tmp_path)
    listened(house, tmp_path)
    erase_customers(house.store, ADMINISTRATOR, [house.row(before).customer], files=())
    assert heard(house, before).state == "erasing"
    assert heard(house, before).contact == ""
    assert left_out(house) == {"erased": 1, "known": 1}
    late = ended(house)
    walked = [one for one in source.walk() if one.row.id == late]
    erase_customers(house.store, ADMINISTRATOR, [house.row(late).customer], files=())
    intake = begin_intake(house.store, ADMINISTRATOR, CENTRE, {})
    engine = Engine(house.store, ADMINISTRATOR, shelf, all_stages(), jobs=0)
    engine.run(intake, (source.take(one) for one in walked))
    assert (heard(house, late).state, heard(house, late).contact) == ("erased", "")
    assert not shelf.folder(own_id(late)).exists()


def test_what_is_too_old_to_be_kept_is_not_taken(house: House) -> None:
    allow(house)
    ended(house)
    house.clock.advance(400 * 24 * 3600)
    assert left_out(house) == {"too_old": 1}


def test_a_wish_survives_its_row() -> None:
    wish = Wish(START, "waha-fr", 0.25, again=True)
    assert wish_of(wish.options()) == wish
