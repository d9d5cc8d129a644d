"""What is simulated: who comes, who is there, who may take what, and what goes wrong.

Times are in seconds (or in any one unit, used throughout). An impossible scenario is refused when
it is made, naming the queue or the pool.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from nawba.domain.errors import Invalid
from nawba.planning.simulation.inside import Begun, Columns, columns_of
from nawba.planning.simulation.times import Times

Contacts = Literal["return", "finish", "lost"]
"""What becomes of contacts in progress where a site goes dark: they go back to their queue and
keep their age, they are finished, or they are lost."""

NEVER = Times.endless()
LATER = Times.exponential(300.0)


@dataclass(frozen=True)
class Intent:
    """A part of a queue's contacts: its ``share``, the ``factor`` on their handling, and the share
    that the ``assistant`` answers, which then never reach the queue."""

    share: float
    factor: float = 1.0
    assistant: float = 0.0


@dataclass(frozen=True)
class Demand:
    """A queue and who comes to it: ``rates`` in contacts per second, one per interval or one for
    all. ``room`` is how many may wait; ``redials`` the share of those who left or were turned away
    that calls again after ``redial_after``; ``transfers`` the share of those answered that goes on
    to the queue ``transfer_to``. ``share`` is the queue's part in the ratio rules. What
    waits in a queue that is not ``open`` is not served."""

    id: str
    rates: tuple[float, ...]
    handling: Times
    patience: Times = NEVER
    target: float = 20.0
    priority: float = 0.0
    weight: float = 1.0
    share: float = 1.0
    room: int | None = None
    redials: float = 0.0
    redial_after: Times = LATER
    transfers: float = 0.0
    transfer_to: str | None = None
    intents: Mapping[str, Intent] = field(default_factory=dict)
    open: bool = True


@dataclass(frozen=True)
class Supply:
    """A pool and its ``staff`` per interval (one number: for all). An adviser takes ``places``
    contacts at once; ``speeds`` is what they do in all with 1, 2, … of them, in contacts at a time
    (1.0, 1.6: two chats together go at 0.8 each). ``factor`` on handling: tenure."""

    id: str
    staff: tuple[int, ...]
    site: str = ""
    places: int = 1
    speeds: tuple[float, ...] = (1.0,)
    factor: float = 1.0
    idle_share: float = 1.0
    reserve: int = 0


@dataclass(frozen=True)
class Route:
    """``pool`` may take contacts of ``queue`` once they waited ``after`` seconds. ``rank`` orders
    the pools of a queue, ``queue_rank`` the queues of a pool; 0 is first. ``factor`` on handling:
    level."""

    queue: str
    pool: str
    after: float = 0.0
    rank: int = 0
    queue_rank: int = 0
    factor: float = 1.0


@dataclass(frozen=True)
class Outage:
    """From ``start`` to ``end`` the ``pools`` lack ``lost`` advisers each, or all of them."""

    start: float
    end: float
    pools: tuple[str, ...]
    lost: int | None = None
    contacts: Contacts = "return"


@dataclass(frozen=True)
class Scenario:
    """A day, or a long run. Raises Invalid where it cannot be simulated.

    ``interval`` is the length of the intervals of rates and staff; ``warm`` what is simulated
    first and not counted. ``busyness`` is the variance of the day's factor on all rates (gamma,
    mean 1). ``policy`` is a name known to dispatch or a pair (queue_for, pool_for). After the
    ``horizon`` nobody comes any more; with ``drain`` those inside are still served. ``probes`` are
    moments at which queue lengths are noted. ``present`` are the contacts that are inside at the
    start; nobody is, by default. ``mode`` is the policy's at the start, 0 in normal load; it may
    change every ``tick``, as it may once a second live. Who transferred a contact is not asked for
    it for ``dwell``.
    """

    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    routes: tuple[Route, ...]
    horizon: float
    interval: float = 1800.0
    warm: float = 0.0
    outages: tuple[Outage, ...] = ()
    busyness: float = 0.0
    policy: str | tuple[Callable[..., int], Callable[..., int]] = "longest_wait_first"
    drain: bool = True
    probes: tuple[float, ...] = ()
    more: tuple[float, ...] = ()
    present: tuple[Begun, ...] = ()
    mode: int = 0
    dwell: float = 60.0
    tick: float = 1.0

    def __post_init__(self) -> None:
        for fault in _faults(self):
            raise Invalid(fault, field="scenario")

    @cached_property
    def inside(self) -> Columns:
        """``present`` as columns."""
        queues = [one.id for one in self.demands]
        return columns_of(self.present, queues, {one.id: one.speeds for one in self.supplies})

    @property
    def intervals(self) -> int:
        return max(1, math.ceil(self.horizon / self.interval - 1e-9))


def _faults(scenario: Scenario) -> Any:
    if not 0 <= scenario.warm < scenario.horizon or scenario.interval <= 0:
        yield "The horizon must be above 0 and above the warm-up, the interval above 0."
    yield from _faults_of_names(scenario)
    for demand in scenario.demands:
        yield from _faults_of_demand(scenario, demand)
    for supply in scenario.supplies:
        yield from _faults_of_supply(scenario, supply)
    for outage in scenario.outages:
        if not outage.start < outage.end:
            yield f"An outage of {', '.join(outage.pools)} ends before it begins."
    yield from _faults_of_present(scenario)


def _faults_of_present(scenario: Scenario) -> Any:
    """Those inside are in queues and with pools that exist, nobody holds more than they can."""
    queues = {one.id for one in scenario.demands}
    places = {one.id: one.places for one in scenario.supplies}
    held = Counter((one.pool, one.adviser) for one in scenario.present if one.pool is not None)
    for one in scenario.present:
        if one.queue not in queues or (one.pool is not None and one.pool not in places):
            yield f"Somebody is in '{one.queue}' or with '{one.pool}', which are not both there."
            return
        if min(one.age, one.spent) < 0 or (one.pool is not None and one.adviser < 0):
            yield f"Somebody in '{one.queue}' has waited or spent less than no time."
            return
    for (pool, adviser), load in held.items():
        if load > places[str(pool)]:
            yield f"Adviser {adviser} of '{pool}' holds {load} with {places[str(pool)]} places."


def _faults_of_names(scenario: Scenario) -> Any:
    queues = [one.id for one in scenario.demands]
    pools = [one.id for one in scenario.supplies]
    for name, times in (Counter(queues) + Counter(pools)).items():
        if times > 1:
            yield f"'{name}' is written twice among queues and pools."
    known = set(queues), set(pools)
    for route in scenario.routes:
        if route.queue not in known[0] or route.pool not in known[1]:
            yield f"A route leads from '{route.queue}' to '{route.pool}', which are not both there."
    for outage in scenario.outages:
        for pool in set(outage.pools) - known[1]:
            yield f"An outage is of the pool '{pool}', which is not there."


def _faults_of_demand(scenario: Scenario, demand: Demand) -> Any:
    who = f"Queue '{demand.id}'"
    if len(demand.rates) not in (1, scenario.intervals):
        yield f"{who} has {len(demand.rates)} rates for {scenario.intervals} intervals."
    if min(demand.rates, default=-1) < 0 or not math.isfinite(sum(demand.rates)):
        yield f"{who}: a rate is below 0 or no number."
    for name in ("redials", "transfers"):
        if not 0 <= getattr(demand, name) <= 1:
            yield f"{who}: {name} must be a share from 0 to 1."
    if demand.transfers and demand.transfer_to not in {one.id for one in scenario.demands}:
        yield f"{who}: transfers go to '{demand.transfer_to}', which is no queue."
    shares = [one.share for one in demand.intents.values()]
    if shares and not math.isclose(sum(shares), 1.0, abs_tol=1e-6):
        yield f"{who}: the shares of its intents come to {sum(shares):g} instead of 1."


def _faults_of_supply(scenario: Scenario, supply: Supply) -> Any:
    who = f"Pool '{supply.id}'"
    if len(supply.staff) not in (1, scenario.intervals):
        yield f"{who} has {len(supply.staff)} numbers of staff for {scenario.intervals} intervals."
    if min(supply.staff, default=-1) < 0:
        yield f"{who}: fewer than 0 advisers cannot be."
    if supply.places < 1 or len(supply.speeds) != supply.places or min(supply.speeds) <= 0:
        yield f"{who}: {supply.places} places need {supply.places} speeds above 0."
