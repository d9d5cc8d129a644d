"""A scenario that begins with a full house, against exact chains and integrals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.stats import lognorm

from nawba.domain.errors import Invalid
from nawba.planning.simulation import (
    Demand,
    Estimate,
    Result,
    Route,
    Scenario,
    Supply,
    Times,
    difference,
    simulate,
)
from nawba.planning.simulation.inside import Begun

_SIGMAS = 5.0
"""Seeds are fixed: how far off a mean may be drawn."""


def close(estimate: Estimate, wanted: float) -> None:
    error = estimate.sd / math.sqrt(estimate.n)
    assert abs(estimate.mean - wanted) < _SIGMAS * error, (estimate, wanted)
    assert error < 0.1 * max(abs(wanted), 0.02), f"too wide to tell: {estimate}"


def run(
    demand: Demand, staff: int, present: list[Begun], horizon: float, days: int, **more: object
) -> Result:
    supply = Supply("p", (staff,), **more)  # type: ignore[arg-type]
    probes = tuple(horizon * one for one in (0.02, 0.1, 0.3, 0.95))
    return simulate(
        Scenario((demand,), (supply,), (Route("q", "p"),), horizon, horizon,
                 present=tuple(present), probes=probes),
        replications=days,
    )  # fmt: skip


def waiting(arrivals: float, handling: float, patience: float, staff: int, at: float) -> float:
    """Mean queue of M/M/n+M at ``at`` that began full with 30 waiting: Kolmogorov's equations."""
    states = np.arange(160)
    rates = np.zeros((160, 160))
    for inside in range(159):
        rates[inside, inside + 1] = arrivals
        ends = min(inside + 1, staff) / handling + max(0, inside + 1 - staff) / patience
        rates[inside + 1, inside] = ends
    rates -= np.diag(rates.sum(axis=1))
    chances = expm(rates * at)[staff + 30]
    return float(np.maximum(states - staff, 0) @ chances)


def test_a_queue_that_begins_full_empties_as_its_chain() -> None:
    """Whatever has been waited and spent: exponential times remember nothing."""
    held = [Begun("q", 9.0, "p", who, 3.0 * who) for who in range(20)]
    line = [Begun("q", 0.7 * place) for place in range(30)]
    demand = Demand("q", (4.0,), Times.exponential(5), Times.exponential(10))
    probed = run(demand, 20, held + line, 60.0, 400).probed[:, :, 0]
    for column, at in enumerate((1.2, 6.0, 18.0, 57.0)):
        close(Estimate.of(probed[:, column]), waiting(4.0, 5.0, 10.0, 20, at))


def test_what_is_left_of_handling_depends_on_the_time_spent() -> None:
    """One waits for an adviser who has been busy for 900 s with what takes 300 s on average."""
    times = Times.lognormal(300, 0.9)
    law = lognorm(times.b, scale=math.exp(times.a))
    left = quad(lambda t: law.sf(t), 900, math.inf)[0] / law.sf(900)
    present = [Begun("q", 1000.0, "p", 0, 900.0), Begun("q", 50.0)]
    result = run(Demand("q", (0.0,), times), 1, present, 10.0, 500)
    assert left > 400
    close(result.figure("mean_wait_answered"), 50.0 + left)
    assert result.count("offered").tolist() == [[1.0]] * 500


def test_who_has_waited_long_is_patient() -> None:
    """Nobody is there, so the wait is the patience: 200 s of it are over."""
    times = Times.lognormal(120, 1.0)
    law = lognorm(times.b, scale=math.exp(times.a))
    left = quad(lambda t: law.sf(t), 200, math.inf)[0] / law.sf(200)
    demand = Demand("q", (0.0,), Times.fixed(9), times, target=150)
    result = run(demand, 0, [Begun("q", 200.0)], 10.0, 500)
    close(result.figure("mean_wait"), 200.0 + left)
    assert result.count("abandoned_in_target").sum() == 0
    anew = run(demand, 0, [Begun("q", 200.0, returned=True)], 10.0, 200)
    assert anew.count("offered").sum() == 0
    assert anew.count("abandoned").sum() == 200


def test_what_was_seen_is_drawn_from_what_is_longer() -> None:
    times = Times.empirical([100.0, 200.0, 300.0, 500.0])
    present = [Begun("q", 9.0, "p", 0, 250.0), Begun("q", 0.0)]
    waits = run(Demand("q", (0.0,), times), 1, present, 10.0, 200).values("mean_wait")
    assert set(waits) == {50.0, 250.0}
    assert 60 < (waits == 50.0).sum() < 140


def test_who_goes_home_finishes_and_takes_nothing_new() -> None:
    """Adviser 1 is on a break in name; adviser 0 does two chats at once, each at 0.8."""
    times = Times.fixed(100.0)
    held = [Begun("q", 50.0, "p", 0, 50.0), Begun("q", 9.0, "p", 0, 0.0), Begun("q", 9.0, "p", 1)]
    demand = Demand("q", (0.0,), times)
    more = {"places": 2, "speeds": (1.0, 1.6)}
    result = run(demand, 1, [*held, Begun("q", 10.0)], 1000.0, 2, **more)
    # 60 s of work left at 0.8; the one who leaves, with a place free, is not asked
    assert result.values("mean_wait")[0] == pytest.approx(10.0 + 60 / 0.8)


def test_moving_who_waits_shares_the_numbers_of_those_who_stay() -> None:
    """Two queues, the second with people to spare: moving ten is paired, contact by contact."""

    def moved(count: int) -> Result:
        line = [Begun("b" if at < count else "a", 5.0 * (40 - at)) for at in range(40)]
        demands = tuple(
            Demand(name, (0.05,), Times.lognormal(60, 0.8), Times.exponential(200), target=60)
            for name in ("a", "b")
        )
        supplies = Supply("x", (4,)), Supply("y", (12,))
        routes = Route("a", "x"), Route("b", "y")
        scenario = Scenario(demands, supplies, routes, 900.0, 900.0, present=tuple(line))
        return simulate(scenario, replications=60)

    stay, go = moved(0), moved(10)
    change = difference(go, stay, "abandoned")
    assert change.high < -3
    assert change.sd < math.hypot(stay.figure("abandoned").sd, go.figure("abandoned").sd)
    assert stay.count("offered").tolist() == go.count("offered").tolist()


@pytest.mark.parametrize(
    ("begun", "said"),
    [
        (Begun("z", 1.0), "'z'"),
        (Begun("q", 1.0, "z", 0), "'z'"),
        (Begun("q", -1.0), "less than no time"),
    ],
    ids=["queue", "pool", "age"],
)
def test_an_impossible_present_is_refused_by_name(begun: Begun, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        run(Demand("q", (1.0,), Times.fixed(1)), 1, [begun], 10.0, 1)


def test_nobody_holds_more_than_they_can() -> None:
    both = [Begun("q", 1.0, "p", 0), Begun("q", 1.0, "p", 0)]
    with pytest.raises(Invalid, match="Adviser 0 of 'p' holds 2 with 1 places"):
        run(Demand("q", (1.0,), Times.fixed(1)), 1, both, 10.0, 1)
