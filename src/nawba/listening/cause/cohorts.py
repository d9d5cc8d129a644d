"""Which groups of contacts failed more than others like them, since when, and how sure that is.

What somebody wrote down, incidents and changes, is tested on all weeks (``placebo``), and so is
every hour of every intent and site (``hours``). Groups by site, team and so on are *found* on every
other week and *tested* on the weeks held out, so that a group is not proven by what made it
conspicuous. The comparison is always with contacts of the same intent, so that a group is not
blamed for harder work; contacts of one adviser or one day count as alike, so that a group is not
blamed for one person or one bad day. False discoveries are controlled over all tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from nawba.listening.cause.cohort import FOUND, Cohort, controlled, measured
from nawba.listening.cause.comparing import DAY, compare
from nawba.listening.cause.hours import bad_hours
from nawba.listening.cause.kinds import is_of_people
from nawba.listening.cause.placebo import changes_tested, incidents_tested
from nawba.listening.cause.search import Candidate, groups_that_failed
from nawba.listening.cause.tables import Contacts, Flags, Incident, Version

WEEK = 7 * DAY


@dataclass(frozen=True)
class Weeks:
    """``held_out`` [contact]: whether it is kept for testing; ``by`` weeks, or days of a short
    time; ``enough``: whether there is something in both parts."""

    held_out: Flags
    by: Literal["week", "day"]
    enough: bool


def find_cohorts(
    contacts: Contacts, incidents: Sequence[Incident], versions: Sequence[Version]
) -> list[Cohort]:
    """All that was tested: found ones first, the largest first; then the others."""
    explained = np.zeros(len(contacts), bool)
    listed = incidents_tested(contacts, incidents)
    explained |= _inside(listed)
    hours = bad_hours(contacts, explained, incidents)
    explained |= _inside(hours)
    changed = changes_tested(contacts, explained, versions)
    explained |= _inside(changed)
    telemetry = bool(incidents or versions)
    groups = find_groups(contacts, weeks_of(contacts), explained, versions, telemetry=telemetry)
    tested = [*controlled([*listed, *changed, *groups]), *hours]
    return sorted(tested, key=lambda one: (not one.is_found, -one.low, one.q_value, one.name))


def _inside(cohorts: Sequence[Cohort]) -> Flags | np.bool_:
    found = [one.inside for one in cohorts if one.chance <= FOUND / max(len(cohorts), 1)]
    return np.any(found, axis=0) if found else np.False_


def weeks_of(contacts: Contacts) -> Weeks:
    """Every second week is held out; of a week or less every second day."""
    begin = np.floor(contacts.started.min() / DAY) * DAY
    by: Literal["week", "day"] = "week" if contacts.started.max() - begin > WEEK else "day"
    parts = np.floor((contacts.started - begin) / (WEEK if by == "week" else DAY))
    held_out = parts % 2 == 1
    return Weeks(held_out, by, bool(held_out.any()) and not held_out.all())


def find_groups(
    contacts: Contacts,
    weeks: Weeks,
    explained: Flags,
    versions: Sequence[Version],
    *,
    telemetry: bool,
) -> list[Cohort]:
    """Groups of contacts, by one or two dimensions, for all the time or since a day.

    ``explained`` contacts [contact] are left out: what an incident did is not laid on a group.
    ``telemetry``: whether incidents or changes are recorded; else nothing is laid on people.
    """
    if not weeks.enough:
        return []
    found = groups_that_failed(contacts, ~weeks.held_out & ~explained)
    taken = explained.copy()
    tested: list[Cohort] = []
    for one in found:
        rows = weeks.held_out & ~taken
        tested.append(_tested(contacts, one, rows, versions, telemetry=telemetry))
        taken |= one.inside
    return tested


def _tested(
    contacts: Contacts,
    found: Candidate,
    rows: Flags,
    versions: Sequence[Version],
    *,
    telemetry: bool,
) -> Cohort:
    """The group on the weeks held out."""
    return Cohort(
        kind="group",
        name="",
        where=found.where,
        since=found.since,
        until=None,
        **measured(compare(contacts, found.members, rows, found.since)),
        n=int(found.inside.sum()),
        failures=int(contacts.failed[found.inside].sum()),
        cause=_cause(contacts, found, versions, telemetry=telemetry),
        inside=found.inside,
    )


def _cause(
    contacts: Contacts, found: Candidate, versions: Sequence[Version], *, telemetry: bool
) -> str:
    """Where anything is recorded at all, a group of people lacks training; what began on a day
    began with a change, if one is known of that day; of other groups nobody can say."""
    if found.since is not None:
        near = [one for one in versions if abs(one.changed - found.since) <= 2 * DAY]
        intents = {value for name, value in found.where if name == "intent"}
        fits = any(not one.intents or intents & set(one.intents) for one in near)
        return "process" if fits else "unknown"
    names = [name for name, _ in found.where if name != "intent"]
    if not telemetry:
        return "unknown"
    return "human" if any(is_of_people(contacts, name) for name in names) else "unknown"
