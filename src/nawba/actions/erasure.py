"""Erase a customer: every word the house holds of them, and the proof that it did.

Rows stay as facts (ids, codes, times), so that the stream and the counts stay whole; words go. What
is erased is noted beside the database first: a restore then erases it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from nawba.actions import gap_steps, steps
from nawba.actions.erasure_files import note_erasures
from nawba.actions.listening_erasure import forget_recordings
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, failpoints, statements, tables
from nawba.store.listening_tables import recorded_contacts
from nawba.store.personal import contacts_of, held_among
from nawba.store.personal_map import HELD, forget, hash_erased
from nawba.store.privacy_tables import erased_contacts, erasures, legal_holds
from nawba.store.purging import purge

ON_REQUEST, AGAIN = "request", "after_restore"


@dataclass(frozen=True)
class Erased:
    """What an erasure did: rows by table, contacts; ``bytes_gone`` False while the database's log
    still holds them because somebody reads it (it is cut as soon as nobody does)."""

    ids: tuple[str, ...]
    contacts: int
    counts: Mapping[str, int] = field(default_factory=dict)
    bytes_gone: bool = True


def hash_customer(customer: str) -> str:
    """What an erasure keeps of a customer's id: it is random, and so its hash says nothing."""
    return hash_erased(customer)


def erase_customers(
    store: Store,
    actor: Actor,
    customers: Sequence[str],
    *,
    files: Sequence[Path],
    reason: str = ON_REQUEST,
) -> Erased:
    """Erase ``customers``, the rows of one person, and everything of their contacts.

    ``files`` are those of ``erasure_files``. Raises NotFound, and Conflict while one of their
    contacts is open or under a legal hold. Erasing twice is no error and changes nothing.
    """
    check_code(reason, field="reason")
    with store.read() as connection:
        rows = [_load(connection, actor, one) for one in customers]
        _check(connection, customers)
    at = store.clock().isoformat()
    hashes = [hash_customer(row.id) for row in rows]
    note_erasures(files, [{"customer_hash": one, "reason": reason, "at": at} for one in hashes])
    failpoints.reach("erase_customers.noted")
    with store.write("erase_customers", actor) as tx:
        _check(tx.connection, customers)
        erased = _erase(tx, actor, [_load(tx.connection, actor, one) for one in customers], reason)
    return _purged(store, erased)


def erase_again(store: Store, actor: Actor, hashes: Mapping[str, str]) -> Erased:
    """Erase after a restore whoever was erased before it, by hash; open contacts are closed.

    A hold of the restored past does not count: the erasure came after it.
    """
    permit(actor, "erase_customer")
    with store.read() as connection:
        known = connection.execute(sa.select(tables.customers.c.id)).scalars()
        wanted = [one for one in known if hash_customer(one) in hashes]
        recordings = connection.execute(sa.select(recorded_contacts.c.id)).scalars()
        heard = [one for one in recordings if hash_erased(one) in hashes]
    with store.write("erase_again", actor) as tx:
        forget_recordings(tx, recorded_contacts.c.id.in_(heard), AGAIN)
    total, ids, contacts = Counter[str](), list[str](), 0
    for customer in wanted:
        with store.write("erase_again", actor) as tx:
            done = _erase_anew(tx, actor, customer)
        ids, contacts = [*ids, *done.ids], contacts + done.contacts
        total.update(done.counts)
    return _purged(store, Erased(tuple(ids), contacts, dict(total)))


def _erase_anew(tx: Transaction, actor: Actor, customer: str) -> Erased:
    row = _load(tx.connection, actor, customer)
    for contact in contacts_of(tx.connection, [customer]):
        statements.remove(tx.connection, legal_holds, contact=contact.id)
        if contact.state != "closed":
            steps.close(tx, contact, "erased", contact.outcome)
    return _erase(tx, actor, [row], AGAIN)


def _load(connection: sa.Connection, actor: Actor, customer: str) -> Any:
    row = statements.find(connection, tables.customers, id=customer)
    if row is None:
        raise NotFound(f"There is no customer {customer}. `nawba privacy find` looks for them.")
    permit(actor, "erase_customer", brand=row.brand)
    return row


def _check(connection: sa.Connection, customers: Sequence[str]) -> None:
    rows = contacts_of(connection, customers)
    if still := [row.id for row in rows if row.state != "closed"]:
        raise Conflict(f"Still open: {', '.join(still)}. End and wrap up, then erase.")
    if held := held_among(connection, [row.id for row in rows]):
        raise Conflict(f"Under a legal hold: {', '.join(held)}. Release the hold, then erase.")


def _erase(tx: Transaction, actor: Actor, rows: Sequence[Any], reason: str) -> Erased:
    customers = [row.id for row in rows]
    contacts = contacts_of(tx.connection, customers)
    counts = forget_words(tx, customers, [row.id for row in contacts], "erasure")
    ids = [_prove(tx, actor, row, reason, counts) for row in rows]
    return Erased(tuple(one for one in ids if one), len(contacts), counts)


def forget_words(
    tx: Transaction, customers: Sequence[str], contacts: Sequence[str], reason: str
) -> dict[str, int]:
    """Take out the words of ``contacts`` and ``customers`` within ``tx``; rows by table."""
    gaps = gap_steps.gaps_of(tx, contacts)
    heard = forget_recordings(tx, recorded_contacts.c.contact.in_(contacts), reason)
    found = {held.name: forget(tx.connection, held, customers, contacts) for held in HELD}
    gap_steps.forget(tx, gaps, contacts)
    found[recorded_contacts.name] += heard
    failpoints.reach("forget_words.rows")
    for contact in _not_erased(tx, contacts):
        values = {"contact": contact, "reason": reason, "at": tx.now}
        statements.add(tx.connection, erased_contacts, **values)
        tx.emit(ev.ContactErased(contact, reason))
    return {name: count for name, count in found.items() if count}


def _not_erased(tx: Transaction, contacts: Sequence[str]) -> list[str]:
    table = erased_contacts
    known = sa.select(table.c.contact).where(table.c.contact.in_(contacts))
    gone = set(tx.connection.execute(known).scalars())
    return [one for one in contacts if one not in gone]


def _prove(
    tx: Transaction, actor: Actor, row: Any, reason: str, counts: Mapping[str, int]
) -> str | None:
    """The row that proves the erasure; None when there is one and nothing more was found."""
    known = statements.find(tx.connection, erasures, customer_hash=hash_customer(row.id))
    if known is not None:
        if counts:
            tx.emit(ev.CustomerErased(row.id, row.brand, known.id))
        return str(known.id) if counts else None
    erasure = steps.new_id("e")
    statements.add(
        tx.connection,
        erasures,
        id=erasure,
        customer_hash=hash_customer(row.id),
        reason=reason,
        by=str(actor),
        at=tx.now,
        counts=dict(counts),
    )
    tx.emit(ev.CustomerErased(row.id, row.brand, erasure))
    return erasure


def _purged(store: Store, erased: Erased) -> Erased:
    gone = purge(store, erased.counts)
    return Erased(erased.ids, erased.contacts, erased.counts, gone)
