"""What re-dispatch asks of planning, and what it keeps of the centre: seams of the house.

Who simulates is not known here (``foreteller`` does).
"""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from nawba.dispatch.pools import Pools, tabulate
from nawba.domain.redispatch import Change
from nawba.domain.words import Centre, Json


class Foresight(Protocol):
    """What is to be expected, by simulation and by a plan. Slow: it works in another process."""

    def outlook(self, change: Change, minutes: int) -> Json | None:
        """The next ``minutes`` with and without ``change``; None: too little is known. Raises
        Unavailable when other planning work is before it."""

    def prices(self) -> list[Json] | None:
        """What one more contact in each queue would cost; None: not known, or not yet."""


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
