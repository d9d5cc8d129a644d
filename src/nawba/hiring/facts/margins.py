"""Headings and dates that stand in a margin of their own come back beside what they belong to.

Many documents set headings or dates in a narrow column: read column by column, they would all
come first or last. Where a block holds nothing else, each goes to the lines at its own height.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from nawba.domain.candidates import Box
from nawba.hiring.facts.bands import by_bands, in_bands
from nawba.hiring.facts.rows import Row


def brought_home(
    rows: Sequence[Row], heads: Callable[[Row], bool], dates: Callable[[Row], bool]
) -> list[Row]:
    """``rows`` in order, those of pure margins moved to the line that they stand beside."""
    rows = in_bands(rows, heads)
    kept: list[Row] = []
    moved: list[Row] = []
    for marginal, run in groupby(rows, key=lambda row: _margin(row, heads, dates)):
        members = list(run)
        (moved if marginal and _is_margin(members, rows) else kept).extend(members)
    for _, page in groupby(
        filter(heads, moved), key=lambda row: row.line.box and row.line.box.page
    ):
        by_bands(kept, [row.line.box for row in page if row.line.box is not None])
    for row in moved:
        _insert(kept, row, heads(row))
    return kept


def _margin(row: Row, heads: Callable[[Row], bool], dates: Callable[[Row], bool]) -> bool:
    return row.line.box is not None and (heads(row) or dates(row))


def _is_margin(run: Sequence[Row], rows: Sequence[Row]) -> bool:
    """Two or more headings or dates that follow each other although lines stand between them."""
    if len(run) < 2:
        return False
    boxes = [row.line.box for row in run if row.line.box is not None]
    return any(_between(row, boxes) for row in rows if row not in run)


def _between(row: Row, boxes: Sequence[Box]) -> bool:
    box = row.line.box
    if box is None:
        return False
    here = [one for one in boxes if one.page == box.page]
    middle = (box.top + box.bottom) / 2
    return any(one.top < middle for one in here) and any(one.bottom > middle for one in here)


def _beside(row: Row, other: Row) -> bool:
    a, b = row.line.box, other.line.box
    return a is not None and b is not None and a.page == b.page and _overlap(a, b) > 0.4


def _overlap(a: Box, b: Box) -> float:
    """Share of the lower one's height that both have in common; 0 where they stand above others."""
    if a.left < b.right and b.left < a.right:
        return 0.0
    shared = min(a.bottom, b.bottom) - max(a.top, b.top)
    return shared / max(1.0, min(a.bottom - a.top, b.bottom - b.top))


def _insert(kept: list[Row], row: Row, before: bool) -> None:
    """A heading goes before the nearest line at its height, or the next below; a date behind it."""
    beside = [at for at, other in enumerate(kept) if _beside(row, other)]
    if beside:
        nearest = min(beside, key=lambda at: _apart(row, kept[at]))
        kept.insert(nearest if before else nearest + 1, row)
        return
    below = (at for at, other in enumerate(kept) if _is_below(other, row))
    kept.insert(next(below, len(kept)), row)


def _apart(row: Row, other: Row) -> float:
    """Points between both, from side to side."""
    a, b = row.line.box, other.line.box
    return max(a.left - b.right, b.left - a.right) if a and b else float("inf")


def _is_below(other: Row, row: Row) -> bool:
    a, b = row.line.box, other.line.box
    return bool(a and b and (b.page, b.top) >= (a.page, a.top))
