"""Clopper-Pearson's bounds agree with their definition and keep their confidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from nawba.stats import lower_bound, trials_needed, upper_bound

counts = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
confidences = st.sampled_from([0.8, 0.9, 0.95, 0.99, 0.9999])


@pytest.mark.parametrize(("risk", "cases"), [(0.05, 59), (0.02, 149), (0.01, 299)])
def test_the_number_of_faultless_cases_a_risk_needs(risk, cases):
    assert trials_needed(risk) == cases
    assert upper_bound(0, cases) <= risk < upper_bound(0, cases - 1)


@pytest.mark.parametrize(
    ("k", "n", "bound"),
    [  # R 4.3: binom.test(k, n, alternative = "less")$conf.int[2]
        (0, 10, 0.2588655509),
        (1, 10, 0.3941632970),
        (5, 100, 0.1022533701),
        (10, 10, 1.0),
        (0, 0, 1.0),
    ],
)
def test_known_limits(k, n, bound):
    assert float(upper_bound(k, n)) == pytest.approx(bound, abs=1e-7)


@given(counts, confidences)
def test_the_limit_is_where_so_few_become_improbable(count, confidence):
    k, n = count
    limit = float(upper_bound(k, n, confidence))
    if k < n:
        assert binom.cdf(k, n, limit) == pytest.approx(1 - confidence, rel=1e-6)
    else:
        assert limit == 1
    assert float(lower_bound(n - k, n, confidence)) == pytest.approx(1 - limit, abs=1e-12)


@given(st.integers(1, 300), st.floats(0.001, 0.999), confidences)
def test_the_limit_lies_below_the_share_no_oftener_than_said(n, share, confidence):
    every = np.arange(n + 1)
    missed = upper_bound(every, n, confidence) < share
    assert binom.pmf(every, n, share)[missed].sum() <= 1 - confidence + 1e-9
    missed = lower_bound(every, n, confidence) > share
    assert binom.pmf(every, n, share)[missed].sum() <= 1 - confidence + 1e-9


@given(st.floats(0.005, 0.5), st.integers(0, 20), confidences)
def test_fewest_trials_are_fewest(risk, errors, confidence):
    least = trials_needed(risk, confidence, errors)
    assert upper_bound(errors, least, confidence) <= risk
    assert upper_bound(min(errors, least - 1), least - 1, confidence) > risk


def test_arrays_are_taken_element_by_element():
    both = upper_bound([0, 5], [59, 100])
    assert both.tolist() == [float(upper_bound(0, 59)), float(upper_bound(5, 100))]


@pytest.mark.parametrize("call", [lambda: upper_bound(3, 2), lambda: upper_bound(-1, 2)])
def test_impossible_counts_are_refused(call):
    with pytest.raises(ValueError, match="successes outside"):
        call()


def test_impossible_demands_are_refused():
    with pytest.raises(ValueError, match="risk"):
        trials_needed(0)
    with pytest.raises(ValueError, match="confidence"):
        upper_bound(1, 2, 1.0)
