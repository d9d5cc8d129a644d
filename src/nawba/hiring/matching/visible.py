"""What a criterion may see of a candidate: no name, photo, age, gender, nationality, address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nawba.domain.candidates import PROTECTED, Fact, FactKind

_SEEN: Mapping[FactKind, tuple[str, ...]] = {
    "language": ("language", "level", "basis"),
    "experience": ("start", "end", "current", "contact_centre", "channels", "sector"),
    "education": ("degree", "area"),
    "certificate": ("name",),
    "skill": ("id",),
    "tool": ("id",),
    "availability": ("from",),
    "shift": ("kinds",),
    "site": ("city",),
    "notice": ("days",),
    "right_to_work": ("country",),
}
"""The fields that criteria read. Employers, titles and schools are not among them: they tell where
somebody comes from, and what they tell of the work is in the others."""


@dataclass(frozen=True)
class Visible:
    """A fact without what must not count. ``lines`` are numbers of lines, ``fact`` its id."""

    kind: FactKind
    value: Mapping[str, Any]
    lines: tuple[int, ...]
    fact: str


def visible(facts: Iterable[Fact]) -> tuple[Visible, ...]:
    """The facts that criteria may see, reduced to the fields that they read."""
    return tuple(
        Visible(one.kind, {name: one.value.get(name) for name in seen}, one.lines, one.id)
        for one in facts
        if one.kind not in PROTECTED and (seen := _SEEN.get(one.kind))
    )
