"""The operation journal: one key is one operation, and a person stands before the irreversible."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from house import AMINA, BILAL, SALMA, House, at_once
from nawba.actions import hands, operations, upkeep
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NawbaError, NotFound, NotPermitted, Repeated
from nawba.domain.journal import MAX_ATTEMPTS, Begun, Call, OperationState, public_reference
from nawba.domain.operations import OperationResult, OperationStatus, Risk
from nawba.domain.words import ASSISTANT, WATCHDOG, Actor
from nawba.store.journal import find_entry, read_operations

DISPUTE = Call("dispute-invoice", Risk.REVERSIBLE, "k-1", {"amount": "250.00"}, "r_1", "send")
LOOK = replace(DISPUTE, name="find-invoice", risk=Risk.READ, key="k-2")
SUSPEND = replace(DISPUTE, name="suspend-line", risk=Risk.IRREVERSIBLE, key="k-3")
DONE = OperationResult(OperationStatus.DONE, {"dispute": "D-0001"}, "D-0001")
LOST = OperationResult(OperationStatus.UNKNOWN)
NOTHING = OperationResult(OperationStatus.FAILED)
SECONDS = 12.0


def start(house: House, contact: str, call: Call = DISPUTE, actor: Actor = ASSISTANT) -> Begun:
    return operations.start_operation(house.store, actor, contact, call, within_seconds=SECONDS)


def end(house: House, begun: Begun, result: OperationResult = DONE, **more: Any) -> Any:
    actor = more.get("actor", ASSISTANT)
    return operations.end_operation(house.store, actor, begun.entry.id, begun.entry.attempt, result)


def state(house: House, operation: str) -> OperationState:
    with house.store.read() as connection:
        entry = find_entry(connection, operation)
    assert entry is not None
    return entry.state


def test_an_operation_is_told_as_started_and_ended_without_its_content(house: House) -> None:
    contact = house.opened().contact
    begun = start(house, contact)
    assert begun.may_call
    entry = end(house, begun)
    started, ended = house.events(ev.OperationStarted, ev.OperationEnded)
    told = ("dispute-invoice", "reversible", "r_1", "send", 1)
    assert started == ev.OperationStarted(contact, entry.id, *told)
    assert ended == ev.OperationEnded(contact, entry.id, 1, "done", "D-0001")
    assert entry.result == replace(DONE, id=entry.id)
    with house.store.read() as connection:
        assert read_operations(connection, contact) == [entry]
    assert entry.fields == {"amount": "250.00"}


def test_the_same_key_gives_the_result_and_no_second_call(house: House) -> None:
    contact = house.opened().contact
    end(house, start(house, contact))
    again = start(house, contact)
    assert not again.may_call
    assert again.entry.result is not None
    assert again.entry.result.reference == "D-0001"
    assert len(house.events(ev.OperationStarted)) == 1


def test_the_key_of_another_call_is_refused(house: House) -> None:
    contact = house.opened().contact
    start(house, contact)
    for other in (replace(DISPUTE, fields={"amount": "1.00"}), replace(DISPUTE, name="x")):
        with pytest.raises(Repeated):
            start(house, contact, other)
    other_contact = house.opened().contact
    assert start(house, other_contact, replace(DISPUTE, fields={})).may_call


def test_an_erased_entry_still_keeps_its_key(house: House) -> None:
    contact = house.opened().contact
    end(house, start(house, contact))
    house.raw("DELETE FROM operation_contents")
    again = start(house, contact)
    assert (again.may_call, again.entry.state) == (False, OperationState.DONE)


@pytest.mark.parametrize("result", [LOST, NOTHING])
def test_what_may_not_have_happened_is_tried_again_under_its_key(
    house: House, result: OperationResult
) -> None:
    contact = house.opened().contact
    for attempt in range(1, MAX_ATTEMPTS + 1):
        begun = start(house, contact)
        assert (begun.may_call, begun.entry.attempt) == (True, attempt)
        end(house, begun, result)
    assert not start(house, contact).may_call
    assert len(house.rows("operations")) == 1


def test_a_refusal_is_not_tried_again(house: House) -> None:
    contact = house.opened().contact
    refused = OperationResult(OperationStatus.REFUSED, {"reason": "too-late"})
    end(house, start(house, contact), refused)
    again = start(house, contact)
    assert not again.may_call
    assert again.entry.data == {"reason": "too-late"}


def test_one_that_runs_elsewhere_is_left_alone_until_its_time_is_over(house: House) -> None:
    contact = house.opened().contact
    first = start(house, contact)
    assert not start(house, contact).may_call
    house.clock.advance(SECONDS)
    second = start(house, contact)
    assert (second.may_call, second.entry.attempt) == (True, 2)
    with pytest.raises(Conflict):
        end(house, first)
    end(house, second)
    assert [one.status for one in house.events(ev.OperationEnded)] == ["unknown", "done"]


def test_many_at_once_make_one_call(house: House) -> None:
    contact = house.opened().contact
    begun = at_once(*[lambda: start(house, contact)] * 6)
    assert sum(one.may_call for one in begun) == 1
    assert len({one.entry.id for one in begun}) == 1


# -- after a crash ------------------------------------------------------------------------------


def test_an_attempt_whose_caller_is_gone_is_given_up_by_upkeep(house: House) -> None:
    write = start(house, house.opened().contact)
    look = start(house, house.opened().contact, LOOK)
    house.clock.advance(SECONDS - 1)
    assert operations.end_overdue_operations(house.store, WATCHDOG) == []
    house.clock.advance(1)
    upkeep.run_upkeep(house.store, WATCHDOG, house.centre)
    assert state(house, write.entry.id) is OperationState.UNKNOWN
    assert state(house, look.entry.id) is OperationState.FAILED
    assert operations.end_overdue_operations(house.store, WATCHDOG) == []


def test_an_answer_that_comes_late_is_taken_in(house: House) -> None:
    contact = house.opened().contact
    begun = start(house, contact)
    house.clock.advance(SECONDS)
    operations.end_overdue_operations(house.store, WATCHDOG)
    assert end(house, begun, NOTHING).state is OperationState.UNKNOWN
    assert end(house, begun).state is OperationState.DONE
    assert end(house, begun).state is OperationState.DONE
    with pytest.raises(Conflict):
        end(house, begun, LOST)
    assert house.line(contact).operations == ()


def test_an_answer_is_kept_also_when_the_contact_is_over(house: House) -> None:
    contact = house.opened().contact
    begun = start(house, contact)
    hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")
    assert end(house, begun).state is OperationState.DONE
    with pytest.raises(Conflict):
        start(house, contact, LOOK)


# -- approval -----------------------------------------------------------------------------------


def asked(house: House, adviser: Actor = AMINA) -> tuple[str, str]:
    """A held contact with an irreversible operation that waits for approval."""
    contact = house.opened().contact
    begun = start(house, contact, SUSPEND)
    assert not begun.may_call
    house.raw("UPDATE contacts SET turn_due = NULL WHERE id = :c", c=contact)
    hands.take_over(house.store, SALMA, contact)
    hands.transfer(house.store, SALMA, house.centre, contact, queue="waha-fr")
    return house.held(adviser, contact), begun.entry.id


def test_an_irreversible_operation_waits_for_the_adviser_who_leads(house: House) -> None:
    contact, operation = asked(house)
    assert [one.state for one in house.line(contact).operations] == ["awaiting"]
    for stranger in (BILAL, ASSISTANT, house.customer_of(contact)):
        with pytest.raises(NotPermitted):
            operations.approve_operation(house.store, stranger, operation)
    entry = operations.approve_operation(house.store, AMINA, operation)
    assert (entry.state, entry.decided_by) == (OperationState.APPROVED, "adviser:amina")
    assert operations.approve_operation(house.store, AMINA, operation) == entry
    begun = start(house, contact, SUSPEND, AMINA)
    assert begun.may_call
    end(house, begun, actor=AMINA)
    assert house.events(ev.ApprovalDecided) == [ev.ApprovalDecided(contact, operation, True)]
    assert not start(house, contact, SUSPEND, AMINA).may_call


def test_a_refused_one_never_begins(house: House) -> None:
    contact, operation = asked(house)
    entry = operations.refuse_operation(house.store, SALMA, operation, "not her line")
    assert (entry.state, entry.comment) == (OperationState.DECLINED, "not her line")
    begun = start(house, contact, SUSPEND, AMINA)
    assert not begun.may_call
    assert begun.entry.result is not None
    assert begun.entry.result.data == {"reason": "declined"}
    assert house.line(contact).operations == ()
    with pytest.raises(Conflict):
        operations.approve_operation(house.store, AMINA, operation)


def test_an_approval_can_be_taken_back_until_it_has_begun(house: House) -> None:
    contact, operation = asked(house)
    operations.approve_operation(house.store, AMINA, operation)
    operations.refuse_operation(house.store, AMINA, operation)
    contact, operation = asked(house, BILAL)
    operations.approve_operation(house.store, BILAL, operation)
    start(house, contact, SUSPEND, BILAL)
    with pytest.raises(Conflict):
        operations.refuse_operation(house.store, BILAL, operation)


@pytest.mark.parametrize("result", [LOST, NOTHING])
def test_another_attempt_at_the_irreversible_needs_another_yes(
    house: House, result: OperationResult
) -> None:
    contact, operation = asked(house)
    operations.approve_operation(house.store, AMINA, operation)
    end(house, start(house, contact, SUSPEND, AMINA), result, actor=AMINA)
    assert not start(house, contact, SUSPEND, AMINA).may_call
    operations.approve_operation(house.store, AMINA, operation)
    assert start(house, contact, SUSPEND, AMINA).entry.attempt == 2


def test_only_the_irreversible_is_approved_and_only_while_the_contact_is_open(
    house: House,
) -> None:
    reversible = start(house, house.opened().contact)
    with pytest.raises(Conflict):
        operations.approve_operation(house.store, SALMA, reversible.entry.id)
    contact = house.opened().contact
    waits = start(house, contact, SUSPEND)
    hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")
    for verb in (operations.approve_operation, operations.refuse_operation):
        with pytest.raises(Conflict):
            verb(house.store, SALMA, waits.entry.id)


# -- who, and what ------------------------------------------------------------------------------


def test_the_assistant_is_mute_once_a_person_leads(house: House) -> None:
    contact = house.held(AMINA)
    with pytest.raises(Conflict):
        start(house, contact)
    with pytest.raises(NotPermitted):
        start(house, contact, actor=BILAL)
    with pytest.raises(NotPermitted):
        start(house, contact, actor=house.customer_of(contact))
    assert start(house, contact, actor=AMINA).may_call


@pytest.mark.parametrize(
    "call",
    [
        replace(DISPUTE, key=""),
        replace(DISPUTE, key="k" * 81),
        replace(DISPUTE, key="06 12 34 56 78"),
        replace(DISPUTE, name="Samira Alaoui"),
        replace(DISPUTE, step="a step"),
        replace(DISPUTE, run="r" * 41),
    ],
)
def test_words_are_refused_where_codes_go(house: House, call: Call) -> None:
    with pytest.raises(Invalid):
        start(house, house.opened().contact, call)


def test_what_is_not_there_is_not_found(house: House) -> None:
    for call in (
        lambda: operations.approve_operation(house.store, SALMA, "p_0"),
        lambda: operations.end_operation(house.store, ASSISTANT, "p_0", 1, DONE),
        lambda: start(house, "c_0"),
    ):
        with pytest.raises(NotFound):
            call()


@pytest.mark.parametrize(
    ("reference", "public"),
    [("D-0001", "D-0001"), ("CASE:7.b", "CASE:7.b"), ("0612345678", None), ("Samira", None),
     ("a@b.ma7", None), ("D 1", None), ("", None), (None, None), ("D" * 64 + "1", None)],
)  # fmt: skip
def test_only_a_case_number_goes_into_the_stream(reference: str | None, public: str | None) -> None:
    assert public_reference(reference) == public


def test_a_personal_reference_stays_out_of_the_stream(house: House) -> None:
    begun = start(house, house.opened().contact)
    entry = end(house, begun, replace(DONE, reference="0612345678"))
    assert entry.reference is None
    assert house.events(ev.OperationEnded)[0].reference is None


def test_a_failed_write_leaves_nothing(house: House) -> None:
    contact = house.opened().contact
    before = house.recorded()
    with pytest.raises(NawbaError):
        start(house, contact, replace(DISPUTE, key=" "))
    assert house.recorded() == before
    assert house.rows("operations") == []
