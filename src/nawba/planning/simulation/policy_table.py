"""Every policy on the same day, as it is and when something goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from nawba.dispatch.kernel import KNOWN
from nawba.planning.simulation.result import Estimate, Result
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.simulate import simulate


class Row(NamedTuple):
    """One policy on one day: the service level of all, that of the ``worst`` queue (day by day,
    whichever it is; ``queue`` is the one that is worst most often), and the share that leaves."""

    policy: str
    day: str
    service_level: Estimate
    worst: Estimate
    queue: str
    abandonment: Estimate


def policy_table(
    scenarios: Mapping[str, Scenario],
    policies: Iterable[str] = (),
    *,
    replications: int = 20,
    seed: int = 1,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Row]:
    """A row for each of ``policies`` (none: all that are known) and each of ``scenarios``."""
    names = list(policies) or sorted(KNOWN)
    total = len(names) * len(scenarios)
    for done, (policy, day) in enumerate((one, day) for one in names for day in scenarios):
        if progress:
            progress(f"{policy}, {day}", done, total)
        scenario = replace(scenarios[day], policy=policy)
        yield _row(policy, day, simulate(scenario, replications=replications, seed=seed))


def _row(policy: str, day: str, result: Result) -> Row:
    queues = [one.id for one in result.scenario.demands]
    levels = np.stack([result.values("service_level", [one]) for one in queues])
    worst = np.nanargmin(levels, axis=0)
    return Row(
        policy,
        day,
        result.figure("service_level"),
        Estimate.of(np.nanmin(levels, axis=0)),
        queues[int(np.bincount(worst).argmax())],
        result.figure("abandonment"),
    )
