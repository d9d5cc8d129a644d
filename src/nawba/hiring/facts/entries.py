"""A section cut into its entries: the lines of each heading, when it was, and what is told of it.

Dates are the anchors. How many lines of heading stand before the first date of a section holds
for its other entries too; lines behind it belong to the heading while something is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nawba.hiring.facts.dates import Stretch, find_stretches
from nawba.hiring.facts.rows import Piece, Row
from nawba.hiring.facts.sections import only_dates
from nawba.hiring.facts.segments import Segment, segments_of, split_places

_MOST_BEFORE = 3
_PROSE = 11  # words; a heading has fewer
_LARGER = 1.1  # times the usual letters: what differs less was only set in another place


@dataclass
class Entry:
    """``when`` are the pieces that say its dates."""

    parts: list[Segment] = field(default_factory=list)
    places: list[Segment] = field(default_factory=list)
    stretch: Stretch | None = None
    when: list[Piece] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class _Anchor:
    first: int
    last: int
    stretch: Stretch
    when: tuple[Piece, ...]


def entries_of(rows: Sequence[Row], cued: Callable[[Segment], bool], wanted: int) -> list[Entry]:
    """The entries of a section.

    ``cued``: whether a part below the date belongs to the heading; ``wanted``: how many parts one
    has at most.
    """
    anchors = _anchors(rows)
    if not anchors:
        return _undated(rows, wanted)
    layout = _Layout(rows, anchors, cued, wanted)
    starts = [layout.start(at) for at in range(len(anchors))]
    ends = [*starts[1:], len(rows)]
    return [layout.entry(*which) for which in zip(anchors, starts, ends, strict=True)]


def _anchors(rows: Sequence[Row]) -> list[_Anchor]:
    found = [one for at, row in enumerate(rows) for one in _anchor(at, row)]
    merged = _merged(found, rows)
    sure = [one for one in merged if one.stretch.ranged or only_dates(rows[one.first])]
    return sure if len(sure) * 2 >= len(merged) else merged


def _anchor(at: int, row: Row) -> list[_Anchor]:
    stretches = find_stretches(row.folded.text) if row.words <= 18 else []
    stretches = [one for one in stretches if one.ranged] or stretches
    if not stretches or (not stretches[0].ranged and (row.words > 9 or _is_prose(row))):
        return []
    piece = row.piece(stretches[0].start, stretches[0].end)
    return [_Anchor(at, at, stretches[0], (piece,))] if piece else []


def _merged(found: Sequence[_Anchor], rows: Sequence[Row]) -> list[_Anchor]:
    """Two lines that each have one date and nothing else are the two ends of one stretch."""
    merged: list[_Anchor] = []
    for one in found:
        last = merged[-1] if merged else None
        if last and last.last + 1 == one.first and _ends(last, one, rows):
            low, high = sorted((last.stretch.last, one.stretch.last))
            merged[-1] = _Anchor(
                last.first, one.last, Stretch(0, 0, low, high), (*last.when, *one.when)
            )
        else:
            merged.append(one)
    return merged


def _ends(one: _Anchor, other: _Anchor, rows: Sequence[Row]) -> bool:
    single = not one.stretch.ranged and not other.stretch.ranged
    return single and only_dates(rows[one.first]) and only_dates(rows[other.first])


def _is_prose(row: Row) -> bool:
    """A sentence: long, or with a full stop that ends no abbreviation (*S.L.*, *Inc.*)."""
    if row.words >= _PROSE:
        return True
    last = row.text.split()[-1]
    return row.words > 4 and last.endswith((".", "؛", "!")) and len(last.rstrip(".")) > 3


class _Layout:
    """How the entries of one section are set."""

    def __init__(
        self,
        rows: Sequence[Row],
        anchors: Sequence[_Anchor],
        cued: Callable[[Segment], bool],
        wanted: int,
    ) -> None:
        self.rows, self.anchors, self.cued, self.wanted = rows, anchors, cued, wanted
        self.usual = Counter(row.style for row in rows).most_common(1)[0][0]
        self.before = self._first_before()
        head = rows[anchors[0].first - self.before]
        self.strong = self._is_strong(head)

    def _is_strong(self, row: Row) -> bool:
        size, bold = row.style
        larger = size >= _LARGER * self.usual[0]
        return row.style != self.usual and size >= self.usual[0] and (bold or larger)

    def _first_before(self) -> int:
        """Heading lines before the first date: all there are, unless the date's line has enough."""
        first = self.anchors[0].first
        count = 0
        while count < min(first, _MOST_BEFORE) and _may_head(self.rows[first - count - 1]):
            count += 1
        return count

    def start(self, number: int) -> int:
        """Where the entry of this anchor begins."""
        anchor = self.anchors[number]
        floor = self.anchors[number - 1].last + 1 if number else 0
        start = anchor.first
        least = max(floor, start - self.before)
        while start > least and _may_head(self.rows[start - 1]):
            start -= 1
        if not self.strong:
            return start
        while start > floor and anchor.first - start < _MOST_BEFORE and self._heads(start - 1):
            start -= 1
        strong = [at for at in range(start, anchor.first + 1) if self._is_strong(self.rows[at])]
        return strong[0] if strong else start

    def _heads(self, at: int) -> bool:
        return self.before > 0 and self._is_strong(self.rows[at]) and _may_head(self.rows[at])

    def entry(self, anchor: _Anchor, start: int, end: int) -> Entry:
        found = Entry(stretch=anchor.stretch, when=list(anchor.when))
        for number, at in enumerate(range(start, anchor.last + 1)):
            self._take(found, self.rows[at], number)
        at = anchor.last + 1
        while at < end and self._belongs(found, self.rows[at]):
            self._take(found, self.rows[at], at - start)
            at += 1
        found.body = list(self.rows[at:end])
        return found

    def _take(self, entry: Entry, row: Row, number: int) -> None:
        places, others = split_places(segments_of(row, number, self._is_strong(row)))
        entry.places.extend(places)
        last = entry.parts[-1] if entry.parts else None
        if others and last and last.row == number - 1 and last.runs_over():
            entry.parts[-1] = last.with_more(others.pop(0))
        entry.parts.extend(others)

    def _belongs(self, entry: Entry, row: Row) -> bool:
        """Whether a line behind the date is still part of the heading."""
        if not _may_head(row) or "://" in row.text:
            return False
        places, others = split_places(segments_of(row, 0))
        if not others:
            return bool(places)
        if len(entry.parts) >= self.wanted:
            return False
        return not entry.parts or self._is_strong(row) or any(self.cued(one) for one in others)


def _may_head(row: Row) -> bool:
    return not row.bullet and not _is_prose(row)


def _undated(rows: Sequence[Row], wanted: int) -> list[Entry]:
    """Without any date: a new entry where a block begins, or where a line is set like the first."""
    entries: list[Entry] = []
    for at, row in enumerate(rows):
        begins = at == 0 or row.line.block != rows[at - 1].line.block
        if begins or (row.style == rows[0].style != rows[-1].style):
            entries.append(Entry())
        entry = entries[-1]
        if len(entry.parts) < wanted and not _is_prose(row) and not entry.body:
            places, others = split_places(segments_of(row, 0))
            entry.parts.extend(others)
            entry.places.extend(places)
        else:
            entry.body.append(row)
    return [entry for entry in entries if entry.parts]
