"""The routes on operations: what a contact's were, and a person's yes or no to what is final."""

from __future__ import annotations

from fastapi import APIRouter

from nawba.actions.operations import approve_operation, refuse_operation
from nawba.assistant.flow_turns import BrandFlows
from nawba.assistant.operations import perform_approved
from nawba.domain.errors import NotFound, Unavailable
from nawba.domain.journal import Commitment, Entry
from nawba.domain.permissions import permit
from nawba.domain.words import Json
from nawba.store.flow_runs import find_run
from nawba.store.journal import find_entry, read_commitments, read_operations
from nawba.web.bodies import Body
from nawba.web.callers import Staff, TheHouse
from nawba.web.house import House
from nawba.web.views import iso, read_contact

router = APIRouter(prefix="/api")


class Refusal(Body):
    comment: str = ""


@router.get("/contacts/{contact}/operations")
def show_operations(house: TheHouse, actor: Staff, contact: str) -> Json:
    """What was asked of the brand's systems for this contact, and what the customer was told."""
    permit(actor, "read_contact")
    with house.store.read() as connection:
        if read_contact(connection, contact) is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        return {
            "operations": [_entry(one) for one in read_operations(connection, contact)],
            "commitments": [_commitment(one) for one in read_commitments(connection, contact)],
        }


@router.post("/operations/{operation}/approve")
def approve(house: TheHouse, actor: Staff, operation: str) -> Json:
    """Approve an irreversible operation and make the call, with the fields that were shown."""
    permit(actor, "approve_operation")
    found = _flows(house, operation)
    if found is None:
        raise Unavailable(
            "The flow that asked for this is not connected here. Start where the brand's systems "
            "are, or refuse it and do it by hand."
        )
    approve_operation(house.store, actor, operation)
    return _entry(perform_approved(house.store, found.connected, actor, operation))


@router.post("/operations/{operation}/refuse")
def refuse(house: TheHouse, actor: Staff, operation: str, said: Refusal) -> Json:
    """Refuse an irreversible operation; the comment says why."""
    return _entry(refuse_operation(house.store, actor, operation, said.comment))


def _flows(house: House, operation: str) -> BrandFlows | None:
    """The flows that asked for it, as they were then: what was shown is what is done."""
    with house.store.read() as connection:
        entry = find_entry(connection, operation)
        found = None if entry is None else read_contact(connection, entry.contact)
        run = None if entry is None or not entry.run else find_run(connection, entry.run)
    if found is None:
        raise NotFound(f"There is no operation {operation}. It may have been erased.")
    brand = str(found.brand)
    turns = house.flow_turns
    return turns.flows_of(brand) if run is None else turns.flows_for(brand, run)


def _entry(one: Entry) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "risk": one.risk.value,
        "state": one.state.value,
        "attempt": one.attempt,
        "run": one.run,
        "step": one.step,
        "fields": dict(one.fields),
        "data": dict(one.data),
        "reference": one.reference,
        "comment": one.comment,
        "decided_by": one.decided_by,
        "asked_at": iso(one.asked_at),
        "ended_at": iso(one.ended_at),
    }


def _commitment(one: Commitment) -> Json:
    return {
        "id": one.id,
        "operation": one.operation,
        "name": one.name,
        "reference": one.reference,
        "text": one.text_key,
        "at": iso(one.at),
    }
