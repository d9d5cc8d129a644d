"""What was erased in the rows goes from the disk: found in the rows again until it is gone."""

from __future__ import annotations

from nawba.actions.listening_erasure import note_removed
from nawba.domain.words import Actor
from nawba.listening.alone import is_anybody_at_work
from nawba.listening.facts import forget_facts
from nawba.listening.reasons.keeping import FOLDER, forget_items
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.listening import Pending, read_pending


def sweep(store: Store, actor: Actor, shelf: Shelf) -> int:
    """Remove the folders and recordings that are to go; returns how many. Safe to repeat.

    While an intake is worked on the rows stay as they are: a process may be at what was erased, and
    it is removed once more when nobody is.
    """
    is_final = not is_anybody_at_work(shelf.root)  # who begins later finds the rows erased
    count, after = 0, ""
    while True:
        with store.read() as connection:
            pending = read_pending(connection, after)
        if not (both := (*pending.folders, *pending.audio)):
            return count
        _remove(shelf, pending)
        if is_final:
            note_removed(store, actor, pending)
        count, after = count + len(both), max(both)


def _remove(shelf: Shelf, pending: Pending) -> None:
    if pending.folders:
        forget_items(shelf.root / FOLDER, pending.folders)
        forget_facts(shelf, pending.folders)
    for item in pending.folders:
        shelf.forget(item)
    for item in pending.audio:
        shelf.forget_audio(item)
