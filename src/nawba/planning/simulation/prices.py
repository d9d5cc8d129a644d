"""What is scarce in each interval of a scenario: its plans, before anything is simulated."""

from __future__ import annotations

from nawba.planning.allocation import Allocation, Load, Team, Way, allocate
from nawba.planning.simulation.scenario import Demand, Scenario, Supply


def plans_of(scenario: Scenario) -> tuple[Allocation, ...]:
    """The best plan of each interval by itself: nothing is carried over, nobody calls again, who
    may help after a while may help at once, and an outage takes its share of the interval."""
    return tuple(_plan(scenario, at) for at in range(scenario.intervals))


def busiest(plans: tuple[Allocation, ...]) -> int:
    """The interval where most goes unserved, or else where the pools are fullest."""
    return max(range(len(plans)), key=lambda at: (round(plans[at].short, 6), _full(plans[at])))


def _plan(scenario: Scenario, at: int) -> Allocation:
    factor = {one.id: one.factor for one in scenario.supplies}
    return allocate(
        [
            Load(one.id, _at(one.rates, at) * 3600 * _rest(one), _seconds(one), one.weight)
            for one in scenario.demands
        ],
        [Team(one.id, _there(scenario, one, at) * one.speeds[-1]) for one in scenario.supplies],
        [Way(one.queue, one.pool, one.factor * factor[one.pool]) for one in scenario.routes],
    )


def _there(scenario: Scenario, supply: Supply, at: int) -> float:
    """Advisers, on average over the interval."""
    staff, begins = _at(supply.staff, at), at * scenario.interval
    gone = 0.0
    for one in scenario.outages if staff else ():
        if supply.id in one.pools:
            spent = min(one.end, begins + scenario.interval) - max(one.start, begins)
            lost = staff if one.lost is None else one.lost
            gone += lost * max(0.0, spent) / scenario.interval
    return max(0.0, staff - gone)


def _at(numbers: tuple[float, ...], at: int) -> float:
    return numbers[at] if len(numbers) > 1 else numbers[0]


def _rest(demand: Demand) -> float:
    """The share that the assistant leaves to people."""
    return 1 - sum(one.share * one.assistant for one in demand.intents.values())


def _seconds(demand: Demand) -> float:
    """Mean handling of what is left to people."""
    left = [(one.share * (1 - one.assistant), one.factor) for one in demand.intents.values()]
    people = sum(share for share, _ in left)
    factor = sum(share * one for share, one in left) / people if people else 1.0
    return max(demand.handling.mean * factor, 1e-6)


def _full(plan: Allocation) -> float:
    places = sum(one.places for one in plan.pools)
    return sum(one.used for one in plan.pools) / places if places else 0.0
