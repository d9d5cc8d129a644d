"""How fast pools serve queues and how fast waiting customers leave, learned from closed contacts.

The rules generalised cμ and cμ/θ compare rates; until there are some, they compare nothing. Means
of few contacts are pulled to the mean of all (``stats.credible_means``): times of a pool to those
of its queue, the leaving of a queue to that of all queues. A queue hardly seen begins from the mean
of all, as if a few more had been seen there that were like it: else one contact closed, or gone,
within a second would outweigh or starve whole queues.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from nawba.dispatch.kernel import Rules
from nawba.dispatch.plan import Plan
from nawba.dispatch.policy import Line
from nawba.stats import credible_means
from nawba.store.handling import Handled, Waited, read_handled, read_waited

LOOKS_BACK = timedelta(days=28)
NEEDS = {"service": 200, "abandonment": 30}
"""How many contacts that were served, and how many that left, a policy must have seen: a rate from
n of them is known to about one part in the root of n (7 % and 18 %)."""

_FEW = 3  # people: a smaller pool has its queue's rate, and the speed of one or two is not kept
_SHORTEST = 1.0  # seconds
_LIKE_ALL = {"service": 10.0, "abandonment": 3.0}  # contacts like the mean, added to each queue
_MOVED = 0.05


@dataclass(frozen=True)
class Rates:
    """Contacts per second: ``service`` of a busy place by line, ``pools`` by line and pool where
    it differs, ``abandonment`` of one who waits by line. ``seen`` counts as ``NEEDS`` does."""

    service: Mapping[Line, float] = field(default_factory=dict)
    pools: Mapping[tuple[Line, str], float] = field(default_factory=dict)
    abandonment: Mapping[Line, float] = field(default_factory=dict)
    seen: Mapping[str, int] = field(default_factory=dict)

    def lacks(self, needs: Iterable[str]) -> dict[str, int]:
        """Which of ``needs`` were seen too seldom, and how many are missing."""
        missing = {name: NEEDS[name] - self.seen.get(name, 0) for name in needs}
        return {name: number for name, number in missing.items() if number > 0}

    def has_moved(self, other: Rates) -> bool:
        """Whether ``other`` differs by more than 5 % somewhere, or knows of more or less."""
        moved = (
            _differ(self.service, other.service)
            or _differ(self.pools, other.pools)
            or _differ(self.abandonment, other.abandonment)
        )
        return moved or self.lacks(NEEDS).keys() != other.lacks(NEEDS).keys()


def _differ(old: Mapping[Any, float], new: Mapping[Any, float]) -> bool:
    return old.keys() != new.keys() or any(
        abs(new[name] - rate) > _MOVED * rate for name, rate in old.items()
    )


def learn(connection: Connection, plan: Plan, now: datetime) -> Rates:
    """What the contacts closed in the 28 days before ``now`` say."""
    since = now - LOOKS_BACK
    return rates_of(plan, read_handled(connection, since, now), read_waited(connection, since, now))


def rates_of(plan: Plan, handled: Iterable[Handled], waited: Iterable[Waited]) -> Rates:
    """Pure: sums of times to rates. What no longer is in ``plan`` is left out."""
    served, waits = _served(plan, handled), [one for one in waited if _is_known(plan, one)]
    size = {one.id: len(one.advisers) for one in plan.pools.pools}
    service: dict[Line, float] = {}
    pools: dict[tuple[Line, str], float] = {}
    usual = _usual_time(served.values())
    for line, groups in served.items():
        mean, by_pool = _times(groups, usual)
        service[line] = 1 / mean
        pools |= {(line, pool): 1 / time for pool, time in by_pool.items() if size[pool] >= _FEW}
    seen = {
        "service": sum(one.number for groups in served.values() for one in groups.values()),
        "abandonment": sum(one.left for one in waits),
    }
    return Rates(service, pools, _leaving(waits), seen)


def _is_known(plan: Plan, one: Handled | Waited) -> bool:
    return (one.queue, one.channel) in plan.line_of


def _served(plan: Plan, handled: Iterable[Handled]) -> dict[Line, dict[str, Handled]]:
    """By line and pool; advisers who are gone count under the empty name."""
    found: dict[Line, dict[str, Handled]] = defaultdict(dict)
    for one in handled:
        if _is_known(plan, one):
            pool = plan.pools.pool_of.get(one.adviser, "")
            groups = found[one.queue, one.channel]
            groups[pool] = _added(groups.get(pool), one)
    return found


def _added(before: Handled | None, one: Handled) -> Handled:
    if before is None:
        return one
    return before._replace(
        number=before.number + one.number,
        seconds=before.seconds + one.seconds,
        squares=before.squares + one.squares,
    )


def _usual_time(served: Iterable[Mapping[str, Handled]]) -> float:
    """The mean seconds of all contacts of all lines."""
    known = [one for groups in served for one in groups.values()]
    return max(sum(one.seconds for one in known) / max(sum(one.number for one in known), 1), 1.0)


def _times(groups: Mapping[str, Handled], usual: float) -> tuple[float, dict[str, float]]:
    """The mean time of a line, and of each of its pools: its own as far as it is known."""
    means = [max(one.seconds / one.number, _SHORTEST) for one in groups.values()]
    numbers = [float(one.number) for one in groups.values()]
    overall, shrunk = credible_means(means, numbers, _chance(groups.values()))
    own = sum(numbers) / (sum(numbers) + _LIKE_ALL["service"])
    mixed = [own * time + (1 - own) * usual for time in (overall, *shrunk)]
    return mixed[0], {pool: time for pool, time in zip(groups, mixed[1:], strict=True) if pool}


def _chance(groups: Iterable[Handled]) -> float:
    """The variance of one contact's time within its pool; of one contact nobody knows any."""
    known = [one for one in groups if one.number > 1]
    inside = sum(one.squares - one.seconds**2 / one.number for one in known)
    return max(inside / max(sum(one.number - 1 for one in known), 1), _SHORTEST)


