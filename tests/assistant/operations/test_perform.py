"""A call and its journal together: what the stream tells is what the back office did."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.operations.conftest import Bench
from house import AMINA, SALMA, House, at_once
from nawba.actions import commitments, hands
from nawba.actions.operations import approve_operation, start_operation
from nawba.assistant.operations.perform import perform, perform_approved
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.journal import Call, Entry, OperationState
from nawba.domain.operations import Risk
from nawba.domain.words import ASSISTANT, Actor
from nawba.store.doctor import find_violations

LATEST = {"customer": "C-1001", "invoice": "latest"}
DISPUTED = {**LATEST, "amount": "250.00"}
STOLEN = {"customer": "C-1001", "line": "+212600000101", "reason": "theft"}
DONE, UNKNOWN = OperationState.DONE, OperationState.UNKNOWN


def do(
    house: House,
    bench: Bench,
    contact: str,
    name: str = "dispute-invoice",
    fields: Any = None,
    key: str = "k1",
    actor: Actor = ASSISTANT,
    lookup: bool = True,
) -> Entry:
    connected = bench.connected(lookup=lookup)
    given = DISPUTED if fields is None else fields
    return perform(house.store, connected, actor, contact, name, given, key, run="r", step="s")


def agrees(house: House) -> bool:
    with house.store.read() as connection:
        return find_violations(connection) == []


def test_a_dispute_is_made_told_and_promised(sqlite_house: House, http_bench: Bench) -> None:
    contact = sqlite_house.opened().contact
    entry = do(sqlite_house, http_bench, contact)
    assert (entry.state, entry.reference, entry.attempt) == (DONE, "D-0001", 1)
    assert entry.result is not None
    assert entry.result.id == entry.id
    commitments.record_commitment(
        sqlite_house.store, ASSISTANT, contact, "dispute.opened", entry.id
    )
    told = [type(one).__name__ for one in sqlite_house.events(contact=contact)][-3:]
    assert told == ["OperationStarted", "OperationEnded", "CommitmentRecorded"]
    assert agrees(sqlite_house)


def test_the_same_key_is_answered_from_the_journal(sqlite_house: House, http_bench: Bench) -> None:
    contact = sqlite_house.opened().contact
    first = do(sqlite_house, http_bench, contact)
    http_bench.fault("down", "", times=9)
    assert do(sqlite_house, http_bench, contact) == first
    assert len(sqlite_house.events(ev.OperationStarted)) == 1


def test_many_at_once_make_one_dispute(sqlite_house: House, http_bench: Bench) -> None:
    contact = sqlite_house.opened().contact
    ended = at_once(*[lambda: do(sqlite_house, http_bench, contact)] * 5)
    assert {one.state for one in ended} <= {DONE, OperationState.STARTED}
    assert len(http_bench.disputes) == 1
    assert do(sqlite_house, http_bench, contact).reference == "D-0001"


def test_an_unknown_end_is_cleared_up_by_the_next_attempt_with_its_key(
    sqlite_house: House, http_bench: Bench
) -> None:
    contact = sqlite_house.opened().contact
    http_bench.fault("garbage", times=2)
    lost = do(sqlite_house, http_bench, contact, lookup=False)
    assert (lost.state, lost.reference) == (UNKNOWN, None)
    with pytest.raises(Conflict):
        commitments.record_commitment(sqlite_house.store, ASSISTANT, contact, "x", lost.id)
    found = do(sqlite_house, http_bench, contact, lookup=False)
    assert (found.state, found.reference, found.attempt) == (DONE, "D-0001", 2)
    assert len(http_bench.disputes) == 1


def test_a_crash_before_the_answer_is_cleared_up_later(
    sqlite_house: House, http_bench: Bench
) -> None:
    contact, connected = sqlite_house.opened().contact, http_bench.connected()
    call = Call("dispute-invoice", Risk.REVERSIBLE, "k1", DISPUTED, "r", "s")
    seconds = connected.longest_seconds("dispute-invoice")
    begun = start_operation(sqlite_house.store, ASSISTANT, contact, call, within_seconds=seconds)
    connected.call("dispute-invoice", DISPUTED, "k1")  # and here the process dies
    assert do(sqlite_house, http_bench, contact).state is OperationState.STARTED
    sqlite_house.clock.advance(seconds)
    entry = do(sqlite_house, http_bench, contact)
    assert (entry.id, entry.state, entry.attempt) == (begun.entry.id, DONE, 2)
    assert len(http_bench.disputes) == 1
    assert agrees(sqlite_house)


def test_what_cannot_be_undone_waits_for_a_person(sqlite_house: House, http_bench: Bench) -> None:
    contact = sqlite_house.opened().contact
    asked = do(sqlite_house, http_bench, contact, "suspend-line", STOLEN)
    assert (asked.state, asked.result) == (OperationState.AWAITING, None)
    assert http_bench.suspensions == []
    hands.take_over(sqlite_house.store, SALMA, contact)
    with pytest.raises(Conflict):
        perform_approved(sqlite_house.store, http_bench.connected(), SALMA, asked.id)
    approve_operation(sqlite_house.store, SALMA, asked.id)
    done = perform_approved(sqlite_house.store, http_bench.connected(), SALMA, asked.id)
    assert (done.state, done.reference, done.decided_by) == (DONE, "S-0001", "supervisor:salma")
    assert len(http_bench.suspensions) == 1
    with pytest.raises(Conflict):
        perform_approved(sqlite_house.store, http_bench.connected(), SALMA, asked.id)
    assert agrees(sqlite_house)


def test_an_approved_call_carries_the_fields_that_were_seen(
    sqlite_house: House, http_bench: Bench
) -> None:
    contact = sqlite_house.opened().contact
    asked = do(sqlite_house, http_bench, contact, "suspend-line", STOLEN)
    hands.take_over(sqlite_house.store, SALMA, contact)
    approve_operation(sqlite_house.store, SALMA, asked.id)
    perform_approved(sqlite_house.store, http_bench.connected(), SALMA, asked.id)
    line = http_bench.handle.books.one("SELECT * FROM lines WHERE state = 'suspended'")
    assert line is not None
    assert line["line"] == STOLEN["line"]


def test_what_is_not_declared_or_not_there_is_refused(
    sqlite_house: House, http_bench: Bench
) -> None:
    contact = sqlite_house.opened().contact
    before = sqlite_house.recorded()
    with pytest.raises(Invalid):
        do(sqlite_house, http_bench, contact, "delete-everything", {})
    with pytest.raises(NotFound):
        perform_approved(sqlite_house.store, http_bench.connected(), SALMA, "p_0")
    assert sqlite_house.recorded() == before


def test_the_assistant_calls_nothing_once_a_person_leads(
    sqlite_house: House, http_bench: Bench
) -> None:
    contact = sqlite_house.held(AMINA)
    with pytest.raises(Conflict):
        do(sqlite_house, http_bench, contact)
    assert http_bench.disputes == []
    assert do(sqlite_house, http_bench, contact, actor=AMINA).state is DONE
