"""The assistant's turns, taken by a few workers; never two of one contact at the same time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import structlog

from nawba.assistant.driver import Driver
from nawba.assistant.silence import Silence
from nawba.domain.errors import NawbaError
from nawba.domain.flow_runs import FlowRun

log = structlog.get_logger()

_WORKERS = 6
_LATE_SECONDS = 3.0


class Turns:
    """Takes turns as they come; ``sweep`` finds those that nobody took, and who is silent.

    A turn asked for while the contact's last one is being taken is taken right after it, by the
    same worker: it would only read the same messages and be thrown away.

    ``waiting`` is how many turns may wait for something slow at once: as many workers are added, so
    that the others never wait for them.
    """

    def __init__(self, driver: Driver, silence: Silence | None = None, waiting: int = 0) -> None:
        self._driver, self._silence = driver, silence
        self._workers = ThreadPoolExecutor(_WORKERS + waiting, thread_name_prefix="assistant")
        self._guard = threading.Lock()
        self._asked_again: dict[str, bool] = {}  # by contact whose turn is being taken
        self._queued = 0  # asked for and not yet at an end
        self._stop = threading.Event()

    def owe(self, contact: str) -> None:
        """Reply to ``contact`` as soon as a worker is free."""
        if self._stop.is_set():
            return
        with self._guard:
            self._queued += 1
        self._workers.submit(self._take_queued, contact)

    def take(self, contact: str) -> None:
        """Reply now, in this thread; at once back when another is replying already."""
        with self._guard:
            if contact in self._asked_again:
                self._asked_again[contact] = True
                return
            self._asked_again[contact] = False
        self._attempt(contact)
        while self._goes_on(contact):
            self._attempt(contact)

    def are_idle(self) -> bool:
        """Whether nobody's turn is being taken, or waits for a worker of this process."""
        with self._guard:
            return not (self._asked_again or self._queued)

    def sweep(self) -> None:
        """Take what is owed from before a crash or after a failure, every few seconds."""
        late = 0.0
        while not self._stop.is_set():
            try:
                for contact in self._driver.due(late):
                    self.take(contact)
                for contact, run in self._silence.due() if self._silence else ():
                    self._put_aside(contact, run)
            except NawbaError as error:
                log.warning("sweep_failed", error=error.code)
            late = _LATE_SECONDS
            self._stop.wait(_LATE_SECONDS)

    def stop(self) -> None:
        """Finish the turns being taken. What is owed stays owed in its rows."""
        self._stop.set()
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _take_queued(self, contact: str) -> None:
        try:
            self.take(contact)
        finally:
            with self._guard:
                self._queued -= 1

    def _put_aside(self, contact: str, run: FlowRun) -> None:
        assert self._silence is not None, "asked before"
        try:
            self._silence.put_aside(contact, run)
        except NawbaError as error:
            log.warning("silence_failed", contact=contact, error=error.code)
        except Exception:  # a defect of one flow must not keep the house from the others
            log.exception("silence_failed", contact=contact)

    def _goes_on(self, contact: str) -> bool:
        with self._guard:
            if self._asked_again[contact]:
                self._asked_again[contact] = False
                return True
            del self._asked_again[contact]
            return False

    def _attempt(self, contact: str) -> None:
        try:
            self._driver.take(contact)
        except NawbaError as error:
            # The turn stays owed in the row; the sweep tries again.
            log.warning("turn_failed", contact=contact, error=error.code)
        except Exception:
            log.exception("turn_failed", contact=contact)
