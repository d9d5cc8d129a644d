"""What the tests of the bureau have done in its process."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable

from nawba.domain.errors import NotFound

FOREVER = 600.0


def add(one: int, other: int) -> int:
    return one + other


def who() -> tuple[int, int, bool]:
    """The process that works, how nice it is, and whether it has loaded the compiler."""
    return os.getpid(), os.nice(0), "numba" in sys.modules


def in_steps(steps: int, progress: Callable[[int, int], None]) -> int:
    for done in range(1, steps + 1):
        progress(done, steps)
    return steps


def until_cancelled(progress: Callable[[str], None]) -> None:
    pause = threading.Event()
    while True:
        progress("at work")
        pause.wait(0.01)


def deaf(progress: Callable[[str], None]) -> None:
    """Says once that it works, and never listens."""
    progress("at work")
    threading.Event().wait(FOREVER)


def die(progress: Callable[[str], None]) -> None:
    progress("dying")
    os.kill(os.getpid(), signal.SIGKILL)
    threading.Event().wait(FOREVER)


def refuse() -> None:
    raise NotFound("There is no such day.")


def break_down() -> None:
    raise ZeroDivisionError


def no_pickle() -> object:
    return lambda: None
