"""Coverage against risk: what each promise would cost in answers, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nawba.assistant.calibration import Read
from nawba.assistant.gate.material import Groups
from nawba.assistant.gate.thresholds import RISKS, Place, Wish, covered, thresholds_of
from nawba.domain.versions import Threshold


@dataclass(frozen=True)
class Point:
    """What a ``risk`` brings in one brand and language.

    ``coverage`` is the share of in-scope questions answered, ``wrong_upper`` the upper limit of
    the share wrong among answers, None when nothing is answered; ``missing`` cases are needed at
    least before anything can be.
    """

    risk: float
    coverage: float
    wrong_upper: float | None
    missing: int
    rows: Sequence[Threshold]


def coverage_points(
    reads: Sequence[Read],
    groups: Groups,
    wish: Wish,
    place: Place,
    risks: Sequence[float] = RISKS,
) -> list[Point]:
    """A point for each of ``risks`` at ``place``, on the same cases; empty without any case."""
    here = [read for read in reads if (read.case.brand, read.case.language) == place]
    return [_point(risk, thresholds_of(here, groups, wish.moved(risk, [place]))) for risk in risks
            if here]  # fmt: skip


def _point(risk: float, rows: Sequence[Threshold]) -> Point:
    bounds = [row.bound for row in rows if row.threshold is not None and row.bound is not None]
    missing = 0 if bounds else min((row.missing for row in rows), default=0)
    return Point(risk, covered(rows), max(bounds, default=None), missing, rows)
