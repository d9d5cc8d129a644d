"""Differences of shares among cases alike, and many of them at once."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from nawba.stats.multiple import q_values
from nawba.stats.stratified import difference


def test_q_values_are_those_of_benjamini_and_hochberg() -> None:
    chances = [0.04, 0.001, 0.8, 0.04, 0.012, 1.0]
    assert q_values(chances) == pytest.approx(list(false_discovery_control(chances)))
    assert q_values([]) == []


def test_in_one_stratum_it_is_the_plain_difference_of_two_shares() -> None:
    exposed = np.repeat([True, False], [40, 60])
    happened = np.concatenate([np.arange(40) < 20, np.arange(60) < 15])
    found = difference(happened, exposed, np.zeros(100, np.int64))
    assert found is not None
    assert found.value == pytest.approx(0.25)
    assert found.error == pytest.approx(sqrt(0.25 / 40 + 0.1875 / 60))
    low, high = found.interval()
    assert low < 0.25 < high
    assert found.chance() < 0.01


def test_harder_work_is_no_difference() -> None:
    """Exposed cases lie where half of all fail: alone they look worse, within strata not."""
    strata = np.repeat([0, 1], [100, 100]).astype(np.int64)
    exposed = np.concatenate([np.arange(100) < 80, np.arange(100) < 20])
    happened = np.concatenate([np.arange(100) % 2 == 0, np.arange(100) % 10 == 0])
    found = difference(happened, exposed, strata)
    assert happened[exposed].mean() > happened[~exposed].mean() + 0.1
    assert found is not None
    assert found.value == pytest.approx(0)


def test_one_cluster_that_fails_is_not_a_group_that_fails() -> None:
    clusters = np.repeat(np.arange(20), 20).astype(np.int64)
    exposed = clusters < 10
    happened = clusters == 0
    strata = np.zeros(400, np.int64)
    single = difference(happened, exposed, strata)
    together = difference(happened, exposed, strata, (clusters,))
    assert single is not None
    assert together is not None
    assert single.chance() < 0.001
    assert together.chance() > 0.1


def test_nobody_to_compare_with_is_no_difference() -> None:
    assert difference(np.ones(5, bool), np.ones(5, bool), np.zeros(5, np.int64)) is None
