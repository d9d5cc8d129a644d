"""What customers came for more, or less, since when: changes in counts per day.

*The model*: a day's count is its weekday's usual share of the week, times a level; counts scatter
more than Poisson's by a factor taken from the data (quasi-likelihood: P. McCullagh, J. Nelder,
1989), never less. *The scan*: the stretch of days whose level differs most from the others', by
likelihood ratio over all stretches, which finds a burst as well as a change that lasts (circular
binary segmentation: A. Olshen et al., Biostatistics 5, 2004); then again on either side of what
was found. *False alarms*: a stretch's chance is where its ratio lies among those of months
simulated without any change, same days, same scatter (negative binomial), so that having looked
at every stretch is paid for; over reasons the false discovery rate is held (Y. Benjamini,
Y. Hochberg, 1995). With one week of days there is no weekday effect to know: none is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

LEVEL = 0.05
"""Of the changes told, the share that may be none."""

FEWEST_DAYS, FEWEST_COUNT = 10, 15
SIMULATED = 399
_ENOUGH = 30  # months as strong: the chance is not small
_LONGEST = 92  # days of a stretch looked at, except those that last to the end
_Z = 1.959963984540054


@dataclass(frozen=True)
class Change:
    """From ``since`` to ``until`` (both included; None: to the end of the data) there were
    ``factor`` times as many a day as on the other days, with its 95 % interval.

    ``chance``: of so large a change anywhere when there is none; ``q`` after all reasons.
    """

    what: str
    since: date
    until: date | None
    factor: float
    low: float
    high: float
    chance: float
    q: float
    count: int
    expected: float


def daily(days: Sequence[date], first: date, last: date) -> Numbers:
    """How many of ``days`` fall on each day from ``first`` to ``last``."""
    counts = np.zeros((last - first).days + 1)
    for day in days:
        if first <= day <= last:
            counts[(day - first).days] += 1
    return counts


def changes(
    counts: Mapping[str, Numbers], first: date, *, level: float = LEVEL, seed: int = 0
) -> list[Change]:
    """The changes in ``counts`` per day from ``first``, the surest first.

    Reasons of fewer than ``FEWEST_COUNT`` contacts, or days than ``FEWEST_DAYS``, tell nothing.
    """
    looked = {
        name: row
        for name, row in counts.items()
        if len(row) >= FEWEST_DAYS and row.sum() >= FEWEST_COUNT
    }
    shape = weekdays(list(looked.values()), first)
    found = [
        change
        for at, (name, row) in enumerate(sorted(looked.items()))
        for change in _changes(name, row, shape, first, np.random.default_rng((seed, at)), level)
    ]
    return _kept(found, len(looked), level)


def weekdays(rows: Sequence[Numbers], first: date) -> Numbers:
    """For each day its weekday's part of a usual week times seven, by all rows together."""
    days = len(rows[0]) if rows else 0
    weekday = np.array([(first + timedelta(day)).weekday() for day in range(days)], int)
    if days < 14:
        return np.ones(days)
    total = np.sum(rows, axis=0)
    usual = np.array([np.median(total[weekday == one]) for one in range(7)]) + 0.5
    shape: Numbers = (usual / usual.mean())[weekday]
    return shape


def _changes(
    name: str, row: Numbers, shape: Numbers, first: date, draw: np.random.Generator, level: float
) -> list[Change]:
    """The strongest change of the row; then what is left of it, without those days."""
    found: list[Change] = []
    usual = np.ones(len(row), bool)
    for _ in range(3):
        at, until, ratio, scatter = _strongest(row, shape, usual)
        chance = _chance(ratio, row, shape, usual, scatter, draw)
        found.append(_change(name, row, shape, usual, (at, until), scatter, chance, first))
        if chance > level:
            break
        usual[at:until] = False
        if usual.sum() < FEWEST_DAYS or row[usual].sum() < FEWEST_COUNT:
            break
    return found


def _strongest(
    row: Numbers, shape: Numbers, usual: NDArray[np.bool_]
) -> tuple[int, int, float, float]:
    """Where the best stretch begins and ends, its ratio in units of the scatter, the scatter."""
    kept = np.nonzero(usual)[0]
    starts, ends = _stretches(len(kept))
    ratios = _ratios(row[kept][None, :], shape[kept], starts, ends)[0]
    best = int(ratios.argmax())
    at, until = int(kept[starts[best]]), int(kept[ends[best] - 1]) + 1
    if at == 0 and until < len(row):  # "fewer until" is told as "more since"
        at, until = until, len(row)
    outside = usual.copy()
    outside[at:until] = False
    scatter = _scatter(row, shape, [outside, usual & ~outside])
    return at, until, float(ratios[best]) / scatter, scatter


