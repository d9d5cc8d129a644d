"""The lines of one page, in reading order, and how far two readings of it agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nawba.domain.candidates import Line, LineSource, Page
from nawba.hiring.documents.letters import close_up
from nawba.hiring.documents.order import agreement, blocks_of
from nawba.hiring.documents.runs import Run, base_direction, is_mostly_arabic


@dataclass(frozen=True)
class SheetLines:
    """The lines of one page; ``doubtful`` are indexes of those that two readings put elsewhere.

    ``agreement`` of both readings in [0, 1]; ``stored_as_seen``: Arabic in presentation forms.
    """

    page: Page
    lines: tuple[Line, ...]
    agreement: float = 1.0
    doubtful: tuple[int, ...] = ()
    stored_as_seen: bool = False


def sheet_lines(
    page: Page, runs: Sequence[Run], hidden: Sequence[Run], scanned: bool, stored_as_seen: bool
) -> SheetLines:
    """Runs in reading order, what is hidden behind them."""
    edges = [(run.text, run.box.left, run.box.right) for run in runs]
    arabic = is_mostly_arabic([run.text for run in runs])
    blocks = blocks_of(runs, from_right=arabic and base_direction(edges) == "R")
    source: LineSource = "ocr" if scanned else "text"
    lines = [_line(run, at, source) for at, block in enumerate(blocks) for run in block]
    share, doubtful = agreement([run for block in blocks for run in block])
    unseen = [_line(run, len(blocks), "hidden") for run in hidden]
    return SheetLines(page, (*lines, *unseen), share, tuple(doubtful), stored_as_seen)


def _line(run: Run, block: int, source: LineSource) -> Line:
    text = close_up(run.text)
    return Line(0, text, source, run.box, round(run.size, 1), run.bold, run.confidence, block)
