"""Which part of an entry's heading is the title and which the employer: by all entries together.

Documents keep to one order. Every order is tried on all entries that have as many parts; the one
whose words fit best (titles, company forms, schools, degrees) holds for all of them, also for
those whose words nobody knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

from nawba.hiring.facts.segments import Segment

Cue = Callable[[str, Segment], float]
Roles = Mapping[str, Segment]

_MOST = 4  # parts looked at


def assign(entries: Sequence[Sequence[Segment]], roles: Sequence[str], cue: Cue) -> list[Roles]:
    """For each entry the part that has each role; a role that no part has is left out.

    ``cue(role, part)`` says how well the part's words fit, about 0 to 2. Ties go to the order of
    ``roles``.
    """
    groups: dict[int, list[Sequence[Segment]]] = defaultdict(list)
    for entry in entries:
        groups[len(entry)].append(entry)
    leaning = _leaning([entry for entry in entries if len(entry) > 1], roles, cue)
    orders = {size: _order(group, roles, cue, leaning) for size, group in groups.items()}
    return [
        {role: entry[at] for role, at in orders[len(entry)].items()} if entry else {}
        for entry in entries
    ]


def _leaning(entries: Sequence[Sequence[Segment]], roles: Sequence[str], cue: Cue) -> float:
    """Above 0 where the first role comes before the second in the document at large."""
    first, second = roles[:2]
    forth = sum(cue(first, entry[0]) + cue(second, entry[1]) for entry in entries)
    back = sum(cue(second, entry[0]) + cue(first, entry[1]) for entry in entries)
    return forth - back


def _order(
    group: Sequence[Sequence[Segment]], roles: Sequence[str], cue: Cue, leaning: float
) -> dict[str, int]:
    size = min(len(group[0]), _MOST)
    taken = min(size, len(roles))
    best: dict[str, int] = {}
    most = float("-inf")
    for chosen in permutations(roles, taken):
        for places in _increasing(size, taken):
            order = dict(zip(chosen, places, strict=True))
            score = _score(group, order, roles, cue, leaning)
            if score > most:
                best, most = order, score
    return best


def _score(
    group: Sequence[Sequence[Segment]],
    order: Mapping[str, int],
    roles: Sequence[str],
    cue: Cue,
    leaning: float,
) -> float:
    words = sum(cue(role, entry[at]) for entry in group for role, at in order.items())
    early = -0.06 * sum(order.values())
    first, second = (order.get(role) for role in roles[:2])
    if first is None or second is None:
        return words + early
    forth = 1 if first < second else -1
    return words + early + forth * (0.05 if leaning > 0 else -0.05 if leaning < 0 else 0.01)


def _increasing(size: int, taken: int) -> list[tuple[int, ...]]:
    return [places for places in permutations(range(size), taken) if list(places) == sorted(places)]
