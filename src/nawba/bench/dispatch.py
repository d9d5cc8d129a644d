"""``nawba bench dispatch``: what a decision costs, and how little it grows with the centre.

A decision is: an event changes the desk (a contact comes, an adviser comes free), the policy
chooses, the choice is explained and taken off lines and benches. Neither the database nor the
folding of other events is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from nawba.bench.dispatch_load import House, Load

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Grown:
    """The same load with one thing changed; ``ratio`` is the median's to that of the first."""

    what: str
    decisions_per_s: int
    decision_ms: dict[str, float]
    ratio: float


@dataclass(frozen=True)
class DispatchFigures:
    """``decisions_per_s`` is per second of one core, with all that goes on between decisions;
    ``decision_ms`` is by the clock on the wall, so a machine that is busy otherwise shows in it.
    """

    advisers: int
    skills: int
    queues: int
    pools: int
    policy: str
    decisions: int
    waited_share: float
    decisions_per_s: int
    decision_ms: dict[str, float]
    growth: list[Grown]


def measure_dispatch(load: Load, progress: Progress = lambda _: None) -> DispatchFigures:
    """Run ``load``, then its variants for a quarter of the time each."""
    progress(f"{load.advisers:,} advisers in {load.pools:,} pools…")
    timed = House(load).run()
    first = _milliseconds(timed.deciding)
    growth = []
    for what, other in _variants(load):
        progress(f"{what}…")
        growth.append(_grown(what, other, first["p50"]))
    return DispatchFigures(
        load.advisers,
        load.skills,
        load.queues,
        load.pools,
        load.policy,
        timed.decisions,
        round(timed.waited / max(timed.decisions, 1), 4),
        round(timed.decisions / timed.core * 1e9),
        first,
        growth,
    )


def _variants(load: Load) -> list[tuple[str, Load]]:
    short = replace(load, seconds=load.seconds / 4)
    return [
        (f"{load.advisers // 10:,} advisers", replace(short, advisers=load.advisers // 10)),
        (f"{load.advisers * 10:,} advisers", replace(short, advisers=load.advisers * 10)),
        ("20,000 pools", replace(short, pools=20_000)),
        ("overload", replace(short, busy=1.1)),
        ("3 exclusions per contact", replace(short, exclusions=3)),
        ("wait_over_target", replace(short, policy="wait_over_target")),
    ]


def _grown(what: str, load: Load, first: float) -> Grown:
    timed = House(load).run()
    found = _milliseconds(timed.deciding)
    speed = round(timed.decisions / timed.core * 1e9)
    return Grown(what, speed, found, round(found["p50"] / first, 2))


def _milliseconds(nanoseconds: list[int]) -> dict[str, float]:
    p50, p99 = np.percentile(nanoseconds, (50, 99)) / 1e6
    return {"p50": round(float(p50), 4), "p99": round(float(p99), 4)}
