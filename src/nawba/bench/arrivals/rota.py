"""Who was there, and how soon they were ready again, told by what they answered: there is no rota.

Nothing is read from the waits of the day that is looked at, only who took what when. That has a
bias, and the report says so: advisers who sat idle before their first contact or after their last
are missed, and a short break among quiet minutes is taken for presence.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nawba.bench.arrivals.calls import Calls, Flags, Ints, Numbers
from nawba.planning.fit import lifetimes_of

SLOT = 900.0
SLOTS = 96
_SHORT = 180.0
_ROUNDS = 3.0
_SECONDS = 2 * 86400
_BREATH = 20.0
_SEEN = 30


def skills_of(calls: Calls) -> Flags:
    """[adviser, kind]: who takes what. Of a kind that makes a share of all contacts, they took at
    least a quarter of that share. Of whom fewer than 30 contacts are known, nothing is ruled out.
    """
    taken = np.zeros((len(calls.advisers), len(calls.kinds)))
    named = calls.adviser >= 0
    np.add.at(taken, (calls.adviser[named], calls.kind[named]), 1)
    own = taken / np.maximum(1, taken.sum(axis=1, keepdims=True))
    usual = taken.sum(axis=0) / max(1, taken.sum())
    return np.asarray((own >= usual / 4) | (taken.sum(axis=1, keepdims=True) < _SEEN))


def stays_of(day: Calls) -> Iterator[tuple[int, float, float, float]]:
    """For every contact handled on one day: (adviser, began, ended, next), where ``next`` is when
    the adviser began their next one, nan where they went away before it.

    An adviser who waits for contacts is passed by at most once or so by every colleague, as the
    longest idle is asked first. So they were away where the others began more than three contacts
    each in the gap, on the average, and the gap lasted more than three minutes.
    """
    handled = day.rows((day.adviser >= 0) & ~np.isnan(day.began))
    order = np.argsort(handled.began, kind="stable")
    begins, whose = handled.began[order], handled.adviser[order]
    for adviser in np.unique(whose):
        mine = order[whose == adviser]
        began, ended = handled.began[mine], handled.ended[mine]
        for at in range(len(mine)):
            after = began[at + 1] if at + 1 < len(mine) else np.nan
            away = not after - ended[at] <= _SHORT and _is_away(begins, whose, ended[at], after)
            yield int(adviser), began[at], ended[at], np.nan if away else after


def _is_away(begins: Numbers, whose: Ints, since: float, until: float) -> bool:
    if np.isnan(until):
        return True
    low, high = np.searchsorted(begins, [since + _BREATH, until])
    others = whose[low:high]
    return len(others) > _ROUNDS * len(np.unique(others))


def presence_of(day: Calls) -> Numbers:
    """[adviser, slot of a quarter of an hour]: the share of it that they were there."""
    there = np.zeros((len(day.advisers), SLOTS))
    edges = np.arange(SLOTS + 1) * SLOT
    for adviser, began, ended, after in stays_of(day):
        until = ended if np.isnan(after) else max(after, ended)
        upto = np.clip(edges, began, until)
        there[adviser] += np.diff(upto) / SLOT
    return np.minimum(there, 1.0)


def readiness_seen(day: Calls, skills: Flags) -> tuple[Numbers, Flags]:
    """How long advisers took from the end of a contact until they were ready, and whether that end
    was seen, for all contacts of ``day`` that ended while somebody waited whom they could take.

    While somebody waits, whoever is ready takes them: so the next contact shows when they were
    ready, unless nobody waits any more before that; then the time is cut short there.
    """
    seconds, ended_there = [], []
    empty = {row.tobytes(): _empty_from(day, row) for row in np.unique(skills, axis=0)}
    for adviser, _, ended, after in stays_of(day):
        upto = float(empty[skills[adviser].tobytes()][int(ended)])
        if upto > ended and not np.isnan(after):
            seen = after <= upto + 3
            seconds.append(max(0.0, after - ended) if seen else upto - ended)
            ended_there.append(seen)
    return np.array(seconds, np.float64), np.array(ended_there, np.bool_)


def _empty_from(day: Calls, kinds: Flags) -> Ints:
    """For every second, the first from then on in which nobody of these ``kinds`` waits."""
    waits = day.rows(day.queued & kinds[day.kind])
    change = np.zeros(_SECONDS, np.int64)
    np.add.at(change, waits.asked.astype(np.int64), 1)
    np.add.at(change, (waits.asked + waits.wait).astype(np.int64), -1)
    free = np.where(np.cumsum(change) == 0, np.arange(_SECONDS), _SECONDS)
    return np.minimum.accumulate(free[::-1])[::-1]


def readiness_of(days: list[Calls], skills: Flags) -> Numbers:
    """Equally likely seconds from the end of a contact until ready; a 0 where nothing was seen."""
    seen = [readiness_seen(day, skills) for day in days]
    seconds, ended = (np.concatenate([one[at] for one in seen]) for at in (0, 1))
    return lifetimes_of(seconds, ended.astype(np.bool_)) if ended.any() else np.zeros(1)
