"""The simulator's measurement: the same model twice, and figures that can be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nawba.bench.simulate import SIX_SITES, erlang_a, large_day
from nawba.planning.scenario_faults import BASELINE
from nawba.planning.simulation import simulate
from nawba.planning.simulation.what_if import read_scenarios

pytest.importorskip("simpy", reason="SimPy is not installed: nothing to compare with")


def test_simpy_beside_it_plays_by_the_same_rules() -> None:
    """Six sites with redials, transfers, relaxation and shifts: the mean of two days of SimPy lies
    within four of its standard deviations. Both have fixed seeds."""
    from nawba.bench.simulate_simpy import run_simpy

    scenario = replace(read_scenarios(SIX_SITES)[BASELINE], busyness=0.0)
    theirs, days = run_simpy(scenario, days=2), 2
    ours = simulate(scenario, replications=40)
    for name, figure in (("service_level", "service_level"), ("abandonment", "abandonment")):
        wanted = ours.figure(figure)
        assert abs(theirs[name] - wanted.mean) < 4 * wanted.sd / days**0.5, name


def test_what_is_measured_is_what_is_said() -> None:
    large = large_day()
    assert sum(max(one.staff) for one in large.supplies) == 40_000
    assert len(large.demands) == 200
    assert {one.queue for one in large.routes} == {one.id for one in large.demands}
    offered = simulate(large_day(0.01), replications=1).count("offered").sum()
    assert offered == pytest.approx(20_000, rel=0.05)
    assert erlang_a().demands[0].rates == (48.0,)
