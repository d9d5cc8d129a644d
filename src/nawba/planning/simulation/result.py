"""What came of it: counts per replication, and figures with their intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from nawba.domain.errors import Invalid
from nawba.planning.simulation.memory import BUSY, COUNTS, HELD, STAFFED
from nawba.planning.simulation.scenario import Scenario
from nawba.planning.simulation.world import World

Numbers = NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean over ``n`` replications with its 95 % interval (Student's t); nan without any.

    With one replication the interval is unknown: -inf to inf.
    """

    mean: float
    low: float
    high: float
    n: int
    sd: float

    @classmethod
    def of(cls, values: Numbers, confidence: float = 0.95) -> Estimate:
        """Of one value per replication; those that are no number (nobody came) are left out."""
        seen = values[np.isfinite(values)]
        if seen.size == 0:
            return cls(math.nan, math.nan, math.nan, 0, math.nan)
        mean = float(seen.mean())
        if seen.size == 1:
            return cls(mean, -math.inf, math.inf, 1, math.nan)
        sd = float(seen.std(ddof=1))
        half = float(student.ppf(0.5 + confidence / 2, seen.size - 1)) * sd / math.sqrt(seen.size)
        return cls(mean, mean - half, mean + half, int(seen.size), sd)


@dataclass(frozen=True)
class Result:
    """``counts``[replication, queue, interval, one of ``COUNTS``]; ``seconds``[replication, pool,
    interval, (busy, held, staffed)]: place-seconds in use, adviser-seconds with a contact,
    adviser-seconds there. ``waiting``[replication, queue] and ``orbit``[replication]: mean numbers
    waiting and about to call again; ``probed``[replication, probe, queue] queue lengths;
    ``events`` how many events were simulated in all, ``contacts`` how many contacts."""

    scenario: Scenario
    counts: Numbers
    seconds: Numbers
    waiting: Numbers
    orbit: Numbers
    probed: Numbers
    events: int
    contacts: int

    @classmethod
    def of(cls, scenario: Scenario, days: list[World]) -> Result:
        length = scenario.horizon - scenario.warm
        return cls(
            scenario,
            np.stack([day.arrays["counts"]["v"] for day in days]),
            np.stack([day.arrays["seconds"]["v"] for day in days]),
            np.stack([day.arrays["queues"]["area"] for day in days]) / length,
            np.array([day.header["orbit"][0] for day in days]) / length,
            np.stack([day.arrays["probed"]["v"] for day in days]),
            sum(int(day.header["events"][0]) for day in days),
            sum(int((day.arrays["queues"]["number"] - 1).sum()) for day in days),
        )

    def count(self, name: str, queues: Iterable[str] | None = None) -> Numbers:
        """[replication, interval] of one of ``COUNTS``, over ``queues`` (None: all)."""
        if name not in COUNTS:
            raise Invalid(f"'{name}' is not counted. One of: {', '.join(COUNTS)}.")
        counted = self.counts[..., COUNTS.index(name)]
        return np.asarray(counted[:, self._queues(queues)].sum(axis=1))

    def spent(self, kind: int, pools: Iterable[str] | None = None) -> Numbers:
        """[replication, interval] seconds of ``BUSY``, ``HELD`` or ``STAFFED``."""
        wanted = None if pools is None else set(pools)
        rows = [
            at
            for at, one in enumerate(self.scenario.supplies)
            if wanted is None or one.id in wanted
        ]
        return np.asarray(self.seconds[..., kind][:, rows].sum(axis=1))

    def values(
        self,
        name: str,
        queues: Iterable[str] | None = None,
        pools: Iterable[str] | None = None,
        interval: int | None = None,
    ) -> Numbers:
        """The figure ``name`` per replication: one of ``FIGURES`` over ``queues``, or of
        ``POOL_FIGURES`` over ``pools``; of one interval, or of all. nan where it has no meaning."""
        if name in POOL_FIGURES:
            spent, of = (
                self._sum(self.spent(kind, pools), interval) for kind in POOL_FIGURES[name]
            )
            return _share(spent, of)
        if name in FIGURES:
            above, below = FIGURES[name](lambda one: self._sum(self.count(one, queues), interval))
            return _share(above, below)
        return self._sum(self.count(name, queues), interval)

    def figure(
        self,
        name: str,
        queues: Iterable[str] | None = None,
        pools: Iterable[str] | None = None,
        interval: int | None = None,
    ) -> Estimate:
        """``values`` as a mean with its interval."""
        return Estimate.of(self.values(name, queues, pools, interval))

    def _queues(self, queues: Iterable[str] | None) -> list[int]:
        wanted = None if queues is None else set(queues)
        demands = enumerate(self.scenario.demands)
        return [at for at, one in demands if wanted is None or one.id in wanted]

    @staticmethod
    def _sum(values: Numbers, interval: int | None) -> Numbers:
        return np.asarray(values.sum(axis=1) if interval is None else values[:, interval])


Count = Callable[[str], Numbers]

FIGURES: dict[str, Callable[[Count], tuple[Numbers, Numbers]]] = {
    "service_level": lambda c: (
        c("answered_in_target"),
        c("offered") - c("abandoned_in_target"),
    ),
    "served_of_offered": lambda c: (c("answered_in_target"), c("offered")),
    "waited_at_most": lambda c: (c("answered_in_target") + c("abandoned_in_target"), c("offered")),
    "served_of_served": lambda c: (c("answered_in_target"), c("answered")),
    "abandonment": lambda c: (c("abandoned"), c("offered")),
    "delay": lambda c: (c("delayed"), c("offered")),
    "blocking": lambda c: (c("blocked"), c("offered")),
    "mean_wait": lambda c: (c("wait"), c("offered")),
    "mean_wait_answered": lambda c: (c("wait_answered"), c("answered")),
    "mean_talk": lambda c: (c("talk"), c("answered")),
}
"""Shares and means: what is above the line, and below. ``service_level`` is the wallboard's."""

POOL_FIGURES = {"occupancy": (HELD, STAFFED), "concurrency": (BUSY, STAFFED)}


def difference(
    one: Result,
    other: Result,
    name: str,
    queues: Iterable[str] | None = None,
    pools: Iterable[str] | None = None,
) -> Estimate:
    """``one`` less ``other``, day by day: both must come from the same seed."""
    return Estimate.of(one.values(name, queues, pools) - other.values(name, queues, pools))


def _share(above: Numbers, below: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0, above / below, math.nan))
