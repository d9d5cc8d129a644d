"""What was erased in the rows goes from the disk: found in the rows again until it is gone."""

from __future__ import annotations

from nawba.actions.listening_erasure import note_removed
from nawba.domain.words import Actor
from nawba.listening.reasons.keeping import FOLDER, forget_items
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.listening import Pending, read_pending


def sweep(store: Store, actor: Actor, shelf: Shelf) -> int:
    """Remove the folders and recordings that are to go; returns how many. Safe to repeat."""
    count = 0
    while True:
        with store.read() as connection:
            pending = read_pending(connection)
        if not pending.folders and not pending.audio:
            return count
        _remove(shelf, pending)
        note_removed(store, actor, pending)
        count += len(pending.folders) + len(pending.audio)


def _remove(shelf: Shelf, pending: Pending) -> None:
    if pending.folders:
        forget_items(shelf.root / FOLDER, pending.folders)
    for item in pending.folders:
        shelf.forget(item)
    for item in pending.audio:
        shelf.forget_audio(item)
