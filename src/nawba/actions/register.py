"""Write the register of purposes: what personal data may be used for, from when to when."""

from __future__ import annotations

from dataclasses import replace

from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.permissions import permit
from nawba.domain.purposes import Purpose, check_purpose
from nawba.domain.words import Actor
from nawba.store import Store, statements
from nawba.store.personal import purpose_document
from nawba.store.privacy_tables import purposes


def set_purpose(store: Store, actor: Actor, entry: Purpose) -> Purpose:
    """Keep ``entry`` and return it with its new revision; it takes effect at once, everywhere.

    Raises Invalid, and Conflict when ``entry.revision`` is not the one that stands.
    """
    permit(actor, "change_register")
    entry = check_purpose(entry)
    with store.write("set_purpose", actor) as tx:
        row = statements.find(tx.connection, purposes, id=entry.id)
        if (0 if row is None else row.revision) != entry.revision:
            by = "somebody" if row is None else row.by
            raise Conflict(f"This purpose was changed by {by} meanwhile. Read it again.")
        kept = replace(entry, revision=entry.revision + 1)
        values = {
            "revision": kept.revision,
            "document": purpose_document(kept),
            "by": str(actor),
            "at": tx.now,
        }
        if row is None:
            statements.add(tx.connection, purposes, id=kept.id, **values)
        else:
            statements.change(tx.connection, purposes, {"id": kept.id}, **values)
        tx.emit(ev.PurposeChanged(kept.id, kept.revision))
        return kept
