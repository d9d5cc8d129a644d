"""The cases that are simulated: by the simulator of ``planning``, with the live policies.

Each play takes a case's parameters, how long to simulate and a seed, and gives drawn figures by
the names of the case. What it leaves out is answered by a formula or a chain alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.dispatch.kernel import policy_named
from nawba.planning.simulation import (
    Demand,
    Estimate,
    Outage,
    Result,
    Route,
    Scenario,
    Supply,
    Times,
    simulate,
)
from nawba.planning.simulation.memory import BUSY, HELD, STAFFED

Params = Mapping[str, Any]
Values = NDArray[np.float64]

_FIFO, _PRIORITY, _RATIO = "longest_wait_first", "static_priority", "queue_ratio"
_DAYS = 100  # replications at effort 1


@dataclass(frozen=True)
class Drawn:
    """A simulated figure: its mean over ``days`` and the standard error of that mean."""

    mean: float
    error: float
    days: int


Play = Callable[[Params, float, int], Mapping[str, Drawn]]
"""Of (parameters, effort, seed); ``effort`` 1 is the usual length."""


def drawn(values: Values) -> Drawn:
    """Of one value per replication."""
    return _told(Estimate.of(values))


def _told(estimate: Estimate) -> Drawn:
    return Drawn(estimate.mean, estimate.sd / math.sqrt(estimate.n), estimate.n)


def _run(scenario: Scenario, effort: float, seed: int, days: int = _DAYS) -> Result:
    return simulate(scenario, replications=max(8, round(days * effort)), seed=seed)


def _steady(
    demands: tuple[Demand, ...],
    supplies: tuple[Supply, ...],
    horizon: float,
    routes: tuple[Route, ...] | None = None,
    policy: Any = _FIFO,
) -> Scenario:
    """A long run, its first eighth not counted; without ``routes`` all may serve all."""
    every = tuple(Route(d.id, s.id) for d in demands for s in supplies)
    return Scenario(
        demands,
        supplies,
        routes or every,
        horizon,
        interval=horizon,
        warm=horizon / 8,
        policy=policy,
    )


def _exponential(rate: float) -> Times:
    return Times.exponential(1 / rate)


def priorities(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """The first class goes first, without interrupting."""
    work = _exponential(case["mu"])
    demands = tuple(
        Demand(str(place), (rate,), work, priority=-place) for place, rate in enumerate(case["lam"])
    )
    found = _run(_steady(demands, (Supply("p", (case["n"],)),), 1600.0, policy=_PRIORITY),
                 effort, seed)  # fmt: skip
    waits = {f"W.{one.id}": _told(found.figure("mean_wait", [one.id])) for one in demands}
    return {"C": _told(found.figure("delay")), **waits}


def one_server(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    demand = Demand("q", (case["lam"],), Times.lognormal(case["mean"], case["scv"]))
    found = _run(_steady((demand,), (Supply("p", (1,)),), 16_000.0), effort, seed)
    return {"W": _told(found.figure("mean_wait"))}


def redialling(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """Nobody waits: who is not served at once calls again, and again."""
    demand = Demand(
        "q",
        (case["lam"],),
        _exponential(case["mu"]),
        Times.fixed(0),
        redials=1.0,
        redial_after=_exponential(case["gamma"]),
    )
    found = _run(_steady((demand,), (Supply("p", (1,)),), 16_000.0), effort, seed)
    return {"orbit": drawn(found.orbit), "busy": _told(found.figure("occupancy"))}


def pooling(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """One group by itself, and all of them as one."""
    figures = {}
    for name, groups, horizon in (("C_split", 1, 3200.0), ("C_pool", case["groups"], 480.0)):
        demand = Demand("q", (float(groups * case["A_each"]),), Times.exponential(1))
        supply = Supply("p", (groups * case["n_each"],))
        found = _run(_steady((demand,), (supply,), horizon), effort, seed)
        figures[name] = _told(found.figure("delay"))
    return figures


def n_model(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """By the live policies: static priority, or queues in a ratio, B first where they are equal.

    Whom an arrival asks is by rank in either.
    """
    rule, work, patience = case["pool2"], _exponential(case["mu"]), _exponential(case["theta"])
    ratio = not rule.startswith("priority")
    part = float(rule.partition("qA-")[2].partition("(")[0]) if ratio else 0.5
    first = "B" if ratio else rule[-1]
    demands = tuple(
        Demand(
            name,
            (float(case[f"lam{name}"]),),
            work,
            patience,
            priority=float(name == first),
            share=part if name == "A" else 1 - part,
        )
        for name in ("B", "A")
    )
    routes = (Route("A", "1", rank=0), Route("A", "2", rank=1), Route("B", "2"))
    supplies = Supply("1", (case["n1"],)), Supply("2", (case["n2"],))
    chooser = policy_named(_RATIO if ratio else _PRIORITY).queue_for
    policy = chooser, policy_named(_PRIORITY).pool_for
    found = _run(_steady(demands, supplies, 1200.0, routes, policy), effort, seed)
    return {
        **{f"Pab{one}": _told(found.figure("abandonment", [one])) for one in "AB"},
        **{f"PW{one}": _told(found.figure("delay", [one])) for one in "AB"},
        **{f"occ{one}": _told(found.figure("occupancy", pools=[one])) for one in "12"},
    }


_BEGINS = 60.0  # long enough for a hundred advisers to be in their steady state
_AFTER = 1e-7  # the queue is looked at when those cut off are in it


def outage(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """30 of 100 advisers go dark; and how it is with 70 in the long run."""
    times = (0, 1, 5, 10, 60)
    demand = Demand("q", (case["lam"],), _exponential(case["mu"]), Times.exponential(3))
    dark = Scenario(
        (demand,),
        (Supply("p", (100,)),),
        (Route("q", "p"),),
        horizon=_BEGINS + 61,
        interval=_BEGINS + 61,
        warm=_BEGINS / 2,
        outages=(Outage(_BEGINS, math.inf, ("p",), lost=30),),
        probes=tuple(_BEGINS + _AFTER + time for time in times),
    )
    probed = _run(dark, effort, seed, 1000).probed[:, :, 0]
    few = _run(_steady((demand,), (Supply("p", (70,)),), 600.0), effort, seed)
    queues = {f"EQ.{time}": drawn(probed[:, column]) for column, time in enumerate(times)}
    return {**queues, "Pab_after": _told(few.figure("abandonment"))}


def chat(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    demand = Demand("q", (case["lam"],), Times.exponential(1), _exponential(case["theta"]))
    speeds = tuple(float(one) for one in case["total_speed"])
    supply = Supply("p", (case["agents"],), places=case["slots"], speeds=speeds)
    found = _run(_steady((demand,), (supply,), 800.0), effort, seed)
    names = {"PW": "delay", "Pab": "abandonment", "concurrency": "concurrency"}
    figures = {name: _told(found.figure(ours)) for name, ours in names.items()}
    return {**figures, "sojourn_served": _told(found.figure("mean_talk"))}


def _eight_hours(case: Params, patience: Times, effort: float, seed: int) -> Result:
    """Days that begin empty; who waits at closing time is still served."""
    minutes = case["hours"] * 60.0
    within = case.get("awt_s", 20) / 60
    demand = Demand("q", (case["lam"],), _exponential(case["mu"]), patience, target=within)
    supply = Supply("p", (case["n"],))
    scenario = Scenario(
        (demand,), (supply,), (Route("q", "p"),), minutes, interval=minutes, policy=_FIFO
    )
    return _run(scenario, effort, seed, 1000)


def eight_hours(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """Shares of those expected, not of those who came: a mean of quotients would be biased."""
    found = _eight_hours(case, Times.endless(), effort, seed)
    good = found.count("answered_in_target").sum(axis=1)
    expected = case["lam"] * case["hours"] * 60
    return {
        "good": drawn(good),
        "SL": drawn(good / expected),
        "ASA_min": drawn(found.count("wait").sum(axis=1) / expected),
        "occ": _told(found.figure("occupancy")),
    }


def eight_hours_impatient(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    found = _eight_hours(case, _exponential(case["nu"]), effort, seed)
    abandoned = found.count("abandoned").sum(axis=1)
    return {"abandoned": drawn(abandoned), "occ": _told(found.figure("occupancy"))}


def three_types(case: Params, effort: float, seed: int) -> dict[str, Drawn]:
    """Three types of contacts, two groups, three periods, a gamma busyness of the day.

    Rates of handling and patience are those of the period in which a contact comes, so each type
    and period is a queue of its own here; whoever has waited longest is taken, whatever the type.
    After closing those inside are still served, by the staff of the fourth period; the day ends
    with the last of them, which is seen to the minute.
    """
    days = _run(_three_scenario(case), effort, seed, 500)
    good = days.count("answered_in_target").sum(axis=1)
    return {
        "served": drawn(days.count("answered").sum(axis=1)),
        "abandoned": drawn(days.count("abandoned").sum(axis=1)),
        "SL": drawn(good / days.count("offered").sum(axis=1)),
        "occ0": drawn(_until_empty(days, "0")),
    }


_PERIOD, _PERIODS, _LATE = 120, 3, 60  # minutes


def _three_scenario(case: Params) -> Scenario:
    within = case["awt_s"] / 60
    names = {(kind, at): f"{kind}{at}" for kind in range(3) for at in range(_PERIODS)}
    demands = tuple(
        Demand(
            name,
            _minutes([case["lam"][kind][at] * (at == now) for now in range(_PERIODS)] + [0]),
            _exponential(case["mu"][at]),
            _exponential(case["nu"][at]),
            target=within,
        )
        for (kind, at), name in names.items()
    )
    staff = [tuple(int(n) for n in _minutes(one)) for one in case["staff"]]
    supplies = tuple(Supply(str(group), numbers) for group, numbers in enumerate(staff))
    routes = tuple(
        Route(name, str(group), rank=rank)
        for (kind, _), name in names.items()
        for rank, group in enumerate(case["routes"][kind])
    )
    return Scenario(
        demands, supplies, routes, float(_PERIOD * _PERIODS + _LATE), interval=1.0,
        busyness=1 / 28.7, policy=_FIFO,
    )  # fmt: skip


def _minutes(periods: Any) -> tuple[float, ...]:
    """One number for each minute, from one for each period and one for after closing."""
    lengths = [_PERIOD] * _PERIODS + [_LATE]
    return tuple(float(n) for one, n_of in zip(periods, lengths, strict=True) for n in [one] * n_of)


def _until_empty(days: Result, pool: str) -> Values:
    """Occupancy of ``pool`` per day, until nobody is served in any."""
    served = days.spent(BUSY) > 0
    last = served.shape[1] - served[:, ::-1].argmax(axis=1)
    there = np.arange(served.shape[1]) < last[:, None]
    spent, of = days.spent(HELD, [pool]) * there, days.spent(STAFFED, [pool]) * there
    return np.asarray(spent.sum(axis=1) / of.sum(axis=1))


PLAYS: dict[str, Play] = {
    "priorities": priorities,
    "one_server": one_server,
    "redialling": redialling,
    "pooling": pooling,
    "n_model": n_model,
    "outage": outage,
    "chat": chat,
    "eight_hours": eight_hours,
    "eight_hours_impatient": eight_hours_impatient,
    "three_types": three_types,
}
"""By what a case says it is answered ``by``."""
