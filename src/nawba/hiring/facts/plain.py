"""Plain text as lines: what a text file, or words pasted into a page, have in place of a layout."""

from __future__ import annotations

from nawba.domain.candidates import Line, Reading, Unreadable


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


def text_of_bytes(data: bytes) -> str:
    """The text that ``data`` is in UTF-8; raises Unreadable (``kind``) for anything else."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text or data.startswith((b"%PDF", b"{\\rtf")):
        raise Unreadable("kind", "This is no plain text. Save it as a text file in UTF-8.")
    return text.replace("\r\n", "\n")
