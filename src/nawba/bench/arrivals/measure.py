"""Every day of the log simulated as the other days foretell it, and held against what was."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from nawba.bench.arrivals.calls import Numbers, read_calls
from nawba.bench.arrivals.day import Fit, Log, fit_without, scenario_of
from nawba.bench.arrivals.figures import (
    FIGURES,
    HOURS,
    compared,
    errors,
    is_covered,
    real_sums,
    simulated_sums,
)
from nawba.bench.arrivals.peers import peer_says, peers_compared
from nawba.domain.errors import Invalid
from nawba.planning.simulation import Scenario, simulate

Progress = Callable[[int, int], None]

LEAST = 30
"""Hours with fewer contacts in all days together are not judged."""

APART = ("staff_unknown", "first_come")
_FEWER = 3


@dataclass(frozen=True)
class ArrivalsFigures:
    """``hours``, ``days``, ``kinds``: every figure, real and simulated. ``errors`` over the hours
    of all days together, ``errors_by_day_and_hour`` over single hours of single days; ``peers``
    the same by formula; ``apart`` the errors when one input is exchanged. ``fitted`` the means of
    what was fitted for the days, in seconds where nothing else is said."""

    first_day: str
    last_day: str
    contacts: int
    left_out: dict[str, int]
    days_simulated: int
    days_not_simulated: list[str]
    replications: int
    fitted: dict[str, Any]
    errors: dict[str, Any]
    errors_by_day_and_hour: dict[str, Any]
    apart: dict[str, Any]
    peers: dict[str, Any]
    outside: list[str]
    hours: list[dict[str, Any]]
    days: list[dict[str, Any]]
    kinds: list[dict[str, Any]]
    seconds: float


def measure_arrivals(
    folder: Path, replications: int, seed: int, progress: Progress
) -> ArrivalsFigures:
    """Read the logs in ``folder`` and do all of it. Raises Invalid where they cannot be read, or
    where no day is open as another is."""
    start = time.monotonic()
    log = Log.of(read_calls(folder))
    able = [day for day in range(len(log.days)) if log.alike(day)]
    if not able:
        raise Invalid(
            f"{folder} has no two days that are open at the same hours, and each is simulated as"
            " the others foretell it. Give a log of several days.",
            field="data",
        )
    runs = []
    for done, day in enumerate(able):
        progress(done, len(able))
        runs.append(_Run.of(log, day, replications, seed))
    return _figures(log, runs, replications, time.monotonic() - start)


@dataclass(frozen=True)
class _Run:
    """One day: ``real``[hour, sums] and ``simulated``[replication, hour, sums]; ``real_kinds``, and
    ``simulated_kinds``, the same of each kind; ``apart`` as ``simulated``, with an exchange."""

    day: int
    fit: Fit
    real: Numbers
    real_kinds: dict[str, Numbers]
    simulated: Numbers
    simulated_kinds: dict[str, Numbers]
    apart: dict[str, tuple[Numbers, dict[str, Numbers]]]
    said: Numbers

    @classmethod
    def of(cls, log: Log, day: int, replications: int, seed: int) -> _Run:
        fit, there = fit_without(log, day), log.presence[day]
        scenario, contacts = scenario_of(log, day, fit, there), log.days[day]
        kinds = {log.calls.kinds[kind]: int(kind) for kind in np.unique(fit.classes.kind_of)}

        def played(one: Scenario, days: int) -> tuple[Numbers, dict[str, Numbers]]:
            result = simulate(one, replications=days, seed=seed + day)
            return simulated_sums(result), {
                name: simulated_sums(result, _queues(one, fit, kind))
                for name, kind in kinds.items()
            }

        fewer = max(2, replications // _FEWER)
        exchanged = _exchanged(log, day, fit, scenario)
        return cls(
            day,
            fit,
            real_sums(contacts),
            {name: real_sums(contacts.rows(fit.classes.kind_of[contacts.kind] == kind))
             for name, kind in kinds.items()},
            *played(scenario, replications),
            {name: played(other, fewer) for name, other in exchanged.items()},
            peer_says(fit, there),
        )  # fmt: skip


def _queues(scenario: Scenario, fit: Fit, kind: int) -> list[str]:
    own = {fit.classes.names[one] for one in np.unique(fit.classes.table[kind])}
    return [one.id for one in scenario.demands if one.id.rsplit(" ", 1)[0] in own]


def _exchanged(log: Log, day: int, fit: Fit, whole: Scenario) -> dict[str, Scenario]:
    """The same day with one thing exchanged: who is usually there on days alike, for lack of any
    word on this one; or all served in the order of their coming."""
    usual = log.presence[fit.alike].mean(axis=0)
    return {
        "staff_unknown": scenario_of(log, day, fit, usual),
        "first_come": replace(whole, policy="longest_wait_first", more=()),
    }


def _figures(log: Log, runs: list[_Run], replications: int, seconds: float) -> ArrivalsFigures:
    real = np.stack([run.real for run in runs])
    simulated = np.stack([run.simulated for run in runs])
    hours = [hour for hour in range(HOURS) if real[:, hour, 0].sum() >= LEAST]
    by_hour = [_hour(hour, real, simulated, log, runs) for hour in hours]
    cells = [_all(real[at, hour], simulated[at, :, hour])
             for at in range(len(runs)) for hour in hours if real[at, hour, 0]]  # fmt: skip
    lacking = set(range(len(log.days))) - {run.day for run in runs}
    return ArrivalsFigures(
        first_day=log.calls.days[0].isoformat(),
        last_day=log.calls.days[-1].isoformat(),
        contacts=len(log.calls.day),
        left_out=dict(log.calls.left_out),
        days_simulated=len(runs),
        days_not_simulated=[log.calls.days[day].isoformat() for day in sorted(lacking)],
        replications=replications,
        fitted=_fitted(log, [run.fit for run in runs]),
        errors=_errors(by_hour),
        errors_by_day_and_hour=_errors(cells),
        apart={name: _apart(name, runs, real, hours) for name in APART},
        peers=peers_compared(np.stack([run.said for run in runs]), real, hours),
        outside=_outside(by_hour),
        hours=by_hour,
        days=[_day(log, run) for run in runs],
        kinds=_kinds([(run.real_kinds, run.simulated_kinds) for run in runs]),
        seconds=seconds,
    )


def _day(log: Log, run: _Run) -> dict[str, Any]:
    real, simulated = run.real.sum(axis=0), run.simulated.sum(axis=1)
    real[-1] = simulated[:, -1] = 1  # one day, and not one per hour
    return {"day": log.calls.days[run.day].isoformat(), **_all(real, simulated)}


def _all(real: Numbers, simulated: Numbers) -> dict[str, Any]:
    return {name: compared(name, real, simulated) for name in FIGURES}


def _hour(
    hour: int, real: Numbers, simulated: Numbers, log: Log, runs: list[_Run]
) -> dict[str, Any]:
    there = [log.presence[run.day].sum(axis=0).reshape(HOURS, -1).mean(axis=1)[hour]
             for run in runs]  # fmt: skip
    return {
        "hour": hour,
        "staff": float(np.mean(there)),
        **_all(real[:, hour].sum(axis=0), simulated[:, :, hour].sum(axis=0)),
    }


def _kinds(pairs: list[tuple[dict[str, Numbers], dict[str, Numbers]]]) -> list[dict[str, Any]]:
    """Of each kind that is a class of its own on every day."""
    names = [name for name in pairs[0][0] if all(name in real for real, _ in pairs)]
    found = []
    for name in names:
        real = np.sum([one[name].sum(axis=0) for one, _ in pairs], axis=0)
        simulated = np.sum([one[name].sum(axis=1) for _, one in pairs], axis=0)
        real[-1] = simulated[:, -1] = len(pairs)
        found.append({"kind": name, **_all(real, simulated)})
    return found


def _errors(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: errors([one[name] for one in cells]) for name in FIGURES}


def _apart(name: str, runs: list[_Run], real: Numbers, hours: list[int]) -> dict[str, Any]:
    """Errors by hour, and by kind, with the exchange ``name``."""
    simulated = np.stack([run.apart[name][0] for run in runs])
    by_hour = [_all(real[:, hour].sum(axis=0), simulated[:, :, hour].sum(axis=0))
               for hour in hours]  # fmt: skip
    return {
        "errors": _errors(by_hour),
        "kinds": _kinds([(run.real_kinds, run.apart[name][1]) for run in runs]),
    }


def _outside(hours: list[dict[str, Any]]) -> list[str]:
    """Figures of hours whose real value lies outside what was predicted."""
    return [
        f"{name} at {one['hour']}: {one[name]['real']:.3g}, predicted"
        f" {one[name]['predicted_low']:.3g} to {one[name]['predicted_high']:.3g}"
        for one in hours
        for name in FIGURES
        if not is_covered(one[name])
    ]


def _fitted(log: Log, fits: list[Fit]) -> dict[str, Any]:
    first = fits[0]
    return {
        "busyness": _mean([fit.busyness for fit in fits]),
        "head_start": dict(zip(first.classes.names, first.head_start.tolist(), strict=True)),
        "choices_by_head_start": _mean([fit.agreeing for fit in fits]),
        "choices_by_wait_alone": _mean([fit.by_wait for fit in fits]),
        "ready_mean": _mean([float(fit.ready.mean()) for fit in fits]),
        "handling_mean": {
            name: float(first.handling[kind].mean()) for kind, name in enumerate(log.calls.kinds)
        },
        "patience_median": {
            name: float(np.median(first.patience[one])) if len(first.patience[one]) else None
            for one, name in enumerate(first.classes.names)
        },
    }


def _mean(values: list[float]) -> float | None:
    """Of the numbers among ``values``: where nobody waited, no choice was seen."""
    known = [value for value in values if np.isfinite(value)]
    return float(np.mean(known)) if known else None
