"""Many tests at once: Holm's steps by hand, and how often all-true hypotheses are rejected."""

from __future__ import annotations

import numpy as np
import pytest

from nawba.stats.multiple import chance_of, holm


def test_the_steps_stop_at_the_first_that_stands() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005], 0.05) == [True, False, False, True]
    assert holm([0.02, 0.03], 0.05) == [True, True]  # 0.02 <= 0.025, then 0.03 <= 0.05
    assert holm([0.03, 0.03], 0.05) == [False, False]
    assert holm([], 0.05) == []


def test_true_hypotheses_are_seldom_rejected() -> None:
    random = np.random.default_rng(7)
    wrong = sum(any(holm(list(random.uniform(size=40)), 0.05)) for _ in range(2000))
    assert 60 <= wrong <= 140  # 100 +- 4 standard deviations


def test_a_difference_in_standard_errors() -> None:
    assert chance_of(1.959964, 1) == pytest.approx(0.05, abs=1e-6)
    assert chance_of(-1.959964, 1) == pytest.approx(0.05, abs=1e-6)
    assert chance_of(2.022691, 1, degrees=39) == pytest.approx(0.05, abs=1e-6)  # the tables' t
    assert (chance_of(0, 0), chance_of(1e-9, 0)) == (1, 0)
