"""Who is inside when a scenario begins: contacts that wait, contacts that advisers hold.

What is still to come of them is drawn from the law of what is left, given what has passed: who has
waited 200 s has shown 200 s of patience, and a contact handled for ten minutes is a long one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, ndtri_exp

from nawba.planning.simulation.draws import EMPIRICAL, EXPONENTIAL, LOGNORMAL
from nawba.planning.simulation.memory import BEGUN
from nawba.planning.simulation.times import Times

Numbers = npt.NDArray[np.float64]

_STREAM = 0x1B51DE


class Begun(NamedTuple):
    """A contact inside at the start. It waits in ``queue`` since ``age`` seconds; or ``adviser``
    of ``pool`` holds it since ``spent``.

    Advisers of a pool are numbered from 0; those from the pool's first staff on hold what they
    have and take nothing new. ``returned``: it was held until now, so that its patience begins
    anew and it is not counted a second time; its place in the line goes by its ``age``.
    """

    queue: str
    age: float
    pool: str | None = None
    adviser: int = -1
    spent: float = 0.0
    returned: bool = False


def left_of(times: Times, passed: Numbers, uniforms: Numbers) -> Numbers:
    """What is left of ``times`` given that ``passed`` of it is over; one of ``uniforms`` in (0, 1)
    each, 0 for the longest.

    The lognormal law is inverted in logarithms of its tail, so that far beyond the median nothing
    is lost in rounding. Where more has passed than any value that was seen, as much again as the
    mean is expected: the memoryless law, for want of a better one.
    """
    if times.kind == EXPONENTIAL:
        return np.asarray(-times.a * np.log(uniforms))
    if times.kind == LOGNORMAL:
        with np.errstate(divide="ignore"):
            reached = (np.log(passed) - times.a) / times.b
        beyond = -ndtri_exp(np.log(uniforms) + log_ndtr(-reached))
        return np.asarray(np.maximum(np.exp(times.a + times.b * beyond) - passed, 0.0))
    if times.kind == EMPIRICAL:
        return _left_of_seen(times, passed, uniforms)
    return np.maximum(times.a - passed, 0.0)


def _left_of_seen(times: Times, passed: Numbers, uniforms: Numbers) -> Numbers:
    seen = np.asarray(times.values)
    first = np.searchsorted(seen, passed, side="right")
    more = seen.size - first
    drawn = seen[np.minimum(seen.size - 1 - (uniforms * more).astype(np.int64), seen.size - 1)]
    beyond = -max(times.mean, 1e-9) * np.log(uniforms)
    return np.where(more > 0, drawn - passed, beyond)


class Columns(NamedTuple):
    """Those inside, as arrays made once per scenario: numbers of queue, pool (-1: waits) and
    adviser; ``speed`` at which each that is held goes on; ``most``[pool] one above the highest
    number of an adviser who holds something."""

    queue: npt.NDArray[np.int64]
    pool: npt.NDArray[np.int64]
    adviser: npt.NDArray[np.int64]
    returned: npt.NDArray[np.bool_]
    age: Numbers
    spent: Numbers
    speed: Numbers
    most: npt.NDArray[np.int64]


def columns_of(
    begun: Sequence[Begun], queues: Sequence[str], speeds: Mapping[str, tuple[float, ...]]
) -> Columns:
    """Numbers go by the order of ``queues`` and of the pools with their ``speeds``; one of several
    contacts that an adviser holds goes on at its share of their speed."""
    queue = {name: at for at, name in enumerate(queues)}
    number: dict[str | None, int] = {name: at for at, name in enumerate(speeds)}
    pool = np.array([number.get(one.pool, -1) for one in begun], np.int64)
    adviser = np.array([one.adviser for one in begun], np.int64)
    load = Counter((one.pool, one.adviser) for one in begun if one.pool is not None)
    most = np.zeros(len(speeds), np.int64)
    np.maximum.at(most, pool[pool >= 0], adviser[pool >= 0] + 1)
    return Columns(
        np.array([queue[one.queue] for one in begun], np.int64),
        pool,
        adviser,
        np.array([one.returned for one in begun], np.bool_),
        np.array([one.age for one in begun], np.float64),
        np.array([one.spent for one in begun], np.float64),
        np.array([_speed(one, load, speeds) for one in begun], np.float64),
        most,
    )


def _speed(one: Begun, load: Counter[tuple[str, int]], speeds: Mapping[str, Any]) -> float:
    if one.pool is None:
        return 1.0
    holds = load[one.pool, one.adviser]
    return float(speeds[one.pool][holds - 1] / holds)


def rows_of(
    inside: Columns, seed: int, laws: Sequence[tuple[Times, Times]], work: Numbers
) -> npt.NDArray[Any]:
    """Rows of ``memory.BEGUN`` for one day. ``laws`` are (handling, patience) by queue; ``work``
    [queue, pool] factors on handling.

    The random numbers go by a contact's place in the list, so that alternatives which move it
    elsewhere share them.
    """
    luck = np.random.default_rng((seed, _STREAM))
    rows = np.zeros(inside.queue.size, BEGUN)
    rows["key"] = luck.integers(0, 1 << 64, rows.size, np.uint64)
    uniforms = 1.0 - luck.random((2, rows.size))
    for name in ("queue", "pool", "adviser", "returned"):
        rows[name] = getattr(inside, name)
    rows["since"], rows["began"] = -inside.age, -inside.spent
    waited = np.where(inside.returned | (inside.pool >= 0), 0.0, inside.age)
    factor = np.maximum(np.where(inside.pool >= 0, work[inside.queue, inside.pool], 1.0), 1e-9)
    done = inside.spent * inside.speed / factor
    for at in np.unique(inside.queue):
        here, (handling, patience) = inside.queue == at, laws[at]
        rows["left"][here] = left_of(patience, waited[here], uniforms[0][here])
        rows["work"][here] = factor[here] * left_of(handling, done[here], uniforms[1][here])
    return rows