def _leaving(waits: list[Waited]) -> dict[Line, float]:
    """Those who left over all the time that was waited: the censored maximum-likelihood estimate
    for exponential patience, which those who were answered censor."""
    known = [one for one in waits if one.seconds > 0]
    if not known:
        return {}
    within = sum(one.left for one in known) / sum(one.seconds for one in known)
    more = _LIKE_ALL["abandonment"] if within else 0.0
    seconds = [one.seconds + more / (within or 1.0) for one in known]
    rates = [(one.left + more) / time for one, time in zip(known, seconds, strict=True)]
    overall, shrunk = credible_means(rates, seconds, within or 1e-9)  # Poisson: variance is mean
    floor = overall / 100  # nobody has left yet, which is not for ever
    lines = ((one.queue, one.channel) for one in known)
    return {line: max(rate, floor) for line, rate in zip(lines, shrunk, strict=True)}


def with_rates(plan: Plan, rates: Rates) -> Rules:
    """The rules of ``plan`` reckoning with ``rates``; what is unknown has the mean of the known,
    and 1 a second where nothing is known at all."""
    rules = plan.rules

    def rate(line: int, bench: int) -> float:
        name = plan.lines[line]
        own = rates.pools.get((name, plan.benches[bench][0]))
        return own or rates.service.get(name) or usual

    usual = _mean(rates.service, 1.0)
    leaving = _mean(rates.abandonment, 0.0)
    return rules._replace(
        pool_rate=[rate(line, bench) for line, bench in _rows(rules.pool_start, rules.pool_ids)],
        queue_rate=[rate(line, bench) for bench, line in _rows(rules.queue_start, rules.queue_ids)],
        abandon_rate=[rates.abandonment.get(name, leaving) for name in plan.lines],
    )


def _mean(rates: Mapping[Line, float], otherwise: float) -> float:
    return sum(rates.values()) / len(rates) if rates else otherwise


def _rows(start: Any, ids: Any) -> Iterable[tuple[int, int]]:
    for row in range(len(start) - 1):
        for edge in range(start[row], start[row + 1]):
            yield row, ids[edge]


def rates_json(rates: Rates) -> Any:
    """``Rates`` as a document; ``rates_from`` reads it."""
    return {
        "service": [[*line, rate] for line, rate in rates.service.items()],
        "pools": [[*line, pool, rate] for (line, pool), rate in rates.pools.items()],
        "abandonment": [[*line, rate] for line, rate in rates.abandonment.items()],
        "seen": dict(rates.seen),
    }


def rates_from(document: Any) -> Rates:
    """The inverse of ``rates_json``; no rates for None."""
    if document is None:
        return Rates()
    return Rates(
        {(queue, channel): rate for queue, channel, rate in document["service"]},
        {((queue, channel), pool): rate for queue, channel, pool, rate in document["pools"]},
        {(queue, channel): rate for queue, channel, rate in document["abandonment"]},
        dict(document["seen"]),
    )
