"""The administrator's routes on personal data: find, export, erase, hold, retention, register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions.disclosure import export_customers
from nawba.actions.erasure import ON_REQUEST, erase_customers
from nawba.actions.erasure_files import erasure_files
from nawba.actions.holds import hold_contact, release_contact
from nawba.actions.register import set_purpose
from nawba.actions.retention import delete_due, find_due, next_due
from nawba.domain.errors import Conflict, NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.purposes import BASES, PURPOSES, Purpose
from nawba.domain.words import Actor, Json
from nawba.store import statements, tables
from nawba.store.personal import (
    contacts_of,
    find_customers,
    held_among,
    last_run,
    read_erasures,
    read_holds,
    read_register,
    same_person,
)
from nawba.store.personal_map import find_held
from nawba.store.statements import Row
from nawba.web.bodies import Body, Count
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.house import House
from nawba.web.scope import contacts_seen, is_scoped
from nawba.web.views import iso

router = APIRouter(prefix="/api/privacy")

Ids = Annotated[list[str], Field(default_factory=list, max_length=200)]


class Erasing(Body):
    """``confirm`` repeats the customer's id; ``also`` are other rows of the same person."""

    confirm: str
    also: Ids
    reason: str = ON_REQUEST


class Holding(Body):
    reason: str


class Entry(Body):
    basis: str = ""
    authorisation: str = ""
    retention: str = ""
    recipients: Annotated[list[str], Field(default_factory=list, max_length=50)]
    since: date | None = None
    until: date | None = None
    notice: date | None = None
    revision: Count = 0


@router.get("/customers")
def find(
    house: TheHouse,
    actor: Annotated[Actor, needs("find_customer")],
    q: Annotated[str, Query(max_length=200)] = "",
) -> Json:
    """Customers by name, e-mail, telephone, reference, id, or words of their contacts."""
    with house.store.read() as connection:
        found = find_customers(connection, q, actor.brands)
        shown = [
            {
                **_customer(one.row),
                "where": one.where,
                "contacts": len(contacts_of(connection, [one.row.id])),
            }
            for one in found
            if _sees(connection, house, actor, one.row.id)
        ]
    return {"customers": shown}


@router.get("/customers/{customer}")
def show(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    actor: Annotated[Actor, needs("find_customer")],
    customer: str,
) -> Json:
    """What is held of a customer: rows by table, contacts, and what stands against an erasure.

    ``also``: customers of the same brand who told the same e-mail, telephone or reference.
    """
    row = _load(house, actor, "find_customer", customer)
    saw(doorkeeper, actor, "customer", customer, row.brand)
    with house.store.read() as connection:
        contacts = contacts_of(connection, [customer])
        held = set(held_among(connection, [one.id for one in contacts]))
        same = same_person(connection, customer)[1:]
        others = [one for one in same if _sees(connection, house, actor, one)]
        found = [statements.find(connection, tables.customers, id=one) for one in others]
        counts = find_held(connection, [customer]).counts
    return {
        **_customer(row),
        "counts": dict(counts),
        "contacts": [_contact(one, held) for one in contacts],
        "also": [_customer(one) for one in found if one is not None],
    }


@router.get("/customers/{customer}/export", response_class=Response)
def export(
    house: TheHouse,
    actor: Annotated[Actor, needs("export_customer")],
    customer: str,
    also: Annotated[list[str] | None, Query(max_length=200)] = None,
) -> Response:
    """A ZIP of everything held: a page in three languages, the rows as JSON, the files."""
    customers = _persons(house, actor, "export_customer", customer, also or ())
    done = export_customers(house.store, actor, customers, house.retention)
    return Response(
        done.content,
        media_type="application/zip",
        headers={
            "content-disposition": f'attachment; filename="{customer}.zip"',
            "cache-control": "no-store",
        },
    )


@router.post("/customers/{customer}/erase")
def erase(
    house: TheHouse,
    actor: Annotated[Actor, needs("erase_customer")],
    customer: str,
    asked: Erasing,
) -> Json:
    """Erase the customer for good. Refused while a contact is open or under a legal hold."""
    customers = _persons(house, actor, "erase_customer", customer, asked.also)
    if asked.confirm != customer:
        raise Conflict("Write the customer's id to confirm. Nothing was erased.", field="confirm")
    files = erasure_files(house.settings.database, house.settings.backup_folder)
    done = erase_customers(house.store, actor, customers, files=files, reason=asked.reason)
    house.sweep_recordings()
    return {
        "erasures": list(done.ids),
        "contacts": done.contacts,
        "counts": dict(done.counts),
        "bytes_gone": done.bytes_gone,
    }


@router.get("/erasures")
def show_erasures(house: TheHouse, actor: Annotated[Actor, needs("find_customer")]) -> Json:
    """The proofs of what was erased, the newest first."""
    with house.store.read() as connection:
        rows = read_erasures(connection)
    return {
        "erasures": [
            {"id": row.id, "at": iso(row.at), "by": row.by, "reason": row.reason,
             "counts": row.counts}
            for row in rows
        ]
    }  # fmt: skip


@router.get("/holds")
def show_holds(house: TheHouse, actor: Annotated[Actor, needs("hold_contact")]) -> Json:
    with house.store.read() as connection:
        held = read_holds(connection)
        contacts = [row.contact for row in held]
        seen = contacts_seen(connection, actor, house.history_centre, contacts)
        rows = [row for row in held if row.contact in seen]
    return {
        "holds": [
            {"contact": row.contact, "reason": row.reason, "by": row.by, "since": iso(row.since)}
            for row in rows
        ]
    }


