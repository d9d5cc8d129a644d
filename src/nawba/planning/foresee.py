"""From the present to scenarios, and from their days to an outlook. Runs in the planning process.

A measure changes the scenario as the live verbs change the house (actions/redispatch): a dark site
takes nothing, what it held waits again with its age or is finished; a widened queue may be answered
by the people that dispatch would add; what is moved waits elsewhere and keeps its age.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from nawba.dispatch.kernel import load_policies
from nawba.dispatch.plan import Plan, plan_of
from nawba.domain.redispatch import Change
from nawba.domain.words import Centre, Queue
from nawba.planning.laws import Law, Line
from nawba.planning.outlook import REPLICATIONS, Beside, Figures, Outlook, Range
from nawba.planning.present import Crew, Inside, Present, Waiting
from nawba.planning.simulation import (
    Begun,
    Demand,
    Result,
    Route,
    Scenario,
    Supply,
    Times,
    simulate,
)

Numbers = NDArray[np.float64]

_MOST = 12_000_000  # contacts played in all: about ten seconds of two cores
_LEAST = 8
_FREE = 39  # hours from which their order statistics reach 95 %


def foresee(
    present: Present,
    centre: Centre,
    change: Change | None,
    policies: tuple[str, ...],
    minutes: int | None,
    replications: int | None,
    seed: int,
    progress: Callable[[int, int], None] | None,
) -> Outlook:
    """See ``outlook.outlook``."""
    load_policies(policies)
    if minutes is not None:
        present = replace(present, minutes=minutes)
    scenarios = [scenario_of(present, centre)]
    if change is not None:
        scenarios.append(scenario_of(with_change(present, centre, change), centre))
    hours = replications or _enough(scenarios[0])
    results = [
        simulate(one, replications=hours, seed=seed, progress=_after(progress, at, len(scenarios)))
        for at, one in enumerate(scenarios)
    ]
    return _outlook(present, centre, results)


def _after(
    progress: Callable[[int, int], None] | None, at: int, scenarios: int
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, of: progress(at * of + done, scenarios * of)


def _enough(scenario: Scenario) -> int:
    """Fewer hours where one is large: its figures vary less, and the supervisor waits."""
    coming = sum(sum(one.rates) * scenario.interval for one in scenario.demands)
    each = 2 * (coming + len(scenario.present) + 1)
    return max(_LEAST, min(REPLICATIONS, int(_MOST / each)))


# -- the scenario ---------------------------------------------------------------------------------


def scenario_of(present: Present, centre: Centre) -> Scenario:
    """The next minutes as they begin now. Several contacts at once go on at full speed each: their
    handling was seen as it is beside others."""
    plan, by_bench = plan_of(centre, present.widened), _by_bench(present)
    lines = tuple(one.line for one in present.lines)
    reserve = dict(zip(plan.benches, plan.rules.reserve, strict=True))
    return Scenario(
        tuple(_demand(present, one) for one in present.lines),
        tuple(
            Supply(
                _id(one.crew),
                (one.here,),
                one.site,
                one.crew[2],
                tuple(range(1, one.crew[2] + 1)),
                reserve=int(reserve.get(one.crew[:2], 0)),
            )
            for one in present.parties
        ),
        tuple(_routes(plan, set(lines), by_bench)),
        horizon=present.minutes * 60.0,
        interval=present.step,
        busyness=present.arrivals.busyness,
        policy=present.policy,
        mode=present.mode if lines == plan.lines else 0,  # it may be the number of a line
        present=tuple(_begun(one) for one in present.inside),
    )


def _id(name: Line | Crew) -> str:
    return " · ".join(map(str, name))


def _by_bench(present: Present) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for party in present.parties:
        found.setdefault(party.crew[:2], []).append(_id(party.crew))
    return found


def _demand(present: Present, one: Waiting) -> Demand:
    steps = math.ceil(present.minutes * 60 / present.step)
    rates = present.arrivals.rates.get(one.line, (0.0,))
    return Demand(
        _id(one.line),
        tuple(rates[min(step, len(rates) - 1)] for step in range(steps)),
        _times(one.handling),
        _times(one.patience),
        target=one.target,
        priority=one.priority,
        open=one.is_open,
    )


def _times(law: Law) -> Times:
    if law.values:
        return Times.empirical(law.values)
    return Times.lognormal(law.mean, law.scv) if law.scv else Times.exponential(law.mean)


def _routes(
    plan: Plan, lines: set[Line], by_bench: dict[tuple[str, str], list[str]]
) -> Iterator[Route]:
    """Who may serve what, whom first and after which wait: the tables that dispatch has."""
    r = plan.rules
    rank = {
        (r.queue_ids[edge], pool): int(r.queue_rank[edge])
        for pool in range(len(plan.benches))
        for edge in range(r.queue_start[pool], r.queue_start[pool + 1])
    }
    for at, line in enumerate(plan.lines):
        for edge in range(r.pool_start[at], r.pool_start[at + 1]) if line in lines else ():
            pool = r.pool_ids[edge]
            for crew in by_bench.get(plan.benches[pool], ()):
                after, first = float(r.pool_after[edge]), int(r.pool_rank[edge])
                yield Route(_id(line), crew, after, first, rank[at, pool])


def _begun(one: Inside) -> Begun:
    if one.crew is None:
        return Begun(_id(one.line), one.age, returned=one.answered)
    return Begun(_id(one.line), one.age, _id(one.crew), one.adviser, one.spent)


# -- the change -----------------------------------------------------------------------------------


def with_change(present: Present, centre: Centre, change: Change) -> Present:
    """The present a moment after ``change``. Contacts keep their place in the list: what is random
    about them goes by it."""
    if change.site is not None:
        return _dark(present, change.site, change.held == "return")
    queue = str(change.queue)
    if change.kind == "widen_queue":
        levels = max(change.levels, present.widened.get(queue, 0))
        return replace(present, widened=present.widened | {queue: levels})
    return _moved(present, centre.queue[queue], centre.queue[str(change.to)], change.count)


def _dark(present: Present, site: str, goes_back: bool) -> Present:
    parties = tuple(one._replace(here=0) if one.site == site else one for one in present.parties)
    lost = {one.crew for one in parties if one.site == site}
    inside = tuple(
        Inside(one.line, one.age, answered=True) if goes_back and one.crew in lost else one
        for one in present.inside
    )
    return replace(present, parties=parties, inside=inside, dark=present.dark | {site})


def _moved(present: Present, source: Queue, target: Queue, count: int | None) -> Present:
    """The longest waits first; between languages only who speaks one that is served there."""
    served = (target.language, *target.requires)
    waits = [
        at
        for at, one in enumerate(present.inside)
        if one.crew is None
        and one.line[0] == source.id
        and (source.language == target.language or one.language in served)
    ]
    waits.sort(key=lambda at: -present.inside[at].age)
    moving = set(waits[:count])
    inside = tuple(
        one._replace(line=(target.id, one.line[1])) if at in moving else one
        for at, one in enumerate(present.inside)
    )
    return replace(present, inside=inside)


# -- the outlook ----------------------------------------------------------------------------------


def _outlook(present: Present, centre: Centre, results: list[Result]) -> Outlook:
    queues = {queue.id: [] for queue in centre.queues}  # type: dict[str, list[str]]
    for one in present.lines:
        queues[one.line[0]].append(_id(one.line))
    sites: dict[str, list[str]] = {}
    for party in present.parties:
        sites.setdefault(party.site, []).append(_id(party.crew))
    everybody = [_figures(one, None) for one in results]
    return Outlook(
        made_at=present.at.isoformat(),
        minutes=present.minutes,
        replications=len(results[0].counts),
        basis=basis_of(present, len(results[0].counts)),
        queues=tuple(
            _beside(name, [_figures(one, ids) for one in results]) for name, ids in queues.items()
        ),
        sites=tuple(
            _beside(name, [{"occupancy": one.values("occupancy", pools=ids)} for one in results])
            for name, ids in sites.items()
        ),
        all=_beside("", everybody),
    )


def _figures(result: Result, queues: list[str] | None) -> dict[str, Numbers]:
    return {
        "service_level": result.values("service_level", queues),
        "mean_wait_seconds": result.values("mean_wait_answered", queues),
        "abandoned": result.values("abandoned", queues),
    }


def _beside(name: str, values: list[dict[str, Numbers]]) -> Beside:
    without = values[0]
    figures = [_ranges(one) for one in values]
    if len(values) == 1:
        return Beside(name, figures[0], None, None)
    difference = {
        figure: range_of(values[1][figure] - without[figure], -_UP_TO[figure], _UP_TO[figure])
        for figure in without
    }
    return Beside(name, figures[0], figures[1], difference)


_UP_TO = {
    **{"service_level": 1.0, "occupancy": 1.0},
    **{"mean_wait_seconds": math.inf, "abandoned": math.inf},
}


def _ranges(values: dict[str, Numbers]) -> Figures:
    return {figure: range_of(one, 0.0, _UP_TO[figure]) for figure, one in values.items()}


def range_of(values: Numbers, least: float = -math.inf, most: float = math.inf) -> Range:
    """Of the hours played, those in which the figure has a meaning.

    A further hour falls between the k-th from below and from above with (n + 1 - 2k) / (n + 1),
    whatever the distribution (S. S. Wilks, Ann. Math. Stat. 12, 1941): 39 hours make 95 %. With
    fewer it is Student's prediction interval, which supposes a normal one, within ``least`` and
    ``most``.
    """
    seen = np.sort(values[np.isfinite(values)])
    n = seen.size
    if n == 0:
        return Range(None, None, None, None, None)
    mean = float(seen.mean())
    if n == 1:
        return Range(mean, None, None, None, None)
    spread = float(student.ppf(0.975, n - 1) * seen.std(ddof=1))
    k = int(0.025 * (n + 1) + 1e-9)
    low, high = mean - spread * math.sqrt(1 + 1 / n), mean + spread * math.sqrt(1 + 1 / n)
    if n >= _FREE:
        low, high = float(seen[k - 1]), float(seen[n - k])
    half = spread / math.sqrt(n)
    limits = (min(max(one, least), most) for one in (low, high, mean - half, mean + half))
    return Range(mean, *limits)


def basis_of(present: Present, hours: int) -> dict[str, Any]:
    """What the outlook was made of: contacts counted since when, the policy and its mode, on what
    each law rests, ``closed`` queues, ``coverage`` of the ranges by how many hours were played."""
    arrivals = present.arrivals
    k = int(0.025 * (hours + 1) + 1e-9)
    return {
        "contacts": arrivals.contacts,
        "since": arrivals.since.isoformat(),
        "advisers": present.advisers,
        "policy": present.policy,
        "mode": present.mode,
        "arrivals": arrivals.basis,
        "ratio": arrivals.ratio,
        "handling": {one.line[0]: one.handling.basis for one in present.lines},
        "patience": {one.line[0]: one.patience.basis for one in present.lines},
        "closed": sorted({one.line[0] for one in present.lines if not one.is_open}),
        "waiting": sum(one.crew is None for one in present.inside),
        "held": sum(one.crew is not None for one in present.inside),
        "coverage": (hours + 1 - 2 * k) / (hours + 1) if hours >= _FREE else 0.95,
    }
