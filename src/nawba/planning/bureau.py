"""One child process that does the planning: what takes seconds never slows a conversation.

The simulator brings a compiler and takes all the cores it gets. It therefore works in a process
apart, nice to the others, that is started when first asked, ended after ten idle minutes (its
memory comes back), and replaced when it dies. ``bureau_child`` is the other end.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any

from nawba.domain.errors import Invalid, PlanningBusy, PlanningCancelled, PlanningStopped
from nawba.planning.bureau_task import Task

_BUSY = "The planning office has enough to do at the moment. Try again in a minute."
_CANCELLED = "It was cancelled."
_BROKE = "The planning process ended in the middle of the work. Try again."
_TOO_LONG = "That took longer than planning may. Ask for fewer days or what-ifs."
_NONE = "The planning process could not be started: {}."
_LONG = 3600.0  # seconds after which it looks again at the latest
_CLOSED = "Planning is closed: the house is about to stop."


Work = Callable[..., Any] | str
"""A function that can be imported, or where it is: ``"package.module:name"``."""


@dataclass(eq=False)
class _Child:
    process: subprocess.Popen[bytes]
    line: Connection
    at_work: dict[int, Task] = field(default_factory=dict)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.line.close()


class Bureau:
    """Runs functions in the child process, for callers in any thread. Make one for a house.

    A function is handed over by reference and its arguments as pickles, so both must be importable
    there. ``"module:name"`` refers to one that is not to be imported here, compiler and all; it
    should return plain values, for whatever comes back is imported here too. One that has a
    parameter ``progress`` gets a callable to tell how far it is; there it also hears that it is
    cancelled, and lets more urgent work go first. One that does not call it within ``patience``
    seconds of being cancelled is killed, as is one that takes too long.

    ``nice`` is how far it stands back when processors are scarce (as of the command ``nice``).
    ``waiting`` tasks may wait for their turn, and as many that go first; beyond that ``begin``
    raises PlanningBusy.
    """

    def __init__(
        self,
        *,
        waiting: int = 8,
        seconds: float = 600,
        idle: float = 600,
        patience: float = 2,
        nice: int = 10,
    ) -> None:
        self._nice = nice
        self._most, self._seconds, self._idle, self._patience = waiting, seconds, idle, patience
        self._waiting: deque[Task] = deque()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._child: _Child | None = None
        self._number, self._idle_since = 0, time.monotonic()
        self._is_closed = False
        self._ears, self._mouth = Pipe(duplex=False)

    def ask(
        self,
        function: Work,
        *args: Any,
        progress: Callable[..., None] | None = None,
        seconds: float | None = None,
        first: bool = False,
        **named: Any,
    ) -> Any:
        """``function(*args, **named)`` of the child; blocks the calling thread until it is there.

        ``progress`` is called from the bureau's thread with what the function tells; it must be
        quick. ``seconds`` bounds the work itself. ``first``: short work somebody waits for, done
        in the pauses of what is at work. Raises as ``Task.result`` and ``begin`` do.
        """
        return self.begin(
            function, *args, progress=progress, seconds=seconds, first=first, **named
        ).result()

    def begin(
        self,
        function: Work,
        *args: Any,
        progress: Callable[..., None] | None = None,
        seconds: float | None = None,
        first: bool = False,
        **named: Any,
    ) -> Task:
        """As ``ask``, without waiting. Raises PlanningBusy, or PlanningStopped once closed."""
        limit = self._seconds if seconds is None else seconds
        call = pickle.dumps((function, args, named))
        task = Task(call, limit, first, progress, self._rouse)
        with self._lock:
            if self._is_closed:
                raise PlanningStopped(_CLOSED)
            if sum(one.first == first for one in self._waiting) >= self._most:
                raise PlanningBusy(_BUSY)
            self._waiting.append(task)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="bureau", daemon=True)
                self._thread.start()
        self._rouse()
        return task

    @property
    def process_id(self) -> int | None:
        """Of the child, while there is one."""
        child = self._child
        return None if child is None else child.process.pid

    def close(self) -> None:
        """End the child and everything asked; nothing can be asked any more."""
        with self._lock:
            self._is_closed = True
            thread = self._thread
        self._rouse()
        if thread is not None:
            thread.join(timeout=10)

    def _rouse(self) -> None:
        if not self._ears.poll():  # one word is enough to wake it
            self._mouth.send_bytes(b".")

    def _run(self) -> None:
        while not self._is_closed:
            self._give_up()
            self._hand_out()
            child = self._child
            lines = [self._ears] if child is None else [self._ears, child.line]
            ready = wait(lines, self._until())
            if self._ears in ready:
                self._ears.recv_bytes()
            if child is not None and child.line in ready:
                self._hear(child)
        self._dismiss(PlanningStopped(_CLOSED))
        with self._lock:
            left, self._waiting = self._waiting, deque()
        for task in left:
            task.fail(PlanningStopped(_CLOSED))

    def _until(self) -> float | None:
        """Seconds until something has to be looked at without anybody saying so."""
        child = self._child
        if child is None:
            return None
        idle = self._idle_since + self._idle
        moments = [task.until for task in child.at_work.values()] or [idle]
        return min(max(0.0, min(moments) - time.monotonic()), _LONG)

    def _give_up(self) -> None:
        """End what was cancelled or took too long, and a child that has nothing to do."""
        with self._lock:
            gone = [task for task in self._waiting if task.is_cancelled]
            self._waiting = deque(task for task in self._waiting if not task.is_cancelled)
        for task in gone:
            task.fail(PlanningCancelled(_CANCELLED))
        child, now = self._child, time.monotonic()
        if child is None:
            return
        for number, task in child.at_work.items():
            if task.is_cancelled and task.until > now + self._patience:
                task.until = now + self._patience
                _tell(child, "cancel", number)
        late = [task for task in child.at_work.values() if task.until <= now]
        if late:
            self._kill_for(child, late)
        elif not child.at_work and now >= self._idle_since + self._idle:
            self._dismiss(PlanningStopped(_CLOSED))

    def _kill_for(self, child: _Child, late: list[Task]) -> None:
        """What did not listen dies with its process; what was at work beside it begins again."""
        for task in late:
            task.fail(PlanningCancelled(_CANCELLED) if task.is_cancelled else Invalid(_TOO_LONG))
        innocent = [task for task in child.at_work.values() if not task.is_over]
        child.at_work.clear()
        self._dismiss(PlanningStopped(_BROKE))
        with self._lock:
            self._waiting.extendleft(innocent)

    def _hand_out(self) -> None:
        """Work for the child: one task at a time, and one that goes first beside it."""
        while (task := self._next()) is not None:
            try:
                child = self._child = self._child or _start(self._nice)
            except OSError as error:
                task.fail(PlanningStopped(_NONE.format(error.strerror)))
                continue
            self._number += 1
            task.until = time.monotonic() + task.seconds
            child.at_work[self._number] = task
            _tell(child, "do", self._number, task.call, task.first)

    def _next(self) -> Task | None:
        at_work = list(self._child.at_work.values()) if self._child else []
        with self._lock:
            for task in sorted(self._waiting, key=lambda one: not one.first):
                if not at_work or (task.first and not any(one.first for one in at_work)):
                    self._waiting.remove(task)
                    return task
        return None

    def _hear(self, child: _Child) -> None:
        try:
            what, number, told = child.line.recv()
        except (EOFError, OSError):
            self._dismiss(PlanningStopped(_BROKE))
            return
        task = child.at_work.get(number)
        if task is None:
            return
        if what == "progress":
            task.tell(told)
            return
        del child.at_work[number]
        self._idle_since = time.monotonic()
        if what == "done":
            task.succeed(told)
        else:
            task.fail(PlanningCancelled(_CANCELLED) if what == "cancelled" else told)

    def _dismiss(self, why: Exception) -> None:
        child = self._child
        if child is None:
            return
        child.kill()
        self._child = None
        for task in child.at_work.values():
            task.fail(why)


def _start(nice: int) -> _Child:
    ours, theirs = Pipe()
    program = [sys.executable, "-P", "-m", "nawba.planning.bureau_child"]
    path = os.pathsep.join(one for one in sys.path if one)
    process = subprocess.Popen(
        [*program, str(theirs.fileno()), str(nice)],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    theirs.close()
    return _Child(process, ours)


def _tell(child: _Child, *told: Any) -> None:
    with suppress(OSError):  # it just died: the next look at its line says so
        child.line.send(told)
