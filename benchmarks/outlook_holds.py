"""Does the hour that comes fall where the outlook said it would?

Simulated days are the truth. At a random quarter hour of each the present is taken (who waits since
when, who is held since when), the next hour is foreseen from it, and the day goes on: of those who
waited then or came within the hour, was the service level inside the range? It is asked twice: with
the true laws, and with those estimated as the house does (four weeks before, what was seen today).

    nice -n 15 .venv/bin/python benchmarks/outlook_holds.py --days 200
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from nawba.domain.words import Adviser, Brand, Centre, Queue, Site, Skill, Target
from nawba.planning.expected import STEP, Arrivals, arrivals_like
from nawba.planning.foresee import scenario_of
from nawba.planning.laws import Law, Line, Waited, handling_law, patience_law
from nawba.planning.outlook import Outlook, outlook
from nawba.planning.present import Inside, Party, Present, Waiting
from nawba.planning.simulation import COUNTS, Scenario
from nawba.planning.simulation.memory import SERVED, WAITING
from nawba.planning.simulation.simulate import luck, prepared

HOURS, BUSYNESS = 9, 0.01
AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LINES = {"fr": (0.075, 20.0), "ar": (0.05, 20.0), "bills": (0.03, 60.0)}
HANDLING, PATIENCE = Law("own", 300.0, 0.9), Law("own", 240.0)


def centre() -> Centre:
    """Three queues, four pools, fifty advisers: loaded to where minutes make the difference."""
    kinds = {
        "casa": ({"fr": 4}, 18), "rabat": ({"ar": 4}, 12),
        "tunis": ({"fr": 4, "ar": 4}, 12), "dakar": ({"fr": 4, "billing": 3}, 8),
    }  # fmt: skip
    wanted = {"fr": {"fr": 3}, "ar": {"ar": 3}, "bills": {"fr": 3, "billing": 2}}
    return Centre(
        skills=tuple(Skill(one, one) for one in ("fr", "ar", "billing")),
        sites=tuple(Site(one, one, "MA", "UTC") for one in kinds),
        brands=(Brand("b", "B", ("fr",), "UTC", "Lina"),),
        queues=tuple(
            Queue(name, "b", name, "fr", wanted[name], Target(0.8, int(LINES[name][1])))
            for name in LINES
        ),
        advisers=tuple(
            Adviser(f"{site}-{at}", f"{site}-{at}", site, skills, {"chat": 1})
            for site, (skills, size) in kinds.items()
            for at in range(size)
        ),
    )


def day_of(house: Centre) -> Present:
    """The whole day, before anybody came."""
    pools: dict[tuple[str, str], int] = Counter()
    for one in house.advisers:
        skills = ",".join(f"{skill}={level}" for skill, level in sorted(one.skills.items()))
        pools[f"{one.site}/{skills}", one.site] += 1
    swing = [1 + 0.25 * np.sin(np.pi * at / (HOURS * 4)) for at in range(HOURS * 4)]
    rates = {
        (name, "chat"): tuple(rate * one for one in swing) for name, (rate, _) in LINES.items()
    }
    return Present(
        at=AT,
        minutes=HOURS * 60,
        lines=tuple(
            Waiting((name, "chat"), target, 0.0, True, HANDLING, PATIENCE)
            for name, (_, target) in LINES.items()
        ),
        parties=tuple(Party((pool, "chat", 1), site, n) for (pool, site), n in pools.items()),
        inside=(),
        arrivals=Arrivals("same_weekday", rates, BUSYNESS, 1.0, 0, AT),
        dark=frozenset(),
        widened={},
    )


def inside_of(world: Any, day: Present, at: float) -> Iterator[Inside]:
    """Who is in the simulated house when it is stopped at ``at``."""
    pools = world.arrays["pools"]
    for row in world.arrays["contacts"]:
        line = day.lines[row["queue"]].line
        if row["state"] == WAITING:
            yield Inside(line, at - row["since"])
        elif row["state"] == SERVED:
            pool = int(np.searchsorted(pools["first"], row["adviser"], side="right")) - 1
            number = int(row["adviser"] - pools["first"][pool])
            spent = at - row["began"]
            yield Inside(line, at - row["since"], day.parties[pool].crew, number, spent, True)


def counts_of(world: Any) -> Any:
    """[queue, interval, COUNTS]"""
    return world.arrays["counts"]["v"]


def truth(before: Any, after: Any) -> dict[str, dict[str, float]]:
    """What became of those who waited then or came within the hour, by queue and of all."""
    each = counts_of(after).sum(axis=1)
    each = each - counts_of(before).sum(axis=1)
    waits = np.array([row["v"] for row in before.arrays["length"]])
    names = [*LINES, ""]
    rows = [*zip(each, waits, strict=True), (each.sum(axis=0), waits.sum())]
    return {
        name: _figures(row, int(waiting)) for name, (row, waiting) in zip(names, rows, strict=True)
    }


def _figures(row: Any, waiting: int) -> dict[str, float]:
    count = dict(zip(COUNTS, row, strict=True))
    below = count["offered"] + waiting - count["abandoned_in_target"]
    level = count["answered_in_target"] / below if below else np.nan
    wait = count["wait_answered"] / count["answered"] if count["answered"] else np.nan
    return {"service_level": level, "mean_wait_seconds": wait, "abandoned": count["abandoned"]}


def estimated(day: Present, run: Any, seed: int, number: int, at: float) -> Present:
    """The present as the house would read it: nothing of the true laws is used but their draws."""
    step, steps = int(at // STEP), 4
    weeks = [counts_of(run(seed + 1000, 4 * number + week)) for week in range(4)]
    kept = [[_counter(one[:, step + more]) for more in range(steps)] for one in weeks]
    past = slice(max(0, step - 12), step)
    before = [int(one[:, past, COUNTS.index("offered")].sum()) for one in weeks]
    today = counts_of(run(seed, number))
    arrivals = arrivals_like(
        kept, before, int(today[:, past, COUNTS.index("offered")].sum()), day.at
    )
    seen = _lengths(today[:, :step], seed * 7919 + number)
    waited = _waited(today[:, :step])
    lines = tuple(
        one._replace(handling=handling_law(seen, one.line), patience=patience_law(waited, one.line))
        for one in day.lines
    )
    return replace(day, arrivals=arrivals, lines=lines)


def _counter(rows: Any) -> Counter[Line]:
    offered = rows[:, COUNTS.index("offered")]
    return Counter({(name, "chat"): int(one) for name, one in zip(LINES, offered, strict=True)})


def _lengths(counts: Any, seed: int) -> dict[Line, list[float]]:
    """As many handling times as were seen so far, at most 500, drawn from the true law."""
    rng, sigma2 = np.random.default_rng(seed), np.log1p(HANDLING.scv or 0)
    found: dict[Line, list[float]] = defaultdict(list)
    for name, row in zip(LINES, counts, strict=True):
        size = min(500, int(row[:, COUNTS.index("answered")].sum()))
        drawn = rng.lognormal(np.log(HANDLING.mean) - sigma2 / 2, np.sqrt(sigma2), size)
        found[name, "chat"] = drawn.tolist()
        found["", ""] += drawn.tolist()
    return found


def _waited(counts: Any) -> dict[Line, Waited]:
    found: dict[Line, Waited] = defaultdict(Waited)
    for name, row in zip(LINES, counts.sum(axis=1), strict=True):
        count = dict(zip(COUNTS, row, strict=True))
        for line in ((name, "chat"), ("", "")):
            found[line].seconds += count["wait"]
            found[line].left += int(count["abandoned"])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    house = centre()
    day = day_of(house)
    scenario, rng = scenario_of(day, house), np.random.default_rng(given.seed)
    whole = prepared(scenario)
    hits: dict[tuple[str, str, str, str], list[bool]] = defaultdict(list)
    widths: dict[tuple[str, str], list[float]] = defaultdict(list)
    levels: list[float] = []
    took = 0.0
    for number in range(given.days):
        at = float(STEP * rng.integers(8, (HOURS - 1) * 4))
        before = _until(scenario, at, drain=False, seed=given.seed, number=number)
        after = _until(scenario, at + 3600, drain=True, seed=given.seed, number=number)
        happened = truth(before, after)
        levels.append(happened[""]["service_level"])
        inside = tuple(inside_of(before, day, at))
        for how, known in _known(day, whole, given.seed, number, at, scenario).items():
            began = time.perf_counter()
            present = replace(known, minutes=60, inside=inside)
            told = outlook(present, house, None, seed=10_000 + number)
            took += time.perf_counter() - began
            _note(hits, widths, how, told, happened)
    _tell(hits, widths, levels, took / (2 * given.days))


def _known(
    day: Present, whole: Any, seed: int, number: int, at: float, scenario: Scenario
) -> dict[str, Present]:
    _, factor = luck(scenario, seed, number)
    step = int(at // STEP)
    guess = estimated(day, whole, seed, number, at)
    rates = {
        line: tuple(one * factor for one in all_day[step : step + 4])
        for line, all_day in day.arrivals.rates.items()
    }
    true = replace(day, arrivals=replace(day.arrivals, rates=rates, busyness=0.0))
    return {"true laws": true, "estimated": guess}


def _until(scenario: Scenario, at: float, *, drain: bool, seed: int, number: int) -> Any:
    rates = tuple(replace(one, rates=one.rates[: int(at // STEP)]) for one in scenario.demands)
    cut = replace(scenario, demands=rates, horizon=at, drain=drain)
    return prepared(cut)(seed, number)


def _note(hits: Any, widths: Any, how: str, told: Outlook, happened: Any) -> None:
    for one in (*told.queues, told.all):
        for name, span in one.without.items():
            value = happened[one.id][name]
            if np.isfinite(value) and span.low is not None:
                hits[how, one.id or "all", name, "this hour"].append(span.low <= value <= span.high)
                mean = span.mean_low <= value <= span.mean_high
                hits[how, one.id or "all", name, "the mean"].append(mean)
                if not one.id:
                    widths[how, name].append(span.high - span.low)


def _tell(hits: Any, widths: Any, levels: list[float], seconds: float) -> None:
    quarters = np.nanquantile(levels, [0.1, 0.5, 0.9])
    print(f"Service levels that came, 10th, 50th, 90th of 100: {np.round(quarters, 2)}")
    for (how, place, name, which), inside in sorted(hits.items()):
        share, n = np.mean(inside), len(inside)
        error = 1.96 * np.sqrt(max(share * (1 - share), 0.01) / n)
        print(f"{how:10} {place:6} {name:18} {which:9} {share:6.1%} ± {error:.1%} of {n}")
    for (how, name), width in widths.items():
        print(f"{how:10} mean width of all's {name}: {np.mean(width):.3g}")
    print(f"{seconds:.2f} s for an outlook without a change")


if __name__ == "__main__":
    main()
