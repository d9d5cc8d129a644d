"""A day to be simulated: fitted on the other days, with the people who were there on this one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nawba.bench.arrivals.calls import Calls, Flags, Numbers
from nawba.bench.arrivals.classes import Classes, classes_of
from nawba.bench.arrivals.order import HEAD_START, choices_of, head_starts
from nawba.bench.arrivals.rota import SLOT, SLOTS, presence_of, readiness_of, skills_of
from nawba.planning.fit import MANY, drawn_from, patience_of, rates_of
from nawba.planning.simulation import Demand, Route, Scenario, Supply, Times

TARGET = 20.0
HALF = 1800.0
_ALIKE = 0.75
_NEAR = 31
_FEW = 30
_HOURS = 24
_SHRUNK = 50


@dataclass(frozen=True)
class Log:
    """A log of calls with what is read from it once: ``presence``[day, adviser, slot]."""

    calls: Calls
    days: list[Calls]
    presence: Numbers

    @classmethod
    def of(cls, calls: Calls) -> Log:
        days = [calls.rows(calls.day == day) for day in range(len(calls.days))]
        return cls(calls, days, np.stack([presence_of(day) for day in days]))

    def near(self, day: int) -> list[int]:
        """The other days, at most 31 days away: what they say holds on ``day``, too."""
        when = self.calls.days
        return [one for one in range(len(when))
                if one != day and abs((when[one] - when[day]).days) <= _NEAR]  # fmt: skip

    def alike(self, day: int) -> list[int]:
        """Of those near, the days open at the same hours: three quarters of the half hours in which
        anybody is there on either day are so on both."""
        open_then = self.presence.sum(axis=1).reshape(len(self.days), -1, 2).mean(axis=2) >= 0.5
        both = (open_then & open_then[day]).sum(axis=1)
        either = (open_then | open_then[day]).sum(axis=1)
        return [one for one in self.near(day) if both[one] >= _ALIKE * max(1, either[one])]


@dataclass(frozen=True)
class Fit:
    """What the days near say: ``rates``[kind, half hour] per second and ``busyness`` from the days
    ``alike``; all else from every other day. ``handling``[kind] without the time until ready,
    ``pace``[hour] the factor on it, ``ready`` that time; ``patience``[class], empty if endless, and
    ``leaving`` per second waited; ``head_start``[class]; ``skills``[adviser, kind]. The share of
    choices among those waiting that went by the head starts is ``agreeing``, by the wait alone
    ``by_wait``."""

    classes: Classes
    skills: Flags
    rates: Numbers
    busyness: float
    handling: list[Numbers]
    pace: Numbers
    ready: Numbers
    patience: list[Numbers]
    leaving: float
    head_start: Numbers
    agreeing: float
    by_wait: float
    alike: list[int]


def fit_without(log: Log, day: int) -> Fit:
    """All that is fitted for ``day``, without looking at it. There must be a day alike."""
    near = log.near(day)
    calls = log.calls.rows(np.isin(log.calls.day, near))
    classes, skills, alike = classes_of(calls), skills_of(calls), log.alike(day)
    choices = choices_of(calls, classes.of(calls), skills)
    head_start = head_starts(choices, len(classes.names))
    rates, busyness = _arrivals(log, day, alike)
    handling = [_handling(calls, classes, kind) for kind in range(len(calls.kinds))]
    return Fit(
        classes,
        skills,
        rates,
        busyness,
        handling,
        _pace(calls, np.array([values.mean() for values in handling])),
        readiness_of([log.days[one] for one in near], skills),
        [_patience(calls, classes, one) for one in range(len(classes.names))],
        float((~calls.answered).sum() / max(1.0, calls.wait.sum())),
        head_start,
        choices.agreeing(head_start),
        choices.agreeing(np.zeros(len(classes.names))),
        alike,
    )


def _arrivals(log: Log, day: int, alike: list[int]) -> tuple[Numbers, float]:
    """[kind, half hour] contacts per second over the days ``alike``, and the variance between them;
    where that is a single day, the variance within the largest group of days alike."""
    rates = np.mean([counts_of(log.days[one]) for one in alike], axis=0) / HALF
    group = alike
    if len(alike) < 2:
        group = max((log.alike(one) for one in log.near(day)), key=len)
    counts = [counts_of(log.days[one]).sum(axis=0) for one in group if one != day]
    return rates, rates_of(np.array(counts), HALF)[1] if len(counts) > 1 else 0.0


def counts_of(day: Calls) -> Numbers:
    """[kind, half hour] contacts that asked for an adviser."""
    counts = np.zeros((len(day.kinds), int(SLOTS * SLOT / HALF)))
    half = np.minimum(day.asked // HALF, counts.shape[1] - 1).astype(np.int64)
    np.add.at(counts, (day.kind, half), 1)
    return counts


def _handling(calls: Calls, classes: Classes, kind: int) -> Numbers:
    length = calls.ended - calls.began
    known = calls.answered & (length > 0)
    own = known & (classes.kind_of[calls.kind] == classes.kind_of[kind])
    return drawn_from(length[own if own.sum() >= _FEW else known])


def _pace(calls: Calls, usual: Numbers) -> Numbers:
    """[hour]: how much longer contacts of that hour take than their kind does all day; an hour with
    few contacts is drawn towards 1, as if fifty more had been seen."""
    length = calls.ended - calls.began
    known = calls.answered & (length > 0)
    hour = np.minimum(calls.asked[known] // 3600, _HOURS - 1).astype(np.int64)
    expected = usual[calls.kind[known]]
    more = _SHRUNK * usual.mean()
    seen = np.bincount(hour, length[known], minlength=_HOURS)
    return np.asarray((seen + more) / (np.bincount(hour, expected, minlength=_HOURS) + more))


def _patience(calls: Calls, classes: Classes, one: int) -> Numbers:
    """Of the class; of all, where fewer than thirty left; none, where nobody did."""
    own = calls.queued & (classes.of(calls) == one)
    left = ~calls.answered
    if (own & left).sum() < _FEW:
        own = calls.queued
    return patience_of(calls.wait[own], left[own]) if left[own].any() else np.zeros(0)


def scenario_of(log: Log, day: int, fit: Fit, presence: Numbers) -> Scenario:
    """``day`` as a scenario of midnight to midnight; ``presence``[adviser, slot].

    A class is a queue for every hour, ``"NW 13"``, as handling times change with the hour. For the
    order of service that is the same as one queue.
    """
    supplies, skills = pools_of(presence, fit.skills)
    asked = [(one, hour) for one in range(len(fit.classes.names)) for hour in range(_HOURS)
             if _halves(fit, one)[2 * hour : 2 * hour + 2].any()]  # fmt: skip
    return Scenario(
        tuple(_demand(fit, one, hour) for one, hour in asked),
        supplies,
        tuple(
            Route(f"{fit.classes.names[one]} {hour}", pool.id)
            for one, hour in asked
            for pool, able in zip(supplies, skills, strict=True)
            if able[_main_kind(fit, one)]
        ),
        horizon=SLOTS * SLOT,
        interval=SLOT,
        busyness=fit.busyness,
        policy=HEAD_START,
        more=tuple(fit.head_start[one] for one, _ in asked),
    )


def _main_kind(fit: Fit, one: int) -> int:
    return int(fit.classes.kind_of[fit.classes.kinds_in(one)[0]])


def _halves(fit: Fit, one: int) -> Numbers:
    """[half hour] contacts of a class per second."""
    return np.asarray(fit.classes.share[:, one] @ fit.rates)


def _demand(fit: Fit, one: int, hour: int) -> Demand:
    halves = np.where(np.arange(2 * _HOURS) // 2 == hour, _halves(fit, one), 0.0)
    handling = fit.handling[_main_kind(fit, one)] * fit.pace[hour]
    patience = fit.patience[one]
    return Demand(
        f"{fit.classes.names[one]} {hour}",
        tuple(np.repeat(halves, int(HALF / SLOT))),
        Times.empirical(_sums(handling, fit.ready)),
        Times.empirical(patience) if len(patience) else Times.endless(),
        target=TARGET,
    )


def _sums(one: Numbers, other: Numbers) -> Numbers:
    """Equally likely values for the sum of two times that do not depend on each other."""
    return drawn_from(np.add.outer(one, other).ravel(), MANY)


def pools_of(presence: Numbers, skills: Flags) -> tuple[tuple[Supply, ...], Flags]:
    """Advisers of the same skills are a pool, ``skills``[pool, kind]; how many of it are there in a
    slot is rounded so that the sum of all pools is as near as can be."""
    there = presence.any(axis=1)
    kinds, pool = np.unique(skills[there], axis=0, return_inverse=True)
    present = np.zeros((len(kinds), presence.shape[1]))
    np.add.at(present, pool.ravel(), presence[there])
    staff = _rounded(present)
    pools = (Supply(f"pool {at + 1}", tuple(map(int, row))) for at, row in enumerate(staff))
    return tuple(pools), np.asarray(kinds)


def _rounded(present: Numbers) -> Numbers:
    """[pool, slot] whole numbers whose sums are those of ``present``, rounded."""
    whole = np.floor(present)
    missing = np.round(present.sum(axis=0)) - whole.sum(axis=0)
    rank = np.argsort(np.argsort(-(present - whole), axis=0, kind="stable"), axis=0)
    return np.asarray(whole + (rank < missing))
