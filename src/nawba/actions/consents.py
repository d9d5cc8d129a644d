"""A customer agrees that a contact serves a purpose, or does not; the last word counts."""

from __future__ import annotations

from nawba.actions import steps
from nawba.actions.listening_erasure import forget_recordings
from nawba.domain import events as ev
from nawba.domain.errors import Invalid
from nawba.domain.permissions import permit
from nawba.domain.purposes import LISTENING, PURPOSES
from nawba.domain.words import Actor
from nawba.store import Store, statements
from nawba.store.listening_tables import recorded_contacts
from nawba.store.personal import held_among
from nawba.store.privacy_tables import consents

REFUSED = "consent"


def say_consent(store: Store, actor: Actor, contact: str, purpose: str, *, given: bool) -> None:
    """Keep what the customer said of ``contact`` and ``purpose``, also after it has closed.

    A no to listening erases what was made of the contact already, unless it is under a legal hold:
    its folder goes with the next round of deleting. Raises Invalid for a purpose that is none.
    """
    if purpose not in PURPOSES:
        raise Invalid(f"There is no purpose '{purpose}': {', '.join(PURPOSES)}.", field="purpose")
    with store.write("say_consent", actor) as tx:
        row = steps.load(tx, contact)
        permit(actor, "say_consent", own=steps.is_own(tx, row, actor), brand=row.brand)
        where, values = {"contact": contact, "purpose": purpose}, {"given": given, "at": tx.now}
        if not statements.change(tx.connection, consents, where, by=str(actor), **values):
            statements.add(tx.connection, consents, **where, by=str(actor), **values)
        if purpose == LISTENING and not given and not held_among(tx.connection, [contact]):
            forget_recordings(tx, recorded_contacts.c.contact == contact, REFUSED)
        tx.emit(ev.ConsentSaid(contact, purpose, given))
