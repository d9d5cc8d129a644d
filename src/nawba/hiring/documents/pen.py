"""Text without a page written down line by line: what DOCX, ODT, HTML and text files share."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nawba.domain.candidates import Line, Unreadable
from nawba.hiring.documents.letters import clean, close_up, smuggled

TINY = 3.0
"""Letters lower than so many points are read by machines only."""


@dataclass(frozen=True)
class Look:
    """How a stretch of text looks: ``size`` in points (0: not known), colours as ``rrggbb``."""

    bold: bool = False
    size: float = 0.0
    colour: str = "000000"
    ground: str = "ffffff"
    gone: bool = False

    @property
    def hidden(self) -> bool:
        """Whether nobody sees it: switched off, the colour of its ground, or tiny."""
        return self.gone or 0 < self.size < TINY or self.colour == self.ground


PLAIN = Look()


class Pen:
    """Collects lines; ``most`` of them, then it raises Unreadable (``too_many_pages``)."""

    def __init__(self, most: int) -> None:
        self.lines: list[Line] = []
        self._most, self._block = most, 0
        self._parts: list[tuple[str, Look]] = []

    def write(self, text: str | None, look: Look = PLAIN) -> None:
        if text:
            self._parts.append((text, look))

    def end_line(self) -> None:
        """What was written since the last end is a line; what is hidden in it is one of its own."""
        seen = [part for part in self._parts if not part[1].hidden]
        hidden = [part for part in self._parts if part[1].hidden]
        self._parts = []
        self._add(seen, hidden=False)
        self._add(hidden, hidden=True)
        if len(self.lines) > self._most:
            raise Unreadable(
                "too_many_pages",
                f"The document has more than {self._most} lines. Ask for the résumé alone.",
            )

    def end_block(self) -> None:
        self.end_line()
        if self.lines and self.lines[-1].block == self._block:
            self._block += 1

    def _add(self, parts: list[tuple[str, Look]], hidden: bool) -> None:
        written = "".join(text for text, _ in parts)
        text = close_up(clean(written))
        if text:
            letters = max(1, sum(len(part.strip()) for part, _ in parts))
            bold = 2 * sum(len(part.strip()) for part, look in parts if look.bold) > letters
            size = max(look.size for _, look in parts)
            line = Line(0, text, "hidden" if hidden else "text", bold=bold, block=self._block)
            self.lines.append(replace(line, size=size))
        secret = smuggled(written).strip()
        if secret:
            self.lines.append(Line(0, secret, "hidden", block=self._block))
