"""Baseline beside alternatives: figures per queue and site with intervals, and what changed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from nawba.planning.simulation.result import Estimate, Result, difference
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.simulate import simulate

OF_QUEUES = ("service_level", "mean_wait", "abandonment")
OF_SITES = ("occupancy",)


class Figure(NamedTuple):
    """One figure of one alternative. ``kind`` is all, queue, site or interval, ``id`` which (of
    intervals the number, from 0); ``change`` is against the baseline, paired by day, None in the
    baseline itself."""

    alternative: str
    kind: str
    id: str
    name: str
    value: Estimate
    change: Estimate | None

    def row(self) -> dict[str, Any]:
        """As plain values for JSON and CSV; None where nobody came."""
        change = self.change or (None, None, None)
        return {
            "alternative": self.alternative,
            "kind": self.kind,
            "id": self.id,
            "figure": self.name,
            "mean": _plain(self.value.mean),
            "low": _plain(self.value.low),
            "high": _plain(self.value.high),
            "change": _plain(change[0]),
            "change_low": _plain(change[1]),
            "change_high": _plain(change[2]),
        }


def compare(
    scenarios: Mapping[str, Scenario],
    *,
    replications: int = 20,
    seed: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
    intervals: bool = False,
) -> list[Figure]:
    """Every figure of every scenario; the first is the baseline. ``progress(name, done, of)``.
    With ``intervals`` those of the whole centre per interval as well."""
    figures: list[Figure] = []
    base: Result | None = None
    for name, scenario in scenarios.items():
        seen = _told(progress, name)
        result = simulate(scenario, replications=replications, seed=seed, progress=seen)
        figures += _figures(name, result, base)
        if intervals:
            figures += _by_interval(name, result, base)
        base = base or result
    return figures


def _told(
    progress: Callable[[str, int, int], None] | None, name: str
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, of: progress(name, done, of)


def _figures(name: str, result: Result, base: Result | None) -> Iterator[Figure]:
    for kind, one, queues, pools, figures in _wanted(result.scenario):
        for figure in figures:
            change = None
            if base:
                change = _change(result, base, figure, queues, one)
            yield Figure(name, kind, one, figure, result.figure(figure, queues, pools), change)


def _by_interval(name: str, result: Result, base: Result | None) -> Iterator[Figure]:
    for at in range(result.scenario.intervals):
        for figure in OF_QUEUES + OF_SITES:
            values = result.values(figure, interval=at)
            change = None
            if base:
                change = Estimate.of(values - base.values(figure, interval=at))
            yield Figure(name, "interval", str(at), figure, Estimate.of(values), change)


def _wanted(scenario: Scenario) -> Iterator[tuple[str, str, Any, Any, tuple[str, ...]]]:
    yield "all", "", None, None, OF_QUEUES + OF_SITES
    for demand in scenario.demands:
        yield "queue", demand.id, [demand.id], None, OF_QUEUES
    for site in sorted({one.site for one in scenario.supplies}):
        yield "site", site, None, _at(scenario, site), OF_SITES


def _at(scenario: Scenario, site: str) -> list[str]:
    return [one.id for one in scenario.supplies if one.site == site]


def _change(result: Result, base: Result, figure: str, queues: Any, site: str) -> Estimate:
    """Paired by day; the pools of a site are those of each: an alternative may make new ones."""
    if figure not in OF_SITES or not site:
        return difference(result, base, figure, queues)
    now, before = (one.values(figure, None, _at(one.scenario, site)) for one in (result, base))
    return Estimate.of(now - before)


def _plain(number: float | None) -> float | None:
    return None if number is None or not math.isfinite(number) else float(number)
