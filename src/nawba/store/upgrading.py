"""Forward to today's tables, but never without a way back: a copy first."""

from __future__ import annotations

from pathlib import Path

from nawba.store.backup import back_up
from nawba.store.engine import Store
from nawba.store.migrate import current_revision, migrate, newest_revision


def migrate_with_copy(store: Store, folder: Path, program: str) -> Path | None:
    """Bring ``store`` to today's tables; the copy made of it before, None if it needed none.

    An empty database and one that is up to date need no copy. ``program`` is this version of
    Nawba. Raises Unavailable when there is no room for the copy: then nothing has changed.
    """
    before = current_revision(store)
    copy = None
    if before is not None and before < newest_revision():
        name = f"nawba-{store.clock():%Y%m%d-%H%M%S-%f}-tables-{before}.zip"
        copy = folder / name
        back_up(store, copy, program)
    migrate(store)
    return copy
