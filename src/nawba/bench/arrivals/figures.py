"""What was and what was simulated, side by side: sums per hour, figures, errors, coverage.

Every figure is a ratio of two sums. So the same code makes it of the real day, of a simulated one,
of all days together, and of one kind of contact.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.bench.arrivals.calls import Calls
from nawba.bench.arrivals.day import TARGET
from nawba.planning.simulation import Estimate, Result

Numbers = NDArray[np.float64]

HOURS = 24
SUMS = ("offered", "answered", "abandoned", "wait", "wait_answered", "soon", "days")
"""What is summed: ``soon`` are those whose wait was over within 20 s, either way."""

FIGURES: Mapping[str, tuple[str, str]] = {
    "offered": ("offered", "days"),
    "mean_wait_answered": ("wait_answered", "answered"),
    "mean_wait": ("wait", "offered"),
    "abandonment": ("abandoned", "offered"),
    "waited_over_20": ("late", "offered"),
}
"""Above the line, below it. ``late`` is ``offered`` less ``soon``; ``offered`` is per day."""


def real_sums(day: Calls) -> Numbers:
    """[hour, one of ``SUMS``] of what was; by the hour in which they asked."""
    hour = np.minimum(day.asked // 3600, HOURS - 1).astype(np.int64)
    ones = np.ones(len(day.asked))
    answered = day.answered.astype(np.float64)
    weights = (ones, answered, 1 - answered, day.wait, day.wait * answered, day.wait <= TARGET)
    sums = [np.bincount(hour, weight, minlength=HOURS) for weight in weights]
    return np.stack([*sums, np.ones(HOURS)], axis=-1)


def simulated_sums(result: Result, queues: list[str] | None = None) -> Numbers:
    """[replication, hour, one of ``SUMS``] of what was simulated."""

    def hourly(name: str) -> Numbers:
        counted = result.count(name, queues)
        return np.asarray(counted.reshape(len(counted), HOURS, -1).sum(axis=2))

    sums = [hourly(name) for name in SUMS[:5]]
    soon = hourly("answered_in_target") + hourly("abandoned_in_target")
    return np.stack([*sums, soon, np.ones_like(soon)], axis=-1)


def figure(name: str, sums: Numbers) -> Numbers:
    """The figure ``name`` of ``sums``[…, one of ``SUMS``]; nan where nobody came."""
    above, below = FIGURES[name]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(_sum(above, sums) / _sum(below, sums))


def _sum(name: str, sums: Numbers) -> Numbers:
    if name == "late":
        return _sum("offered", sums) - _sum("soon", sums)
    return np.asarray(sums[..., SUMS.index(name)])


def compared(name: str, real: Numbers, simulated: Numbers) -> dict[str, float | None]:
    """One figure of ``real``[sums] beside ``simulated``[replication, sums]: the simulation's mean
    with its 95 % interval, and where 95 % of such days are to be expected."""
    values = figure(name, simulated)
    mean, low, high, *_ = Estimate.of(values)
    first, last = predicted(values)
    found = {"real": float(figure(name, real)), "simulated": mean, "low": low, "high": high,
             "predicted_low": first, "predicted_high": last}  # fmt: skip
    return {key: value if math.isfinite(value) else None for key, value in found.items()}


def predicted(values: Numbers) -> tuple[float, float]:
    """An interval that the next value lies in with 95 %, whatever the distribution: of 39 values
    the least and the greatest, of more those that leave (n + 1) / 40 out at either end."""
    seen = np.sort(values[np.isfinite(values)])
    if not len(seen):
        return math.nan, math.nan
    out = max(1, (len(seen) + 1) // 40)
    return float(seen[out - 1]), float(seen[-out])


def errors(cells: list[dict[str, Any]]) -> dict[str, float | int | None]:
    """Of figures ``compared``: mean absolute error, the same as a share of the real ones' sum, and
    how many real ones lie within what was predicted."""
    known = [one for one in cells if one["real"] is not None and one["simulated"] is not None]
    gaps = [abs(one["simulated"] - one["real"]) for one in known]
    total = sum(one["real"] for one in known)
    covered = [is_covered(one) for one in known if "predicted_low" in one]
    return {
        "cells": len(known),
        "mae": sum(gaps) / len(gaps) if gaps else None,
        "wape": sum(gaps) / total if total else None,
        "covered": sum(covered) / len(covered) if covered else None,
    }


def is_covered(cell: Mapping[str, Any]) -> bool:
    """Whether the real figure lies within what was predicted."""
    return bool(cell["predicted_low"] <= cell["real"] <= cell["predicted_high"])
