"""Policies against exact chains: two queues, two pools, of which one may serve both.

Poisson arrivals, exponential handling and patience: the stationary distribution is solved for with
the policy's own functions as the rule, and compared with published values of the same chain.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import spsolve

from nawba.dispatch import policies  # noqa: F401 - registers them
from nawba.dispatch.choosing import by_rank
from nawba.dispatch.kernel import Edge, Policy, Rules, State, blank, lay_out, policy_named

B, A = 0, 1  # the published rule serves B when both are equal: ties go to the lowest number
ONLY_A, BOTH = 0, 1
ARRIVALS, PLACES, SERVICE, PATIENCE = (4.0, 6.0), (4, 6), 1.0, 0.5
MOST = 45  # contacts in a line: the mass beyond is far below the tolerance

Spot = tuple[int, int, int, int]
"""(busy in the first pool, busy in the second, waiting B, waiting A)"""


@dataclass(frozen=True)
class Chain:
    """The N-model under a policy; pool 0 may serve A alone, pool 1 both and A only after pool 0."""

    policy: Policy
    rules: Rules

    def filled(self, spot: Spot) -> State:
        state = blank(2, 2)
        state.busy[:], state.length[:] = spot[:2], spot[2:]
        state.idle[:] = np.subtract(PLACES, spot[:2])
        state.oldest[:] = np.where(state.length > 0, 0.0, np.inf)
        state.longest_idle[:] = np.where(state.idle > 0, 0.0, np.inf)
        return state

    def arrived(self, spot: Spot, queue: int) -> Spot:
        longer = moved(spot, 2 + queue, 1)
        pool = self.policy.pool_for(1.0, queue, self.filled(longer), self.rules)
        return longer if pool < 0 else moved(moved(longer, 2 + queue, -1), pool, 1)

    def ended(self, spot: Spot, pool: int) -> Spot:
        free = moved(spot, pool, -1)
        queue = self.policy.queue_for(1.0, pool, self.filled(free), self.rules)
        return free if queue < 0 else moved(moved(free, 2 + queue, -1), pool, 1)

    def steps(self, spot: Spot) -> list[tuple[Spot, float]]:
        found = [(self.arrived(spot, q), ARRIVALS[q]) for q in (B, A) if spot[2 + q] < MOST]
        found += [(self.ended(spot, p), spot[p] * SERVICE) for p in (0, 1) if spot[p]]
        found += [(moved(spot, 2 + q, -1), spot[2 + q] * PATIENCE) for q in (B, A) if spot[2 + q]]
        return found


def moved(spot: Spot, place: int, step: int) -> Spot:
    changed = list(spot)
    changed[place] += step
    return changed[0], changed[1], changed[2], changed[3]


def stationary(chain: Chain) -> dict[Spot, float]:
    numbers, todo = {(0, 0, 0, 0): 0}, deque([(0, 0, 0, 0)])
    flows: list[tuple[int, int, float]] = []
    while todo:
        spot = todo.popleft()
        for following, rate in chain.steps(spot):
            if following not in numbers:
                numbers[following] = len(numbers)
                todo.append(following)
            flows += [
                (numbers[following], numbers[spot], rate),
                (numbers[spot], numbers[spot], -rate),
            ]
    kept = [flow for flow in flows if flow[0] != 0] + [(0, n, 1.0) for n in numbers.values()]
    rows, columns, rates = zip(*kept, strict=True)
    matrix = csr_matrix((rates, (rows, columns)), shape=(len(numbers), len(numbers)))
    found = spsolve(matrix.tocsc(), np.eye(1, len(numbers))[0])
    return dict(zip(numbers, found, strict=True))


def measured(chain: Chain) -> dict[str, float]:
    mass = stationary(chain)

    def mean(number: int) -> float:
        return sum(p * spot[number] for spot, p in mass.items())

    def waits(queue: int) -> float:
        return sum(
            p for spot, p in mass.items() if chain.arrived(spot, queue)[2 + queue] > spot[2 + queue]
        )

    return {
        "PabA": PATIENCE * mean(2 + A) / ARRIVALS[A],
        "PabB": PATIENCE * mean(2 + B) / ARRIVALS[B],
        "PWA": waits(A),
        "PWB": waits(B),
        "occ1": mean(ONLY_A) / PLACES[0],
        "occ2": mean(BOTH) / PLACES[1],
    }


EDGES = [Edge(A, ONLY_A), Edge(A, BOTH, pool_rank=1), Edge(B, BOTH)]
FIRST_ONE, THEN_OTHER = [2.0, 1.0], [1.0, 2.0]
CASES: dict[str, tuple[str, dict[str, list[float]], dict[str, float]]] = {
    "B first": (
        "static_priority",
        {"priority": FIRST_ONE},
        {"PabA": 0.11580064946691186, "PabB": 0.10127942310985588, "PWA": 0.5741065659809913,
         "PWB": 0.6985121039011362, "occ1": 0.884578956852518, "occ2": 0.8936270972248405},
    ),
    "A first": (
        "static_priority",
        {"priority": THEN_OTHER},
        {"PabA": 0.045977150178091675, "PabB": 0.22952753005878146, "PWA": 0.501681602466923,
         "PWB": 0.7180242375625413, "occ1": 0.8515255024110663, "occ2": 0.8999874948420122},
    ),
    "as many A as B": (
        "queue_ratio",
        {"queue_share": [1.0, 1.0]},
        {"PabA": 0.08553687250307328, "PabB": 0.1493843573533707, "PWA": 0.5654440550402222,
         "PWB": 0.7017750098240789, "occ1": 0.8803016288812178, "occ2": 0.8946724700072025},
    ),
    "four A to each B": (
        "queue_ratio",
        {"queue_share": [1.0, 4.0]},
        {"PabA": 0.1108583610191774, "PabB": 0.10879627201938456, "PWA": 0.5737797406589634,
         "PWB": 0.6986212773241295, "occ1": 0.8844227004777667, "occ2": 0.8936623239827236},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_policy_gives_the_exact_values_of_its_chain(case: str) -> None:
    """The queue's side is the house's own; arrivals go by rank, as in the published chains."""
    name, numbers, expected = CASES[case]
    policy = policy_named(name)._replace(pool_for=by_rank)
    chain = Chain(policy, lay_out(2, 2, EDGES, **numbers))
    assert measured(chain) == pytest.approx(expected, abs=1e-6)
