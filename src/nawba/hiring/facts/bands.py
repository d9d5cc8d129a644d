"""What stands between two headings of a page belongs together, in however many columns it is set.

A document in one column may set its skills, languages or schools side by side. Cut into columns
such a page would tell the second school after the languages.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Sequence

from nawba.domain.candidates import Box
from nawba.hiring.facts.rows import Row

_NEAR = 6.0  # points between edges that are one edge


def in_bands(rows: Sequence[Row], heads: Callable[[Row], bool]) -> list[Row]:
    """``rows``, page by page from heading to heading where those begin at the page's edge.

    Headings are those in the look that most of them have: *Tools* may head a part of *Skills*.
    """
    looks = Counter(row.style for row in rows if heads(row)).most_common(1)
    done = list(rows)
    for page in sorted({row.line.box.page for row in rows if row.line.box is not None}):
        places = [at for at, row in enumerate(done) if row.line.box and row.line.box.page == page]
        headings = [one for at in places if heads(one := done[at]) and one.style == looks[0][0]]
        boxes = [one.line.box for one in headings if one.line.box is not None]
        others = [done[at].line.box for at in places if done[at] not in headings]
        if len(boxes) > 1 and _at_edge(boxes, [box for box in others if box is not None]):
            _sort(done, places, boxes, heads)
    return done


def by_bands(rows: list[Row], margin: Sequence[Box]) -> None:
    """Beside headings in a margin all columns between two of them come before what is below."""
    first = min(margin, key=lambda one: one.top)
    beside = [at for at, row in enumerate(rows) if _is_beside(row, margin, first)]
    _sort(rows, beside, margin, lambda row: False)


def _sort(
    rows: list[Row], places: Sequence[int], headings: Sequence[Box], heads: Callable[[Row], bool]
) -> None:
    tops = sorted(box.top for box in headings)
    found = [rows[at] for at in places]
    found.sort(key=lambda row: (bisect(tops, _middle(row)), not heads(row)))
    for at, row in zip(places, found, strict=True):
        rows[at] = row


def _at_edge(headings: Sequence[Box], others: Sequence[Box]) -> bool:
    """Whether nothing else begins further out, or headings have a margin of their own."""
    left = min((box.left for box in others), default=0.0)
    right = max((box.right for box in others), default=0.0)
    return (
        all(one.left < left + _NEAR for one in headings)
        or all(one.right > right - _NEAR for one in headings)
        or max(one.right for one in headings) <= left
        or min(one.left for one in headings) >= right
    )


def _is_beside(row: Row, margin: Sequence[Box], first: Box) -> bool:
    box = row.line.box
    if box is None or box.page != first.page or _middle(row) < first.top:
        return False
    return all(box.left >= one.right or box.right <= one.left for one in margin)


def _middle(row: Row) -> float:
    box = row.line.box
    return (box.top + box.bottom) / 2 if box else 0.0
