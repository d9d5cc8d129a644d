"""Plain text as lines: what a text file, or words pasted into a page, have in place of a layout."""

from __future__ import annotations

from nawba.domain.candidates import Line, Reading


def plain_reading(text: str) -> tuple[Reading, dict[int, int]]:
    """A line for each line that says something; where each starts in ``text``, by its number.

    An empty line begins a new block.
    """
    lines: list[Line] = []
    starts: dict[int, int] = {}
    at = block = 0
    for written in text.split("\n"):
        if written.strip():
            starts[len(lines)] = at
            lines.append(Line(len(lines), written, block=block))
        else:
            block += 1
        at += len(written) + 1
    return Reading("text", tuple(lines)), starts
