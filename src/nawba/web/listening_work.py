"""Intakes and diagnoses at work, each a process of its own: the server stays free, and either may
end without the other.

How far an intake is stands in its row; here is known only which processes this server began.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Literal

import structlog

from nawba.domain.errors import Conflict
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.listening_tables import intakes
from nawba.store.statements import Row, find
from nawba.web.listening_files import Uploads

log = structlog.get_logger()

SILENT = timedelta(minutes=10)
"""A row that says running and has not changed for so long has lost its process."""

_PATIENCE_SECONDS = 20
_MOST_AT_ONCE = 2
_DIAGNOSIS, _REASONS = "diagnosis", "reasons"
_TOLD = 4000

State = Literal["running", "stopped", "done", "lost"]


@dataclass
class Child:
    """A process that was begun here, what it complains of, and how far its row was at first."""

    process: subprocess.Popen[bytes]
    errors: IO[bytes]
    began: datetime
    settled: int = 0
    thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def complaint(self) -> str:
        """The last line of what it wrote to its errors."""
        self.errors.seek(0, os.SEEK_END)
        self.errors.seek(max(0, self.errors.tell() - _TOLD))
        lines = self.errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


@dataclass
class Work:
    """The processes of this server, by the intake they work on."""

    store: Store
    settings: Settings
    uploads: Uploads
    _children: dict[str, Child] = field(default_factory=dict)
    _problems: dict[str, str] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def start(self, intake: str) -> None:
        """Have it worked on; nothing happens where it is already. Raises Conflict when two
        processes are at work: each takes all processors."""
        with self._guard:
            self._begin(intake, ["listen", "resume", intake])

    def stop(self, intake: str) -> None:
        """Ask the process to stop and wait until it has; one of another server goes on."""
        child = self._children.get(intake)
        if child is not None and child.is_alive:
            _end(child)

    def diagnose(self, options: Sequence[str]) -> None:
        """Have the causes looked for, with more words for the command; nothing happens while they
        are."""
        with self._guard:
            self._begin(_DIAGNOSIS, ["listen", "diagnose", "--centre", "--json", *options])

    def diagnosing(self) -> tuple[bool, str | None]:
        """Whether causes are being looked for, and why that failed the last time."""
        child = self._children.get(_DIAGNOSIS)
        return child is not None and child.is_alive, self._problems.get(_DIAGNOSIS)

    def search(self) -> None:
        """Have reasons looked for; nothing happens while they are."""
        with self._guard:
            self._begin(_REASONS, ["listen", "reasons", "--json"])

    def searching(self) -> tuple[bool, str | None]:
        """Whether reasons are being looked for, and why that failed the last time."""
        child = self._children.get(_REASONS)
        return child is not None and child.is_alive, self._problems.get(_REASONS)

    def told(self, row: Row) -> tuple[State, float | None, str | None]:
        """How an intake stands: its state, the seconds left, and why it ended early."""
        child, problem = self._children.get(row.id), self._problems.get(row.id)
        working = child is not None and child.is_alive
        if row.state == "done":
            return "done", None, None
        if working or (row.state == "running" and child is None and self._is_fresh(row)):
            return "running", self._left(row, child), None
        return ("lost" if row.state == "running" else "stopped"), None, problem

    def close(self) -> None:
        """The server ends: its processes stop as on Ctrl-C, and can be resumed."""
        for child in list(self._children.values()):
            if child.is_alive:
                _end(child)
            if child.thread is not None:
                child.thread.join(timeout=_PATIENCE_SECONDS)

    def _begin(self, name: str, words: list[str]) -> None:
        at_work = [one for one, child in self._children.items() if child.is_alive]
        if name in at_work:
            return
        if len(at_work) >= _MOST_AT_ONCE:
            raise Conflict("Two things are at work already. Wait for one of them, or stop it.")
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        process = subprocess.Popen(
            [sys.executable, "-m", "nawba.cli", *words],
            env=os.environ | self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
        child = Child(process, errors, self.store.clock(), self._settled(name))
        self._children[name] = child
        self._problems.pop(name, None)
        child.thread = threading.Thread(target=self._await, args=(name, child), daemon=True)
        child.thread.start()

    def _await(self, name: str, child: Child) -> None:
        code = child.process.wait()
        row = self._row(name)
        if row is not None and row.state == "done":
            self.uploads.forget(row.source)
        elif code not in (0, 130, -signal.SIGINT):
            self._problems[name] = child.complaint() or f"The process ended with code {code}."
            log.warning("listening_process_ended", work=name, code=code)

    def _environment(self) -> dict[str, str]:
        """What the process must know alike, however this server came to know it."""
        known = self.settings
        named = {
            "DATABASE": known.database,
            "LISTENING_FOLDER": str(known.listening_folder.absolute()),
            "CACHE_FOLDER": str(known.cache_folder.absolute()),
            "MODELS_FOLDER": None if known.models_folder is None else str(known.models_folder),
        }
        return {f"NAWBA_{name}": value for name, value in named.items() if value is not None}

    def _row(self, intake: str) -> Row | None:
        with self.store.read() as connection:
            return find(connection, intakes, id=intake)

    def _settled(self, intake: str) -> int:
        row = self._row(intake)
        return 0 if row is None else row.done + row.quarantined

    def _is_fresh(self, row: Row) -> bool:
        return bool(self.store.clock() - row.updated_at < SILENT)

    def _left(self, row: Row, child: Child | None) -> float | None:
        """At the pace so far; None before the first is done."""
        began, before = (child.began, child.settled) if child else (row.started_at, 0)
        settled = row.done + row.quarantined
        if settled <= before:
            return None
        pace: float = (self.store.clock() - began).total_seconds() / (settled - before)
        waiting = max(int(row.found), int(row.total or 0)) - settled
        return float(max(0.0, round(pace * waiting, 1)))


def _end(child: Child) -> None:
    """As Ctrl-C does; harder when it does not listen. Its own workers are of its session."""
    child.process.send_signal(signal.SIGINT)
    try:
        child.process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
