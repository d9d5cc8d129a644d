"""A flow's place survives: kept before each call and with each reply, by one writer at a time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from house import AMINA, House, at_once
from nawba.actions import turns
from nawba.actions.flow_runs import keep_flow
from nawba.actions.operations import end_operation, start_operation
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotPermitted
from nawba.domain.flow_runs import FlowRun
from nawba.domain.journal import Call
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT
from nawba.store.doctor import find_violations
from nawba.store.flow_runs import find_open_run, find_run, read_runs

RUN = FlowRun("r_1", "dispute-invoice", 2, 3, {"waiting": "answer", "amount": "250.00"})


def keep(house: House, contact: str, run: FlowRun = RUN) -> FlowRun:
    return keep_flow(house.store, ASSISTANT, contact, run)


def look(house: House, contact: str) -> FlowRun | None:
    with house.store.read() as connection:
        return find_open_run(connection, contact)


def rules(house: House) -> set[str]:
    with house.store.read() as connection:
        return {one.rule for one in find_violations(connection)}


def test_a_run_is_kept_and_found_as_it_was(house: House) -> None:
    contact = house.opened().contact
    assert look(house, contact) is None
    kept = keep(house, contact)
    assert (look(house, contact), kept.revision) == (kept, 1)
    later = keep(house, contact, replace(kept, heard=5, document={"waiting": "yes"}))
    assert (look(house, contact), later.revision) == (later, 2)
    assert house.events(ev.FlowStarted) == [ev.FlowStarted(contact, "r_1", "dispute-invoice", 2)]


@pytest.mark.parametrize("outcome", ["done", "cancelled", "handed_over"])
def test_an_ended_run_makes_room_for_another(house: House, outcome: str) -> None:
    contact = house.opened().contact
    kept = keep(house, contact)
    with pytest.raises(Conflict):
        keep(house, contact, replace(RUN, id="r_2"))
    ended = keep(house, contact, replace(kept, outcome=outcome))
    assert look(house, contact) is None
    with pytest.raises(Conflict):
        keep(house, contact, replace(ended, outcome=None))
    second = keep(house, contact, replace(RUN, id="r_2"))
    with house.store.read() as connection:
        assert read_runs(connection, contact) == [ended, second]
        assert find_run(connection, "r_1") == ended
    told = ev.FlowEnded(contact, "r_1", "dispute-invoice", outcome)
    assert house.events(ev.FlowEnded) == [told]


def test_of_two_who_keep_it_at_once_one_wins(house: House) -> None:
    contact = house.opened().contact
    kept = keep(house, contact)
    ends = at_once(*[lambda: keep(house, contact, kept)] * 4)
    assert sum(isinstance(one, FlowRun) for one in ends) == 1
    assert sum(isinstance(one, Conflict) for one in ends) == 3


def test_a_run_belongs_to_its_contact_and_begins_once(house: House) -> None:
    contact, other = house.opened().contact, house.opened().contact
    kept = keep(house, contact)
    for run in (kept, RUN):
        with pytest.raises(Conflict):
            keep(house, other, run)


def test_only_the_assistant_keeps_flows_and_only_while_it_leads(house: House) -> None:
    contact = house.opened().contact
    for actor in (AMINA, house.customer_of(contact)):
        with pytest.raises(NotPermitted):
            keep_flow(house.store, actor, contact, RUN)
    with pytest.raises(Conflict):
        keep(house, house.held())


@pytest.mark.parametrize(
    "changed", [{"id": "a b"}, {"id": ""}, {"flow": "Facture contestée"}, {"outcome": "perhaps"}]
)
def test_words_are_refused_where_codes_go(house: House, changed: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        keep(house, house.opened().contact, replace(RUN, **changed))


def test_one_open_run_stands_in_the_database(house: House) -> None:
    contact = house.opened().contact
    keep(house, contact)
    again = (
        "INSERT INTO flow_runs SELECT 'r_9', contact, flow, version, revision, heard, started_at, "
        "changed_at, ended_at, outcome, silent_at FROM flow_runs"
    )
    with pytest.raises(sa.exc.IntegrityError):
        house.raw(again)
    with pytest.raises(sa.exc.IntegrityError):
        house.raw("UPDATE flow_runs SET outcome = 'done'")


def test_an_erased_state_leaves_the_run(house: House) -> None:
    contact = house.opened().contact
    keep(house, contact)
    house.raw("DELETE FROM flow_states")
    found = look(house, contact)
    assert found is not None
    assert found.document == {}
    assert rules(house) == set()


@pytest.mark.parametrize(
    "break_it",
    [
        "UPDATE flow_runs SET outcome = 'done', ended_at = changed_at",
        "DELETE FROM events WHERE type = 'flow_started'",
    ],
)
def test_a_run_that_the_stream_does_not_bear_out_is_named(house: House, break_it: str) -> None:
    keep(house, house.opened().contact)
    assert rules(house) == set()
    house.raw(break_it)
    assert "flows_agree" in rules(house)


# -- with the reply -----------------------------------------------------------------------------


def operated(house: House, contact: str, status: OperationStatus) -> str:
    call = Call("dispute-invoice", Risk.REVERSIBLE, "k-1", {}, "r_1", "send")
    begun = start_operation(house.store, ASSISTANT, contact, call, within_seconds=9)
    result = OperationResult(status, {}, "D-0001")
    return end_operation(house.store, ASSISTANT, begun.entry.id, 1, result).id


def reply(house: House, contact: str, operation: str, run: FlowRun | None = RUN) -> bool:
    claims = (("dispute-invoice", operation),)
    outcome = Outcome((Draft("C'est fait."),), flow=run, commitments=claims)
    return turns.take_turn(house.store, ASSISTANT, contact, house.say(contact), outcome)


def test_a_reply_its_flow_and_its_promise_are_one(house: House) -> None:
    contact = house.opened().contact
    operation = operated(house, contact, OperationStatus.DONE)
    assert reply(house, contact, operation, replace(RUN, outcome="done"))
    told = [type(one).__name__ for one in house.events(contact=contact)][-4:]
    assert told == ["MessageAdded", "CommitmentRecorded", "FlowStarted", "FlowEnded"]
    assert rules(house) == set()


@pytest.mark.parametrize("status", [one for one in OperationStatus if one != "done"])
def test_a_reply_that_claims_too_much_is_not_given(house: House, status: OperationStatus) -> None:
    contact = house.opened().contact
    operation = operated(house, contact, status)
    before = len(house.rows("messages"))
    with pytest.raises(Conflict):
        reply(house, contact, operation)
    assert len(house.rows("messages")) == before + 1  # the customer's own
    assert house.row(contact).turn_due is not None
    assert look(house, contact) is None


def test_a_reply_to_a_flow_that_has_gone_on_is_not_given(house: House) -> None:
    contact = house.opened().contact
    operation = operated(house, contact, OperationStatus.DONE)
    kept = keep(house, contact)
    keep(house, contact, kept)
    with pytest.raises(Conflict):
        reply(house, contact, operation, kept)
    assert house.rows("commitments") == []
