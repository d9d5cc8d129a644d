"""Means of groups seen often and hardly ever, against what made them."""

from __future__ import annotations

import random
from statistics import fmean

import pytest

from nawba.stats import credible_means


def test_one_large_group_does_not_make_the_mean_of_all() -> None:
    """Groups are drawn around 300 with a spread of 60; the first has a hundred times the weight."""
    luck = random.Random(5)
    weights, chance = [2000.0] + [20.0] * 11, 270.0
    gaps = []
    for _ in range(300):
        true = [luck.gauss(300, 60) for _ in weights]
        seen = [luck.gauss(mean, chance / w**0.5) for mean, w in zip(true, weights, strict=True)]
        gaps.append(credible_means(seen, weights, chance**2)[0] - 300)
    # weighted by contacts it is the mean of the large group: off by 60, as that one is
    assert fmean(gap**2 for gap in gaps) ** 0.5 < 35


def test_what_is_seen_alike_or_often_or_alone() -> None:
    overall, own = credible_means([100.0, 104.0], [4.0, 12.0], 400.0)
    assert (overall, own) == (103.0, [103.0, 103.0]), "they differ no more than by chance"
    overall, own = credible_means([100.0, 200.0], [1e6, 1e6], 400.0)
    assert overall == pytest.approx(150)
    assert own == pytest.approx([100, 200], abs=0.1)
    assert credible_means([7.0], [3.0], 1.0) == (7.0, [7.0])
