"""Four weeks of a small centre in which it is known what went wrong: an outage, a changed policy, a
site that was never taught refunds; beside an incident and a change that did nothing, and new
people who are given the hardest work."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
OUTAGE = (MONDAY + timedelta(days=9, hours=10), MONDAY + timedelta(days=9, hours=14))
DECOY = (MONDAY + timedelta(days=16, hours=9), MONDAY + timedelta(days=16, hours=12))
CHANGED = MONDAY + timedelta(days=15)
UNCHANGED = MONDAY + timedelta(days=12)
INTENTS = ("billing", "cancel", "delivery", "hard", "other", "refund")
SITES = ("casablanca", "dakar", "lisbon", "tunis")


@dataclass(frozen=True)
class Month:
    contacts: Path
    incidents: Path
    versions: Path
    planted: dict[str, set[str]]
    """Contacts that failed, by what was planted in them."""

    @property
    def options(self) -> list[str]:
        return ["--contacts", str(self.contacts), "--incidents", str(self.incidents),
                "--versions", str(self.versions)]  # fmt: skip


def plant(folder: Path, seed: int = 11, count: int = 16_000) -> Month:
    """Write the three files into ``folder``."""
    chance = np.random.default_rng(seed)
    adviser = chance.integers(0, 40, count)
    intent = chance.integers(0, len(INTENTS), count)
    intent[(adviser % 5 == 0) & (chance.random(count) < 0.5)] = INTENTS.index("hard")
    hours = np.sort(chance.integers(0, 28, count) * 24 + 8 + 12 * chance.random(count))
    base = np.where(intent == INTENTS.index("hard"), 0.25, 0.06)
    names = np.array(INTENTS)[intent]
    site = np.array(SITES)[adviser % 4]
    planted = {
        "technology": 0.6 * (_within(hours, *OUTAGE) & np.isin(names, ["delivery", "other"])),
        "process": 0.22 * ((hours >= _hours(CHANGED)) & (names == "cancel")),
        "human": 0.25 * ((site == "dakar") & (names == "refund")),
    }
    struck = {cause: chance.random(count) < share for cause, share in planted.items()}
    failed = np.any([chance.random(count) < base, *struck.values()], axis=0)
    rows = [
        (f"c{at}", f"adviser-{adviser[at]:02d}", site[at], names[at][0], names[at],
         _moment(hours[at]), int(failed[at]), "new" if adviser[at] % 5 == 0 else "settled")
        for at in range(count)
    ]  # fmt: skip
    head = ["contact_id", "adviser", "site", "queue", "intent", "started_at", "failed", "tenure"]
    return Month(
        _write(folder / "contacts.csv", head, rows),
        _write(
            folder / "incidents.csv",
            ["system", "started_at", "ended_at", "intents"],
            [("shop", *map(str, OUTAGE), "delivery;other"),
             ("crm", *map(str, DECOY), '["refund", "billing"]')],
        ),
        _write(
            folder / "versions.csv",
            ["what", "intents", "changed_at"],
            [("policy on cancelling", "cancel", CHANGED), ("script", "billing|other", UNCHANGED)],
        ),
        {cause: {f"c{at}" for at in np.flatnonzero(one & failed)} for cause, one in struck.items()},
    )  # fmt: skip


def _hours(moment: datetime) -> float:
    return (moment - MONDAY).total_seconds() / 3600


def _within(hours: np.ndarray, since: datetime, until: datetime) -> np.ndarray:
    return (hours >= _hours(since)) & (hours < _hours(until))


def _moment(hours: float) -> str:
    return (MONDAY + timedelta(hours=float(hours))).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(path: Path, head: list[str], rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path