@router.put("/holds/{contact}", status_code=204)
def hold(
    house: TheHouse,
    actor: Annotated[Actor, needs("hold_contact")],
    contact: str,
    holding: Holding,
) -> None:
    """Put a contact under a legal hold: neither erased nor deleted by time."""
    hold_contact(house.store, actor, contact, holding.reason)


@router.delete("/holds/{contact}", status_code=204)
def release(house: TheHouse, actor: Annotated[Actor, needs("hold_contact")], contact: str) -> None:
    release_contact(house.store, actor, contact)


@router.get("/retention")
def show_retention(house: TheHouse, actor: Annotated[Actor, needs("delete_due")]) -> Json:
    """For how long each kind is kept, what is due now, and what the last round deleted."""
    now = house.store.clock()
    with house.store.read() as connection:
        due = find_due(connection, house.retention, now)
        oldest, run = next_due(connection, house.retention), last_run(connection)
    months = {name.removesuffix("_months"): value for name, value in vars(house.retention).items()}
    return {
        "months": months,
        "due": {"contacts": due.contacts, "rows": due.rows},
        "oldest_closed_at": iso(oldest),
        "last": None
        if run is None
        else {"started_at": iso(run.started_at), "ended_at": iso(run.ended_at),
              "counts": run.counts},
    }  # fmt: skip


@router.post("/retention/run")
def run_retention(house: TheHouse, actor: Annotated[Actor, needs("delete_due")]) -> Json:
    """Delete what is due now, without waiting for the night."""
    _check_whole(actor, "delete_due")
    delete_due(house.store, actor, house.retention)
    house.sweep_recordings()
    return show_retention(house, actor)


@router.get("/register")
def show_register(house: TheHouse, actor: Annotated[Actor, needs("read_register")]) -> Json:
    """Every purpose with its entry, whether it is in force, and what it lacks if not."""
    with house.store.read() as connection:
        entries = read_register(connection)
    return {"bases": list(BASES), "purposes": [_entry(one, _today(house)) for one in entries]}


@router.put("/register/{purpose}")
def change_register(
    house: TheHouse,
    actor: Annotated[Actor, needs("change_register")],
    purpose: str,
    entry: Entry,
) -> Json:
    """Write the entry of a purpose; it is on or off from that moment."""
    if purpose not in PURPOSES:
        raise NotFound(f"There is no purpose '{purpose}'.")
    _check_whole(actor, "change_register")
    told: dict[str, Any] = entry.model_dump()
    kept = set_purpose(
        house.store, actor, Purpose(purpose, **{**told, "recipients": tuple(entry.recipients)})
    )
    return _entry(kept, _today(house))


def _check_whole(actor: Actor, action: str) -> None:
    """What touches all brands and sites at once is not for the administrator of some of them."""
    if is_scoped(actor):
        raise NotPermitted(f"you may {action} only within your own brands and sites")


def _persons(
    house: House, actor: Actor, action: str, customer: str, also: Sequence[str]
) -> list[str]:
    """``customer`` and the others of ``also``, each of whom must be the same person."""
    _load(house, actor, action, customer)
    with house.store.read() as connection:
        known = same_person(connection, customer)
    if strangers := [one for one in also if one not in known]:
        raise Conflict(
            f"{', '.join(strangers)} told nothing that {customer} told. Do them one by one.",
            field="also",
        )
    for one in also:
        _load(house, actor, action, one)
    return list(dict.fromkeys([customer, *also]))


def _load(house: House, actor: Actor, action: str, customer: str) -> Row:
    with house.store.read() as connection:
        row = statements.find(connection, tables.customers, id=customer)
        if row is None or not _sees(connection, house, actor, customer):
            raise NotFound(f"There is no customer {customer}.")
    permit(actor, action, brand=row.brand)
    return row


def _sees(connection: Connection, house: House, actor: Actor, customer: str) -> bool:
    """Whether all contacts of the customer are of the actor's sites: what is told, exported or
    erased of a customer is all of it."""
    if actor.sites is None:
        return True
    anywhere = replace(actor, brands=None)  # brands are checked by the action, which says so
    contacts = [one.id for one in contacts_of(connection, [customer])]
    seen = contacts_seen(connection, anywhere, house.history_centre, contacts)
    return seen == set(contacts)


def _today(house: House) -> date:
    return house.store.clock().date()


def _customer(row: Row) -> Json:
    return {
        "id": row.id,
        "brand": row.brand,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "reference": row.reference,
        "created_at": iso(row.created_at),
    }


def _contact(row: Row, held: set[str]) -> Json:
    return {
        "id": row.id,
        "state": row.state,
        "channel": row.channel,
        "language": row.language,
        "opened_at": iso(row.opened_at),
        "closed_at": iso(row.closed_at),
        "held": row.id in held,
    }


def _entry(entry: Purpose, today: date) -> Json:
    return {
        "id": entry.id,
        "basis": entry.basis,
        "authorisation": entry.authorisation,
        "retention": entry.retention,
        "recipients": list(entry.recipients),
        "since": None if entry.since is None else entry.since.isoformat(),
        "until": None if entry.until is None else entry.until.isoformat(),
        "notice": None if entry.notice is None else entry.notice.isoformat(),
        "revision": entry.revision,
        "in_force": entry.is_in_force(today),
        "lacks": list(entry.lacks(today)),
    }
