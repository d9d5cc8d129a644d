"""Formulas with a name for queues that ``Line`` does not cover; time in any one unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from nawba.domain.errors import Invalid
from nawba.planning.erlang import delayed


def waits_by_priority(servers: int, arrivals: Sequence[float], handling: float) -> list[float]:
    """Mean wait of each class, first served first, without interruption; handling alike.

    A. Cobham, "Priority assignment in waiting line problems", Operations Research 2 (1954), for
    many servers: W(k) = C h / n / ((1 - s(k-1)) (1 - s(k))), s the load of the first k per server.
    """
    shares = [0.0, *np.cumsum(arrivals) * handling / servers]
    if shares[-1] >= 1:
        raise Invalid("The load is more than the advisers can do.", field="advisers")
    first = delayed(servers, shares[-1] * servers) * handling / servers
    return [float(first / ((1 - one) * (1 - upto))) for one, upto in pairwise(shares)]


def one_server_wait(arrivals: float, mean: float, scv: float) -> float:
    """Mean wait of M/G/1, ``scv`` the squared coefficient of variation of the handling time.

    F. Pollaczek (1930), A. Khinchine (1932).
    """
    load = arrivals * mean
    if load >= 1:
        raise Invalid("The load is more than one adviser can do.", field="arrivals")
    return load * mean * (1 + scv) / 2 / (1 - load)


def redialling(arrivals: float, handling: float, retries: float) -> float:
    """Mean number of customers about to call again, one server, each at the rate ``retries``.

    G. Falin, J. Templeton, "Retrial Queues" (1997): r / (1 - r) (``arrivals`` / ``retries`` + r).
    """
    load = arrivals * handling
    if load >= 1:
        raise Invalid("The load is more than one adviser can do.", field="arrivals")
    return load / (1 - load) * (arrivals / retries + load)


def swaying_load(mean: float, swing: float, handling: float, at: float) -> float:
    """Busy advisers at time ``at``, if there are always enough, for ``mean`` + ``swing`` sin t.

    S. Eick, W. Massey, W. Whitt, "Mt/G/infinity queues with sinusoidal arrival rates", Management
    Science 39 (1993), exponential handling times: the load follows the arrivals with a lag.
    """
    rate = 1 / handling
    wave = rate * math.sin(at) - math.cos(at)
    return mean * handling + swing * wave / (rate * rate + 1)


def swaying_lag(handling: float) -> float:
    """How long after the arrivals the load of ``swaying_load`` peaks."""
    return math.atan(handling)


def bounded_line(
    servers: int, places: int, arrivals: float, handling: float, limit: float
) -> tuple[float, float, float, float]:
    """M/M/n with ``places`` to wait in: who finds no place is turned away.

    Returns the share turned away; of those who enter, the share that waits, the mean wait, and the
    share that waits longer than ``limit``. The states are a birth-death chain; who finds k waiting
    waits for k + 1 ends of service, an Erlang distribution.
    """
    steps = np.arange(1, servers + places + 1)
    ratios = np.log(arrivals * handling / np.minimum(steps, servers))
    chances = np.concatenate(([0.0], np.cumsum(ratios)))
    chances = np.exp(chances - chances.max())
    chances /= chances.sum()
    turned_away = float(chances[-1])
    behind = chances[servers:-1] / (1 - turned_away)
    ends = np.arange(1, places + 1)
    rate = servers / handling
    longer = _poisson_below(ends, rate * limit)
    return (
        turned_away,
        float(behind.sum()),
        float(behind @ ends / rate),
        float(behind @ longer),
    )


def _poisson_below(counts: NDArray[np.int64], mean: float) -> NDArray[np.float64]:
    """P(Poisson(``mean``) < count), for each count: so many ends have not come yet."""
    return np.asarray(pdtr(counts - 1, mean))
