"""The simulator against closed forms, exact chains and published figures, and against itself."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nawba.dispatch import policies
from nawba.domain.errors import Invalid
from nawba.planning.line import Line
from nawba.planning.patience import Exponential, Lognormal
from nawba.planning.simulation import (
    Demand,
    Estimate,
    Intent,
    Outage,
    Result,
    Route,
    Scenario,
    Supply,
    Times,
    difference,
    simulate,
)
from nawba.planning.textbook import one_server_wait, waits_by_priority

_SIGMAS = 5.0
"""Seeds are fixed, so this is no chance of failing: it is how far off a mean may be drawn."""

NAMED = policies.LONGEST_WAIT_FIRST.name


def one_queue(demand: Demand, supply: Supply, horizon: float, **more: object) -> Scenario:
    given: dict[str, object] = {"interval": horizon, "warm": horizon / 20, "policy": NAMED} | more
    return Scenario((demand,), (supply,), (Route(demand.id, supply.id),), horizon, **given)  # type: ignore[arg-type]


def erlang_a(horizon: float = 1000.0, **more: object) -> Scenario:
    demand = Demand("q", (48.0,), Times.exponential(1), Times.exponential(2), target=1 / 3)
    return one_queue(demand, Supply("p", (50,)), horizon, **more)


def close(estimate: Estimate, wanted: float) -> None:
    error = estimate.sd / math.sqrt(estimate.n)
    assert abs(estimate.mean - wanted) < _SIGMAS * error, (estimate, wanted)
    assert error < 0.05 * max(abs(wanted), 0.02), f"too wide to tell: {estimate}"


def test_erlang_a_is_its_formula() -> None:
    result = simulate(erlang_a(), replications=20)
    line = Line(50, 48, 1, Exponential(2))
    close(result.figure("delay"), line.delayed)
    close(result.figure("abandonment"), line.abandoned)
    close(result.figure("mean_wait"), line.wait)
    close(result.figure("occupancy"), line.occupancy)
    close(Estimate.of(result.waiting[:, 0]), line.waiting)
    for figure, definition in (
        ("service_level", "less_short_abandons"),
        ("served_of_offered", "served_of_offered"),
        ("waited_at_most", "waited_at_most"),
        ("served_of_served", "served_of_served"),
    ):
        close(result.figure(figure), line.level(1 / 3, definition))


def test_lognormal_patience_is_its_formula() -> None:
    demand = Demand("q", (1.0,), Times.exponential(20), Times.lognormal(40, 1.0), target=20)
    result = simulate(one_queue(demand, Supply("p", (19,)), 8000.0), replications=20)
    sigma = math.sqrt(math.log(2))
    line = Line(19, 1.0, 20, Lognormal(40 / math.exp(sigma**2 / 2), sigma))
    close(result.figure("abandonment"), line.abandoned)
    close(result.figure("service_level"), line.level(20))


def test_one_server_with_lognormal_handling_is_pollaczek_khinchine() -> None:
    demand = Demand("q", (0.8,), Times.lognormal(1, 1.5))
    result = simulate(one_queue(demand, Supply("p", (1,)), 40_000.0), replications=20)
    close(result.figure("mean_wait"), one_server_wait(0.8, 1.0, 1.5))


def test_static_priority_is_cobham() -> None:
    scenario = Scenario(
        (
            Demand("high", (3.0,), Times.exponential(1), priority=2),
            Demand("low", (5.0,), Times.exponential(1), priority=1),
        ),
        (Supply("p", (10,)),),
        (Route("high", "p"), Route("low", "p")),
        horizon=4000.0,
        interval=4000.0,
        warm=100.0,
        policy="static_priority",
    )
    result = simulate(scenario, replications=20)
    waits = waits_by_priority(10, [3.0, 5.0], 1.0)
    close(result.figure("mean_wait", ["high"]), waits[0])
    close(result.figure("mean_wait", ["low"]), waits[1])


def test_retrials_are_the_chain_of_the_textbook() -> None:
    """M/M/1 with retrials: 2.7 customers about to call again (reference case retrial-mm1)."""
    demand = Demand(
        "q", (0.6,), Times.exponential(1), Times.fixed(0), redials=1.0,
        redial_after=Times.exponential(2.0),
    )  # fmt: skip
    result = simulate(one_queue(demand, Supply("p", (1,)), 40_000.0), replications=20)
    close(Estimate.of(result.orbit), 2.7)
    close(result.figure("occupancy"), 0.6)


def test_several_chats_at_once_slow_each_other_down() -> None:
    """Ten advisers with three chats each, the least loaded first: an exact chain (case chat)."""
    demand = Demand("q", (18.0,), Times.exponential(1), Times.exponential(4))
    supply = Supply("p", (10,), places=3, speeds=(1.0, 1.6, 1.95))
    result = simulate(one_queue(demand, supply, 1500.0), replications=20)
    close(result.figure("delay"), 0.3314944349)
    close(result.figure("abandonment"), 0.0222457801)
    close(result.figure("concurrency"), 2.5219475604)
    close(result.figure("mean_talk"), 1.432959275)


def test_an_outage_sends_contacts_back_to_their_queue() -> None:
    """A hundred advisers, then seventy: queue lengths of the exact chain (case outage)."""
    demand = Demand("q", (19.0,), Times.exponential(5), Times.exponential(3))
    scenario = one_queue(
        demand, Supply("p", (100,)), 100.0, interval=40.0, warm=39.9,
        outages=(Outage(40.0, math.inf, ("p",), lost=30),),
        probes=(40.0000001, 41.0, 45.0, 50.0, 99.99),
    )  # fmt: skip
    probed = simulate(scenario, replications=400).probed[:, :, 0]
    for column, wanted in enumerate((24.09779, 21.52169, 16.73998, 15.3575, 15.03295)):
        close(Estimate.of(probed[:, column]), wanted)


def n_model(policy: str, **shares: float) -> Result:
    demands = (
        Demand("a", (6.0,), Times.exponential(1), Times.exponential(2), **shares),
        Demand("b", (4.0,), Times.exponential(1), Times.exponential(2), priority=1,
               share=1 - shares.get("share", 0.0)),
    )  # fmt: skip
    routes = (Route("a", "one", rank=0), Route("a", "two", rank=1), Route("b", "two"))
    supplies = (Supply("one", (4,)), Supply("two", (6,)))
    scenario = Scenario(demands, supplies, routes, horizon=3000.0, interval=3000.0, warm=100.0,
                        policy=policy)  # fmt: skip
    return simulate(scenario, replications=20)


def test_the_n_model_with_priority_is_its_chain() -> None:
    result = n_model("static_priority")
    close(result.figure("abandonment", ["a"]), 0.11580064946691186)
    close(result.figure("abandonment", ["b"]), 0.10127942310985588)
    close(result.figure("delay", ["a"]), 0.5741065659809913)
    close(result.figure("occupancy", pools=["two"]), 0.8936270972248405)


def test_busy_and_quiet_days_are_gamma() -> None:
    demand = Demand("q", (4.2, 5.3, 3.2), Times.exponential(2), Times.exponential(1))
    busy = one_queue(
        demand, Supply("p", (12, 18, 9)), 360.0, interval=120.0, warm=0.0, busyness=1 / 28.7
    )
    offered = simulate(busy, replications=400).count("offered").sum(axis=1)
    mean = 120 * (4.2 + 5.3 + 3.2)
    assert offered.mean() == pytest.approx(mean, rel=0.04)
    assert offered.var() == pytest.approx(mean + mean**2 / 28.7, rel=0.3)


def test_day_of_eight_hours_from_empty_is_the_published_one() -> None:
    """mmc-8h: calls answered within 20 s, in a day that begins empty."""
    demand = Demand("q", (4.2,), Times.exponential(2), target=1 / 3)
    scenario = one_queue(demand, Supply("p", (12,)), 480.0, warm=0.0)
    result = simulate(scenario, replications=200)
    close(Estimate.of(result.count("answered_in_target").sum(axis=1)), 1815.27174)
    close(result.figure("occupancy"), 0.69693435)


def test_the_same_seed_gives_the_same_numbers_on_any_number_of_threads() -> None:
    one = simulate(erlang_a(200.0), replications=6, workers=1)
    other = simulate(erlang_a(200.0), replications=6, workers=3)
    assert np.array_equal(one.counts, other.counts)
    assert not np.array_equal(one.counts, simulate(erlang_a(200.0), replications=6, seed=2).counts)


def test_alternatives_share_their_contacts() -> None:
    """One adviser more: the difference is many times surer than that of strangers would be."""
    base, more = (
        simulate(
            one_queue(
                Demand("q", (1.0,), Times.lognormal(20, 0.8), Times.exponential(60)),
                Supply("p", (staff,)),
                10_000.0,
            ),
            replications=20,
        )
        for staff in (20, 21)
    )
    assert base.count("offered").tolist() == more.count("offered").tolist()
    paired = difference(more, base, "abandonment")
    apart = math.hypot(more.figure("abandonment").sd, base.figure("abandonment").sd)
    assert paired.high < 0
    assert paired.sd < apart / 2


def test_every_contact_has_one_end() -> None:
    demands = (
        Demand("a", (2.0, 0.5), Times.lognormal(20, 1), Times.exponential(30), redials=0.3,
               transfers=0.2, transfer_to="b", room=40),
        Demand("b", (0.3,), Times.empirical([10, 20, 90]), Times.lognormal(60, 1)),
    )  # fmt: skip
    scenario = Scenario(
        demands,
        (Supply("x", (40, 10), site="s"), Supply("y", (5, 20), places=2, speeds=(1.0, 1.5))),
        (Route("a", "x"), Route("b", "y"), Route("a", "y", after=15.0), Route("b", "x", after=30)),
        horizon=3600.0,
        outages=(
            Outage(600, 1200, ("x",), contacts="return"),
            Outage(900, 1000, ("y",), 2, "lost"),
        ),
        policy="wait_over_target",
    )
    result = simulate(scenario, replications=10)
    ends = sum(result.count(name) for name in ("answered", "abandoned", "blocked"))
    offered = result.count("offered")
    cut = result.count("cut")
    assert (ends >= offered).all()  # who was answered, cut off and then left is in both
    assert (ends <= offered + cut).all()
    assert cut.sum() > 0
    assert result.count("redials").sum() > 0
    assert result.count("transfers").sum() > 0
    assert result.count("blocked").sum() > 0


def test_the_assistant_takes_its_share_of_an_intent() -> None:
    intents = {"bill": Intent(0.4, assistant=0.25), "rest": Intent(0.6, factor=1.1)}
    demand = Demand("q", (1.0,), Times.fixed(10.0), intents=intents)
    result = simulate(one_queue(demand, Supply("p", (30,)), 50_000.0), replications=4)
    answered, offered = result.count("assistant").sum(), result.count("offered").sum()
    assert answered / (answered + offered) == pytest.approx(0.1, rel=0.02)
    mean = (0.3 * 10 + 0.6 * 11) / 0.9
    assert result.figure("mean_talk").mean == pytest.approx(mean, rel=0.01)


def test_more_pools_may_take_who_has_waited() -> None:
    """The second pool takes a contact the very moment it has waited long enough."""
    scenario = Scenario(
        (Demand("q", (1.0,), Times.fixed(1000.0)),),
        (Supply("near", (0,)), Supply("far", (9000,))),
        (Route("q", "near"), Route("q", "far", after=12.0)),
        horizon=1000.0,
        policy=NAMED,
    )
    result = simulate(scenario, replications=1)
    assert result.values("mean_wait_answered")[0] == pytest.approx(12.0, abs=1e-9)


def test_nobody_there_and_nobody_coming() -> None:
    empty = simulate(one_queue(Demand("q", (0.0,), Times.fixed(1)), Supply("p", (0,)), 100.0))
    assert empty.count("offered").sum() == 0
    assert math.isnan(empty.figure("service_level").mean)
    nobody = Demand("q", (1.0,), Times.fixed(1), Times.exponential(10))
    lost = simulate(one_queue(nobody, Supply("p", (0,)), 1000.0), replications=3)
    assert lost.figure("abandonment").mean == 1.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"horizon": 0.0}, "horizon"),
        ({"warm": 9e9}, "warm-up"),
        ({"policy": "nonsense"}, "no policy 'nonsense'"),
        ({"outages": (Outage(5, 2, ("p",)),)}, "ends before it begins"),
        ({"outages": (Outage(5, 9, ("q9",)),)}, "'q9'"),
    ],
    ids=["horizon", "warm", "policy", "outage", "outage-pool"],
)
def test_what_cannot_be_is_refused_by_name(change: dict[str, object], said: str) -> None:
    with pytest.raises(Exception, match=said) as refused:
        simulate(one_queue(Demand("q", (1.0,), Times.fixed(1)), Supply("p", (1,)),
                           **({"horizon": 100.0} | change)))  # type: ignore[arg-type]  # fmt: skip
    assert refused.type.__module__ == Invalid.__module__


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ({"rates": (-1.0,)}, "'q'.*below 0"),
        ({"rates": (1.0, 2.0)}, "'q' has 2 rates for 1"),
        ({"redials": 2.0}, "'q'.*redials"),
        ({"transfers": 0.5, "transfer_to": "z"}, "'z'"),
        ({"intents": {"a": Intent(0.5)}}, "0.5 instead of 1"),
    ],
    ids=["rate", "rates", "redials", "transfers", "intents"],
)
def test_an_impossible_queue_is_refused_by_name(demand: dict[str, object], said: str) -> None:
    given: dict[str, object] = {"id": "q", "rates": (1.0,), "handling": Times.fixed(1)} | demand
    with pytest.raises(Invalid, match=said):
        one_queue(Demand(**given), Supply("p", (1,)), 100.0)  # type: ignore[arg-type]
