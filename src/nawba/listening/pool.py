"""Processes that work on one item after the other: one that dies takes nobody else's with it.

``concurrent.futures`` gives up all that runs when a worker dies, and does not say on what it died;
a decoder that crashes on one file must cost that file only.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from nawba.domain.errors import NotFound
from nawba.domain.heard import Heard
from nawba.listening.shelf import Shelf
from nawba.listening.stages import Options, Stage
from nawba.listening.walking import Task, walk_item

AHEAD = 16
"""Texts that a process has at most. One is done in some milliseconds: it would wait for the next
while rows are written. Sound takes minutes, and waits where nothing is before it."""

_SPAWN = mp.get_context("spawn")  # models and threads do not survive a fork


Lacking = OSError | NotFound
"""What a machine lacks: room on its disk, or packages and models."""


@dataclass(frozen=True)
class Died:
    """The process ended while it worked on this."""

    task: Task


@dataclass
class _Worker:
    process: Any
    pipe: Connection
    tasks: deque[Task] = field(default_factory=deque)
    """What it was given, the one it is at first."""

    def takes(self, task: Task) -> bool:
        """Whether ``task`` would not wait, or only for a few texts."""
        if not self.tasks:
            return True
        short = all(one.item.kind == "text" for one in (task, *self.tasks))
        return short and len(self.tasks) < AHEAD

    def give(self, task: Task) -> None:
        self.tasks.append(task)
        with suppress(OSError):  # it died idle: seen as dead when it is next looked at
            self.pipe.send(task)


class Pool:
    """``jobs`` processes; with 0 the work is done here, one item after another."""

    def __init__(self, folder: Path, stages: Sequence[Stage], options: Options, jobs: int) -> None:
        self._given = (folder, tuple(stages), options)
        self._workers = [self._start() for _ in range(jobs)]
        self._here: list[Heard | Died | Lacking] = []

    def has_room_for(self, task: Task) -> bool:
        """Whether somebody takes it; what is given is little, so memory stays flat."""
        return any(one.takes(task) for one in self._workers) or not (self._workers or self._here)

    @property
    def is_busy(self) -> bool:
        return any(one.tasks for one in self._workers) or bool(self._here)

    def give(self, task: Task) -> None:
        """Let the worker with the least to do have it; ``has_room_for`` it must be true."""
        if not self._workers:
            self._here.append(_done(self._given, task))
            return
        takers = (one for one in self._workers if one.takes(task))
        min(takers, key=lambda one: len(one.tasks)).give(task)

    def results(self, seconds: float | None = None) -> Iterator[Heard | Died]:
        """What is finished, after waiting for the first. Raises what a worker
        lacked: OSError of a full disk, NotFound of what is not installed."""
        here, self._here = self._here, []
        for told in here:
            yield _raised(told)
        busy = {one.pipe: one for one in self._workers if one.tasks}
        for ready in wait(list(busy), seconds) if busy else ():
            worker = busy[ready]  # type: ignore[index]
            yield _raised(self._answer(worker))

    def _answer(self, worker: _Worker) -> Heard | Died | Lacking:
        task = worker.tasks.popleft()
        try:
            told: Heard | Lacking = worker.pipe.recv()
        except (EOFError, OSError):
            self._stop(worker)
            self._workers[self._workers.index(worker)] = fresh = self._start()
            for waiting in worker.tasks:
                fresh.give(waiting)
            return Died(task)
        return told

    def _start(self) -> _Worker:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=_serve, args=(theirs, *self._given), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def close(self) -> None:
        """End all workers at once: what they are at will be done anew."""
        for worker in self._workers:
            self._stop(worker)
        self._workers = []

    def _stop(self, worker: _Worker) -> None:
        worker.process.kill()
        worker.process.join(10)
        worker.pipe.close()


def _raised(told: Heard | Died | Lacking) -> Heard | Died:
    if isinstance(told, OSError | NotFound):
        raise told
    return told


Given = tuple[Path, tuple[Stage, ...], Options]


def _done(given: Given, task: Task) -> Heard | Lacking:
    folder, stages, options = given
    try:
        return walk_item(Shelf(folder), stages, options, task)
    except OSError as error:
        return OSError(error.errno, error.strerror)
    except NotFound as error:
        return error
    except MemoryError:
        told = "There was not enough memory for it. Cut it, or use fewer jobs."
        return Heard(task.item.id, "quarantined", stage="intake", reason="too_big", message=told)


def _end_with_parent() -> None:
    """A parent that is killed closes nothing: without this a worker went on beside a resume."""
    if (parent := mp.parent_process()) is not None:
        parent.join()
        os._exit(1)


def _serve(pipe: Connection, folder: Path, stages: tuple[Stage, ...], options: Options) -> None:
    """Work until whoever gives tasks is gone. Ctrl-C is theirs to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    mp.set_start_method("fork", force=True)  # so locks of libraries leave no name when it is killed
    while True:
        try:
            task = pipe.recv()
            pipe.send(_done((folder, stages, options), task))
        except (EOFError, OSError):
            return
