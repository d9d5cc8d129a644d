"""One question of a planner and what stands beside the answer: the curve and the rule of thumb."""

from __future__ import annotations

import math

import pytest

from nawba.domain.errors import Invalid
from nawba.planning.answers import (
    Question,
    answer,
    curve,
    facts,
    on_payroll,
    patience_of,
    rule_beside,
)
from nawba.planning.limits import garnett
from nawba.planning.patience import Endless, Exponential, Lognormal
from nawba.planning.staffing import Promise

PROMISE = Promise(0.8, 20)


def asked(contacts: float, patience: float | None, spread: float | None = None) -> Question:
    return Question(contacts / 1800, 300, patience_of(patience, spread))


def test_patience_is_what_its_mean_and_spread_say() -> None:
    assert patience_of(None, None) == Endless()
    assert patience_of(90, None) == Exponential(90)
    bent = patience_of(90, 0.5)
    assert isinstance(bent, Lognormal)
    assert bent.median * math.exp(0.5**2 / 2) == pytest.approx(90)
    with pytest.raises(Invalid, match="needs a patience"):
        patience_of(None, 0.5)


@pytest.mark.parametrize("patience", [None, 180.0])
@pytest.mark.parametrize("contacts", [12, 600, 6000])
def test_the_curve_rises_around_the_answer(patience: float | None, contacts: float) -> None:
    question = asked(contacts, patience)
    exact = answer(question, PROMISE)
    lines = curve(question, exact.servers)
    numbers = [line.servers for line in lines]
    levels = [line.level(20) for line in lines]
    assert exact.servers in numbers
    assert 4 <= len(numbers) <= 41
    assert levels == sorted(levels)
    assert [PROMISE.is_kept(line) for line in lines] == [n >= exact.servers for n in numbers]


def test_a_queue_that_would_grow_without_end_is_not_on_the_curve() -> None:
    question = asked(600, None)
    assert min(line.servers for line in curve(question, 103)) == 101
    assert question.lines([99, 100, 101])[0].servers == 101
    assert len(asked(600, 180).lines([0, 99, 100, 101])) == 3


@pytest.mark.parametrize("patience", [None, 600.0, 1800.0])
def test_the_square_root_rule_comes_near_the_exact_answer(patience: float | None) -> None:
    question = asked(6000, patience)
    exact = answer(question, PROMISE)
    rule = rule_beside(question, exact)
    assert rule is not None
    assert rule.spare == pytest.approx((exact.servers - 1000) / math.sqrt(1000))
    assert rule.delayed == pytest.approx(exact.delayed, abs=0.02)
    assert abs(rule.advisers - exact.servers) <= 1


def test_where_the_rule_says_nothing_there_is_none() -> None:
    lognormal = asked(600, 180, 1.0)
    assert rule_beside(lognormal, lognormal.line(100)) is None
    flooded = asked(600, 180)
    assert rule_beside(flooded, flooded.line(3)) is None


def test_the_rule_holds_far_out() -> None:
    assert garnett(8, 0.001) == pytest.approx(0, abs=1e-9)
    assert garnett(-8, 1) == pytest.approx(1)
    assert garnett(-8, 0.0001) == pytest.approx(1)


def test_facts_are_those_of_the_line() -> None:
    line = asked(600, 180).line(99)
    told = facts(line, PROMISE, absent=0.3)
    assert told["advisers"] == 99
    assert told["on_payroll"] == 142 == on_payroll(99, 0.3)
    assert told["kept"] is True
    assert told["levels"]["less_short_abandons"] == line.level(20)
    assert on_payroll(7, 0.3) == 10  # 7 / 0.7 is 10.000000000000002
