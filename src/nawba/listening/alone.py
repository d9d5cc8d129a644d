"""Who works on what, told by locks on files: they go with their process, however it ends."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nawba.domain.errors import Conflict

_TRIES, _APART = 5, 0.02  # whoever only looks holds the lock for less


@contextmanager
def alone(folder: Path, intake: str) -> Iterator[None]:
    """Work on ``intake`` of the recorded contacts in ``folder``. Raises Conflict while another
    process does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{intake}.lock").open("w") as lock:
        if not any(_taken(lock.fileno(), number) for number in range(_TRIES)):
            told = f"Another process works on {intake}. See `nawba listen status`."
            raise Conflict(told)
        yield


def _taken(lock: int, number: int) -> bool:
    if number:
        time.sleep(_APART)
    return _locked(lock, fcntl.LOCK_EX)


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock at ``path``, and hold it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_anybody_at_work(folder: Path) -> bool:
    """Whether an intake of the recorded contacts in ``folder`` is worked on."""
    return any(_is_held(path) for path in folder.glob(".*.lock"))


def is_worked_on(folder: Path, intake: str) -> bool:
    """Whether a process of this machine works on ``intake``."""
    path = folder / f".{intake}.lock"
    return path.is_file() and _is_held(path)


def _is_held(path: Path) -> bool:
    with path.open() as lock:
        return not _locked(lock.fileno(), fcntl.LOCK_SH)


def _locked(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
