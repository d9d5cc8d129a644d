"""What formulas would have said: Erlang C and Erlang A, hour by hour, with the same inputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from nawba.bench.arrivals.calls import Numbers
from nawba.bench.arrivals.day import TARGET, Fit
from nawba.bench.arrivals.figures import HOURS, errors, figure
from nawba.domain.errors import Invalid
from nawba.planning.line import Line
from nawba.planning.patience import Endless, Exponential, Patience

PEERS = ("erlang_c", "erlang_a")
SAID = ("mean_wait", "abandonment", "waited_over_20")
"""What both formulas say."""


def peer_says(fit: Fit, presence: Numbers) -> Numbers:
    """[peer, hour, (contacts, *``SAID``)]; nan where nobody is there, or where the queue of
    Erlang C grows without end. One queue, all advisers alike, the mean number there in the hour."""
    staff = presence.sum(axis=0).reshape(HOURS, -1).mean(axis=1).round().astype(int)
    ready = float(fit.ready.mean())
    mean = np.array([values.mean() for values in fit.handling])
    said = np.full((len(PEERS), HOURS, 1 + len(SAID)), np.nan)
    for hour in range(HOURS):
        rates = fit.rates[:, 2 * hour : 2 * hour + 2].mean(axis=1)
        if not rates.sum() > 0:
            continue
        handling = float(rates @ mean / rates.sum()) * fit.pace[hour] + ready
        said[:, hour, 0] = rates.sum() * 3600
        impatient = Exponential(1 / fit.leaving) if fit.leaving > 0 else Endless()
        laws: tuple[Patience, ...] = (Endless(), impatient)
        for peer, law in enumerate(laws):
            said[peer, hour, 1:] = _line(int(staff[hour]), float(rates.sum()), handling, law)
    return said


def _line(staff: int, rate: float, handling: float, patience: Patience) -> tuple[float, ...]:
    try:
        line = Line(staff, rate, handling, patience)
    except Invalid:
        return (np.nan,) * len(SAID)
    return line.wait, line.abandoned, line.waits_longer(TARGET)


def peers_compared(said: Numbers, real: Numbers, hours: list[int]) -> dict[str, Any]:
    """``said``[day, peer, hour, …] beside ``real``[day, hour, sums]: what each peer says of each of
    ``hours``, and its errors, over the days on which it says anything. ``silent``: of how many
    hours of single days it says nothing; there it is not judged."""
    return {name: _compared(said[:, at], real, hours) for at, name in enumerate(PEERS)}


def _compared(said: Numbers, real: Numbers, hours: list[int]) -> dict[str, Any]:
    spoken = np.isfinite(said[:, :, 1]) & (real[:, :, 0] > 0)
    found: dict[str, Any] = {"hours": {}, "errors": {}}
    for at, name in enumerate(SAID, 1):
        weight = np.where(spoken, said[:, :, 0], 0.0)
        with np.errstate(invalid="ignore"):
            means = np.nansum(weight * said[:, :, at], axis=0) / weight.sum(axis=0)
        beside = figure(name, np.where(spoken[..., None], real, 0.0).sum(axis=0))
        cells = [_cell(beside[hour], means[hour]) for hour in hours]
        found["hours"][name] = [cell["simulated"] for cell in cells]
        found["errors"][name] = errors(cells)
    found["silent"] = int((~spoken & (real[:, :, 0] > 0))[:, hours].sum())
    return found


def _cell(real: float, said: float) -> dict[str, float | None]:
    given = {"real": real, "simulated": said}
    return {name: float(one) if np.isfinite(one) else None for name, one in given.items()}
