"""The days on which a queue is closed, kept apart from the week's opening hours.

A calendar belongs to a country or a site; queues and sites name those they follow. Dates are local
days, written ``YYYY-MM-DD``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Holiday:
    """One local day, ``YYYY-MM-DD``, and what people call it."""

    date: str
    name: str


@dataclass(frozen=True)
class Calendar:
    """Holidays under one name; ``country`` (ISO 3166 alpha-2) says whose, if they are a country's.

    Public holidays are proposed, never taken over by themselves: religious ones are estimates.
    """

    id: str
    name: str
    country: str = ""
    days: tuple[Holiday, ...] = ()
