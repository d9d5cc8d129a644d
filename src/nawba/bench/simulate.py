"""``nawba bench simulate``: contacts per second beside SimPy with the same rules; a large day."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from nawba import demo
from nawba.planning.scenario_faults import BASELINE
from nawba.planning.simulation import Demand, Result, Route, Scenario, Supply, Times, simulate
from nawba.planning.simulation.simulate import prepared
from nawba.planning.simulation.what_if import read_scenarios

SIX_SITES = Path(demo.__file__).parent / "company" / "six-sites.toml"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Speed:
    """Contacts per second: of wall time with all cores, of processor time on one, and of SimPy's.

    ``ratio_simpy`` is processor time against processor time. ``service_level`` and ``abandonment``
    are [ours low, ours high, SimPy's], so that nobody compares the speeds of two different models.
    """

    contacts_per_s: float
    contacts_per_s_one_core: float
    simpy_contacts_per_s: float | None
    ratio_simpy: float | None
    service_level: tuple[float, float, float | None]
    abandonment: tuple[float, float, float | None]


@dataclass(frozen=True)
class LargeDay:
    """One day of a large centre, on one core: contacts offered, and how long it took."""

    contacts: int
    advisers: int
    skills: int
    pools: int
    seconds: float
    contacts_per_s: float
    service_level: float


@dataclass(frozen=True)
class Figures:
    """``compile_s`` is what the first run after an update, or of a policy, costs beforehand."""

    contacts_per_s: float
    ratio_simpy: float | None
    mm50: Speed
    six_site: Speed
    large_day: LargeDay
    compile_s: float
    cores: int


def measure_simulation(say: Say, scale: float = 1.0) -> Figures:
    """All of it, on a machine with nothing else to do; ``scale`` below 1 is for a quick look.
    ``say`` tells what is measured now."""
    say("Compiling")
    began = time.perf_counter()
    mm50 = erlang_a()
    six = replace(read_scenarios(SIX_SITES)[BASELINE], busyness=0.0)  # SimPy draws no busy days
    for one in (mm50, six):
        prepared(one)
    compiled = time.perf_counter() - began
    say("M/M/50+M")
    first = _speed(mm50, max(2, round(10 * scale)), scale)
    say("Six sites")
    second = _speed(six, max(2, round(60 * scale)), scale)
    say("A day of two million contacts")
    large = _large(scale)
    cores = os.cpu_count() or 1
    return Figures(first.contacts_per_s, first.ratio_simpy, first, second, large, compiled, cores)


def erlang_a() -> Scenario:
    """M/M/50+M, in minutes: 48 a minute, a minute each, two minutes of patience."""
    demand = Demand("q", (48.0,), Times.exponential(1), Times.exponential(2), target=1 / 3)
    return Scenario((demand,), (Supply("p", (50,)),), (Route("q", "p"),), 5000.0, 5000.0,
                    policy="longest_wait_first")  # fmt: skip


def _speed(scenario: Scenario, days: int, scale: float) -> Speed:
    alone, _ = _timed(scenario, days, 1, time.process_time)
    together, result = _timed(scenario, days, None, time.perf_counter)
    theirs = _simpy(scenario, scale)
    level, left = result.figure("service_level"), result.figure("abandonment")
    if theirs is None:
        return Speed(together, alone, None, None, (*level[1:3], None), (*left[1:3], None))
    return Speed(
        together,
        alone,
        theirs["contacts_per_s"],
        alone / theirs["contacts_per_s"],
        (*level[1:3], theirs["service_level"]),
        (*left[1:3], theirs["abandonment"]),
    )


def _timed(
    scenario: Scenario, days: int, workers: int | None, clock: Callable[[], float]
) -> tuple[float, Result]:
    began = clock()
    result = simulate(scenario, replications=days, workers=workers)
    return result.contacts / (clock() - began), result


def _simpy(scenario: Scenario, scale: float) -> dict[str, float] | None:
    """SimPy's figures on a shorter run; None where it is not installed."""
    try:
        from nawba.bench.simulate_simpy import run_simpy
    except ImportError:
        return None
    if len(scenario.demands) == 1:
        scenario = replace(scenario, horizon=1000.0 * scale)
    return run_simpy(scenario, days=max(1, round(5 * scale)))


def large_day(scale: float = 1.0) -> Scenario:
    """200 skills, a queue each; 400 pools of 100 advisers with four skills each; 12 hours."""
    skills, pools = 200, 400
    profile = (0.5, 0.8, 1.1, 1.3, 1.3, 1.2, 1.0, 1.0, 1.2, 1.1, 0.8, 0.7)
    rate = scale * 2_000_000 / skills / 43_200
    demands = tuple(
        Demand(f"s{at}", tuple(rate * one for one in profile), Times.lognormal(620, 0.9),
               Times.exponential(180), target=20.0 + at % 3 * 20)
        for at in range(skills)
    )  # fmt: skip
    supplies = tuple(Supply(f"p{at}", (max(1, round(100 * scale)),)) for at in range(pools))
    routes = tuple(
        Route(f"s{(at * 7 + step * 31) % skills}", f"p{at}", rank=step)
        for at in range(pools)
        for step in range(4)
    )
    return Scenario(demands, supplies, routes, 43_200.0, 3600.0, policy="wait_over_target")


def _large(scale: float) -> LargeDay:
    scenario = large_day(scale)
    began = time.perf_counter()
    result = simulate(scenario, replications=1)
    took = time.perf_counter() - began
    return LargeDay(
        contacts=result.contacts,
        advisers=sum(max(one.staff) for one in scenario.supplies),
        skills=len(scenario.demands),
        pools=len(scenario.supplies),
        seconds=took,
        contacts_per_s=result.contacts / took,
        service_level=result.figure("service_level").mean,
    )
