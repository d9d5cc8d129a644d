"""``nawba simulate --prices``: what is scarce in a day, interval by interval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nawba.cli.console import done, print_json, print_table, say

_NOBODY = 0.005  # contacts per hour


def tell_prices(path: Path, as_json: bool) -> None:
    """All intervals as JSON; for people the busiest of the day and of each what-if."""
    from nawba.planning.simulation.prices import busiest, plans_of
    from nawba.planning.simulation.what_if import read_scenarios

    plans = {name: plans_of(one) for name, one in read_scenarios(path).items()}
    if as_json:
        print_json(
            {
                name: {"intervals": [_facts(one) for one in day], "busiest": busiest(day)}
                for name, day in plans.items()
            }
        )
        return
    for name, day in plans.items():
        at = busiest(day)
        say(f"\n{name}: interval {at + 1} of {len(day)}, {_short(day[at])}")
        _tell(day[at])
    done("Plans without chance: waits, and who leaves, are the simulation's to tell.")


def _short(plan: Any) -> str:
    if plan.short < _NOBODY:
        return "nobody is short on average"
    return f"{plan.short:.0f} contacts per hour find nobody"


def _tell(plan: Any) -> None:
    """What has a price; where nobody is short and no pool is just full, nothing has."""
    queues = sorted(plan.queues, key=lambda one: -one.price)
    pools = sorted(plan.pools, key=lambda one: -max(one.gain, one.loss))
    if queues and queues[0].price > 0:
        print_table(
            ("queue", "contacts per hour", "unserved", "one more pushes out", "one less spares"),
            [
                (one.queue, f"{one.contacts:.0f}", f"{one.short:.1f}", f"{one.price:.2f}",
                 f"{one.saved:.2f}")
                for one in queues if one.price > 0
            ],
        )  # fmt: skip
    if pools and max(pools[0].gain, pools[0].loss) > 0:
        print_table(
            ("pool", "contacts at once", "one more serves per hour", "one less leaves"),
            [
                (one.pool, f"{one.places:g}", f"{one.gain:.1f}", f"{one.loss:.1f}")
                for one in pools if max(one.gain, one.loss) > 0
            ],
        )  # fmt: skip


def _facts(plan: Any) -> dict[str, Any]:
    return {
        "unserved_per_hour": plan.short,
        "queues": [one._asdict() for one in plan.queues],
        "pools": [one._asdict() for one in plan.pools],
    }
