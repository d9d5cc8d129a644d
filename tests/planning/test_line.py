"""One queue against its own chain, solved state by state, and against figures that others print."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import Invalid
from nawba.planning.erlang import blocked, delayed
from nawba.planning.limits import garnett, halfin_whitt
from nawba.planning.line import LEVELS, Line
from nawba.planning.patience import Endless, Exponential, Fixed, Lognormal, Patience
from nawba.planning.textbook import (
    bounded_line,
    one_server_wait,
    redialling,
    swaying_lag,
    swaying_load,
    waits_by_priority,
)


def solved(servers: int, arrivals: float, handling: float, patience: float) -> dict[str, float]:
    """Erlang A by its birth-death chain, cut off where nothing is left."""
    most = servers + int(60 * math.sqrt(arrivals * patience) + 6 * arrivals * patience) + 50
    down = [min(k, servers) / handling + max(k - servers, 0) / patience for k in range(1, most)]
    logs = np.concatenate(([0.0], np.cumsum(np.log(arrivals) - np.log(down))))
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    states = np.arange(most)
    waiting = float(np.maximum(states - servers, 0) @ chances)
    return {
        "delayed": float(chances[servers:].sum()),
        "waiting": waiting,
        "abandoned": waiting / patience / arrivals,
        "occupancy": float(np.minimum(states, servers) @ chances) / servers,
    }


@given(
    servers=st.integers(1, 120),
    use=st.floats(0.2, 2.5),
    handling=st.floats(0.5, 900),
    ratio=st.floats(0.1, 10),
)
def test_erlang_a_is_its_chain(servers: int, use: float, handling: float, ratio: float) -> None:
    arrivals, patience = use * servers / handling, handling * ratio
    line = Line(servers, arrivals, handling, Exponential(patience))
    for name, value in solved(servers, arrivals, handling, patience).items():
        assert getattr(line, name) == pytest.approx(value, rel=1e-8, abs=1e-12), name


def test_published_figures_of_erlang_c() -> None:
    line = Line(14, 100 / 1800, 180)
    assert (line.delayed, line.level(20)) == pytest.approx((0.1741319, 0.88835), abs=1e-6)
    assert line.wait == pytest.approx(7.835937, abs=1e-6)
    assert blocked(10, 4.461) == pytest.approx(0.01, abs=1e-5)  # the classical tables' 1 % rows
    assert blocked(100, 84.06) == pytest.approx(0.01, abs=1e-5)


def test_waits_under_erlang_c_are_exponential() -> None:
    line = Line(14, 100 / 1800, 180)
    rate = 14 / 180 - 100 / 1800
    for seconds in (0.0, 1.0, 20.0, 200.0):
        expected = line.delayed * math.exp(-rate * seconds)
        assert line.waits_longer(seconds) == pytest.approx(expected, rel=1e-9)
    assert line.wait_quantile(0.95) == pytest.approx(math.log(line.delayed / 0.05) / rate)
    assert line.wait_quantile(0.5) == 0


@pytest.mark.parametrize("patience", [Exponential(150), Fixed(150), Lognormal(90, 1.2), Endless()])
def test_the_parts_of_a_queue_agree(patience: Patience) -> None:
    line = Line(20, 19 / 300, 300, patience)
    assert line.waits_longer(0) == pytest.approx(line.delayed)
    seconds = np.linspace(0, 20_000, 400_001)
    longer = [line.waits_longer(float(one)) for one in seconds[::200]]
    assert np.trapezoid(longer, seconds[::200]) == pytest.approx(line.wait, rel=0.02)
    assert line.served_within(1e7) == pytest.approx(1 - line.abandoned)
    assert line.waiting == pytest.approx(line.arrivals * line.wait)


def test_a_time_out_is_kept() -> None:
    line = Line(3, 5 / 100, 100, Fixed(30))
    assert line.waits_longer(29.99) > 0.1
    assert line.waits_longer(30.01) == 0
    assert line.abandoned == pytest.approx(line.waits_longer(29.999_999), abs=1e-4)


def test_the_four_readings_differ_as_their_definitions_do() -> None:
    line = Line(50, 48 / 60, 60, Exponential(120))
    levels = {name: line.level(20, name) for name in LEVELS}
    assert levels["served_of_offered"] < levels["less_short_abandons"] < levels["waited_at_most"]
    served = levels["served_of_offered"]
    gone = levels["waited_at_most"] - served
    assert levels["less_short_abandons"] == pytest.approx(served / (1 - gone))
    assert levels["served_of_served"] == pytest.approx(served / (1 - line.abandoned))
    with pytest.raises(Invalid, match="served_of_offered"):
        line.level(20, "the best of them")


@pytest.mark.parametrize(("servers", "load"), [(10_000, 9_900), (10_000, 10_100), (10_000, 30_000)])
def test_ten_thousand_advisers(servers: int, load: float) -> None:
    line = Line(servers, load, 1, Exponential(1))  # alike rates: a Poisson number in the house
    expected = solved(servers, load, 1, 1)
    assert line.abandoned == pytest.approx(expected["abandoned"], rel=1e-7)
    assert line.delayed == pytest.approx(expected["delayed"], rel=1e-7)


def test_the_square_root_rules_are_the_limits() -> None:
    beta = 1.0
    assert halfin_whitt(beta) == pytest.approx(0.2233612748)
    assert delayed(10_000, 9_900) == pytest.approx(halfin_whitt(beta), rel=0.01)
    assert garnett(0, 1) == pytest.approx(0.5)
    for ratio in (0.3, 1, 3):
        line = Line(10_050, 10_000, 1, Exponential(1 / ratio))
        assert line.delayed == pytest.approx(garnett(0.5, ratio), rel=0.02)


def test_a_queue_that_grows_without_end_is_refused() -> None:
    with pytest.raises(Invalid, match="Take 11 or more"):
        Line(10, 1, 10)
    with pytest.raises(Invalid, match="above 0"):
        Line(0, 1, 10)
    with pytest.raises(Invalid, match="cannot be"):
        blocked(-1, 1)


def test_priorities_share_the_wait_of_one_line() -> None:
    first, second = waits_by_priority(10, [3, 5], 1)
    assert (first, second) == pytest.approx((0.0584543, 0.2922715), abs=1e-7)
    assert (3 * first + 5 * second) / 8 == pytest.approx(Line(10, 8, 1).wait)


def test_other_formulas_with_a_name() -> None:
    assert one_server_wait(0.8, 1, 1.5) == pytest.approx(5)
    assert one_server_wait(0.8, 1, 1) == pytest.approx(Line(1, 0.8, 1).wait)
    assert redialling(0.6, 1, 0.5) == pytest.approx(2.7)
    peak = swaying_load(100, 50, 1, math.pi / 2 + swaying_lag(1))
    assert peak == pytest.approx(100 + 50 / math.sqrt(2))
    assert swaying_load(100, 50, 1, math.pi / 2) == pytest.approx(125)
    turned_away, waits, wait, longer = bounded_line(10, 0, 6, 1, 0.1)
    assert (turned_away, waits, wait, longer) == pytest.approx((blocked(10, 6), 0, 0, 0))
    _, waits, wait, longer = bounded_line(10, 4000, 6, 1, 0.1)
    endless = Line(10, 6, 1)
    assert (waits, wait, longer) == pytest.approx(
        (endless.delayed, endless.wait, endless.waits_longer(0.1))
    )
