"""A scenario laid out in memory, made anew for each replication, for the loop to change."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nawba.dispatch.kernel import State, blank
from nawba.planning.simulation.inside import rows_of
from nawba.planning.simulation.memory import ARRAYS, COUNTS, HEADER
from nawba.planning.simulation.scenario import Demand, Scenario
from nawba.planning.simulation.times import Times

Rows = npt.NDArray[Any]


class World(NamedTuple):
    """``header`` is what the loop gets; ``arrays`` by the names of ``ARRAYS``, kept alive here;
    ``state`` what policies read, in the same memory."""

    header: Rows
    arrays: dict[str, Rows]
    state: State


def build(scenario: Scenario, seed: int, factor: float, memory: int, chosen: int = 0) -> World:
    """A fresh world: ``factor`` is the day's busyness, ``memory`` how many contacts may be inside
    at once, ``chosen`` how many decisions are noted down."""
    state = blank(len(scenario.demands), len(scenario.supplies))
    state.mode[0] = scenario.mode
    state.open[:] = [one.open for one in scenario.demands]
    given = _arrays(scenario, seed, factor, memory, chosen) | _shared(state)
    arrays = {name: np.require(given[name], kind, ("C", "A")) for name, kind in ARRAYS.items()}
    header = np.zeros(1, HEADER)
    for name, array in arrays.items():
        header[name] = array.ctypes.data
    numbers = {
        **{"queues_n": len(scenario.demands), "pools_n": len(scenario.supplies)},
        **{"columns": scenario.intervals, "changes_n": arrays["changes"].size},
        **{"probes_n": len(scenario.probes), "choices_n": chosen, "heap_n": arrays["heap"].size},
        **{"slots_n": arrays["slots"].shape[1], "drain": scenario.drain},
        **{"begun_n": arrays["begun"].size, "aside": -1},
        **{"tick": math.inf, "every": scenario.tick, "dwell": scenario.dwell},
        **{"horizon": scenario.horizon, "warm": scenario.warm, "interval": scenario.interval},
    }
    for name, value in numbers.items():
        header[name] = value
    return World(header, arrays, state)


def _shared(state: State) -> dict[str, Any]:
    ours = {"in_use": state.busy}
    for name in ("length", "oldest", "idle", "longest_idle", "load"):
        ours[name] = getattr(state, name)
    return {name: np.asarray(one).view(ARRAYS[name]) for name, one in ours.items()}


def _arrays(
    scenario: Scenario, seed: int, factor: float, memory: int, chosen: int
) -> dict[str, Any]:
    queues, pools = len(scenario.demands), len(scenario.supplies)
    pool_rows, advisers, most = _pools(scenario)
    queue_rows, steps, intents = _queues(scenario, seed)
    times, table = _times(scenario)
    changes, work = _changes(scenario), _work(scenario)
    places = advisers.size * most
    shape = (queues, scenario.intervals, len(COUNTS))
    return {
        **{"queues": queue_rows, "intents": intents, "steps": _numbers(steps)},
        **{"pools": pool_rows, "advisers": advisers, "changes": changes},
        **{"times": times, "table": _numbers(table)},
        "contacts": _contacts(memory),
        "benches": _filled(int(pool_rows["places"].sum()), "benches"),
        "heap": np.zeros(2 * memory + places + queues + changes.size + 16, ARRAYS["heap"]),
        "todo": np.zeros(places + queues + changes.size + 16, ARRAYS["todo"]),
        "asking": np.zeros(places + 16, ARRAYS["asking"]),
        "choices": np.zeros(chosen, ARRAYS["choices"]),
        "slots": np.zeros((advisers.size, most), ARRAYS["slots"]),
        "speeds": _numbers([one for pool in scenario.supplies for one in pool.speeds]),
        "due": _numbers(_due(scenario, factor)),
        "work": _numbers(work),
        "begun": _begun(scenario, seed, work),
        "counts": _numbers(np.zeros(shape)),
        "seconds": _numbers(np.zeros((pools, scenario.intervals, 3))),
        "probes": _numbers(sorted(scenario.probes)),
        "probed": _numbers(np.zeros((len(scenario.probes), queues))),
    }


def _numbers(values: Any) -> Rows:
    return np.ascontiguousarray(values, np.float64).view(ARRAYS["table"])


def _filled(size: int, name: str) -> Rows:
    rows = np.zeros(size, ARRAYS[name])
    for field in ARRAYS[name].names or ():
        rows[field] = -1
    return rows


def _contacts(memory: int) -> Rows:
    """All free, in one chain."""
    contacts = np.zeros(memory, ARRAYS["contacts"])
    contacts["next"] = np.arange(1, memory + 1)
    contacts["next"][-1] = -1
    return contacts


def _pools(scenario: Scenario) -> tuple[Rows, Rows, int]:
    """Pools, their advisers (all away, in one chain per pool), the most places one has."""
    rows = np.zeros(len(scenario.supplies), ARRAYS["pools"])
    first = np.array([one.staff[0] for one in scenario.supplies], np.int64)
    if scenario.present:
        rows["extra"] = np.maximum(scenario.inside.most - first, 0)
    sizes = np.array([max(one.staff) for one in scenario.supplies], np.int64)
    sizes = np.maximum(sizes, first + rows["extra"])
    places = np.array([one.places for one in scenario.supplies], np.int64)
    rows["size"], rows["places"] = sizes, places
    rows["first"] = np.cumsum(sizes) - sizes
    rows["speed"] = rows["bench"] = np.cumsum(places) - places
    rows["away"] = np.where(sizes > 0, rows["first"], -1)
    advisers = np.zeros(int(sizes.sum()), ARRAYS["advisers"])
    advisers["pool"] = np.repeat(np.arange(len(sizes)), sizes)
    advisers["next"] = np.arange(1, advisers.size + 1)
    advisers["next"][(rows["first"] + sizes - 1)[sizes > 0]] = -1
    return rows, advisers, int(places.max(initial=1))


def _begun(scenario: Scenario, seed: int, work: Rows) -> Rows:
    """Those inside at the start."""
    if not scenario.present:
        return np.zeros(0, ARRAYS["begun"])
    laws = [(one.handling, one.patience) for one in scenario.demands]
    return rows_of(scenario.inside, seed, laws, work)


def _queues(scenario: Scenario, seed: int) -> tuple[Rows, list[float], Rows]:
    """Queues, when more pools may take their contacts, and the intents within them."""
    rows = np.zeros(len(scenario.demands), ARRAYS["queues"])
    number = {one.id: at for at, one in enumerate(scenario.demands)}
    rows["head"] = rows["tail"] = rows["turn"] = rows["kept"] = -1
    rows["key"] = np.random.SeedSequence(seed).generate_state(len(rows), np.uint64)
    later = _later(scenario)
    steps: list[float] = []
    intents: list[tuple[float, float, float]] = []
    for row, one in zip(rows, scenario.demands, strict=True):
        row["target"], row["room"] = one.target, -1 if one.room is None else one.room
        row["redials"], row["transfers"] = one.redials, one.transfers
        row["transfer_to"] = number.get(one.transfer_to or "", -1)
        row["intent"], row["intents"] = len(intents), len(one.intents)
        intents += _intents(one)
        row["step"], row["steps"] = len(steps), len(later.get(one.id, ()))
        steps += sorted(later.get(one.id, ()))
    return rows, steps, np.array(intents, ARRAYS["intents"])


def _later(scenario: Scenario) -> dict[str, set[float]]:
    later: dict[str, set[float]] = {}
    for one in scenario.routes:
        if one.after > 0:
            later.setdefault(one.queue, set()).add(one.after)
    return later


def _intents(demand: Demand) -> list[tuple[float, float, float]]:
    ends = np.cumsum([one.share for one in demand.intents.values()])
    return [
        (float(end), one.factor, one.assistant)
        for end, one in zip(ends, demand.intents.values(), strict=True)
    ]


def _times(scenario: Scenario) -> tuple[Rows, list[float]]:
    """Rows [queue, 3]: handling, patience, until calling again; and the values seen."""
    rows = np.zeros((len(scenario.demands), 3), ARRAYS["times"])
    table: list[float] = []
    for at, one in enumerate(scenario.demands):
        for column, times in enumerate((one.handling, one.patience, one.redial_after)):
            rows[at, column] = _row(times, len(table))
            table += times.values
    return rows, table


def _row(times: Times, first: int) -> tuple[int, int, int, float, float]:
    return times.kind, first, len(times.values), times.a, times.b


def _due(scenario: Scenario, factor: float) -> Rows:
    """Contacts of each queue due until each interval begins, and until the horizon."""
    due = np.zeros((len(scenario.demands), scenario.intervals + 1))
    ends = np.minimum(np.arange(1, scenario.intervals + 1) * scenario.interval, scenario.horizon)
    lengths = np.diff(ends, prepend=0.0)
    for at, one in enumerate(scenario.demands):
        rates = np.broadcast_to(np.asarray(one.rates), (scenario.intervals,))
        due[at, 1:] = np.cumsum(rates * lengths) * factor
    return due


def _work(scenario: Scenario) -> Rows:
    """[queue, pool] factors on handling times."""
    queue = {one.id: at for at, one in enumerate(scenario.demands)}
    pool = {one.id: at for at, one in enumerate(scenario.supplies)}
    work = np.ones((len(queue), len(pool)))
    for one in scenario.routes:
        at = pool[one.pool]
        work[queue[one.queue], at] = one.factor * scenario.supplies[at].factor
    return work


_CONTACTS = {"finish": 0, "return": 1, "lost": 2}


def _changes(scenario: Scenario) -> Rows:
    """Who comes and goes when: shifts first, then outages, in order of time."""
    found = [one for at in range(len(scenario.supplies)) for one in _shifts(scenario, at)]
    pool = {one.id: at for at, one in enumerate(scenario.supplies)}
    for outage in scenario.outages:
        how = _CONTACTS[outage.contacts]
        for name in outage.pools:
            lost = outage.lost
            if lost is None:
                lost = max(scenario.supplies[pool[name]].staff)
            found.append((pool[name], -1, lost, how, outage.start))
            if math.isfinite(outage.end):
                found.append((pool[name], -1, -lost, 0, outage.end))
    return np.array(sorted(found, key=lambda one: one[-1]), ARRAYS["changes"])


def _shifts(scenario: Scenario, pool: int) -> list[tuple[int, int, int, int, float]]:
    staff, found, before = scenario.supplies[pool].staff, [], -1
    for number, here in enumerate(staff):
        if here != before:
            found.append((pool, here, 0, 0, number * scenario.interval))
        before = here
    return found
