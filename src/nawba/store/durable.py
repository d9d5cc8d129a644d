"""Group commit for SQLite: writers that finish together share one wait for the disk.

With ``synchronous = FULL`` every commit waits for the disk while it holds the only write lock; on
the machine this was written on that made 4 ms a commit, and twenty contacts a second too many. So
SQLite commits to its log without waiting (``NORMAL``) and the writer, its lock already given up,
waits here until the log is on the disk. What is acknowledged is as durable as before; a power cut
can take back only what nobody was told is done.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from nawba.domain.errors import Unavailable


class Durable:
    """``wait`` returns once everything committed before the call is on the disk."""

    def __init__(self, database: Path) -> None:
        self._log = database.with_name(f"{database.name}-wal")
        self._gate = threading.Lock()
        self._asked = self._synced = 0
        self._counter = threading.Lock()

    def wait(self) -> None:
        """Sync the log, or find that another writer's sync has covered it. Raises Unavailable."""
        with self._counter:
            self._asked += 1
            mine = self._asked
        with self._gate:
            if self._synced >= mine:
                return
            upto = self._asked
            self._sync()
            self._synced = upto

    def _sync(self) -> None:
        try:
            log = os.open(self._log, os.O_RDONLY)
        except FileNotFoundError:
            return  # checkpointed and removed: SQLite has synced the database itself
        try:
            os.fsync(log)
        except OSError as error:
            raise Unavailable(
                f"The disk refused to keep {self._log.name}: {error.strerror}. Check the disk, "
                "then send again; what was sent twice is kept once."
            ) from error
        finally:
            os.close(log)
