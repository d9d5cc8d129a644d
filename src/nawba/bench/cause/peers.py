"""What simpler methods make of the same month: lift per adviser, ridge logit, noisy-OR.

Each is given its best chance: the ridge penalty that happens to suit the truth best is reported,
and the noisy-OR knows the same cells of persons, sites, incidents and changes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from nawba.bench.cause.figures import average_precision
from nawba.bench.cause.worlds import World
from nawba.listening.cause.kinds import kinds_of
from nawba.listening.cause.tables import Codes, Flags, Floats

PENALTIES = (0.03, 0.1, 0.3, 1.0)
ROUNDS = 60
_COUNT_PENALTY = 3.0  # contacts' worth of hazard that a cell must bring before it is believed


def peers(world: World) -> dict[str, float | None]:
    """Average precision of people as the cause, among the contacts that failed."""
    failed = world.contacts.failed
    human = world.truth["human"][failed]
    matrix, of_people = _matrix(world)
    return {
        "lift": average_precision(human, _lift(world)[failed]),
        "ridge": max(
            (average_precision(human, one[failed]) or 0.0 for one in _ridges(world, matrix)),
            default=None,
        ),
        "noisy_or": average_precision(human, _noisy_or(failed, matrix, of_people)[failed]),
    }


def _lift(world: World) -> Floats:
    """How much more an adviser's contacts failed than contacts with the same intents did."""
    dimensions, failed = world.contacts.dimensions, world.contacts.failed
    adviser, intent = dimensions["adviser"].codes, dimensions["intent"].codes
    rate = np.bincount(intent, failed) / np.maximum(np.bincount(intent), 1)
    lift = (np.bincount(adviser, failed) + 1) / (np.bincount(adviser, rate[intent]) + 1)
    return np.asarray(lift[adviser])


def _matrix(world: World) -> tuple[csr_matrix, Flags]:
    """Which cells each contact is in [contact, cell], the intents first; which cells are people."""
    blocks, people = [_one_hot(world.contacts.dimensions["intent"].codes)], [False]
    for kind in kinds_of(world.contacts, world.incidents, world.versions):
        if "hour" not in kind.family and "unlisted" not in kind.family:
            blocks.append(_one_hot(kind.cells))
            people.append(kind.cause == "human")
    sizes = [block.shape[1] for block in blocks]
    return hstack(blocks, format="csr"), np.repeat(people, sizes)


def _one_hot(cells: Codes) -> csr_matrix:
    rows = np.flatnonzero(cells >= 0)
    shape = (cells.size, int(cells.max(initial=0)) + 1)
    return csr_matrix((np.ones(rows.size), (rows, cells[rows])), shape)


def _ridges(world: World, matrix: csr_matrix) -> Iterator[Floats]:
    """What the contact's people add to its chance to fail, over the whole of it."""
    _, of_people = _matrix(world)
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, solver="lbfgs", max_iter=100)
        model.fit(matrix, world.contacts.failed)
        weights = model.coef_[0]
        odds = matrix @ weights + model.intercept_[0]
        without = odds - matrix[:, of_people] @ weights[of_people]
        yield 1 - (1 + np.exp(-odds)) / (1 + np.exp(-without))


def _noisy_or(failed: Flags, matrix: csr_matrix, of_people: Flags) -> Floats:
    """P(fail) = 1 - exp(-sum of hazards), none below 0, by EM; persons pay a penalty by count."""
    seen = np.asarray(matrix.sum(axis=0)).ravel()
    hazard = np.full(seen.size, 0.02)
    fixed = np.where(of_people, _COUNT_PENALTY, 0.1)
    hit = matrix[failed]
    for _ in range(ROUNDS):
        strikes = 1 / -np.expm1(-np.maximum(hit @ hazard, 1e-9))
        expected = hazard * (hit.T @ strikes)
        hazard = np.maximum(expected - fixed * (hazard < 1) * 0.1, 0) / (seen + fixed)
    people = matrix[:, of_people] @ hazard[of_people]
    return np.asarray(-np.expm1(-people) / -np.expm1(-np.maximum(matrix @ hazard, 1e-9)))
