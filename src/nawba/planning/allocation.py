"""Who should serve what, were everything steady: a plan of one interval, and what is scarce in it.

The static planning problem: erlangs of each queue are given to pools that may serve it, within what
the pools have, so that the fewest contacts (by weight) go unserved. J. M. Harrison, A. Zeevi, "A
method for staffing large call centers based on stochastic fluid models", Manuf. Serv. Oper. Manag.
7 (2005); A. Bassamboo, J. M. Harrison, A. Zeevi, Oper. Res. 54 (2006) for why it is the limit of
large centres. It is a *fluid* bound and no forecast: without chance nobody waits until somebody is
short, so a price of 0 does not say that there is time to spare, only that there are hands enough on
average.

The prices are the derivatives of what goes unserved: one contact more, one place more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nawba.dispatch.plan import plan_of
from nawba.domain.words import Centre
from nawba.planning.present import Present

_STEP = 1e-3  # of an adviser, of a contact per hour: how far a derivative looks
_ZERO = 1e-9
_HOUR = 3600.0


class Load(NamedTuple):
    """What comes to a queue: ``contacts`` per hour that take ``seconds`` each; ``weight`` is what
    one that goes unserved counts for."""

    queue: str
    contacts: float
    seconds: float
    weight: float = 1.0


class Team(NamedTuple):
    """A pool, and how many contacts it works on at once, all together."""

    pool: str
    places: float


class Way(NamedTuple):
    """``pool`` may serve ``queue``, and takes ``factor`` as long."""

    queue: str
    pool: str
    factor: float = 1.0


class QueuePrice(NamedTuple):
    """``price``: unserved contacts (by weight) per hour that one contact per hour more would make;
    ``saved`` those that one less would spare. They differ where the plan is just full. ``short``
    contacts per hour go unserved."""

    queue: str
    contacts: float
    price: float
    saved: float
    short: float


class PoolPrice(NamedTuple):
    """``gain``: contacts (by weight) per hour that one place more would serve, ``loss`` those that
    one less would leave; ``used`` erlangs of its ``places``, in one of perhaps many best plans."""

    pool: str
    places: float
    gain: float
    loss: float
    used: float


@dataclass(frozen=True)
class Allocation:
    """``short`` contacts (by weight) per hour go unserved at best."""

    short: float
    queues: tuple[QueuePrice, ...]
    pools: tuple[PoolPrice, ...]


def allocate(loads: Sequence[Load], teams: Sequence[Team], ways: Iterable[Way]) -> Allocation:
    """The best plan of one steady interval, with its prices.

    Where the optimum is not degenerate the dual values are the derivatives on both sides. Where it
    is (a pool exactly full, a queue to which nobody comes), a solver's dual value is one of many:
    there each price is a quotient of differences, to the right and to the left.
    """
    plan = _Plan(loads, teams, list(ways))
    best = plan.solve([one.contacts for one in loads], [one.places for one in teams])
    up, down = plan.prices(best)
    size = len(loads)
    queues = (
        QueuePrice(one.queue, one.contacts, up[at], down[at], best.short[at])
        for at, one in enumerate(loads)
    )
    pools = (
        PoolPrice(
            one.pool, one.places, _round(-up[size + at]), _round(-down[size + at]), best.used[at]
        )
        for at, one in enumerate(teams)
    )
    return Allocation(best.value, tuple(queues), tuple(pools))


class _Best(NamedTuple):
    value: float
    short: list[float]
    used: list[float]
    duals: list[float] | None  # None where they are not the only ones


class _Plan:
    """Variables: erlangs of each way, then contacts per hour unserved of each queue."""

    def __init__(self, loads: Sequence[Load], teams: Sequence[Team], ways: list[Way]) -> None:
        import numpy as np
        from scipy.sparse import csr_array

        queue = {one.queue: at for at, one in enumerate(loads)}
        pool = {one.pool: at for at, one in enumerate(teams)}
        self._contacts = [one.contacts for one in loads]
        self._places = [one.places for one in teams]
        many, rows = len(ways), [queue[one.queue] for one in ways]
        each = [_HOUR / (loads[queue[one.queue]].seconds * one.factor) for one in ways]
        served = [*each, *np.ones(len(loads))]
        at = ([*rows, *range(len(loads))], range(many + len(loads)))
        self._served = csr_array((served, at), (len(loads), many + len(loads)))
        holds = np.ones(many), ([pool[one.pool] for one in ways], range(many))
        self._holds = csr_array(holds, (len(teams), many + len(loads)))
        self._cost = np.array([0.0] * many + [one.weight for one in loads])
        self._many = many

    def solve(self, contacts: Sequence[float], places: Sequence[float]) -> _Best:
        import numpy as np
        from scipy.optimize import linprog

        found: Any = linprog(
            self._cost, self._holds, places, self._served, contacts, method="highs"
        )
        inner = np.count_nonzero(found.x > _ZERO) + np.count_nonzero(found.slack > _ZERO)
        is_only = inner == len(contacts) + len(places)
        duals = [*found.eqlin.marginals, *found.ineqlin.marginals]
        return _Best(
            float(found.fun),
            [float(one) for one in found.x[self._many :]],
            [float(one) for one in self._holds @ found.x],
            [float(one) for one in duals] if is_only else None,
        )

    def prices(self, best: _Best) -> tuple[list[float], list[float]]:
        """Derivatives of the value by each queue's contacts, then by each pool's places, to the
        right and to the left; nothing comes below 0."""
        if best.duals is not None:
            only = [_round(one) for one in best.duals]
            return only, only
        given = [*self._contacts, *self._places]
        right = [(self._at(at, _STEP) - best.value) / _STEP for at in range(len(given))]
        left = []
        for at, one in enumerate(given):
            step = min(_STEP, one)
            left.append((best.value - self._at(at, -step)) / step if step > _ZERO else right[at])
        return [_round(one) for one in right], [_round(one) for one in left]

    def _at(self, number: int, step: float) -> float:
        given = [*self._contacts, *self._places]
        given[number] += step
        return self.solve(given[: len(self._contacts)], given[len(self._contacts) :]).value


def _round(price: float) -> float:
    return round(price, 5) + 0.0


# -- of the present -------------------------------------------------------------------------------


def prices_of(present: Present, centre: Centre) -> list[dict[str, Any]]:
    """PRICE of the API for each queue: of the hour to come, with those who wait now in it.

    Whoever may serve a queue after some wait counts as one who may: where somebody is short, all
    wait.
    """
    plan = plan_of(centre, present.widened)
    loads = [one for one in _loads(present) if one.contacts > 0]
    parties: dict[tuple[str, str], float] = defaultdict(float)
    for party in present.parties:
        parties[party.crew[:2]] += party.here * party.crew[2]
    known = {one.queue for one in loads}
    teams = [Team(_name(bench), places) for bench, places in parties.items() if places > 0]
    there = {one.pool for one in teams}
    r = plan.rules
    ways = [
        Way(_name(line), _name(plan.benches[r.pool_ids[edge]]))
        for at, line in enumerate(plan.lines)
        for edge in range(r.pool_start[at], r.pool_start[at + 1])
    ]
    found = allocate(loads, teams, [one for one in ways if one[0] in known and one[1] in there])
    return _by_queue(found.queues)


def _name(pair: tuple[str, str]) -> str:
    return "\t".join(pair)


def _loads(present: Present) -> list[Load]:
    hours = present.minutes / 60
    waiting: dict[tuple[str, str], int] = defaultdict(int)
    for one in present.inside:
        waiting[one.line] += one.crew is None
    return [
        Load(_name(one.line), waiting[one.line] / hours + _hourly(present, one.line),
             one.handling.mean)
        for one in present.lines
        if one.is_open
    ]  # fmt: skip


def _hourly(present: Present, line: tuple[str, str]) -> float:
    rates = present.arrivals.rates.get(line, (0.0,))
    return _HOUR * sum(rates) / len(rates)


def _by_queue(prices: Iterable[QueuePrice]) -> list[dict[str, Any]]:
    """A queue with several channels is told by the dearest."""
    found: dict[str, dict[str, Any]] = {}
    for one in prices:
        queue = one.queue.split("\t")[0]
        line = found.setdefault(
            queue, {"queue": queue, "contacts_per_hour": 0.0, "price": 0.0, "short": 0.0}
        )
        line["contacts_per_hour"] += one.contacts
        line["short"] += one.short
        line["price"] = max(line["price"], one.price)
    return list(found.values())
