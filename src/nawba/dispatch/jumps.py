"""When a clock is set, times kept before it was are another clock's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

_LARGE = timedelta(seconds=5)


@dataclass
class Jumps:
    """Compares a clock that may be set with ``seconds`` that only go on."""

    seconds: Callable[[], float]
    _last: tuple[datetime, float] | None = None

    def seen(self, now: datetime) -> timedelta:
        """By how much the clock, at ``now``, was set since it was last given; 0 below 5 s."""
        at = self.seconds()
        last, self._last = self._last, (now, at)
        if last is None:
            return timedelta()
        by = now - last[0] - timedelta(seconds=at - last[1])
        return by if abs(by) >= _LARGE else timedelta()
