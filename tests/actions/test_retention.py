"""Words go when their time is over, in batches that a crash cannot spoil, and never before."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain, repeat

import pytest

from house import AMINA, SOURCE, House
from nawba.actions import hands, holds, retention, turns
from nawba.actions.retention import KEEPER, delete_due, find_due, is_time, next_due
from nawba.domain import events as ev
from nawba.domain.decisions import Decision, Did
from nawba.domain.errors import Invalid, NotPermitted
from nawba.domain.retention import Retention, check_retention, months_before
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, CustomerDetails
from nawba.store.doctor import find_violations

MONTH = 31 * 24 * 3600.0
KEPT = Retention(conversations_months=6, analysis_months=2, access_log_months=120)
DETAILS = CustomerDetails(name="Samira")


def closed(house: House, text: str = "words") -> str:
    contact = house.opened(details=DETAILS).contact
    decision = Decision(Did.ANSWERED, "fr")
    house.say(contact, text=text)
    due = house.row(contact).turn_due
    said = Outcome((Draft("answer", sources=(SOURCE,)),), decision=decision)
    turns.take_turn(house.store, ASSISTANT, contact, due, said)
    hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")
    return contact


def texts(house: House, contact: str) -> str:
    return "".join(row.text for row in house.rows("messages", contact=contact))


def test_words_go_after_their_months_and_not_before(house: House) -> None:
    old = closed(house)
    house.clock.advance(5 * MONTH)
    young = closed(house)
    house.clock.advance(2 * MONTH)
    run = delete_due(house.store, KEEPER, KEPT)
    assert texts(house, old) == ""
    assert "words" in texts(house, young)
    assert run.counts["messages"] == 2
    assert house.rows("customers", id=house.row(old).customer)[0].name is None
    assert house.rows("customers", id=house.row(young).customer)[0].name == "Samira"
    assert house.events(ev.ContactErased) == [ev.ContactErased(old, "retention")]
    with house.store.read() as connection:
        assert find_violations(connection) == []


def test_analysis_goes_by_its_own_time(house: House) -> None:
    contact = closed(house)
    house.clock.advance(3 * MONTH)
    run = delete_due(house.store, KEEPER, KEPT)
    assert run.counts == {"decisions": 1}
    assert "words" in texts(house, contact)


def test_open_contacts_and_those_under_a_hold_are_passed_over(house: House) -> None:
    still, held = house.held(), closed(house)
    holds.hold_contact(house.store, ADMINISTRATOR, held, "file-7")
    house.clock.advance(30 * MONTH)
    assert delete_due(house.store, KEEPER, KEPT).counts == {}
    assert house.rows("decisions", contact=held)
    holds.release_contact(house.store, ADMINISTRATOR, held)
    delete_due(house.store, KEEPER, KEPT)
    assert texts(house, held) == ""
    assert house.row(still).state == "held"


def test_what_would_go_is_told_before(house: House) -> None:
    for _ in range(3):
        closed(house)
    with house.store.read() as connection:
        assert find_due(connection, KEPT, house.clock()).total == 0
        assert next_due(connection, KEPT) == house.clock()
    house.clock.advance(7 * MONTH)
    with house.store.read() as connection:
        due = find_due(connection, KEPT, house.clock())
    assert (due.contacts, due.rows) == (3, {"decisions": 3})


@pytest.mark.parametrize("batch", [1, 2])
def test_a_round_that_is_broken_off_is_gone_on_with(house: House, batch: int) -> None:
    old = [closed(house) for _ in range(3)]
    house.clock.advance(7 * MONTH)
    stops = chain([False], repeat(True))
    first = delete_due(house.store, KEEPER, KEPT, batch=batch, stop=lambda: next(stops))
    assert first.ended_at is None
    assert any(texts(house, contact) for contact in old)
    told = list[tuple[int, int]]()
    run = delete_due(
        house.store, KEEPER, KEPT, batch=batch, tell=lambda done, of: told.append((done, of))
    )
    assert (run.id, run.ended_at) == (first.id, house.clock())
    assert run.counts == {"messages": 6, "decisions": 3, "contacts": 3, "customers": 3}
    assert told[-1][0] == told[-1][1]
    assert len(house.rows("retention_runs")) == 1


def test_a_round_begins_once_a_day(house: House) -> None:
    def is_due() -> bool:
        with house.store.read() as connection:
            return is_time(connection, house.clock())

    assert is_due()
    delete_due(house.store, KEEPER, KEPT)
    assert not is_due()
    house.clock.advance(retention.EVERY.total_seconds())
    assert is_due()


def test_an_adviser_deletes_nothing(house: House) -> None:
    with pytest.raises(NotPermitted):
        delete_due(house.store, AMINA, KEPT)


def test_months_are_those_of_the_calendar() -> None:
    day = datetime(2026, 8, 31, 12, tzinfo=UTC)
    assert months_before(day, 6) == datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert months_before(day, 20) == datetime(2024, 12, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "wrong", [{"conversations_months": 0}, {"access_log_months": 5}, {"candidates_months": 121}]
)
def test_impossible_times_are_refused_by_name(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid, match=next(iter(wrong))):
        check_retention(Retention(**wrong))
    check_retention(Retention())


def test_the_log_of_access_grows_old_too(house: House) -> None:
    closed(house)
    holds.hold_contact(house.store, ADMINISTRATOR, house.rows("contacts")[0].id, "file-7")
    old = max(house.rows("access_log"), key=lambda row: row.number)
    house.clock.advance(13 * MONTH)
    holds.release_contact(house.store, ADMINISTRATOR, old.resource)
    delete_due(house.store, KEEPER, Retention())
    assert [row.number for row in house.rows("access_log")] == [old.number + 1]
