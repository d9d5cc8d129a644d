"""Fixed-sequence testing keeps its promise, on populations whose true risk is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.stats import (
    Cases,
    Control,
    Promise,
    Rehearsal,
    Verdict,
    combine,
    control,
    least_answered,
    logit_grid,
    trials_needed,
    upper_bound,
)

GRID = logit_grid()


@dataclass(frozen=True)
class Population:
    """Scores are uniform; the chance to be wrong falls with the score, linearly from the bottom."""

    worst: float
    best: float = 0.0
    oos_high: float = 0.0  # out-of-scope scores are uniform below this

    def wrong_at(self, score):
        return self.best + (self.worst - self.best) * (1 - score)

    def risk(self, threshold: float, share: float) -> float:
        wrong = self.best + (self.worst - self.best) * (1 - threshold) / 2  # the mean above it
        oos = max(0.0, 1 - threshold / self.oos_high) if self.oos_high else 0.0
        return float(combine(wrong, oos, 1 - threshold, share))

    def draw(self, rng: np.random.Generator, n: int, oos: int = 0) -> Cases:
        scores = rng.random(n)
        wrong = rng.random(n) < self.wrong_at(scores)
        return Cases(scores, wrong, n, rng.random(oos) * self.oos_high, oos)


def broken(population: Population, promise: Promise, n: int, oos: int, times: int) -> float:
    """The share of calibrations whose threshold has a true risk above the promise."""
    rng = np.random.default_rng(7)
    draws = (control(population.draw(rng, n, oos), promise, GRID) for _ in range(times))
    found = [one.threshold for one in draws]
    risks = [0.0 if t is None else population.risk(t, promise.oos_share) for t in found]
    return float(np.mean(np.array(risks) > promise.risk))


@pytest.mark.parametrize(
    ("population", "risk", "n"),
    [
        (Population(0.2), 0.05, 400),
        (Population(0.2), 0.05, 3000),
        (Population(0.06, 0.055), 0.05, 400),  # too wrong everywhere: nothing may ever be used
        (Population(0.051, 0.0505), 0.05, 3000),  # ... by a hair
        (Population(0.3), 0.02, 1000),
        (Population(0.04), 0.01, 2000),
    ],
)
def test_the_promise_is_broken_in_at_most_five_percent_of_calibrations(population, risk, n):
    times = 1000
    share = broken(population, Promise(risk), n, 0, times)
    assert share <= 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / times)  # 99.5 % of a sound procedure


@pytest.mark.parametrize("oos_share", [0.05, 0.2, 0.5])
@pytest.mark.parametrize("numbers", [(500, 100), (2000, 300)])
def test_it_is_kept_with_out_of_scope_questions_too(oos_share, numbers):
    promise = Promise(0.05, oos_share)
    assert broken(Population(0.1, 0.0, 0.9), promise, *numbers, 400) <= 0.05


def test_these_populations_would_show_a_procedure_that_is_too_bold():
    """The same count on the observed share instead of its bound breaks ten times as often."""
    rng, population, times = np.random.default_rng(7), Population(0.2), 300
    bad = 0
    for _ in range(times):
        steps = control(population.draw(rng, 400), Promise(0.05), GRID).steps
        passes = np.flatnonzero((steps.wrong <= 0.05 * steps.answered) & (steps.answered >= 59))
        bad += passes.size > 0 and population.risk(GRID[passes[-1]], 0) > 0.05
    assert bad / times > 0.3


def test_choosing_the_first_point_by_count_costs_little_where_its_assumption_fails():
    """Wrong oftener at the top than below: the start is data-driven, and the promise holds."""
    rng, times, grid = np.random.default_rng(3), 4000, np.linspace(0.99, 0.01, 60)
    used = 0
    for _ in range(times):
        scores = rng.random(80)
        wrong = rng.random(80) < np.where(scores > 0.5, 0.09, 0.02)  # 5.5 % at the loosest
        found = control(Cases(scores, wrong, 80, scores[:0], 0), Promise(0.05), grid)
        used += found.threshold is not None
    assert used / times <= 0.05


@given(
    st.integers(0, 600), st.floats(0, 0.3), st.sampled_from([0.01, 0.02, 0.05, 0.1]), st.integers()
)
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_what_a_walk_by_hand_finds(n, worst, risk, seed):
    cases = Population(worst).draw(np.random.default_rng(abs(seed)), n)
    found = control(cases, Promise(risk), GRID)
    assert found.threshold == _by_hand(cases, risk)
    _agrees_with_itself(found, cases, risk)


def _by_hand(cases: Cases, risk: float) -> float | None:
    needs = [trials_needed(risk, errors=faults) for faults in (3, 2, 1)]
    half = len(cases.scores) // 2
    least = next((need for need in needs if need <= half), trials_needed(risk))
    used = None
    for threshold in GRID:
        answered = cases.scores >= threshold
        if answered.sum() < least:
            continue
        if upper_bound(cases.wrong[answered].sum(), answered.sum()) > risk:
            break
        used = float(threshold)
    return used


def _agrees_with_itself(found: Control, cases: Cases, risk: float) -> None:
    if found.verdict is Verdict.KEPT:
        assert found.bound is not None
        assert found.bound <= risk
        assert found.counted(found.steps.answered) == (cases.scores >= found.threshold).sum()
        return
    assert found.threshold is found.bound is None
    if found.verdict is Verdict.TOO_FEW:
        assert found.missing.in_scope == trials_needed(risk) - (cases.scores >= GRID[-1]).sum()
    else:
        assert found.steps.tested.sum() == 1


@given(st.integers(100, 600), st.floats(0, 0.2), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_a_smaller_risk_never_answers_more_from_the_same_start(n, worst, seed):
    cases = Population(worst).draw(np.random.default_rng(seed), n)
    strict, loose = (control(cases, Promise(risk), GRID) for risk in (0.05, 0.2))
    if strict.threshold is not None and loose.verdict is Verdict.KEPT:
        assert strict.threshold >= loose.threshold  # type: ignore[operator]


@given(
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.01, 1),
    st.floats(0, 0.9),
    st.floats(0, 0.5),
)
def test_the_combination_moves_the_way_its_limits_need(r, o, c, share, step):
    here = combine(r, o, c, share)
    assert combine(min(1, r + step), o, c, share) >= here - 1e-12
    assert combine(r, min(1, o + step), c, share) >= here - 1e-12
    assert combine(r, o, c + step, share) <= here + 1e-12


def test_the_combination_is_the_share_wrong_of_a_mixed_traffic():
    # 1000 questions: of 200 out of scope 20 are answered; of 800 in scope 600 are, 6 wrongly
    assert float(combine(6 / 600, 20 / 200, 600 / 800, 0.2)) == pytest.approx(26 / 620)


def test_few_out_of_scope_cases_are_said_to_be_missing():
    rng = np.random.default_rng(1)
    few = Cases(rng.random(2000), np.zeros(2000, bool), 2000, np.zeros(10), 10)
    found = control(few, Promise(0.02, 0.3), GRID)
    assert (found.verdict, found.missing.in_scope) == (Verdict.TOO_FEW, 0)
    more = few.oos_asked + found.missing.out_of_scope
    enough = Cases(few.scores, few.wrong, 2000, np.zeros(more), more)
    assert control(enough, Promise(0.02, 0.3), GRID).verdict is Verdict.KEPT


def test_a_group_with_no_case_needs_the_bare_minimum():
    nothing = np.array([])
    found = control(Cases(nothing, nothing.astype(bool), 500, nothing, 0), Promise(0.02), GRID)
    assert (found.verdict, found.missing.in_scope) == (Verdict.TOO_FEW, 149)


def test_with_many_cases_the_first_point_bears_three_errors():
    assert least_answered(Promise(0.05), 2000, 2000, 0) == trials_needed(0.05, errors=3)
    assert least_answered(Promise(0.05), 60, 60, 0) == 59
    assert least_answered(Promise(0.05), 58, 58, 0) is None


@pytest.mark.parametrize(
    "wrong", [{"risk": 0.0}, {"risk": 0.05, "oos_share": 1.0}, {"risk": 0.05, "confidence": 1.0}]
)
def test_senseless_promises_are_refused(wrong):
    with pytest.raises(ValueError, match=r"share|risk|confidence"):
        Promise(**wrong)


def test_a_grid_that_rises_is_refused():
    cases = Population(0.1).draw(np.random.default_rng(0), 100)
    with pytest.raises(ValueError, match="grid"):
        control(cases, Promise(0.05), GRID[::-1])


def test_a_rehearsal_starts_where_a_strict_start_would_stumble():
    """Some wrong labels at the very top: a strict start often ends there, a looser one seldom."""
    rng, n, promise = np.random.default_rng(5), 2000, Promise(0.02)

    def draw() -> tuple[np.ndarray, np.ndarray]:
        scores = rng.random(n)
        return scores, rng.random(n) < np.where(scores > 0.3, 0.006, 0.2)

    start = Rehearsal(*draw()).start(promise, n, GRID)
    found = {0: 0, start: 0}
    for _ in range(200):
        scores, wrong = draw()
        for begun in found:
            cases = Cases(scores, wrong, n, scores[:0], 0)
            found[begun] += control(cases, promise, GRID, begun).verdict is Verdict.KEPT
    assert found[start] > 195 > found[0]
    assert np.mean(draw()[0] >= GRID[start]) < 0.72  # and not so loose that it is wrong itself


def test_without_a_rehearsal_or_cases_testing_starts_at_the_top():
    nothing = Rehearsal(np.array([]), np.array([], bool))
    assert nothing.start(Promise(0.05), 500, GRID) == 0
    some = Rehearsal(np.array([0.9]), np.array([False]))
    assert some.start(Promise(0.05), 0, GRID) == 0


def test_nothing_before_the_start_is_tested():
    cases = Population(0.04).draw(np.random.default_rng(2), 2000)
    found = control(cases, Promise(0.05), GRID, 40)
    assert not found.steps.tested[:40].any()
    assert found.steps.tested[40]
    with pytest.raises(ValueError, match="grid"):
        control(cases, Promise(0.05), GRID, len(GRID))
