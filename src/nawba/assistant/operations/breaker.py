"""A circuit breaker: a system that fails again and again is left alone for a while.

Customers then hear at once that it cannot be done now, instead of waiting for a time-out each, and
the system gets air. Pure but for its lock: the caller says what time it is.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

FAILURES = 5
REST_SECONDS = 30.0


@dataclass
class Breaker:
    """Opens after ``failures`` in a row; after ``rest_seconds`` one call at a time may try again.

    Times are seconds of any clock that only goes forward.
    """

    failures: int = FAILURES
    rest_seconds: float = REST_SECONDS
    _in_a_row: int = 0
    _next_at: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def allows(self, now: float) -> bool:
        """Whether a call may leave. While open: the first to ask after the rest, as a trial."""
        with self._lock:
            if self._in_a_row < self.failures:
                return True
            if now < self._next_at:
                return False
            self._next_at = now + self.rest_seconds
            return True

    def note(self, now: float, *, is_outage: bool) -> None:
        """How a call went: one that worked closes the breaker."""
        with self._lock:
            if not is_outage:
                self._in_a_row = 0
                return
            self._in_a_row += 1
            if self._in_a_row >= self.failures:
                self._next_at = now + self.rest_seconds
