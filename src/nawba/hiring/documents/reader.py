"""Documents that nobody vouches for, read in a child process that is capped and can be lost."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import IO, Any

from nawba.domain.candidates import Box, Line, Note, Page, Reading, Unreadable
from nawba.domain.errors import Invalid
from nawba.hiring.documents.child import LENGTH
from nawba.hiring.documents.limits import LIMITS, Limits, check_size

_KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "TESSDATA_PREFIX")
"""What the child sees of the environment: no address of a database, no key."""

_LONGEST_ANSWER = 64 << 20


class Reader:
    """Reads one document after the other in one child; for several at once take several.

    Use it in a ``with``. A child that is lost (killed, out of memory) is replaced.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._child: subprocess.Popen[bytes] | None = None
        self._aborted = False

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, data: bytes) -> Reading:
        """The lines of a document; raises Unreadable; Invalid if a package is missing.

        One whose child was lost is read once more: somebody else may have ended it.
        """
        check_size(data, self.limits)
        try:
            told = self._ask(data)
        except (OSError, EOFError, ValueError) as error:
            if (verdict := self._lost(error)).code == "too_slow" or self._aborted:
                raise verdict from None
            told = self._once_more(data)
        if "reading" in told:
            return reading_of(told["reading"])
        if not told["code"]:
            raise Invalid(told["message"])
        raise Unreadable(told["code"], told["message"])

    def _once_more(self, data: bytes) -> dict[str, Any]:
        try:
            return self._ask(data)
        except (OSError, EOFError, ValueError) as error:
            raise self._lost(error) from None

    def abort(self) -> None:
        """Ends what is being read, from another thread; nothing is read afterwards."""
        self._aborted = True
        if child := self._child:
            _kill(child)

    def close(self) -> None:
        """Ends the child, and what it may have started."""
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for pipe in (child.stdin, child.stdout):
            if pipe:
                pipe.close()
        child.wait()

    def _ask(self, data: bytes) -> dict[str, Any]:
        child = self._started()
        source, answers = _pipes(child)
        until = time.monotonic() + self.limits.wall
        _write(source, len(data).to_bytes(LENGTH, "big") + data, until)
        said = _line(answers, until)
        told: dict[str, Any] = json.loads(said)
        return told

    def _started(self) -> subprocess.Popen[bytes]:
        if self._aborted:
            raise EOFError
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = _start(self.limits)
        return self._child

    def _lost(self, error: Exception) -> Unreadable:
        """The verdict on a document that the child did not survive."""
        child = self._child
        self.close()
        # The end of its output comes a moment before the child's own: ``close`` waited for that.
        out_of_time = child is not None and child.returncode == -signal.SIGXCPU
        if isinstance(error, TimeoutError) or out_of_time:
            return Unreadable(
                "too_slow", "The document takes too long to read. Ask for a simpler one."
            )
        return Unreadable(
            "damaged", "The document cannot be read: it needs too much memory, or is damaged."
        )


def reading_of(told: Mapping[str, Any]) -> Reading:
    """The reading that a child wrote as JSON."""
    return Reading(
        told["kind"],
        tuple(Line(**{**line, "box": _box(line["box"])}) for line in told["lines"]),
        tuple(
            Page(page["number"], page["width"], page["height"], tuple(map(_full, page["pictures"])))
            for page in told["pages"]
        ),
        told["language"],
        told["order_confidence"],
        tuple(Note(n["warning"], tuple(n["lines"]), n["detail"]) for n in told["notes"]),
    )


def _box(told: Mapping[str, Any] | None) -> Box | None:
    return None if told is None else Box(**told)


def _full(told: Mapping[str, Any]) -> Box:
    return Box(**told)


def child_environment() -> dict[str, str]:
    """What a child that handles a stranger's document is given."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _start(limits: Limits) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "nawba.hiring.documents.child", json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        start_new_session=True,
    )


def _kill(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        child.kill()


def _pipes(child: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    return child.stdin, child.stdout


def _write(pipe: IO[bytes], data: bytes, until: float) -> None:
    os.set_blocking(pipe.fileno(), False)
    left = memoryview(data)
    while left:
        _wait(pipe, selectors.EVENT_WRITE, until)
        left = left[os.write(pipe.fileno(), left[: 1 << 16]) :]


def _line(pipe: IO[bytes], until: float) -> bytes:
    parts: list[bytes] = []
    while not parts or not parts[-1].endswith(b"\n"):
        _wait(pipe, selectors.EVENT_READ, until)
        part = os.read(pipe.fileno(), 1 << 16)
        if not part or sum(map(len, parts)) > _LONGEST_ANSWER:
            raise EOFError
        parts.append(part)
    return b"".join(parts)


def _wait(pipe: IO[bytes], event: int, until: float) -> None:
    """Until ``pipe`` is ready; raises TimeoutError."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, until - time.monotonic())):
            raise TimeoutError
