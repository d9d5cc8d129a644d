"""Does `nawba listen diagnose` hold on months of another make than those of `nawba bench cause`?

Written from the issue's words by somebody who had not seen the bench's generator: nearly all
weakness lies in single cells of adviser by intent, base rates are higher, new hires may really be
worse, lists may name wrong hours. Each reading changes one thing of `cells`.

    nice -n 15 .venv/bin/python benchmarks/causes_elsewhere.py --readings cells errors --seeds 3
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from nawba.bench.cause.measure import judge_world
from nawba.bench.cause.worlds import World
from nawba.listening.cause.tables import Column, Contacts, Incident, Version

DAY = 86_400.0
START = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
OPENING = np.array([0.05] * 8 + [3, 6, 9, 10, 8, 6, 7, 8, 8, 7, 5, 3] + [0.05] * 4)
LOG_ODDS = 6.0  # of one unit of hazard, in the logistic law

Bounds = tuple[float, float]


@dataclass(frozen=True)
class Reading:
    """Shares are of cells, advisers or entries; bounds are hazards drawn evenly, hours for
    `out_hours`, and numbers of intents for `out_intents` and `change_intents`."""

    contacts: int = 60_000
    advisers: int = 200
    sites: int = 5
    intents: int = 20
    days: int = 28
    base: Bounds = (0.05, 0.25)
    hard_base: float = 0.35
    skew: float = 0.0
    cells: float = 0.08
    cell: Bounds = (0.15, 0.5)
    among: float = 1.0
    people: float = 0.0
    person: Bounds = (0.06, 0.2)
    groups: int = 0
    group: Bounds = (0.15, 0.4)
    new: float = 0.15
    hard: float = 0.4
    new_worse: float = 0.0
    learning: bool = False
    outages: int = 5
    outage: Bounds = (0.2, 0.8)
    out_hours: Bounds = (1, 8)
    out_intents: tuple[int, int] = (1, 4)
    outage_decoys: int = 5
    changes: int = 3
    change: Bounds = (0.08, 0.35)
    change_intents: tuple[int, int] = (1, 2)
    change_decoys: int = 3
    undone: float = 0.0
    late_hours: float = 0.0
    bad_ends: float = 0.0
    missed_intents: float = 0.0
    listed: float = 1.0
    by_person: float = 0.0
    uneven: float = 0.0
    few_skills: bool = False
    scale: float = 1.0


CELLS = Reading()
READINGS: Mapping[str, Reading] = {
    "cells": CELLS,
    "whole people": replace(CELLS, cells=0, people=0.12),
    "both": replace(CELLS, cells=0.05, people=0.06),
    "some people": replace(CELLS, cells=0.3, among=0.2),
    "small": replace(CELLS, scale=0.6),
    "large": replace(CELLS, scale=1.6),
    "8 intents": replace(CELLS, intents=8, cells=0.06),
    "40 intents": replace(CELLS, intents=40, skew=0.8),
    "groups": replace(CELLS, cells=0.03, groups=5),
    "learning": replace(CELLS, cells=0.04, new_worse=0.3, learning=True),
    "new worse": replace(CELLS, cells=0.04, new_worse=0.12),
    "errors": replace(CELLS, late_hours=0.5, bad_ends=0.6, missed_intents=0.3, undone=0.4),
    "half listed": replace(CELLS, listed=0.5),
    "by person": replace(CELLS, by_person=0.2),
    "uneven": replace(CELLS, uneven=0.7),
    "few skills": replace(CELLS, few_skills=True),
    "low base": replace(CELLS, base=(0.02, 0.08), hard_base=0.15),
    "nobody": replace(CELLS, cells=0),
    "nothing": replace(CELLS, cells=0, outages=0, changes=0),
}


class Month:
    """One month of ``reading``: who took what, when, and what struck it."""

    def __init__(self, seed: int, reading: Reading, law: str) -> None:
        self.reading, self.law = reading, law
        self.rng = np.random.default_rng([seed, 9000])
        self.incidents: list[Incident] = []
        self.versions: list[Version] = []
        self._hand_out()
        self.hazard = {"human": self._of_people(), "technology": 0.0, "process": 0.0}
        for number in range(reading.outages + reading.outage_decoys):
            self._break(number, matters=number < reading.outages)
        for number in range(reading.changes + reading.change_decoys):
            self._change(number, matters=number < reading.changes)

    def _hand_out(self) -> None:
        r, rng = self.reading, self.rng
        self.site_of = rng.integers(0, r.sites, r.advisers)
        self.is_new = rng.random(r.advisers) < r.new
        hours = rng.choice(24, r.contacts, p=OPENING / OPENING.sum())
        within = (hours + rng.random(r.contacts)) / 24
        self.day = np.sort(rng.integers(0, r.days, r.contacts) + within)
        load = rng.lognormal(0, r.uneven, r.advisers)
        self.adviser = rng.choice(r.advisers, r.contacts, p=load / load.sum())
        self.hard = int(rng.integers(r.intents))
        share = np.arange(1, r.intents + 1.0) ** -r.skew
        drawn = self._skilled(share / share.sum())
        given = self.is_new[self.adviser] & (rng.random(r.contacts) < r.hard)
        self.intent = np.where(given, self.hard, drawn)

    def _skilled(self, share: Any) -> Any:
        r, rng = self.reading, self.rng
        if not r.few_skills:
            return rng.choice(r.intents, r.contacts, p=share)
        known = rng.random((r.advisers, r.intents)).argsort(1) < max(3, r.intents // 4)
        weights = known * share
        edges = (weights / weights.sum(1, keepdims=True)).cumsum(1)[self.adviser]
        return (edges < rng.random(r.contacts)[:, None]).sum(1).clip(0, r.intents - 1)

    def _of_people(self) -> Any:
        r, rng = self.reading, self.rng
        shape = (r.advisers, r.intents)
        weak = (rng.random(shape) < r.cells) & (rng.random(r.advisers) < r.among)[:, None]
        by_cell = np.where(weak, rng.uniform(*r.cell, shape), 0)
        whole = np.where(rng.random(r.advisers) < r.people, rng.uniform(*r.person, r.advisers), 0)
        hazard = by_cell[self.adviser, self.intent] + whole[self.adviser]
        for _ in range(r.groups):
            site, intent = rng.integers(r.sites), rng.integers(r.intents)
            inside = (self.site_of[self.adviser] == site) & (self.intent == intent)
            hazard = hazard + inside * rng.uniform(*r.group)
        since = np.maximum(self.day - rng.uniform(-5, 20, r.advisers)[self.adviser], 0)
        fading = np.exp(-since / 10) if r.learning else 1.0
        return r.scale * (hazard + self.is_new[self.adviser] * r.new_worse * fading)

    def _some(self, bounds: tuple[int, int]) -> list[int]:
        count = int(self.rng.integers(bounds[0], bounds[1] + 1))
        return sorted(self.rng.choice(self.reading.intents, count, replace=False).tolist())

    def _break(self, number: int, *, matters: bool) -> None:
        r, rng = self.reading, self.rng
        begin = rng.integers(r.days) + rng.uniform(8, 17) / 24
        end, intents = begin + rng.uniform(*r.out_hours) / 24, self._some(r.out_intents)
        if matters:
            struck = (self.day >= begin) & (self.day < end) & np.isin(self.intent, intents)
            self.hazard["technology"] += struck * rng.uniform(*r.outage) * r.scale
        if matters and rng.random() >= r.listed:
            return
        told_begin, told_end = begin + rng.normal(0, r.late_hours) / 24, end
        if rng.random() < r.bad_ends:
            told_end = begin + (end - begin) * rng.uniform(0.3, 1.8)
        told = [one for one in intents if rng.random() >= r.missed_intents] or intents[:1]
        times = _at(told_begin), _at(max(told_end, told_begin + 0.02))
        self.incidents.append(Incident(f"system {number}", *times, tuple(map(_intent, told))))

    def _change(self, number: int, *, matters: bool) -> None:
        r, rng = self.reading, self.rng
        begin, intents = rng.uniform(4, r.days - 4), self._some(r.change_intents)
        end = begin + rng.uniform(3, 7) if rng.random() < r.undone else r.days + 1.0
        if matters:
            struck = (self.day >= begin) & (self.day < end) & np.isin(self.intent, intents)
            self.hazard["process"] += struck * rng.uniform(*r.change) * r.scale
        if matters and rng.random() >= r.listed:
            return
        affected = tuple(map(_intent, intents))
        self.versions.append(Version(f"policy {number}", _at(begin), affected))
        if end < r.days:
            self.versions.append(Version(f"policy {number} undone", _at(end), affected))

    def world(self) -> World:
        r, rng = self.reading, self.rng
        base = rng.uniform(*r.base, r.intents)
        base[self.hard] = r.hard_base if r.hard else base[self.hard]
        plain = base[self.intent] * rng.lognormal(0, r.by_person, r.advisers)[self.adviser]
        failed, truth, oracle = (self._hazards if self.law == "additive" else self._odds)(plain)
        ids = tuple(f"c{at:06d}" for at in range(r.contacts))
        contacts = Contacts(ids, START + DAY * self.day, failed, self._dimensions())
        return World(contacts, tuple(self.incidents), tuple(self.versions), truth, oracle)

    def _hazards(self, plain: Any) -> tuple[Any, dict[str, Any], Any]:
        """Each cause strikes by itself."""
        causes = {**self.hazard, "plain": -np.log1p(-np.minimum(plain, 0.9))}
        struck = {
            one: self.rng.random(plain.size) < -np.expm1(-hazard) for one, hazard in causes.items()
        }
        failed = np.any(list(struck.values()), axis=0)
        truth = {one: struck[one] & failed for one in self.hazard}
        return failed, truth, -np.expm1(-self.hazard["human"]) / -np.expm1(-sum(causes.values()))

    def _odds(self, plain: Any) -> tuple[Any, dict[str, Any], Any]:
        """A cause is to blame where the contact would not have failed without it."""
        drawn = self.rng.random(plain.size)
        odds = np.log(plain / (1 - plain)) + LOG_ODDS * sum(self.hazard.values())
        failed = drawn < _share(odds)
        without = {one: _share(odds - LOG_ODDS * part) for one, part in self.hazard.items()}
        truth = {one: failed & (drawn >= share) for one, share in without.items()}
        return failed, truth, 1 - without["human"] / _share(odds)

    def _dimensions(self) -> dict[str, Column]:
        queues = [f"queue {one % 4}" for one in self.intent]
        return {
            "adviser": Column.of([f"adviser {one}" for one in self.adviser]),
            "site": Column.of([f"site {one}" for one in self.site_of[self.adviser]]),
            "queue": Column.of(queues),
            "intent": Column.of([_intent(one) for one in self.intent]),
        }


def _share(odds: Any) -> Any:
    return 1 / (1 + np.exp(-odds))


def _at(day: float) -> float:
    return START + DAY * float(day)


def _intent(number: int) -> str:
    return f"intent {number}"


def row(name: str, law: str, seeds: int) -> str:
    worlds = [Month(seed, READINGS[name], law).world() for seed in range(seeds)]
    months = [judge_world(one) for one in worlds]
    told: dict[str, list[float | None]] = {
        "ap_human": [one.judged.ap_human for one in months],
        "oracle": [one.oracle for one in months],
        "ridge": [one.peers["ridge"] for one in months],
        "ece": [one.judged.ece for one in months],
        "false_blame": [one.judged.false_blame for one in months],
        "found": [one.judged.found for one in months],
    }
    blaming = sum(one.blames for one in months)
    figures = "  ".join(f"{figure} {_mean(values)}" for figure, values in told.items())
    worst = max(one.judged.ece for one in months)
    return f"{name:13} {law:9} {figures}  ece at most {worst:.3f}  blaming {blaming}/{seeds}"


def _mean(values: list[float | None]) -> str:
    known = [one for one in values if one is not None]
    return f"{np.mean(known):.3f}" if known else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readings", nargs="+", choices=READINGS, default=list(READINGS))
    parser.add_argument("--laws", nargs="+", default=["additive", "logistic"])
    parser.add_argument("--seeds", type=int, default=2)
    args = parser.parse_args()
    for name in args.readings:
        for law in args.laws:
            print(row(name, law, args.seeds), flush=True)


if __name__ == "__main__":
    main()
