"""In which order the bank served those who waited: told by whom it took, and whom it let wait.

The bank gave its better customers a head start: they were put in the line as if they had waited
already for a while. How long is estimated for each class of contacts: the head starts with which
most of the choices agree that the bank made among those waiting.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nawba.bench.arrivals.calls import Calls, Flags, Ints, Numbers
from nawba.dispatch.choosing import by_rank, by_score
from nawba.dispatch.kernel import Rules, State

_NEAR = 3.0
_GRID = np.arange(-600.0, 601.0, 10.0)
_SWEEPS = 4


def with_head_start(now: float, queue: int, edge: int, state: State, rules: Rules) -> float:
    """The wait of the head, and the head start of its queue (``Rules.more``), in seconds."""
    return float(now - state.oldest[queue] + rules.more[queue])


HEAD_START = (by_score(with_head_start), by_rank)
"""A policy as the simulator takes it: (queue_for, pool_for)."""


@dataclass(frozen=True)
class Choices:
    """Pairs of contacts that waited together when one of them was taken: ``taken`` and ``left`` are
    their classes, ``longer`` by how many seconds the one taken had waited longer (or below 0)."""

    day: Ints
    taken: Ints
    left: Ints
    longer: Numbers

    def rows(self, chosen: Flags) -> Choices:
        return Choices(self.day[chosen], self.taken[chosen], self.left[chosen], self.longer[chosen])

    def agreeing(self, head_start: Numbers) -> float:
        """Share of the pairs of unlike classes that were taken in the order of wait and
        ``head_start``[class]; nan without any."""
        ahead = self.longer + head_start[self.taken] - head_start[self.left]
        unlike = self.taken != self.left
        return float((ahead[unlike] >= -_NEAR).mean()) if unlike.any() else np.nan


def choices_of(calls: Calls, classes: Ints, skills: Flags) -> Choices:
    """All such pairs among those whom the adviser could take. ``classes``: of each contact."""
    found = [_of_day(calls.rows(calls.day == day), classes[calls.day == day], skills)
             for day in range(len(calls.days))]  # fmt: skip
    return Choices(*(np.concatenate([one[at] for one in found]) for at in range(4)))


def _of_day(day: Calls, classes: Ints, skills: Flags) -> tuple[Ints, Ints, Ints, Numbers]:
    asked, until = day.asked, day.asked + day.wait
    taken, left, longer = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for row in np.flatnonzero(day.queued & (day.adviser >= 0)):
        now = until[row]
        others = np.flatnonzero(day.queued & (asked < now - _NEAR) & (until > now + _NEAR))
        others = others[skills[day.adviser[row], day.kind[others]]]
        taken.append(np.full(len(others), classes[row]))
        left.append(classes[others])
        longer.append(asked[others] - asked[row])
    size = sum(map(len, taken))
    when = np.full(size, day.day[0] if len(day.day) else 0)
    return when, np.concatenate(taken), np.concatenate(left), np.concatenate(longer)


def head_starts(choices: Choices, classes: int) -> Numbers:
    """[class] seconds, the least 0, that most pairs agree with: first every two classes apart, laid
    side by side with least squares, then class by class until nothing changes."""
    found = _side_by_side(choices, classes)
    for _ in range(_SWEEPS):
        before = found.copy()
        for one in range(classes):
            found[one] = _best(choices, found, one)
        if (found == before).all():
            break
    return np.asarray(found - found.min())


def _side_by_side(choices: Choices, classes: int) -> Numbers:
    rows, wanted = [np.ones(classes)], [0.0]
    for one in range(classes):
        for other in range(one):
            between = choices.rows(
                ((choices.taken == one) & (choices.left == other))
                | ((choices.taken == other) & (choices.left == one))
            )
            weight = np.sqrt(len(between.day))
            rows.append(weight * (np.eye(classes)[one] - np.eye(classes)[other]))
            wanted.append(weight * _best(between, np.zeros(classes), one))
    return np.asarray(np.linalg.lstsq(np.array(rows), np.array(wanted), rcond=None)[0])


def _best(choices: Choices, found: Numbers, one: int) -> float:
    """The value of class ``one`` with most pairs in agreement, the others as they are; of several
    the middle one."""
    as_taken = (choices.taken == one) & (choices.left != one)
    as_left = (choices.left == one) & (choices.taken != one)
    # Taken: agrees from this value upwards. Left waiting: agrees up to this value.
    least = np.sort(found[choices.left[as_taken]] - choices.longer[as_taken] - _NEAR)
    most = np.sort(found[choices.taken[as_left]] + choices.longer[as_left] + _NEAR)
    agree = np.searchsorted(least, _GRID, side="right") + len(most) - np.searchsorted(most, _GRID)
    alike = np.flatnonzero(agree == agree.max())
    return float(_GRID[alike[np.argmin(np.abs(_GRID[alike] - np.median(_GRID[alike])))]])
