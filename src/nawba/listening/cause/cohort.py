"""A group of contacts that may have failed more, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, TypedDict

from nawba.listening.cause.tables import Flags
from nawba.stats.multiple import q_values
from nawba.stats.stratified import Difference

FOUND = 0.05
"""The share of false discoveries that is accepted among the cohorts called found."""

CohortKind = Literal["incident", "change", "hours", "group"]


@dataclass(frozen=True)
class Cohort:
    """``where``: pairs of dimension and value, ``name``: of an incident or change, ``since`` and
    ``until`` in seconds since 1970. ``effect``: how much larger a share failed than of contacts
    alike, with its 95 % interval; ``n`` contacts are in it. ``chance`` is the p-value.

    ``placebo``: among how many comparisons where nothing happened, and how many looked as bad.
    """

    kind: CohortKind
    name: str
    where: tuple[tuple[str, str], ...]
    since: float | None
    until: float | None
    effect: float
    low: float
    high: float
    chance: float
    q_value: float
    n: int
    failures: int
    cause: str
    inside: Flags
    placebo: tuple[int, int] | None = None

    @property
    def id(self) -> str:
        """The same for the same cohort in every diagnosis."""
        text = repr((self.kind, self.name, self.where, self.since))
        return f"co-{sha256(text.encode()).hexdigest()[:16]}"

    @property
    def is_found(self) -> bool:
        return self.q_value <= FOUND and self.effect > 0


class Measures(TypedDict):
    effect: float
    low: float
    high: float
    chance: float
    q_value: float


def measured(compared: Difference | None) -> Measures:
    """Effect, interval and p-value of a cohort; nothing to compare with: nothing can be told."""
    if compared is None:
        return {"effect": 0.0, "low": -1.0, "high": 1.0, "chance": 1.0, "q_value": 1.0}
    low, high = compared.interval()
    chance = compared.chance()
    return {"effect": compared.value, "low": low, "high": high, "chance": chance, "q_value": chance}


def controlled(cohorts: Iterable[Cohort]) -> list[Cohort]:
    """All with their q values: one control of false discoveries for all of them."""
    tested = list(cohorts)
    found = q_values([one.chance for one in tested])
    return [replace(one, q_value=q) for one, q in zip(tested, found, strict=True)]
