"""Hours in which an intent, a site or everything went wrong, and nobody wrote anything down.

Every hour is tested, so nothing is held out: an hour does not come again. What is expected of it is
what its intents had in the rest of the day, or in all the time if that was worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtrc

from nawba.listening.cause.cohort import Cohort
from nawba.listening.cause.comparing import share_of_intent
from nawba.listening.cause.kinds import HOUR
from nawba.listening.cause.tables import Codes, Contacts, Flags, Floats, Incident
from nawba.stats.intervals import wilson
from nawba.stats.multiple import q_values

_FAILURES = 4
_FOUND = 0.01  # there are thousands of hours: stricter than with groups
_PRIOR = 20.0


@dataclass(frozen=True)
class _Cell:
    """Contacts of one hour with one value of ``name`` ("": of all)."""

    name: str
    value: str
    hour: int
    inside: Flags
    chance: float
    q_value: float


def bad_hours(contacts: Contacts, explained: Flags, incidents: Sequence[Incident]) -> list[Cohort]:
    """Hours that went wrong; those that follow one another are one cohort."""
    hours = np.floor(contacts.started / HOUR).astype(np.int64)
    expected = _expected(contacts, hours, ~explained)
    cells = sorted(_cells(contacts, hours, expected, ~explained), key=lambda one: one.chance)
    taken = explained.copy()
    kept: list[_Cell] = []
    for cell in cells:
        left = cell.inside & ~taken
        if _chance(contacts.failed[left], expected[left]) <= max(cell.chance * 1e3, 1e-4):
            kept.append(cell)
            taken |= cell.inside
    return [_cohort(contacts, expected, run, incidents) for run in _runs(kept)]


def _expected(contacts: Contacts, hours: Codes, rows: Flags) -> Floats:
    """[contact]: the share that would fail, from the same intent in the rest of its day."""
    usual = share_of_intent(contacts, rows)
    intents = contacts.dimensions["intent"].codes + 1
    day = np.unique(hours // 24 * (intents.max() + 1) + intents, return_inverse=True)[1]
    hour = np.unique(hours * (intents.max() + 1) + intents, return_inverse=True)[1]
    sizes, failures = (
        np.bincount(day, weight)[day] - np.bincount(hour, weight)[hour]
        for weight in (rows * 1.0, rows * contacts.failed * 1.0)
    )
    there = (failures + _PRIOR * usual) / (sizes + _PRIOR)
    return np.clip(np.maximum(there, usual), 1e-6, 1 - 1e-6)


def _cells(contacts: Contacts, hours: Codes, expected: Floats, rows: Flags) -> Iterator[_Cell]:
    tests: list[tuple[str, str, int, Codes, int, float]] = []
    chances: list[float] = []
    for name in ("", "intent", "site"):
        codes = contacts.dimensions[name].codes if name else np.zeros(len(contacts), np.int64)
        names = contacts.dimensions[name].names if name else ("",)
        used = rows & (codes >= 0)
        found, place = np.unique(hours[used] * len(names) + codes[used], return_inverse=True)
        n, did = np.bincount(place), np.bincount(place, contacts.failed[used])
        share = np.bincount(place, expected[used]) / n
        chance = np.where(did >= _FAILURES, bdtrc(did - 1, n, share), 1.0)
        chances.extend(chance)
        of_contact = np.full(len(contacts), -1, np.int64)
        of_contact[used] = place
        for at in np.flatnonzero(chance < _FOUND):
            hour, code = divmod(int(found[at]), len(names))
            place_of = len(chances) - found.size + int(at)
            tests.append((name, names[code], hour, of_contact == at, place_of, float(chance[at])))
    q = q_values(chances)
    for name, value, hour, inside, place_of, p in tests:
        if q[place_of] <= _FOUND:
            yield _Cell(name, value, hour, np.asarray(inside), p, q[place_of])


def _chance(failed: Flags, expected: Floats) -> float:
    did = int(failed.sum())
    return float(bdtrc(did - 1, failed.size, expected.mean())) if did else 1.0


def _runs(cells: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """Cells of the same intent, site or all whose hours follow one another."""
    ordered = sorted(cells, key=lambda one: (one.name, one.value, one.hour))
    run: list[_Cell] = []
    for cell in ordered:
        if run and (run[-1].name, run[-1].value, run[-1].hour + 1) != (
            cell.name, cell.value, cell.hour
        ):  # fmt: skip
            yield run
            run = []
        run.append(cell)
    if run:
        yield run


def _cohort(
    contacts: Contacts, expected: Floats, run: Sequence[_Cell], incidents: Sequence[Incident]
) -> Cohort:
    inside: Flags = np.any([one.inside for one in run], axis=0)
    n, did = int(inside.sum()), int(contacts.failed[inside].sum())
    share = float(expected[inside].mean())
    low, high = wilson(did, n) or (0.0, 1.0)
    since, until = run[0].hour * HOUR, (run[-1].hour + 1) * HOUR
    near = [one for one in incidents if one.started < until and one.ended > since]
    return Cohort(
        kind="hours",
        name=near[0].system if near else "",
        where=((run[0].name, run[0].value),) if run[0].name else (),
        since=since,
        until=until,
        effect=did / n - share,
        low=low - share,
        high=high - share,
        chance=min(one.chance for one in run),
        q_value=min(one.q_value for one in run),
        n=n,
        failures=did,
        cause="technology" if near else "unknown",
        inside=inside,
    )
