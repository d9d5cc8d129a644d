"""The house's own housekeeping of personal data: delete what is due, finish what a crash left.

A thread of the house looks once an hour; a round begins once a day, whichever process is first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa
import structlog

from nawba.actions.candidate_erasure import erase_candidates_again
from nawba.actions.erasure import erase_again
from nawba.actions.erasure_files import read_erasure_hashes
from nawba.actions.retention import KEEPER, delete_due, is_time
from nawba.domain.errors import NawbaError
from nawba.domain.retention import Retention
from nawba.store import Store
from nawba.store.privacy_tables import erasures
from nawba.store.purging import purge

log = structlog.get_logger()

FIRST_SECONDS = 300.0  # not while the house warms up and its first customers wait
EVERY_SECONDS = 3600.0


class Keeper:
    """``run`` is a thread's work. ``retention`` is read anew for each round.

    ``sweep`` removes the files of what was erased: each hour, also what a crash left.
    """

    def __init__(
        self,
        store: Store,
        retention: Callable[[], Retention],
        sweep: Callable[[], object] = lambda: None,
    ) -> None:
        self._store, self._retention, self._sweep = store, retention, sweep

    def run(self, stop: threading.Event) -> None:
        pause = FIRST_SECONDS
        while not stop.wait(pause):
            pause = EVERY_SECONDS
            try:
                self.look(stop)
                self._sweep()
            except NawbaError as error:
                log.warning("retention_failed", error=error.code)
            except Exception:  # a defect here must not end the house, and is tried again
                log.exception("retention_failed")

    def finish_erasures(self, files: Sequence[Path]) -> None:
        """Erase whoever ``files`` say is erased and the database does not: it was restored from a
        back-up by other means than ours, or a process ended between the two. And cut the log: one
        that ended after its erasure was kept, and before that, left words in it."""
        purge(self._store)
        wanted = read_erasure_hashes(files)
        if not wanted:
            return
        with self._store.read() as connection:
            known = set(connection.execute(sa.select(erasures.c.customer_hash)).scalars())
        if left := {one: why for one, why in wanted.items() if one not in known}:
            done = erase_again(self._store, KEEPER, left)
            people = erase_candidates_again(self._store, KEEPER, left)
            if done.ids or people:
                counts = {"contacts": done.contacts, "candidates": people}
                log.warning("erased_again", customers=len(done.ids), **counts)

    def look(self, stop: threading.Event) -> bool:
        """Delete what is due if a round is; whether one was."""
        with self._store.read() as connection:
            if not is_time(connection, self._store.clock()):
                return False
        run = delete_due(self._store, KEEPER, self._retention(), stop=stop.is_set)
        log.info("retention_done", ended=run.ended_at is not None, **run.counts)
        return True
