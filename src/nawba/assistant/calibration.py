"""Thresholds per brand, language and predicted group of intents, each with what it promises.

What is promised. For each row by itself: with 95 % confidence over the drawing of the cases, at
most ``risk`` of the answers given to questions *predicted* to be in that group are wrong, if
out-of-scope questions are the stated share of the traffic. Of many rows about one in twenty may
therefore miss; ``together`` makes the statements of one brand and language hold all at once (each
then takes an equal part of the error), and with them the same statement about all its answers.

It is said of the set that the cases are drawn from: of traffic if all are a random sample of it,
else of this set only. It covers which intent is answered, not the wording of the answer.

Groups are those of the predicted intent, because the right one is not known when it matters. A
group whose cases prove nothing if three quarters are answered and two of them wrongly joins the
others like it; if these together are still too few, the next smallest groups join them. Only
numbers of cases decide this. One case per cluster counts, drawn by a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nawba.assistant.cases import Case, CaseSource
from nawba.stats import (
    Cases,
    Control,
    Missing,
    Promise,
    Rehearsal,
    Verdict,
    control,
    least_answered,
    least_bearing,
    logit_grid,
)

OTHERS = "others"  # every predicted group without a row of its own
GRID = logit_grid()
_ALONE, _BORNE = 0.75, 2  # share of a group's cases that must prove something despite 2 errors


@dataclass(frozen=True)
class Read:
    """A case as the assistant read it: the intent it would answer, and the score.

    ``uses`` counts the readings that the case has proven anything of, this one included.
    """

    case: Case
    predicted: str
    score: float
    uses: int = 1

    @property
    def wrong(self) -> bool:
        return self.predicted != self.case.intent


@dataclass(frozen=True)
class Row:
    """One threshold. ``groups`` are those it stands for; empty means all that have no other row.

    ``threshold`` None: assist only. ``cases`` in scope were predicted in the group, of ``asked``
    in the brand and language; ``coverage`` is answered of ``cases``. ``covers`` is "traffic" or
    "this set".
    """

    brand: str
    language: str
    name: str
    groups: tuple[str, ...]
    verdict: Verdict
    threshold: float | None
    cases: int
    asked: int
    oos_cases: int
    answered: int
    wrong: int
    oos_answered: int
    coverage: float
    bound: float | None
    missing: Missing
    covers: str


@dataclass(frozen=True)
class Table:
    """All rows, by brand, language and name; ``group_of`` maps an intent to its group."""

    rows: tuple[Row, ...]
    promise: Promise
    together: bool
    group_of: Mapping[str, str]

    def row(self, brand: str, language: str, predicted: str) -> Row | None:
        """The row that decides about an answer, if that brand and language has any."""
        rows = [row for row in self.rows if (row.brand, row.language) == (brand, language)]
        group = self.group_of.get(predicted, predicted)
        own = next((row for row in rows if group in row.groups), None)
        return own or next((row for row in rows if not row.groups), None)

    def may_answer(self, brand: str, language: str, predicted: str, score: float) -> bool:
        """Whether the assistant may answer by itself; without a proven threshold it may not."""
        row = self.row(brand, language, predicted)
        return row is not None and row.threshold is not None and score >= row.threshold


def calibrate(
    reads: Sequence[Read],
    promise: Promise,
    *,
    group_of: Mapping[str, str] | None = None,
    together: bool = False,
    rehearsed: Sequence[Read] = (),
    seed: int = 0,
) -> Table:
    """A table of thresholds from cases that the assistant read and that nothing was trained on.

    ``group_of`` gives the group of an intent; an intent without one is a group of its own.
    ``rehearsed`` are other cases, such as those of the last calibration or gaps: they prove nothing
    but may say where testing should start (see ``nawba.stats.rehearsal``).
    """
    groups = dict(group_of or {})
    rows: list[Row] = []
    for place, part in sorted(_parts(reads, seed).items()):
        known = [r for r in rehearsed if (r.case.brand, r.case.language) == place]
        rows += _rows(part, promise, groups, together, known)
    return Table(tuple(rows), promise, together, groups)


def _parts(reads: Sequence[Read], seed: int) -> dict[tuple[str, str], list[Read]]:
    """The cases of each brand and language, one per cluster."""
    order = np.random.default_rng(seed).permutation(len(reads))
    drawn = {(r.case.brand, r.case.language, r.case.cluster): r for r in (reads[i] for i in order)}
    parts: dict[tuple[str, str], list[Read]] = {}
    for (brand, language, _), read in drawn.items():
        parts.setdefault((brand, language), []).append(read)
    return parts


def _rows(
    part: Sequence[Read],
    promise: Promise,
    group_of: Mapping[str, str],
    together: bool,
    rehearsed: Sequence[Read],
) -> list[Row]:
    """The rows of one brand and language, whose cases ``part`` is."""
    grouped = [(group_of.get(read.predicted, read.predicted), read) for read in part]
    asked = sum(read.case.intent is not None for read in part)
    plan = _plan(grouped, promise, asked, len(part) - asked, together)
    if together:
        promise = replace(promise, confidence=1 - (1 - promise.confidence) / len(plan))
    own = {group for groups in plan for group in groups}

    def belongs(read: Read, groups: tuple[str, ...]) -> bool:
        group = group_of.get(read.predicted, read.predicted)
        return group in groups if groups else group not in own

    rows = []
    for groups in plan:
        cases = _cases([r for r in part if belongs(r, groups)], asked, len(part) - asked)
        known = _cases([r for r in rehearsed if belongs(r, groups)], *[len(rehearsed)] * 2)
        start = Rehearsal(known.scores, known.wrong).start(promise, len(cases.scores), GRID)
        rows.append(_row(part, groups, control(cases, promise, GRID, start), cases))
    return rows


def _plan(
    grouped: Sequence[tuple[str, Read]],
    promise: Promise,
    asked: int,
    oos_asked: int,
    together: bool,
) -> list[tuple[str, ...]]:
    """The groups of each row, by numbers of cases alone; the empty one is all the others."""
    counts = Counter({group: 0 for group, _ in grouped})
    counts.update(group for group, read in grouped if read.case.intent is not None)
    if together:
        promise = replace(promise, confidence=1 - (1 - promise.confidence) / (len(counts) + 1))

    def alone(cases: int) -> bool:
        least = least_bearing(promise, _BORNE, cases, asked, oos_asked)
        return least is not None and least <= _ALONE * cases

    def enough(cases: int) -> bool:
        return least_answered(promise, cases, asked, oos_asked) is not None

    big = sorted((group for group, n in counts.items() if alone(n)), key=lambda g: (counts[g], g))
    left = sum(counts.values()) - sum(counts[group] for group in big)
    while big and left and not enough(left):
        left += counts[big.pop(0)]
    return [*((group,) for group in sorted(big)), ()]


def _cases(reads: Sequence[Read], asked: int, oos_asked: int) -> Cases:
    inside = [read for read in reads if read.case.intent is not None]
    outside = [read.score for read in reads if read.case.intent is None]
    scores = np.array([read.score for read in inside], np.float64)
    wrong = np.array([read.wrong for read in inside], bool)
    return Cases(scores, wrong, asked, np.array(outside, np.float64), oos_asked)


def _row(part: Sequence[Read], groups: tuple[str, ...], outcome: Control, cases: Cases) -> Row:
    answered = outcome.counted(outcome.steps.answered)
    return Row(
        part[0].case.brand,
        part[0].case.language,
        groups[0] if groups else OTHERS,
        groups,
        outcome.verdict,
        outcome.threshold,
        len(cases.scores),
        cases.asked,
        cases.oos_asked,
        answered,
        outcome.counted(outcome.steps.wrong),
        outcome.counted(outcome.steps.oos_answered),
        answered / max(len(cases.scores), 1),
        outcome.bound,
        outcome.missing,
        _covers(part),
    )


def _covers(part: Sequence[Read]) -> str:
    sampled = all(read.case.source is CaseSource.TRAFFIC for read in part)
    return "traffic" if sampled else "this set"
