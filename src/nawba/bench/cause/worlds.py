"""Months in which it is known why each contact failed, because the causes were planted.

A month has a shape: how many people are weak and at what, outages and changes that matter and such
that do not (decoys), which of them are written down, new hires who are given the hard intent
without being worse at it. Two laws say what causes do: hazards add (each cause strikes by itself),
or log-odds do (a cause is to blame where its part of the odds was needed). ``STANDARD`` is the
month of the goals; ``varied`` draws other shapes, to see what the method owes to that one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from nawba.listening.cause.tables import (
    Codes,
    Column,
    Contacts,
    Flags,
    Floats,
    Incident,
    Version,
)

Law = Literal["additive", "logistic"]
LAWS: tuple[Law, ...] = ("additive", "logistic")
TELEMETRY: Mapping[str, float] = {"full": 1.0, "half": 0.5, "none": 0.0}

DAY = 86400.0
START = 1_767_571_200.0  # Monday 5 January 2026, 00:00 UTC
PLANTED = ("human", "technology", "process")

_LOGITS = {"human": 5.0, "technology": 4.0, "process": 5.0}  # log-odds per unit of hazard


@dataclass(frozen=True)
class Shape:
    """What a month is made of; effects are hazards, drawn evenly between the two bounds.

    ``weak`` advisers are worse at everything, ``gaps`` advisers at three intents each,
    ``untaught`` (site, intent) pairs were never trained; ``decoys`` are written down and do
    nothing. ``everywhere`` outages strike all intents of one site. ``uneven``: how much the plain
    share that fails differs by site and hour of the day (log-odds). ``late``: share of the people's
    effects that begin or end within the month. ``sloppy``: share of the entries that are written
    down with wrong times and too few intents. ``tenure``: whether the contacts say who is new.
    """

    advisers: int = 200
    contacts: int = 60_000
    days: int = 28
    sites: int = 6
    intents: int = 15
    plain: tuple[float, float] = (0.02, 0.10)
    weak: int = 10
    weakness: tuple[float, float] = (0.05, 0.20)
    gaps: int = 36
    gap: tuple[float, float] = (0.15, 0.45)
    untaught: int = 1
    untaught_by: tuple[float, float] = (0.15, 0.30)
    outages: int = 4
    everywhere: int = 0
    outage: tuple[float, float] = (0.4, 1.2)
    outage_hours: tuple[float, float] = (1.0, 5.0)
    outage_decoys: int = 4
    changes: int = 2
    change: tuple[float, float] = (0.08, 0.25)
    change_decoys: int = 4
    uneven: float = 0.0
    late: float = 0.0
    sloppy: float = 0.0
    tenure: bool = False

    def nobody(self) -> Shape:
        """The same month, and no one is worse than another."""
        return replace(self, weak=0, gaps=0, untaught=0)

    def nothing(self) -> Shape:
        """The same month, and nothing happened at all: an A/A month."""
        decoys = self.outage_decoys + self.outages + self.everywhere
        return replace(
            self.nobody(),
            outages=0,
            everywhere=0,
            changes=0,
            outage_decoys=decoys,
            change_decoys=self.change_decoys + self.changes,
        )


STANDARD = Shape()


def varied(seed: int) -> Shape:
    """Another shape of month, drawn by ``seed``."""
    g = np.random.default_rng([seed, 7])
    strength = g.uniform(0.6, 1.4)
    return Shape(
        sites=int(g.integers(3, 11)),
        intents=int(g.integers(8, 26)),
        plain=(0.01, float(g.uniform(0.06, 0.14))),
        weak=int(g.integers(0, 21)),
        weakness=(0.08 * strength, 0.3 * strength),
        gaps=int(g.integers(8, 41)),
        gap=(0.2 * strength, 0.5 * strength),
        untaught=int(g.integers(0, 4)),
        outages=int(g.integers(1, 7)),
        everywhere=int(g.integers(0, 3)),
        outage=(0.2, 1.2),
        outage_hours=(0.5, 8.0),
        changes=int(g.integers(1, 5)),
        change=(0.05, 0.25),
        uneven=float(g.uniform(0.0, 0.3)),
        late=float(g.uniform(0.0, 0.5)),
        sloppy=float(g.uniform(0.0, 0.5)),
        tenure=bool(g.random() < 0.5),
    )


@dataclass(frozen=True)
class World:
    """A month and its truth: ``truth[cause]`` [contact], and what an oracle says that knows every
    cell with its true rate, ``oracle`` [contact]: how probably a person was behind the failure."""

    contacts: Contacts
    incidents: tuple[Incident, ...]
    versions: tuple[Version, ...]
    truth: Mapping[str, Flags]
    oracle: Floats | None = None


@dataclass
class _Month:
    """Who took which contact when; ``added[cause]`` [contact] hazards, as they are planted."""

    g: np.random.Generator
    shape: Shape
    seconds: Floats
    adviser: Codes
    intent: Codes
    site_of: Codes
    new: Flags
    added: dict[str, Floats]
    incidents: list[Incident] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)

    @property
    def site(self) -> Codes:
        return self.site_of[self.adviser]

    def amount(self, bounds: tuple[float, float]) -> float:
        return float(self.g.uniform(*bounds))

    def some_intents(self, low: int, high: int) -> Codes:
        high = min(high, self.shape.intents)
        return self.g.choice(self.shape.intents, self.g.integers(low, high), replace=False)


def world(seed: int, law: Law, telemetry: float, shape: Shape = STANDARD) -> World:
    """The month of ``seed``; ``telemetry``: share of the real incidents and changes written down.

    The same seed has the same months under every telemetry.
    """
    g = np.random.default_rng(seed)
    month = _month(g, shape)
    listed = np.random.default_rng([seed, 1])
    _plant_people(month)
    _plant_outages(month, lambda: listed.random() < telemetry)
    _plant_changes(month, lambda: listed.random() < telemetry)
    return _world(month, law, _plain(month))


def _month(g: np.random.Generator, shape: Shape) -> _Month:
    site_of = g.integers(0, shape.sites, shape.advisers)
    new = g.random(shape.advisers) < 0.2
    days = np.floor(g.uniform(0, shape.days, shape.contacts))
    seconds = np.sort((days + (8 + 12 * g.beta(2, 2, shape.contacts)) / 24) * DAY)
    adviser = g.integers(0, shape.advisers, shape.contacts)
    intent = g.choice(shape.intents, shape.contacts, p=g.dirichlet(np.full(shape.intents, 3.0)))
    intent[new[adviser] & (g.random(shape.contacts) < 0.4)] = 0  # the hard one
    added = {cause: np.zeros(shape.contacts) for cause in PLANTED}
    return _Month(g, shape, seconds, adviser, intent, site_of, new, added)


def _plain(month: _Month) -> Floats:
    """[contact]: the share that fails of itself. Intent 0 is hard."""
    g, shape = month.g, month.shape
    of_intent = g.uniform(*shape.plain, shape.intents)
    of_intent[0] = 0.22
    odds = np.log(of_intent / (1 - of_intent))[month.intent]
    odds += shape.uneven * g.standard_normal(shape.sites)[month.site]
    hour = month.seconds % DAY / DAY
    odds += shape.uneven * np.sin(2 * np.pi * (hour + g.random()))
    return np.asarray(1 / (1 + np.exp(-odds)))


def _plant_people(month: _Month) -> None:
    shape, g = month.shape, month.g
    for one in g.choice(shape.advisers, shape.weak, replace=False):
        _plant(month, month.adviser == one, month.amount(shape.weakness))
    for one in g.choice(shape.advisers, shape.gaps, replace=False):
        weak_at = g.choice(shape.intents, 3, replace=False)
        where = (month.adviser == one) & np.isin(month.intent, weak_at)
        _plant(month, where, month.amount(shape.gap))
    for _ in range(shape.untaught):
        site, intent = g.integers(shape.sites), g.integers(1, shape.intents)
        where = (month.site == site) & (month.intent == intent)
        _plant(month, where, month.amount(shape.untaught_by))


def _plant(month: _Month, where: Flags, hazard: float) -> None:
    shape, g = month.shape, month.g
    if g.random() < shape.late:
        since = g.uniform(0.2, 0.8) * shape.days * DAY
        where = where & ((month.seconds >= since) == (g.random() < 0.5))
    month.added["human"][where] += hazard


def _plant_outages(month: _Month, written: Callable[[], bool]) -> None:
    shape, g = month.shape, month.g
    total = shape.outages + shape.outage_decoys + shape.everywhere
    for at in range(total):
        real = not shape.outages <= at < shape.outages + shape.outage_decoys
        start = (g.integers(0, shape.days) + (8 + 10 * g.random()) / 24) * DAY
        end = start + month.amount(shape.outage_hours) * 3600
        intents = month.some_intents(2, 6)
        where = (month.seconds >= start) & (month.seconds < end)
        if at >= shape.outages + shape.outage_decoys:
            where, intents = where & (month.site == g.integers(shape.sites)), intents[:0]
        else:
            where &= np.isin(month.intent, intents)
        month.added["technology"][where] += real * month.amount(shape.outage)
        entry = _incident(month, f"system-{at}", start, end, intents)
        if written() or not real:
            month.incidents.append(entry)


def _incident(month: _Month, system: str, start: float, end: float, intents: Codes) -> Incident:
    if month.g.random() < month.shape.sloppy:
        start, end = (one + month.g.uniform(-1200, 1200) for one in (start, end))
        intents = intents[:-1] if intents.size > 1 else intents
    return Incident(system, START + start, START + max(start + 60, end), _names(intents))


def _plant_changes(month: _Month, written: Callable[[], bool]) -> None:
    shape, g = month.shape, month.g
    for at in range(shape.changes + shape.change_decoys):
        real = at < shape.changes
        since, intents = g.uniform(4, shape.days - 4) * DAY, month.some_intents(1, 3)
        where = (month.seconds >= since) & np.isin(month.intent, intents)
        month.added["process"][where] += real * month.amount(shape.change)
        if written() or not real:
            month.versions.append(Version(f"policy-{at}", START + since, _names(intents)))


def _names(intents: Codes) -> tuple[str, ...]:
    return tuple(f"intent-{one:02}" for one in intents)


def _world(month: _Month, law: Law, plain: Floats) -> World:
    draw = _additive if law == "additive" else _logistic
    failed, truth, oracle = draw(month, plain)
    return World(
        _contacts(month, failed), tuple(month.incidents), tuple(month.versions), truth, oracle
    )


def _additive(month: _Month, plain: Floats) -> tuple[Flags, dict[str, Flags], Floats]:
    """Each cause strikes by itself, and each is enough."""
    strikes = {
        cause: month.g.random(plain.size) < -np.expm1(-hazard)
        for cause, hazard in month.added.items()
    }
    failed = month.g.random(plain.size) < plain
    for strike in strikes.values():
        failed = failed | strike
    survive = (1 - plain) * np.exp(-sum(month.added.values(), np.zeros(plain.size)))
    return failed, strikes, -np.expm1(-month.added["human"]) / (1 - survive)


def _logistic(month: _Month, plain: Floats) -> tuple[Flags, dict[str, Flags], Floats]:
    """One draw decides; a cause was active where the contact had not failed without it."""
    added = {cause: _LOGITS[cause] * hazard for cause, hazard in month.added.items()}
    odds = np.log(plain / (1 - plain)) + sum(added.values(), np.zeros(plain.size))
    drawn = month.g.random(plain.size)
    share = 1 / (1 + np.exp(-odds))
    without = {cause: 1 / (1 + np.exp(-(odds - one))) for cause, one in added.items()}
    failed = drawn < share
    truth = {cause: failed & (drawn >= one) for cause, one in without.items()}
    return failed, truth, 1 - without["human"] / share


def _contacts(month: _Month, failed: Flags) -> Contacts:
    shape = month.shape
    dimensions = {
        "adviser": _column("adviser", month.adviser, shape.advisers),
        "site": _column("site", month.site, shape.sites),
        "queue": _column("queue", np.zeros_like(month.intent), 1),
        "intent": _column("intent", month.intent, shape.intents),
    }
    if shape.tenure:
        new = month.new[month.adviser].astype(np.int64)
        dimensions["tenure"] = Column(("long", "new"), new)
    ids = tuple(f"c{at:06}" for at in range(failed.size))
    return Contacts(ids, START + month.seconds, failed, dimensions)


def _column(name: str, codes: Codes, size: int) -> Column:
    digits = len(str(max(size - 1, 10)))
    return Column(tuple(f"{name}-{at:0{digits}}" for at in range(size)), codes)
