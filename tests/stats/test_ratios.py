"""The ratio of two shares: its interval holds the true ratio often enough, whatever the shares."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import binom
from scipy.stats.contingency import relative_risk

from nawba.stats.ratios import ratio_of_shares


def test_the_interval_covers_at_every_pair_of_true_shares():
    n, m, confidence = 4, 6, 0.9
    tables = list(itertools.product(range(n + 1), range(m + 1)))
    found = {table: ratio_of_shares(table[0], n, table[1], m, confidence) for table in tables}
    covered = {
        (first, second): sum(
            binom.pmf(a, n, first) * binom.pmf(b, m, second)
            for (a, b), ratio in found.items()
            if ratio.low <= first / second <= ratio.high
        )
        for first, second in itertools.product(np.linspace(0.03, 0.97, 24), repeat=2)
    }
    assert min(covered.values()) >= confidence
    assert min(covered.values()) < 0.96  # and it does not buy that by saying nothing


def test_with_many_people_it_agrees_with_the_usual_approximation():
    ratio = ratio_of_shares(157, 2435, 235, 2435)
    low, high = relative_risk(157, 2435, 235, 2435).confidence_interval()
    assert ratio.value == pytest.approx(0.668, abs=0.0005)
    assert ratio.low == pytest.approx(low, rel=0.01)
    assert ratio.high == pytest.approx(high, rel=0.01)
    assert ratio.chance < 0.001


@pytest.mark.parametrize("counts", [(3, 9, 5, 11), (0, 9, 4, 11), (9, 9, 4, 11)])
def test_turned_over_it_is_the_inverse(counts):
    a, n, b, m = counts
    ratio, inverse = ratio_of_shares(a, n, b, m), ratio_of_shares(b, m, a, n)
    assert ratio.low == pytest.approx(1 / inverse.high, rel=1e-4, abs=1e-5)
    assert ratio.chance == pytest.approx(inverse.chance, rel=1e-3)


def test_nobody_taken_of_either_says_nothing():
    ratio = ratio_of_shares(0, 10, 0, 10)
    assert (ratio.value, ratio.low, ratio.high, ratio.chance) == (None, 0.0, math.inf, 1.0)


def test_the_limits_and_the_chance_tell_the_same():
    for a, b in itertools.product(range(0, 13, 3), range(0, 13, 4)):
        ratio = ratio_of_shares(a, 12, b, 12)
        assert (ratio.low <= 1 <= ratio.high) == (ratio.chance > 0.05)


@pytest.mark.parametrize("counts", [(1, 0, 1, 1), (2, 1, 1, 1), (-1, 5, 1, 5), (1, 5, 1, 0)])
def test_counts_that_cannot_be_are_refused(counts):
    with pytest.raises(ValueError, match="beside"):
        ratio_of_shares(*counts)
