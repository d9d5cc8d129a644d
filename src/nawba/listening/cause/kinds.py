"""Where a cause can sit: cells of contacts that might fail more often together.

A kind is a way to cut the contacts into cells, from the general to the particular: incidents and
changes that are known, hours in which something unknown happened, sites and groups, and only then
persons. In that order they are weighed, so that what explains many is not laid on one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from nawba.listening.cause.tables import (
    Codes,
    Column,
    Contacts,
    Flags,
    Incident,
    Version,
)

Cause = Literal["technology", "process", "unknown", "human"]

HOUR = 3600.0


@dataclass(frozen=True)
class Kind:
    """``cells`` [contact]: which cell, -1 none; ``labels`` [cell]: what each is.

    ``most`` is the share of its cells that may have an effect at all: an assumption, that trouble
    is the exception. Kinds of one ``family`` learn from each other how large effects are.
    ``person``: its cells are single people; ``owners`` [cell]: whose they are, where one person has
    several. ``beside`` [cell]: which cells are compared with each other, as all sites with one
    intent: what most of these contacts have is no effect of a cell but the intent's own.
    """

    family: str
    cause: Cause
    cells: Codes
    labels: tuple[tuple[str, ...], ...]
    most: float
    person: bool = False
    owners: Codes | None = None
    beside: Codes | None = None


def kinds_of(
    contacts: Contacts, incidents: tuple[Incident, ...], versions: tuple[Version, ...]
) -> tuple[Kind, ...]:
    """All kinds, from the general to the particular. Kinds without cells are left out."""
    found = [
        *_incidents(contacts, incidents),
        *_versions(contacts, versions),
        *_hours(contacts),
        *_groups(contacts),
        *_persons(contacts),
    ]
    return tuple(one for one in found if one.labels)


def _incidents(contacts: Contacts, incidents: tuple[Incident, ...]) -> Iterator[Kind]:
    for one in incidents:
        inside = (contacts.started >= one.started) & (contacts.started < one.ended)
        yield from _span(contacts, "incident", "technology", one.system, inside, one.intents)


def _versions(contacts: Contacts, versions: tuple[Version, ...]) -> Iterator[Kind]:
    for one in versions:
        since = contacts.started >= one.changed
        yield from _span(contacts, "change", "process", one.what, since, one.intents)


def _span(
    contacts: Contacts,
    family: str,
    cause: Cause,
    what: str,
    inside: Flags,
    intents: tuple[str, ...],
) -> Iterator[Kind]:
    """A kind by the intents that it names, and one by the others: a list may say too little."""
    intent = contacts.dimensions["intent"]
    named = [at for at, name in enumerate(intent.names) if name in intents or not intents]
    listed = inside & np.isin(intent.codes, named)
    yield _kind(family, cause, [(listed, intent)], _LISTED, (what,))
    yield _kind(f"{family} unlisted", cause, [(inside & ~listed, intent)], _UNLISTED, (what,))


def _hours(contacts: Contacts) -> Iterator[Kind]:
    """Something that nobody wrote down: an hour in which an intent, a site or all went wrong."""
    everyone = np.ones(len(contacts), bool)
    hour = _hour(contacts)
    yield _kind("hour", "unknown", [(everyone, hour)], _RARE)
    for name in ("intent", "site"):
        cut = [(everyone, contacts.dimensions[name]), (everyone, hour)]
        yield _kind(f"{name} by hour", "unknown", cut, _RARE)


def _hour(contacts: Contacts) -> Column:
    numbers = np.floor(contacts.started / HOUR).astype(np.int64)
    used, codes = np.unique(numbers, return_inverse=True)
    return Column(tuple(str(int(one)) for one in used), codes.astype(np.int64))


def _groups(contacts: Contacts) -> Iterator[Kind]:
    """Groups of people by intent: who was never taught it. Groups of contacts: nobody's fault.

    What a whole site has in common, whatever the intent, may be its customers as well as its
    people: that is told first, and of unknown cause.
    """
    everyone, intent = np.ones(len(contacts), bool), contacts.dimensions["intent"]
    for name, column in contacts.dimensions.items():
        if name in ("adviser", "intent", "queue") or len(column) < 2:
            continue
        cause: Cause = "human" if is_of_people(contacts, name) else "unknown"
        if cause == "human":
            yield _kind(name, "unknown", [(everyone, column)], _COMMON)
        cut = [(everyone, column), (everyone, intent)]
        kind = _kind(f"{name} by intent", cause, cut, _GROUP)
        yield replace(kind, beside=Column.of([intent for _, intent in kind.labels]).codes)


def is_of_people(contacts: Contacts, dimension: str) -> bool:
    """True when nearly every adviser has one value of it only, as with a site or a team."""
    adviser, column = contacts.dimensions["adviser"].codes, contacts.dimensions[dimension].codes
    known = (adviser >= 0) & (column >= 0)
    pairs = np.unique(np.stack([adviser[known], column[known]]), axis=1)
    people = np.unique(pairs[0]).size
    return bool(people) and pairs.shape[1] <= _ONE_EACH * people


def _persons(contacts: Contacts) -> Iterator[Kind]:
    everyone = np.ones(len(contacts), bool)
    adviser, intent = contacts.dimensions["adviser"], contacts.dimensions["intent"]
    yield _kind("adviser", "human", [(everyone, adviser)], _PERSON, person=True)
    cut = [(everyone, adviser), (everyone, intent)]
    kind = _kind("adviser by intent", "human", cut, _PERSON / 2, person=True)
    owners = Column.of([adviser for adviser, *_ in kind.labels]).codes
    yield replace(kind, owners=owners)


_LISTED, _UNLISTED, _RARE, _GROUP, _PERSON = 0.5, 0.05, 0.02, 0.05, 0.12
_COMMON = 0.9  # every site but the best one may differ from it
_ONE_EACH = 1.05


def _kind(
    family: str,
    cause: Cause,
    cut: list[tuple[Flags, Column]],
    most: float,
    what: tuple[str, ...] = (),
    *,
    person: bool = False,
) -> Kind:
    """Cells by every combination of the columns of ``cut`` that occurs where its flags hold."""
    cells = np.zeros(cut[0][1].codes.size, np.int64)
    known = np.ones(cells.size, bool)
    for inside, column in cut:
        known &= inside & (column.codes >= 0)
        cells = cells * len(column) + column.codes
    used, numbers = np.unique(cells[known], return_inverse=True)
    of_contact = np.full(cells.size, -1, np.int64)
    of_contact[known] = numbers
    columns = [column for _, column in cut]
    labels = tuple((*what, *_names(int(cell), columns)) for cell in used)
    return Kind(family, cause, of_contact, labels, most, person)


def _names(cell: int, columns: list[Column]) -> tuple[str, ...]:
    names: list[str] = []
    for column in reversed(columns):
        cell, code = divmod(cell, len(column))
        names.append(column.names[code])
    return tuple(reversed(names))
