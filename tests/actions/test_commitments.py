"""The assistant may say that something was done only if the event exists (rule 5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, BILAL, House
from nawba.actions import commitments, operations
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotPermitted
from nawba.domain.journal import Begun, Call
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.words import ASSISTANT
from nawba.store.doctor import find_violations
from nawba.store.journal import read_commitments

DISPUTE = Call("dispute-invoice", Risk.REVERSIBLE, "k-1", {"amount": "250.00"}, "r_1", "send")
DONE = OperationResult(OperationStatus.DONE, {"dispute": "D-0001"}, "D-0001")
KEY = "dispute.opened"


def begin(house: House, contact: str) -> Begun:
    return operations.start_operation(house.store, ASSISTANT, contact, DISPUTE, within_seconds=9)


def end(house: House, begun: Begun, status: str) -> None:
    result = replace(DONE, status=OperationStatus(status))
    entry = begun.entry
    operations.end_operation(house.store, ASSISTANT, entry.id, entry.attempt, result)


def done(house: House, contact: str) -> str:
    begun = begin(house, contact)
    end(house, begun, "done")
    return begun.entry.id


def commit(house: House, contact: str, operation: str) -> str:
    return commitments.record_commitment(house.store, ASSISTANT, contact, KEY, operation)


def test_what_is_done_may_be_said_once(house: House) -> None:
    contact = house.opened().contact
    operation = done(house, contact)
    commitment = commit(house, contact, operation)
    assert commit(house, contact, operation) == commitment
    told = [ev.CommitmentRecorded(contact, commitment, operation, KEY)]
    assert house.events(ev.CommitmentRecorded) == told
    with house.store.read() as connection:
        (kept,) = read_commitments(connection, contact)
    assert (kept.name, kept.reference, kept.text_key) == ("dispute-invoice", "D-0001", KEY)


@pytest.mark.parametrize("status", ["refused", "unknown", "failed", ""])
def test_what_is_not_done_may_not_be_said(house: House, status: str) -> None:
    contact = house.opened().contact
    begun = begin(house, contact)
    if status:
        end(house, begun, status)
    with pytest.raises(Conflict):
        commit(house, contact, begun.entry.id)
    assert house.rows("commitments") == []


def test_the_event_counts_and_not_the_row(house: House) -> None:
    contact = house.opened().contact
    begun = begin(house, contact)
    house.raw("UPDATE operations SET state = 'done'")
    with pytest.raises(Conflict):
        commit(house, contact, begun.entry.id)


def test_the_operation_of_another_contact_proves_nothing(house: House) -> None:
    operation = done(house, house.opened().contact)
    for contact, named in ((house.opened().contact, operation), (house.opened().contact, "p_0")):
        with pytest.raises(Conflict):
            commit(house, contact, named)


def test_words_are_no_key_and_strangers_promise_nothing(house: House) -> None:
    contact = house.opened().contact
    operation = done(house, contact)
    with pytest.raises(Invalid):
        commitments.record_commitment(house.store, ASSISTANT, contact, "It is done!", operation)
    customer = house.customer_of(contact)
    with pytest.raises(NotPermitted):
        commitments.record_commitment(house.store, customer, contact, KEY, operation)


def test_the_assistant_promises_nothing_once_a_person_leads(house: House) -> None:
    contact = house.waiting()
    operation = done(house, contact)
    house.held(AMINA, contact)
    with pytest.raises(Conflict):
        commit(house, contact, operation)
    with pytest.raises(NotPermitted):
        commitments.record_commitment(house.store, BILAL, contact, KEY, operation)
    assert commitments.record_commitment(house.store, AMINA, contact, KEY, operation)


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        ("UPDATE operations SET state = 'failed'", "operations_agree"),
        ("UPDATE operations SET state = 'failed'", "commitments_are_kept"),
        ("DELETE FROM commitments", "commitments_are_kept"),
        ("DELETE FROM events WHERE type = 'commitment_recorded'", "commitments_are_kept"),
        ("DELETE FROM events WHERE type = 'operation_ended'", "operations_agree"),
    ],
)
def test_a_promise_that_the_stream_does_not_bear_out_is_named(
    house: House, break_it: str, rule: str
) -> None:
    contact = house.opened().contact
    commit(house, contact, done(house, contact))
    with house.store.read() as connection:
        assert find_violations(connection) == []
    house.raw(break_it)
    with house.store.read() as connection:
        assert rule in {one.rule for one in find_violations(connection)}
