"""A day simulated event by event with the live policies: see ``scenario`` for what goes in,
``result`` for what comes out, ``simulate`` for how. numba is imported here and nowhere above."""

from nawba.planning.simulation.inside import Begun
from nawba.planning.simulation.memory import COUNTS
from nawba.planning.simulation.result import FIGURES, Estimate, Result, difference
from nawba.planning.simulation.scenario import (
    Demand,
    Intent,
    Outage,
    Route,
    Scenario,
    Supply,
)
from nawba.planning.simulation.simulate import simulate
from nawba.planning.simulation.times import Times

__all__ = [
    "COUNTS",
    "FIGURES",
    "Begun",
    "Demand",
    "Estimate",
    "Intent",
    "Outage",
    "Result",
    "Route",
    "Scenario",
    "Supply",
    "Times",
    "difference",
    "simulate",
]