def _stretches(days: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All [start, end) that leave two thirds of a week outside, long ones only to the end."""
    starts, ends = np.triu_indices(days + 1, 1)
    length = ends - starts
    fits = (length <= days - min(5, days // 2)) & (
        (length <= _LONGEST) | (ends == days) | (starts == 0)
    )
    return starts[fits], ends[fits]


def _ratios(
    rows: Numbers, shape: Numbers, starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> Numbers:
    """Twice the log likelihood ratio of each stretch, for each row; (rows, stretches)."""
    summed = np.concatenate([np.zeros((len(rows), 1)), rows.cumsum(axis=1)], axis=1)
    weight = np.concatenate([[0.0], shape.cumsum()])
    inside, share = (
        summed[:, ends] - summed[:, starts],
        (weight[ends] - weight[starts]) / weight[-1],
    )
    total = summed[:, -1:]
    outside = total - inside
    expected_in, expected_out = total * share, total * (1 - share)
    ratio: Numbers = 2 * (_xlog(inside, expected_in) + _xlog(outside, expected_out))
    return ratio


def _xlog(count: Numbers, expected: Numbers) -> Numbers:
    from scipy.special import xlogy

    safe = np.maximum(expected, 1e-12)
    result: Numbers = xlogy(count, count / safe)
    return result


def _scatter(row: Numbers, shape: Numbers, parts: Sequence[NDArray[np.bool_]]) -> float:
    """Pearson's chi-square over its degrees of freedom, each part with a level of its own."""
    square, degrees = 0.0, 0.0
    for part in parts:
        if part.sum() < 2 or row[part].sum() == 0:
            continue
        mean = row[part].sum() * shape[part] / shape[part].sum()
        square += float(((row[part] - mean) ** 2 / np.maximum(mean, 1e-9)).sum())
        degrees += float(part.sum()) - 1
    return max(square / degrees, 1.0) if degrees else 1.0


def _chance(
    ratio: float,
    row: Numbers,
    shape: Numbers,
    usual: NDArray[np.bool_],
    scatter: float,
    draw: np.random.Generator,
) -> float:
    """How often months without a change show as strong a stretch, each by its own scatter.

    Drawing ends once that is clearly often (J. Besag, P. Clifford, Biometrika 78, 1991).
    """
    kept = np.nonzero(usual)[0]
    mean = row[kept].sum() * shape[kept] / shape[kept].sum()
    # With the change taken out the scatter comes out too small, with it in too large.
    between = float(np.sqrt(scatter * _scatter(row, shape, [usual])))
    drawn = _months(mean, between, draw)
    starts, ends = _stretches(len(kept))
    above = 0
    for seen, month in enumerate(drawn, 1):
        above += _reaches(month, shape[kept], starts, ends, ratio)
        if above >= _ENOUGH:
            return above / seen
    return (1 + above) / (1 + len(drawn))


def _months(mean: Numbers, scatter: float, draw: np.random.Generator) -> Numbers:
    size = (SIMULATED, len(mean))
    if scatter <= 1.0 + 1e-9:
        return draw.poisson(mean, size).astype(float)
    shape = np.maximum(mean, 1e-9) / (scatter - 1)  # variance = scatter x mean
    rates = draw.gamma(shape, scatter - 1, size)
    return draw.poisson(rates).astype(float)


def _reaches(
    month: Numbers, shape: Numbers, starts: NDArray[np.intp], ends: NDArray[np.intp], ratio: float
) -> bool:
    """A month without a change is judged as the real one: its best stretch, by its own scatter."""
    if month.sum() == 0:
        return False
    ratios = _ratios(month[None, :], shape, starts, ends)[0]
    best = int(ratios.argmax())
    inside = np.zeros(len(month), bool)
    inside[starts[best] : ends[best]] = True
    return bool(ratios[best] / _scatter(month, shape, [~inside, inside]) >= ratio)


def _change(
    name: str,
    row: Numbers,
    shape: Numbers,
    usual: NDArray[np.bool_],
    stretch: tuple[int, int],
    scatter: float,
    chance: float,
    first: date,
) -> Change:
    at, until = stretch
    inside = np.zeros(len(row), bool)
    inside[at:until] = True
    inside &= usual
    outside = usual & ~inside
    here, there = row[inside].sum(), row[outside].sum()
    usually = (there + 0.5) / shape[outside].sum()
    factor = (here + 0.5) / shape[inside].sum() / usually
    error = _Z * float(np.sqrt(scatter * (1 / (here + 0.5) + 1 / (there + 0.5))))
    low, high = factor * np.exp(-error), factor * np.exp(error)
    last = None if until == len(row) else first + timedelta(until - 1)
    expected = float(usually * shape[inside].sum())
    since = first + timedelta(at)
    numbers = (float(factor), float(low), float(high), chance, chance)
    return Change(name, since, last, *numbers, int(here), expected)


def _kept(found: Sequence[Change], rows: int, level: float) -> list[Change]:
    """Benjamini and Hochberg's step-up, with a test for each row at least."""
    ordered = sorted(found, key=lambda one: (one.chance, one.what, one.since))
    tests = max(rows, len(ordered))
    q, kept = 1.0, []
    for rank in range(len(ordered), 0, -1):
        one = ordered[rank - 1]
        q = min(q, one.chance * tests / rank)
        if q <= level:
            kept.append(Change(**{**one.__dict__, "q": q}))
    return kept[::-1]
