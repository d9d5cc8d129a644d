"""The service level against its contract, and whether it is about to break. Pure counting.

Service level = answered within the target / (answered + abandoned after the target). Customers who
leave before the target's seconds are up are not held against the queue, the customary reading of
"80 % in 20 s"; ``abandoned`` still shows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from nawba.domain.words import Target

PRESSING_SHARE = 0.5
"""A waiting contact presses once it has used this share of the target's seconds."""


@dataclass(frozen=True)
class Wait:
    """One wait of a contact: from ``queued_at`` to an answer, a leaving, or (both None) now."""

    queued_at: datetime
    answered_at: datetime | None = None
    abandoned_at: datetime | None = None


@dataclass(frozen=True)
class ServiceLevel:
    """Counts of contacts; ``level`` is a share in [0, 1] or None before anything counts."""

    answered: int = 0
    answered_in_target: int = 0
    abandoned: int = 0
    abandoned_late: int = 0
    waiting: int = 0
    pressing: int = 0

    @property
    def counted(self) -> int:
        return self.answered + self.abandoned_late

    @property
    def offered(self) -> int:
        return self.answered + self.abandoned + self.waiting

    @property
    def level(self) -> float | None:
        return self.answered_in_target / self.counted if self.counted else None

    def status(self, target: Target) -> str:
        """``idle``, ``ok``, ``broken``, or ``at_risk``: it breaks if those who press come late."""
        if self.counted == 0 and self.waiting == 0:
            return "idle"
        if self.level is not None and self.level < target.share:
            return "broken"
        expected = self.counted + self.pressing
        if self.pressing and self.answered_in_target / expected < target.share:
            return "at_risk"
        return "ok"


def service_level(waits: Iterable[Wait], target: Target, now: datetime) -> ServiceLevel:
    """Count ``waits`` (of one queue and period) against ``target`` as seen at ``now``."""
    waits = list(waits)
    answered = [_seconds(w.queued_at, w.answered_at) for w in waits if w.answered_at]
    left = [
        _seconds(w.queued_at, w.abandoned_at) for w in waits if w.abandoned_at and not w.answered_at
    ]
    waiting = [_seconds(w.queued_at, now) for w in waits if not (w.answered_at or w.abandoned_at)]
    return ServiceLevel(
        answered=len(answered),
        answered_in_target=_within(answered, target.seconds),
        abandoned=len(left),
        abandoned_late=len(left) - _within(left, target.seconds),
        waiting=len(waiting),
        pressing=len(waiting) - _within(waiting, target.seconds * PRESSING_SHARE),
    )


def mean_wait(waits: Iterable[Wait]) -> float | None:
    """Mean seconds that the answered waited; None when nobody was answered."""
    waited = [_seconds(one.queued_at, one.answered_at) for one in waits if one.answered_at]
    return fmean(waited) if waited else None


def _seconds(start: datetime, end: datetime) -> float:
    return max(0.0, (end - start).total_seconds())


def _within(seconds: Sequence[float], limit: float) -> int:
    return sum(one <= limit for one in seconds)
