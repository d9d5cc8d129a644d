"""Four fifths: how often people of each group were taken further, beside the group taken most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from nawba.stats.binomial import lower_bound, upper_bound
from nawba.stats.ratios import Ratio, ratio_of_shares

FOUR_FIFTHS = 0.8
"""Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D."""

LEAST_SHARE = 0.02
"""Smaller groups are no basis for a ratio (1607.4 A); how many people that leaves out is said."""

NOT_DECLARED = ""

Verdict = Literal["most", "holds", "open", "unequal", "seems_below", "below", "surely_below"]


@dataclass(frozen=True)
class Outcome:
    """One person: what they declared, attribute by attribute, and whether they were taken."""

    groups: Mapping[str, str]
    taken: bool


@dataclass(frozen=True)
class Row:
    """A group: ``low`` and ``high`` bound its rate (Clopper-Pearson, 95 %).

    ``verdict``: ``most`` is the group beside which the others stand. A ratio of four fifths or more
    is ``holds`` (so is its whole interval), ``unequal`` (its interval lies below 1) or ``open``; a
    smaller one ``surely_below`` (so is its interval), ``below`` (its interval lies below 1) or
    ``seems_below`` (equal rates are not refuted).
    """

    group: tuple[str, ...]
    people: int
    taken: int
    rate: float
    low: float
    high: float
    ratio: Ratio
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """One attribute, or several taken together (``attributes``), with its groups, most first.

    ``left_out`` are groups below the least share with how many people they are; ``not_declared``
    how many people said nothing. ``confidence`` is that of each single interval, chosen so that all
    ratios between two groups hold together with 95 %: the group taken most was chosen by looking.
    """

    attributes: tuple[str, ...]
    people: int
    rows: tuple[Row, ...]
    left_out: Mapping[tuple[str, ...], int]
    not_declared: int
    confidence: float


def compare(
    outcomes: Sequence[Outcome], attributes: Sequence[str], *, together: int = 2
) -> list[Comparison]:
    """Each attribute alone, then each ``together`` of them (intersections).

    Whoever did not declare one of the attributes is counted apart and in no rate.
    """
    alone = [(one,) for one in attributes]
    crossed = combinations(attributes, together) if len(attributes) >= together > 1 else ()
    return [_compare(outcomes, tuple(named)) for named in (*alone, *crossed)]


def _compare(outcomes: Sequence[Outcome], attributes: tuple[str, ...]) -> Comparison:
    told = [(_group(one, attributes), one.taken) for one in outcomes]
    declared = [(group, taken) for group, taken in told if NOT_DECLARED not in group]
    people = Counter(group for group, _ in declared)
    taken = Counter(group for group, was in declared if was)
    large = {group: n for group, n in people.items() if n >= LEAST_SHARE * len(declared)}
    pairs = len(large) * (len(large) - 1) // 2
    confidence = 1 - 0.05 / max(1, pairs)
    return Comparison(
        attributes,
        len(declared),
        tuple(_rows(large, taken, confidence)),
        {group: n for group, n in people.items() if group not in large},
        len(told) - len(declared),
        confidence,
    )


def _group(outcome: Outcome, attributes: Iterable[str]) -> tuple[str, ...]:
    return tuple(outcome.groups.get(one, NOT_DECLARED) for one in attributes)


def _rows(
    people: Mapping[tuple[str, ...], int], taken: Counter[tuple[str, ...]], confidence: float
) -> list[Row]:
    ordered = sorted(people, key=lambda group: (-taken[group] / people[group], group))
    if not ordered:
        return []
    most = ordered[0]
    return [
        _row(group, people[group], taken[group], _beside(group, most, people, taken, confidence))
        for group in ordered
    ]


def _beside(
    group: tuple[str, ...],
    most: tuple[str, ...],
    people: Mapping[tuple[str, ...], int],
    taken: Counter[tuple[str, ...]],
    confidence: float,
) -> Ratio | None:
    if group == most:
        return None
    return ratio_of_shares(taken[group], people[group], taken[most], people[most], confidence)


def _row(group: tuple[str, ...], people: int, taken: int, ratio: Ratio | None) -> Row:
    low, high = lower_bound(taken, people, 0.975), upper_bound(taken, people, 0.975)
    verdict = _verdict(ratio) if ratio else "most"
    same = Ratio(1.0, 1.0, 1.0, 1.0)
    rate = taken / people
    return Row(group, people, taken, rate, float(low), float(high), ratio or same, verdict)


def _verdict(ratio: Ratio) -> Verdict:
    fewer = ratio.high < 1
    if ratio.value is not None and ratio.value < FOUR_FIFTHS:
        if ratio.high < FOUR_FIFTHS:
            return "surely_below"
        return "below" if fewer else "seems_below"
    if ratio.low >= FOUR_FIFTHS:
        return "holds"
    return "unequal" if fewer else "open"


def above_median(scores: Mapping[str, float]) -> dict[str, bool]:
    """Who scored above the median of all: what a score rate counts (New York City, 6 RCNY 5-301).

    Where many share the median nobody of them is above it.
    """
    ordered = sorted(scores.values())
    if not ordered:
        return {}
    half, odd = divmod(len(ordered), 2)
    median = ordered[half] if odd else (ordered[half - 1] + ordered[half]) / 2
    return {one: score > median for one, score in scores.items()}
