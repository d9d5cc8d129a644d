"""Keep a contact whatever its time, because a court or an authority wants it, and let it go."""

from __future__ import annotations

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.words import Actor
from nawba.store import Store, statements
from nawba.store.privacy_tables import erased_contacts, legal_holds


def hold_contact(store: Store, actor: Actor, contact: str, reason: str) -> None:
    """Put ``contact`` under a legal hold: neither erased nor deleted by time until released.

    ``reason`` is a code, such as a file number. Raises Conflict when it is held or erased already.
    """
    check_code(reason, field="reason")
    with store.write("hold_contact", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "hold_contact", brand=row.brand)
        if statements.find(tx.connection, erased_contacts, contact=contact) is not None:
            raise Conflict("The words of this contact are gone already: there is nothing to hold.")
        if statements.find(tx.connection, legal_holds, contact=contact) is not None:
            raise Conflict("This contact is under a legal hold already.")
        statements.add(tx.connection, legal_holds, contact=contact, reason=reason, by=str(actor),
                       since=tx.now)  # fmt: skip
        tx.emit(ev.ContactHeld(contact, reason))


def release_contact(store: Store, actor: Actor, contact: str) -> None:
    """End the legal hold of ``contact``; what is due is deleted in the next round."""
    with store.write("release_contact", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "hold_contact", brand=row.brand)
        if not statements.remove(tx.connection, legal_holds, contact=contact):
            raise Conflict("This contact is under no legal hold.")
        tx.emit(ev.ContactReleased(contact))
