"""What the routes of hiring share: uploads, and intakes that are read while people go on.

An intake is worked on by a thread of this server; the reading itself is done by child processes.
How far it is stands in its rows, so that any server can tell, and go on after a restart.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, Protocol

import sqlalchemy as sa
import structlog

from nawba.actions.cv_intake import continue_cv_intake, end_cv_intake
from nawba.domain.errors import Conflict, NawbaError
from nawba.domain.words import Actor
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.hiring_tables import cv_intakes
from nawba.store.statements import Row
from nawba.web.listening_files import Uploads

log = structlog.get_logger()

SCORER = Actor("system", "scorer")
"""Makes scores anew after a fact or a criterion changed: nobody's decision."""

SILENT = timedelta(minutes=5)
"""A row that says running and has not changed for so long has lost its server."""

_MOST_AT_ONCE = 2
_PATIENCE_SECONDS = 20
_ANY_KIND = ("",)
"""All files come in: those that cannot be read are told with their remedy."""

State = Literal["running", "stopped", "done", "lost"]


@dataclass
class _Run:
    """A thread at work; ``stop`` asks it to end after the documents at hand."""

    thread: threading.Thread
    stop: threading.Event


@dataclass
class Work:
    """The intakes that this server reads, and the jobs whose scores it makes anew."""

    store: Store
    uploads: Uploads
    _runs: dict[str, _Run] = field(default_factory=dict)
    _due: set[str] = field(default_factory=set)
    """Jobs whose scores are to be made anew, perhaps once more after that is being done."""
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def read(self, actor: Actor, intake: str) -> None:
        """Have the documents of an intake received and read; nothing happens where that is being
        done. Raises Conflict when two intakes are at work: each takes all processors."""
        self._begin(intake, lambda stop: self._read(actor, intake, stop))

    def score(self, job: str) -> None:
        """Have all applications for ``job`` scored as it is declared now."""
        with self._guard:
            self._due.add(job)
            if not self._is_alive(job):
                self._start(job, lambda stop: self._score(job, stop))

    def scoring(self, job: str) -> bool:
        """Whether this server makes the scores of ``job`` anew."""
        return self._is_alive(job)

    def stop(self, intake: str) -> None:
        """Ask it to stop and wait until it has; one of another server goes on."""
        if self._is_alive(intake):
            self._end(self._runs[intake])

    def told(self, row: Row) -> State:
        """How an intake stands."""
        if row.state == "running" and not self._is_alive(row.id):
            ours = row.id in self._runs
            fresh = bool(self.store.clock() - row.updated_at < SILENT)
            return "running" if fresh and not ours else "lost"
        state: State = row.state
        return state

    def close(self) -> None:
        """The server ends: what it reads stops, and can be resumed."""
        for run in list(self._runs.values()):
            self._end(run)

    def _is_alive(self, name: str) -> bool:
        run = self._runs.get(name)
        return run is not None and run.thread.is_alive()

    def _end(self, run: _Run) -> None:
        run.stop.set()
        run.thread.join(_PATIENCE_SECONDS)

    def _begin(self, name: str, work: _Task) -> None:
        with self._guard:
            if self._is_alive(name):
                return
            if sum(map(self._is_alive, self._runs)) >= _MOST_AT_ONCE:
                raise Conflict("Two things are at work already. Wait for one of them, or stop it.")
            self._start(name, work)

    def _start(self, name: str, work: _Task) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=_guarded, args=(name, work, stop), daemon=True)
        self._runs[name] = _Run(thread, stop)
        thread.start()

    def _score(self, job: str, stop: threading.Event) -> None:
        from nawba.hiring.intake.scoring import score_again

        while self._takes_up(job) and not stop.is_set():
            score_again(self.store, SCORER, job)

    def _takes_up(self, job: str) -> bool:
        """Whether the scores of ``job`` are due; where not, its thread counts as ended."""
        with self._guard:
            if job not in self._due:
                del self._runs[job]
                return False
            self._due.discard(job)
            return True

    def _read(self, actor: Actor, intake: str, stop: threading.Event) -> None:
        from nawba.hiring.intake.reading import read_waiting
        from nawba.hiring.intake.sources import receive

        row = continue_cv_intake(self.store, actor, intake)
        try:
            if Path(row.source).is_dir():
                receive(self.store, actor, intake, Path(row.source))
        except (NawbaError, OSError) as error:
            problem = error.message if isinstance(error, NawbaError) else str(error.strerror)
            end_cv_intake(self.store, actor, intake, "stopped", problem)
            return
        totals = read_waiting(self.store, actor, intake, stop=stop.is_set)
        if totals.state == "done":
            self.uploads.forget(row.source)


class _Task(Protocol):
    """What a thread does until ``stop``."""

    def __call__(self, stop: threading.Event) -> object: ...


def _guarded(name: str, work: _Task, stop: threading.Event) -> None:
    try:
        work(stop)
    except NawbaError as error:
        log.warning("hiring_work_ended", work=name, code=error.code)


class HiringHouse:
    """Uploads of documents, and the work on them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        folder = settings.cache_folder / "candidates"
        self.uploads = Uploads(folder, store.clock, _ANY_KIND)
        self.work = Work(store, self.uploads)

    def start(self) -> None:
        """Delete uploads that nobody came back for."""
        wanted = sa.select(cv_intakes.c.source).where(cv_intakes.c.state != "done")
        with self._store.read() as connection:
            needed = {str(one) for one in connection.execute(wanted).scalars()}
        self.uploads.forget_left(needed)

    def stop(self) -> None:
        self.work.close()
