"""The kinds of noun that make up a centre: their order, their form as data, their one way to be
written.

Files, routes, tables and checks all go by this table, so a kind added here is everywhere.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from nawba.domain.calendars import Calendar
from nawba.domain.hours import DAYS
from nawba.domain.retention import Retention
from nawba.domain.sampling import Sampling
from nawba.domain.words import (
    Adviser,
    Brand,
    CannedReply,
    Centre,
    Json,
    Opening,
    PauseReason,
    Queue,
    Site,
    Skill,
    Supervisor,
    WrapUpCode,
)


@dataclass(frozen=True)
class Kind:
    """``name`` is the field of the centre, the section of a file and the part of a route.

    A ``single`` kind has one noun, whose id is the name. ``required`` kinds must not be empty for
    a centre to work. The order of an ``ordered`` kind is the operator's; others go by their ids.
    """

    name: str
    noun: type[Any]
    single: bool = False
    ordered: bool = False
    required: bool = False


_ALL = (
    Kind("skills", Skill, required=True),
    Kind("sites", Site, required=True),
    Kind("brands", Brand, required=True),
    Kind("queues", Queue, required=True),
    Kind("advisers", Adviser, required=True),
    Kind("supervisors", Supervisor),
    Kind("calendars", Calendar),
    Kind("wrap_up_codes", WrapUpCode, ordered=True),
    Kind("pause_reasons", PauseReason, ordered=True),
    Kind("canned_replies", CannedReply),
    Kind("sampling", Sampling),
    Kind("retention", Retention, single=True),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
"""By name, in the order in which one sets up a centre."""

EMPTY = Centre((), (), (), (), ())


def id_of(kind: Kind, noun: Any) -> str:
    return kind.name if kind.single else str(noun.id)


def nouns_of(centre: Centre, kind: Kind) -> tuple[Any, ...]:
    """The nouns of one kind, in the order of the centre."""
    found = getattr(centre, kind.name)
    return (found,) if kind.single else found


def by_id(centre: Centre, kind: Kind) -> dict[str, Any]:
    return {id_of(kind, noun): noun for noun in nouns_of(centre, kind)}


def with_nouns(centre: Centre, nouns: Mapping[str, Mapping[str, Any]]) -> Centre:
    """``centre`` with other nouns of the kinds named; each mapping goes from id to noun."""
    parts: Json = {
        name: next(iter(found.values()), None) if KINDS[name].single else tuple(found.values())
        for name, found in nouns.items()
    }
    return replace(centre, **parts)


def in_order(centre: Centre, kind: Kind) -> list[Any]:
    """The nouns as they are written: as the operator put them, or by id."""
    nouns = list(nouns_of(centre, kind))
    return nouns if kind.ordered or kind.single else sorted(nouns, key=lambda noun: str(noun.id))


def plain(value: Any) -> Any:
    """A noun as JSON: all its fields, keys of mappings in alphabetical order."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {key: plain(value[key]) for key in sorted(value)}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def spare(value: Any) -> Any:
    """The same without the fields that have their defaults, for files that people read."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: spare(getattr(value, field.name))
            for field in fields(value)
            if getattr(value, field.name) != _default(field)
        }
    return [spare(item) for item in value] if isinstance(value, list | tuple) else plain(value)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def tidy(noun: Any) -> Any:
    """``noun`` in its one written form: what has no order of its own is sorted.

    So two people who ticked the same things in another order made the same centre.
    """
    changes: Json = {}
    for field in fields(noun):
        sort = _SORTED.get((type(noun), field.name))
        if sort is not None:
            changes[field.name] = tuple(sorted(getattr(noun, field.name), key=sort))
    if hasattr(noun, "hours"):
        changes["hours"] = tuple(
            Opening(tuple(sorted(one.days, key=_weekday)), one.start, one.end) for one in noun.hours
        )
    return replace(noun, **changes) if changes else noun


def _weekday(day: str) -> tuple[int, str]:
    return (DAYS.index(day) if day in DAYS else len(DAYS), day)


_SORTED: dict[tuple[type[Any], str], Any] = {
    (Site, "calendars"): str,
    (Brand, "advisers"): str,
    (Queue, "calendars"): str,
    (Queue, "later_targets"): lambda later: later.since,
    (Queue, "relaxed"): lambda step: (step.after_seconds, sorted(step.requires.items())),
    (Calendar, "days"): lambda day: day.date,
}


def tidy_centre(centre: Centre) -> Centre:
    """``centre`` with every noun in its one written form and order: equal for equal files."""
    return with_nouns(
        centre,
        {
            kind.name: {id_of(kind, noun): tidy(noun) for noun in in_order(centre, kind)}
            for kind in _ALL
        },
    )
