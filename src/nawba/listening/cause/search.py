"""Looking for groups that failed more: by one value, by two, for all the time or since a day.

The search is greedy: the most conspicuous group is taken, its contacts are set aside, and the rest
is searched again, so that the site where refunds fail does not come again as a site and as refunds.
What is found here proves nothing yet: it is tested on other weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from nawba.listening.cause.comparing import DAY, compare, share_of_intent
from nawba.listening.cause.tables import Codes, Contacts, Flags, Floats

MOST = 25
"""Groups that are looked for at most."""

_LEAST, _FAILURES = 40, 5  # contacts and failures of a group worth speaking of
_CONSPICUOUS, _SINCE = 2.3, 3.3  # standard errors; a day of change is picked among many
_LIKELY = 0.02


@dataclass(frozen=True)
class Candidate:
    """A group: its ``where``, ``members`` [contact], and of them those ``inside``: since then."""

    where: tuple[tuple[str, str], ...]
    members: Flags
    inside: Flags
    since: float | None = None


@dataclass(frozen=True)
class _Cut:
    """One way to cut the contacts: ``codes`` [contact] (-1: none), and its dimensions."""

    names: tuple[str, ...]
    codes: Codes
    size: int


def groups_that_failed(contacts: Contacts, rows: Flags) -> list[Candidate]:
    """The groups that stand out among ``rows``, the most conspicuous first."""
    cuts = list(_cuts(contacts))
    found: list[Candidate] = []
    left = rows.copy()
    barred: set[tuple[tuple[str, str], ...]] = set()
    while len(found) < MOST:
        best = _best(contacts, cuts, left, barred)
        if best is None:
            return found
        barred.add((*best.where, ("since", str(best.since))))
        if _holds(contacts, best, left):
            found.append(best)
            left = left & ~best.inside
    return found


def _cuts(contacts: Contacts) -> Iterator[_Cut]:
    names = [
        name
        for name, column in contacts.dimensions.items()
        if name != "adviser" and (len(column) > 1 or name == "intent")
    ]
    for one in names:
        yield _Cut((one,), contacts.dimensions[one].codes, len(contacts.dimensions[one]))
    for first, second in combinations(names, 2):
        a, b = contacts.dimensions[first], contacts.dimensions[second]
        known = (a.codes >= 0) & (b.codes >= 0)
        codes = np.where(known, a.codes * len(b) + b.codes, -1)
        yield _Cut((first, second), codes, len(a) * len(b))


def _best(
    contacts: Contacts, cuts: list[_Cut], rows: Flags, barred: set[tuple[tuple[str, str], ...]]
) -> Candidate | None:
    best: tuple[float, _Cut, int, float | None] | None = None
    for cut in cuts:
        for score, cell, since in _scores(contacts, cut, rows):
            where = _where(contacts, cut, cell)
            if (*where, ("since", str(since))) in barred:
                continue
            if best is None or score > best[0]:
                best = score, cut, cell, since
            break
    if best is None:
        return None
    _, cut, cell, since = best
    members = cut.codes == cell
    inside = members if since is None else members & (contacts.started >= since)
    return Candidate(_where(contacts, cut, cell), members, inside, since)


def _scores(
    contacts: Contacts, cut: _Cut, rows: Flags
) -> Iterator[tuple[float, int, float | None]]:
    """Cells that stand out, the most first: how much beyond what counts as conspicuous."""
    levels = _level_scores(contacts, cut, rows) if cut.names != ("intent",) else np.zeros(cut.size)
    changes, days = _change_scores(contacts, cut, rows)
    scores = np.concatenate([levels - _CONSPICUOUS, changes - _SINCE])
    for at in np.argsort(-scores, kind="stable"):
        if scores[at] <= 0:
            return
        cell = int(at) % cut.size
        yield float(scores[at]), cell, None if at < cut.size else float(days[cell])


def _level_scores(contacts: Contacts, cut: _Cut, rows: Flags) -> Floats:
    """[cell]: Mantel & Haenszel's statistic against contacts of the same intent, 0 if too few."""
    intents = contacts.dimensions["intent"].codes + 1
    count = int(intents.max()) + 1
    used = rows & (cut.codes >= 0)
    place = cut.codes[used] * count + intents[used]
    shape = (cut.size, count)
    ones = np.bincount(place, minlength=cut.size * count).reshape(shape)
    did = np.bincount(place, contacts.failed[used], cut.size * count).reshape(shape)
    whole = np.bincount(intents[rows], minlength=count)
    failures = np.bincount(intents[rows], contacts.failed[rows], count)
    share = failures / np.maximum(whole, 1)
    others = whole - ones
    spread = ones * others * share * (1 - share) / np.maximum(whole - 1, 1)
    excess = (did - ones * share).sum(axis=1)
    enough = (ones.sum(axis=1) >= _LEAST) & (did.sum(axis=1) >= _FAILURES)
    return np.where(enough, excess / np.sqrt(spread.sum(axis=1) + 1e-9), 0.0)


def _change_scores(contacts: Contacts, cut: _Cut, rows: Flags) -> tuple[Floats, Floats]:
    """[cell]: how much more it failed after its best day of change than before, in standard
    errors, and that day in seconds since 1970."""
    used = rows & (cut.codes >= 0)
    days = np.floor(contacts.started / DAY).astype(np.int64)
    first = int(days.min())
    count = int(days.max()) - first + 1
    place = cut.codes[used] * count + days[used] - first
    share = share_of_intent(contacts, rows)[used]
    totals = [
        np.bincount(place, weight, cut.size * count).reshape(cut.size, count)
        for weight in (np.ones(share.size), contacts.failed[used] - share, share * (1 - share))
    ]
    before = [np.cumsum(one, axis=1)[:, :-1] for one in totals]
    after = [
        one.sum(axis=1, keepdims=True) - some for one, some in zip(totals, before, strict=True)
    ]
    enough = (before[0] >= _LEAST) & (after[0] >= _LEAST)
    sizes = [np.maximum(one[0], 1) for one in (before, after)]
    step = after[1] / sizes[1] - before[1] / sizes[0]
    spread = after[2] / sizes[1] ** 2 + before[2] / sizes[0] ** 2
    scores = np.where(enough, step / np.sqrt(spread + 1e-12), 0.0)
    if count < 2:
        return np.zeros(cut.size), np.zeros(cut.size)
    best = scores.argmax(axis=1)
    return scores[np.arange(cut.size), best], (first + best + 1) * DAY


def _holds(contacts: Contacts, found: Candidate, rows: Flags) -> bool:
    """Whether it is more than one person or one day, as far as these weeks tell."""
    compared = compare(contacts, found.members, rows, found.since)
    return compared is not None and compared.chance() < _LIKELY


def _where(contacts: Contacts, cut: _Cut, cell: int) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for name in reversed(cut.names):
        column = contacts.dimensions[name]
        cell, code = divmod(cell, len(column))
        found.append((name, column.names[code]))
    return tuple(reversed(found))
