"""What re-dispatch asks of planning, and what it keeps of the centre: seams of the house.

Who simulates is not known here (``foreteller`` does).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Protocol

from nawba.dispatch.pools import Pools, tabulate
from nawba.dispatch.suggestions import Look
from nawba.domain.redispatch import Change
from nawba.domain.words import Centre, Json

Key = tuple[str, ...]
"""Ids of the measures in force."""


class Foresight(Protocol):
    """What is to be expected, by simulation and by a plan. Slow: it works in another process."""

    def outlook(self, change: Change, minutes: int) -> Json | None:
        """The next ``minutes`` with and without ``change``; None: too little is known. Raises
        Unavailable when other planning work is before it."""

    def prices(self) -> list[Json] | None:
        """What one more contact in each queue would cost; None: not known, or not yet."""


class KeptLook:
    """The look that suggestions are made of, for all who ask within a second of each other and
    see the same measures in force."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._made: tuple[Key, Look] | None = None

    def of(self, key: Key, now: datetime, make: Callable[[], Look]) -> Look:
        with self._lock:
            known = self._made
            if known is None or known[0] != key or not self._is_fresh(known[1], now):
                known = self._made = key, make()
            return known[1]

    def _is_fresh(self, look: Look, now: datetime) -> bool:
        return 0 <= (now - look.now).total_seconds() < self._seconds


class KeptTables:
    """Pools and eligibility of a centre, derived once per configuration."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made: tuple[Centre, Pools] | None = None

    def of(self, centre: Centre) -> Pools:
        with self._lock:
            if self._made is None or self._made[0] is not centre:
                self._made = centre, tabulate(centre)
            return self._made[1]
