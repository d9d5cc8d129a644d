"""Runs of words in the order in which a person reads them: columns first, never mixed.

A page is cut recursively (after Nagy and Seth's XY-cut, 1984). A gutter is a strip without text
that has lines on both sides; of the gutters the one with most lines is taken, and what crosses it
stands above or below. Where the lines beside a gutter are rows (a table, or dates at the edge),
they are read row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from nawba.hiring.documents.runs import SAME_LINE, Run

LEAST_LINES = 3
"""Lines that must stand on both sides of a gutter."""

HEADING = 1.15
"""How much larger the letters of a heading are, at least."""

EXACT = 0.05
"""How far apart the baselines of one row may be, as a share of the letters' height."""

GUTTER = 0.9
"""Least width of a gutter, as a share of the letters' height."""


@dataclass(frozen=True)
class Gutter:
    """``x`` in points; ``top`` and ``bottom`` of the strip that no run crosses."""

    x: float
    top: float
    bottom: float
    lines: int


def blocks_of(runs: Sequence[Run], from_right: bool = False) -> list[list[Run]]:
    """The runs of a page in blocks, each from top to bottom; ``from_right``: right column first."""
    if not runs:
        return []
    gutter = _gutter(runs)
    if gutter is None:
        return [_by_rows(runs, from_right)]
    above = [run for run in runs if run.base < gutter.top]
    below = [run for run in runs if run.base > gutter.bottom]
    within = [run for run in runs if gutter.top <= run.base <= gutter.bottom]
    left = [run for run in within if _middle(run) < gutter.x]
    right = [run for run in within if _middle(run) >= gutter.x]
    columns = (right, left) if from_right else (left, right)
    beside = [block for column in columns for block in blocks_of(column, from_right)]
    if _are_rows(left, right):
        beside = [_by_rows(within, from_right)]
    return [*blocks_of(above, from_right), *beside, *blocks_of(below, from_right)]


def _middle(run: Run) -> float:
    return (run.box.left + run.box.right) / 2


def _by_rows(runs: Sequence[Run], from_right: bool) -> list[Run]:
    rows = rows_of(runs)
    return [run for row in rows for run in (row[::-1] if from_right else row)]


def rows_of(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs by baseline, from top to bottom, each row from left to right."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: one.base):
        near = SAME_LINE * max(run.size, rows[-1][0].size) if rows else 0.0
        if rows and run.base - rows[-1][0].base <= near:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda one: one.box.left) for row in rows]


def _gutter(runs: Sequence[Run]) -> Gutter | None:
    """The gutter with most lines beside it, of those that have enough."""
    found = [gutter for x, least in _candidates(runs) for gutter in _strips(runs, x, least)]
    return max(found, key=lambda one: (one.lines, one.bottom - one.top), default=None)


def _candidates(runs: Sequence[Run]) -> list[tuple[float, float]]:
    """Places just left of runs that begin there: a column's left edge, and its letters' height."""
    edges: dict[int, tuple[float, float]] = {}
    for run in runs:
        edges.setdefault(round(run.box.left), (run.box.left - 0.5, run.size))
    for run in runs:
        edges.setdefault(round(run.box.right) + 1, (run.box.right + GUTTER * run.size, run.size))
    return list(edges.values())


def _strips(runs: Sequence[Run], x: float, size: float) -> list[Gutter]:
    """The stretches from top to bottom at ``x`` that no run crosses, with lines on both sides."""
    reach = GUTTER * size
    crossing = sorted(run.base for run in runs if run.box.left < x and run.box.right > x - reach)
    bounds = [float("-inf"), *crossing, float("inf")]
    strips = (_strip(runs, x, *pair) for pair in pairwise(bounds))
    return [strip for strip in strips if strip is not None]


def _strip(runs: Sequence[Run], x: float, top: float, bottom: float) -> Gutter | None:
    inside = [run for run in runs if top < run.base < bottom]
    left = {round(run.base) for run in inside if run.box.right <= x}
    right = {round(run.base) for run in inside if run.box.left >= x}
    lines = min(len(left), len(right))
    if lines < LEAST_LINES:
        return None
    bases = [run.base for run in inside]
    return Gutter(x, min(bases), max(bases), lines)


def _are_rows(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether the thinner side belongs line by line to the other: a table, or dates at the edge."""
    if not left or not right:
        return False
    thin, other = sorted((rows_of(left), rows_of(right)), key=_words)
    beside = sum(any(_same_line(row[0], one[0]) for one in other) for row in thin)
    if beside < 0.8 * len(thin) or _words(thin) > 4 * len(thin):
        return False
    return not (_is_own_column(thin, other) or _are_cards(left, right))


def _are_cards(left: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether both sides are set alike line by line, large heads too: entries side by side."""
    rows = [
        (one[0].size, other[0].size)
        for one in rows_of(left)
        for other in rows_of(right)
        if _same_line(one[0], other[0])
    ]
    alike = all(max(pair) < HEADING * min(pair) for pair in rows)
    sizes = [size for pair in rows for size in pair]
    return alike and len(rows) >= LEAST_LINES and max(sizes) >= HEADING * min(sizes)


def _is_own_column(thin: Sequence[Sequence[Run]], other: Sequence[Sequence[Run]]) -> bool:
    """Whether lines are beside others by chance: none quite on one line with them, and with
    headings of their own among them."""
    sizes = [row[0].size for row in thin]
    apart = [min(abs(row[0].base - one[0].base) for one in other) for row in thin]
    return max(sizes) >= HEADING * min(sizes) and median(apart) > EXACT * median(sizes)


def _words(rows: Sequence[Sequence[Run]]) -> int:
    return sum(len(run.text.split()) for row in rows for run in row)


def _same_line(one: Run, other: Run) -> bool:
    return abs(one.base - other.base) <= SAME_LINE * max(one.size, other.size)


def agreement(runs: Sequence[Run]) -> tuple[float, list[int]]:
    """How far ``runs`` in reading order agree with the file's own order and with a plain reading.

    The plain reading goes down the page line by line and knows no columns. The share of neighbours
    that one of the two has in this order, 1 for less than two; indexes of runs where neither has.
    """
    plain = {id(run): at for at, run in enumerate(run for row in rows_of(runs) for run in row)}
    wrong = [
        at
        for at, (a, b) in enumerate(pairwise(runs), 1)
        if b.at < a.at and plain[id(b)] != plain[id(a)] + 1
    ]
    return (1 - len(wrong) / (len(runs) - 1), wrong) if len(runs) > 1 else (1.0, [])
