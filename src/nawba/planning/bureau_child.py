"""The other end of ``bureau``: works off what it is told, and ends when its line ends.

One thread reads the line, the main thread works. Where work tells of its progress it pauses: that
is where it hears that it was cancelled, and where work that goes first is done.
"""

from __future__ import annotations

import inspect
import os
import pickle
import pkgutil
import queue
import signal
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from nawba.domain.errors import Invalid, NawbaError, PlanningStopped

_DEFECT = "The planning process could not do this: {}. It has been logged."


class _Cancelled(BaseException):
    """Not an Exception: work that catches those must not catch this."""


class Child:
    """What is to be done, in its order, and what was cancelled."""

    def __init__(self, line: Connection) -> None:
        self._line = line
        self._turns: queue.Queue[tuple[int, bytes]] = queue.Queue()
        self._first: queue.Queue[tuple[int, bytes]] = queue.Queue()
        self._cancelled: set[int] = set()

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            number, call = self._turns.get()
            if number:
                self._do(number, call)
            self._do_first()

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._take(*self._line.recv())
        os._exit(0)  # whoever asked is gone: nobody waits for what is at work

    def _take(self, what: str, number: int, call: bytes = b"", first: bool = False) -> None:
        if what == "cancel":
            self._cancelled.add(number)
        elif first:
            self._first.put((number, call))
            self._turns.put((0, call))  # to wake the main thread, if it waits
        else:
            self._turns.put((number, call))

    def _do_first(self) -> None:
        while True:
            try:
                number, call = self._first.get_nowait()
            except queue.Empty:
                return
            self._do(number, call)

    def _do(self, number: int, call: bytes) -> None:
        try:
            self._line.send(self._result(number, call))
        except _Cancelled:
            self._line.send(("cancelled", number, None))
        except Exception as error:  # noqa: BLE001 - who asked hears of it, and the next is done
            self._line.send(("failed", number, _portable(error)))

    def _result(self, number: int, call: bytes) -> tuple[str, int, bytes]:
        work, args, named = pickle.loads(call)
        function = pkgutil.resolve_name(work) if isinstance(work, str) else work
        if "progress" in inspect.signature(function).parameters:
            named = {**named, "progress": lambda *told: self._pause(number, told)}
        return ("done", number, pickle.dumps(function(*args, **named)))

    def _pause(self, number: int, told: tuple[Any, ...]) -> None:
        if number in self._cancelled:
            raise _Cancelled
        self._line.send(("progress", number, told))
        self._do_first()


def _portable(error: Exception) -> Exception:
    """``error``, if it can cross to the other process; else one that says the same."""
    if isinstance(error, NawbaError):
        with suppress(Exception):
            copy: Exception = pickle.loads(pickle.dumps(error))
            return copy
        return Invalid(error.message, field=error.field)
    traceback.print_exception(error)
    return PlanningStopped(_DEFECT.format(type(error).__name__))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the house, which ends this one
    os.nice(int(sys.argv[2]))
    Child(Connection(int(sys.argv[1]))).run()


if __name__ == "__main__":
    main()
