"""What keeps a bad or costly endpoint from hurting: a breaker and a budget, counted in process.

Both read a clock of monotonic seconds that is given to them, and both may be used by many threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from nawba.models.write_endpoint import Ration

Seconds = Callable[[], float]
"""Monotonic seconds, from any origin."""

_LONGEST_REST = 3600.0
_MINUTE, _DAY = 60.0, 86_400.0


class Breaker:
    """Closed until ``failures`` in a row; then open for ``rest`` seconds; then one call may probe.

    A probe that succeeds closes it; one that fails opens it for twice as long, an hour at most.
    """

    def __init__(self, failures: int, rest: float, clock: Seconds) -> None:
        self._most, self._rest, self._clock = failures, rest, clock
        self._lock = threading.Lock()
        self._failed, self._opened_at, self._probing = 0, 0.0, False

    def allows(self) -> bool:
        """Whether a call may be made now; who gets True reports how it went, exactly once."""
        with self._lock:
            if self._failed < self._most:
                return True
            rest = min(self._rest * 2 ** min(self._failed - self._most, 20), _LONGEST_REST)
            if self._probing or self._clock() - self._opened_at < rest:
                return False
            self._probing = True
            return True

    def report(self, failed: bool | None) -> None:
        """How the call went; None when it was not made after all."""
        with self._lock:
            self._probing = False
            if failed is None:
                return
            self._failed = self._failed + 1 if failed else 0
            if failed:
                self._opened_at = self._clock()


@dataclass
class _Window:
    """Counts within one stretch of ``seconds``; a new stretch begins at zero."""

    seconds: float
    most_requests: int
    most_tokens: int
    number: int = -1
    requests: int = 0
    tokens: int = 0

    def turn(self, now: float) -> None:
        number = int(now // self.seconds)
        if number != self.number:
            self.number, self.requests, self.tokens = number, 0, 0

    def has_room(self, tokens: int) -> bool:
        return self.requests < self.most_requests and self.tokens + tokens <= self.most_tokens

    def add(self, requests: int, tokens: int) -> None:
        self.requests += requests
        self.tokens = max(0, self.tokens + tokens)


class Budget:
    """Requests and tokens per minute and per day. What a call may cost is reserved before it."""

    def __init__(self, ration: Ration, clock: Seconds) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._windows = (
            _Window(_MINUTE, ration.requests_per_minute, ration.tokens_per_minute),
            _Window(_DAY, ration.requests_per_day, ration.tokens_per_day),
        )

    def take(self, tokens: int) -> bool:
        """Reserve one request of ``tokens``; False, and nothing is reserved, when there is none."""
        with self._lock:
            for window in self._windows:
                window.turn(self._clock())
            if not all(window.has_room(tokens) for window in self._windows):
                return False
            for window in self._windows:
                window.add(1, tokens)
            return True

    def room_in(self, tokens: int) -> float:
        """Seconds until one request of ``tokens`` may be reserved; 0 for now, a day for never."""
        with self._lock:
            now = self._clock()
            full = []
            for window in self._windows:
                window.turn(now)
                if not window.has_room(tokens):
                    full.append(window)
            if any(tokens > window.most_tokens for window in full):
                return _DAY
            return max((window.seconds - now % window.seconds for window in full), default=0.0)

    def settle(self, reserved: int, used: int) -> None:
        """Replace a reservation by what was really used."""
        with self._lock:
            for window in self._windows:
                window.turn(self._clock())
                window.add(0, used - reserved)
