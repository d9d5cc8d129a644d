"""The routes on operations: what a contact's were, and a person's yes or no to what is final."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy.engine import Connection

from nawba.actions.operations import approve_operation, refuse_operation
from nawba.assistant.flow_turns import BrandFlows
from nawba.assistant.flows import bare, propose
from nawba.assistant.operations import perform_approved
from nawba.domain.errors import NotFound, Unavailable
from nawba.domain.flow_runs import FlowRun
from nawba.domain.journal import Commitment, Entry
from nawba.domain.operations import Risk
from nawba.domain.permissions import may
from nawba.domain.words import Actor, Json
from nawba.store import statements, tables
from nawba.store.flow_runs import find_run
from nawba.store.journal import find_entry, read_commitments, read_operations
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.views import iso, read_contact

router = APIRouter(prefix="/api")


class Refusal(Body):
    comment: str = ""


@router.get("/contacts/{contact}/operations")
def show_operations(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_contact")],
    contact: str,
    language: str = "",
) -> Json:
    """What was asked of the brand's systems for this contact, and what the customer was told.

    With a ``language``, what is final also says in its words what it does, with which values, for
    whom, and whether who asks may decide about it.
    """
    with house.store.read() as connection:
        row = read_contact(connection, contact)
        if row is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        found = read_operations(connection, contact)
        promised = read_commitments(connection, contact)
        is_open, is_own = row.state != "closed", _is_in(connection, contact, actor)
    shown = [_entry(one) for one in found]
    if language:
        for entry, one in zip(shown, found, strict=True):
            if one.risk is Risk.IRREVERSIBLE:
                may_decide = is_open and may(actor, "approve_operation", own=is_own)
                entry |= _proposal(house, str(row.brand), one, language)
                entry["may_decide"] = may_decide
    return {"operations": shown, "commitments": [_commitment(one) for one in promised]}


@router.post("/operations/{operation}/approve")
def approve(
    house: TheHouse, actor: Annotated[Actor, needs("approve_operation")], operation: str
) -> Json:
    """Approve an irreversible operation and make the call, with the fields that were shown."""
    found = _flows(house, operation)
    if found is None:
        raise Unavailable(
            "The flow that asked for this is not connected here. Start where the brand's systems "
            "are, or refuse it and do it by hand."
        )
    approve_operation(house.store, actor, operation)
    return _entry(perform_approved(house.store, found.connected, actor, operation))


@router.post("/operations/{operation}/refuse")
def refuse(
    house: TheHouse,
    actor: Annotated[Actor, needs("refuse_operation")],
    operation: str,
    said: Refusal,
) -> Json:
    """Refuse an irreversible operation; the comment says why."""
    return _entry(refuse_operation(house.store, actor, operation, said.comment))


def _flows(house: House, operation: str) -> BrandFlows | None:
    """The flows that asked for it, as they were then: what was shown is what is done."""
    with house.store.read() as connection:
        entry = find_entry(connection, operation)
        found = None if entry is None else read_contact(connection, entry.contact)
    if entry is None or found is None:
        raise NotFound(f"There is no operation {operation}. It may have been erased.")
    return _flows_of(house, str(found.brand), entry)[0]


def _flows_of(house: House, brand: str, entry: Entry) -> tuple[BrandFlows | None, FlowRun | None]:
    """The flows and the run of them that asked for ``entry``, as far as they are kept."""
    turns = house.flow_turns
    with house.store.read() as connection:
        run = find_run(connection, entry.run) if entry.run else None
    return turns.flows_of(brand) if run is None else turns.flows_for(brand, run), run


def _is_in(connection: Connection, contact: str, actor: Actor) -> bool:
    """Whether ``actor`` has a hand in the contact now."""
    mine = {"contact": contact, "party": actor.kind, "party_id": actor.id}
    return statements.find(connection, tables.hands, **mine, ended_at=None) is not None


def _proposal(house: House, brand: str, one: Entry, language: str) -> Json:
    """What ``one`` does, as the customer was read back; without its flow, in the systems' names."""
    found, run = _flows_of(house, brand, one)
    told = propose(found.book, run.flow, one.step, one.fields, language) if found and run else None
    told = told or bare(one.name, one.fields)
    by, _, who = (one.decided_by or "").partition(":")
    return {
        "title": told.title,
        "customer": told.customer,
        "told": [{"name": name, "value": value} for name, value in told.told],
        "decided_by_name": house.history_centre.name_of(by, who) if who else "",
    }


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
