"""A run over a source: items are found, worked on by several processes, and noted in batches.

Whatever stops it, the next run goes on: a finished stage lies on the shelf with its key, and the
ledger is written again from what the walk finds there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from nawba.actions import listening as verbs
from nawba.domain.errors import NotFound, Unavailable
from nawba.domain.heard import Heard, Listed
from nawba.domain.words import Actor
from nawba.listening.alone import alone
from nawba.listening.pool import Died, Pool
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Taken
from nawba.listening.stages import Options, Stage, check_stages
from nawba.listening.walking import FULL, Task
from nawba.store import Store
from nawba.store.listening import refused_keys

BATCH = 64
_NOTED_EVERY = 0.5  # seconds
DIED, STOPPED = "worker_died", "stopped"


@dataclass(frozen=True)
class Totals:
    """How a run ended: ``done`` or ``stopped``, by which ``problem`` if any.

    ``open``: answers that wait for a language model after everything was looked at.
    """

    intake: str
    state: str
    found: int
    done: int
    quarantined: int
    problem: str = ""
    open: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything was looked at, even if answers are still missing."""
        return self.state == "done" or self.open > 0


Tell = Callable[[int, int], None]
"""Told how many items are finished, and how many of them quarantined."""


@dataclass
class Engine:
    """``stages`` over the items of a source. ``jobs`` processes, 0: this one."""

    store: Store
    actor: Actor
    shelf: Shelf
    stages: Sequence[Stage]
    options: Options = field(default_factory=Options)
    jobs: int = 1
    tell: Tell = lambda done, quarantined: None

    def run(self, intake: str, items: Iterable[Taken]) -> Totals:
        """Bring all ``items`` as far as they come; Ctrl-C and a full disk stop it, resumable.

        Raises Conflict while another process works on this intake.
        """
        check_stages(self.stages)
        with alone(self.shelf.root, intake):
            verbs.continue_intake(self.store, self.actor, intake)
            run = _Run(self, intake)
            try:
                run.go(items)
                state, problem = run.ended()
            except KeyboardInterrupt:
                state, problem = STOPPED, "interrupted"
            except (OSError, NotFound, Unavailable) as error:
                state, problem = STOPPED, why_stopped(error)
            finally:
                run.pool.close()
            return self._end(run, state, problem)

    def _end(self, run: _Run, state: str, problem: str) -> Totals:
        try:
            run.note()
            verbs.end_intake(self.store, self.actor, run.intake, state, problem)
        except (OSError, Unavailable) as error:  # the row stays `running`: a resume mends it
            state, problem = STOPPED, problem or why_stopped(error)
        left = run.open if run.is_whole else 0
        return Totals(run.intake, state, run.found, run.done, run.quarantined, problem, left)


class _Run:
    def __init__(self, engine: Engine, intake: str) -> None:
        self.engine, self.intake = engine, intake
        self.pool = Pool(engine.shelf.root, engine.stages, engine.options, engine.jobs)
        self.found = self.done = self.quarantined = self.open = 0
        self.is_whole = False
        self._heard: list[Heard] = []
        self._noted_at = time.monotonic()
        self._tried: set[str] = set()

    def go(self, items: Iterable[Taken]) -> None:
        for task in self._tasks(items):
            while not self.pool.has_room_for(task):
                self._collect()
            self.pool.give(task)
        while self.pool.is_busy:
            self._collect()
        self.is_whole = True

    def _tasks(self, items: Iterable[Taken]) -> Iterator[Task]:
        for batch in _batches(items, BATCH):
            yield from self._kept(batch)

    def _kept(self, batch: list[Taken]) -> Iterator[Task]:
        """The tasks of a batch whose rows are kept; what is known to be wrong is no task."""
        once = {one.item.id: one for one in batch}
        listed = [Listed(one.item, one.name) for one in once.values()]
        before = verbs.keep_items(self.engine.store, self.engine.actor, self.intake, listed)
        self.found += len(once)
        with self.engine.store.read() as connection:
            refused = refused_keys(connection, list(once))
        for one in once.values():
            row = before.get(one.item.id)
            if row is not None and row.erased_at is not None:
                self.engine.shelf.forget(one.item.id)  # what was fetched of it just now
            elif one.fault is not None:
                self._hear(_refusal(one, *one.fault))
            else:
                yield Task(one.item, refused.get(one.item.id, {}), one.told)

    def _collect(self) -> None:
        for told in self.pool.results(_NOTED_EVERY):
            if isinstance(told, Heard):
                self._hear(told)
            elif told.task.item.id in self._tried:
                self._hear(_dead(told))
            else:
                self._tried.add(told.task.item.id)
                self.pool.give(told.task)
        if len(self._heard) >= BATCH or time.monotonic() - self._noted_at >= _NOTED_EVERY:
            self.note()

    def _hear(self, heard: Heard) -> None:
        self._heard.append(heard)
        self.done += heard.state == "done"
        self.open += heard.open
        self.quarantined += heard.state == "quarantined"
        self.engine.tell(self.done + self.quarantined, self.quarantined)

    def ended(self) -> tuple[str, str]:
        """The state and problem of a run that saw everything: stopped while answers are missing."""
        if not self.open:
            return "done", ""
        return STOPPED, f"{self.open} answers wait for the language model; it gave none for them"

    def note(self) -> None:
        """Write what was heard since the last time."""
        told = (self.intake, self._heard)
        gone = verbs.note_heard(self.engine.store, self.engine.actor, *told) if self._heard else ()
        for item in gone:
            self.engine.shelf.forget(item)  # it was erased while a process was at it
        self._heard, self._noted_at = [], time.monotonic()


def _refusal(one: Taken, code: str, message: str) -> Heard:
    return Heard(one.item.id, "quarantined", stage="intake", key="1", reason=code, message=message)


def _dead(died: Died) -> Heard:
    message = "The process that worked on it died, twice. Listen to it alone: if it dies again, "
    message += "convert the recording, or give the machine more memory."
    item = died.task.item.id
    return Heard(item, "quarantined", stage="intake", key="1", reason=DIED, message=message)


def why_stopped(error: OSError | NotFound | Unavailable) -> str:
    """What a run says that ``error`` ended."""
    if isinstance(error, OSError) and error.errno in FULL:
        return "The disk is full or not writable. Free some space and resume: nothing is lost."
    return f"{error.strerror or error}" if isinstance(error, OSError) else error.message


def _batches(items: Iterable[Taken], size: int) -> Iterator[list[Taken]]:
    walk = iter(items)
    while batch := list(islice(walk, size)):
        yield batch
