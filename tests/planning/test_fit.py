"""Fitting finds again what the data was made with, though most of it was cut short."""

from __future__ import annotations

import numpy as np
import pytest

from nawba.domain.errors import Invalid
from nawba.planning.fit import (
    MANY,
    drawn_from,
    lifetimes_of,
    lognormal_of,
    patience_of,
    rates_of,
)


def test_rates_and_busyness_are_found_again() -> None:
    random = np.random.default_rng(3)
    rates, spread = np.array([2.0, 5.0, 1.0]) / 60, 0.04
    factor = random.gamma(1 / spread, spread, size=(3000, 1))
    found, busyness = rates_of(random.poisson(factor * rates * 1800).astype(float), 1800)
    assert found == pytest.approx(rates, rel=0.02)
    assert busyness == pytest.approx(spread, rel=0.15)


def test_days_that_are_all_alike_have_no_busyness() -> None:
    assert rates_of(np.full((5, 2), 30.0), 60)[1] == 0
    with pytest.raises(Invalid, match="two days"):
        rates_of(np.full((1, 2), 30.0), 60)


@pytest.mark.parametrize(("offered", "shares"), [(60.0, (0.1, 0.5)), (600.0, (0.1, 0.5, 0.9))])
def test_patience_is_found_again_behind_answers(offered: float, shares: tuple[float, ...]) -> None:
    random = np.random.default_rng(5)
    patience, answer = random.exponential(180, 40_000), random.exponential(offered, 40_000)
    found = patience_of(np.minimum(patience, answer), patience < answer)
    assert (np.diff(found) >= 0).all()
    for share in shares:
        wanted = -180 * np.log1p(-share)
        assert np.quantile(found, share) == pytest.approx(wanted, rel=0.06)


def test_values_drawn_keep_their_mean_and_their_tail() -> None:
    seen = np.random.default_rng(7).lognormal(5, 0.9, 10_001)
    drawn = drawn_from(seen)
    assert len(drawn) == MANY
    assert drawn.mean() == pytest.approx(seen.mean(), rel=0.005)
    assert np.quantile(drawn, 0.95) == pytest.approx(np.quantile(seen, 0.95), rel=0.03)
    assert drawn_from(np.array([3.0, 1.0])).tolist() == [1, 3]
    for size in (401, 700):  # no multiple: values on an edge are shared out between two parts
        assert drawn_from(seen[:size]).mean() == pytest.approx(seen[:size].mean(), rel=1e-9)
        assert (np.diff(drawn_from(seen[:size])) >= 0).all()


def test_a_lognormal_is_found_again() -> None:
    scv, mean = 0.8, 200.0
    sigma = np.sqrt(np.log1p(scv))
    seen = np.random.default_rng(9).lognormal(np.log(mean) - sigma**2 / 2, sigma, 50_000)
    assert lognormal_of(seen) == pytest.approx((mean, scv), rel=0.04)


def test_too_little_is_said_to_be_too_little() -> None:
    with pytest.raises(Invalid, match="Nobody left"):
        patience_of(np.array([3.0, 4.0]), np.array([False, False]))
    with pytest.raises(Invalid, match="cut short"):
        lifetimes_of(np.array([3.0]), np.array([False]))
    with pytest.raises(Invalid, match="No time"):
        drawn_from(np.zeros(0))
    with pytest.raises(Invalid, match="two times"):
        lognormal_of(np.array([5.0]))
