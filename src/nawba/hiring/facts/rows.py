"""Lines as the rules see them: folded for comparing, with the way back to what is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from nawba.domain.candidates import Fact, FactKind, Line, Reading
from nawba.domain.folded import Folded

_BULLET = re.compile(r"\s*(?:[•●▪▫■□‣◦∙·*✓✔►▶➢➤❖♦\uf000-\uf8ff]+|[-–—](?=\s)|o(?=\s))\s*")
_EDGES = " \t\u00a0,;:|/•·●▪–—-−*،؛\u200b\u200e\u200f\ufeff"
_CLOSED = {")": "(", "]": "["}


@dataclass(frozen=True)
class Piece:
    """Characters ``start`` to ``end`` of a line, never empty, no separators at its ends."""

    line: Line
    start: int
    end: int

    @property
    def text(self) -> str:
        return unicodedata.normalize("NFC", self.line.text[self.start : self.end])


@dataclass(frozen=True)
class Row:
    """A line, or the part of it from ``start`` to ``end`` (offsets in the line's text)."""

    line: Line
    start: int
    end: int
    bullet: bool = False

    @cached_property
    def folded(self) -> Folded:
        return Folded.of(self.line.text[self.start : self.end])

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]

    @cached_property
    def words(self) -> int:
        return len(self.folded.text.split())

    @property
    def style(self) -> tuple[float, bool]:
        return (round(self.line.size * 2) / 2, self.line.bold)

    def piece(self, start: int, end: int) -> Piece | None:
        """The piece at these offsets of the folded text, or None where nothing is written."""
        if start >= end:
            return None
        first, behind = self.folded.span(start, end)
        return trimmed(self.line, self.start + first, self.start + behind)

    def to_edge(self, start: int) -> Piece | None:
        """From this offset of the folded text to the end, with what an edge would lose: a dot."""
        first = self.start + self.folded.span(start, len(self.folded.text))[0]
        end = self.start + len(self.text.rstrip())
        return Piece(self.line, first, end) if first < end else None

    def whole(self) -> Piece | None:
        return trimmed(self.line, self.start, self.end)

    def part(self, start: int, end: int) -> Row:
        """The row of these offsets of the folded text."""
        if start >= end:
            return Row(self.line, self.end, self.end, self.bullet)
        first, behind = self.folded.span(start, end)
        return Row(self.line, self.start + first, self.start + behind, self.bullet)


def rows_of(reading: Reading) -> list[Row]:
    """A row for each line that is seen and says something, bullets taken off."""
    return [row for line in reading.seen() if (row := _row(line)).text.strip()]


def _row(line: Line) -> Row:
    bullet = _BULLET.match(line.text)
    return Row(line, bullet.end() if bullet else 0, len(line.text), bullet is not None)


def trimmed(line: Line, start: int, end: int) -> Piece | None:
    """The piece between, without separators and lone brackets at its ends."""
    text = line.text
    while start < end and (text[start] in _EDGES or _opens_alone(text, start, end)):
        start += 1
    while start < end and (text[end - 1] in _EDGES or _closes_alone(text, start, end)):
        end -= 1
    if not any(char.isalnum() for char in text[start:end]):
        return None
    if (
        text[start] in "(["
        and text[end - 1] in ")]"
        and not re.search(r"[)\]]", text[start + 1 : end - 1])
    ):
        return trimmed(line, start + 1, end - 1)
    return Piece(line, start, end)


def _opens_alone(text: str, start: int, end: int) -> bool:
    closing = {"(": ")", "[": "]"}.get(text[start])
    return text[start] in ")]" or (closing is not None and closing not in text[start:end])


def _closes_alone(text: str, start: int, end: int) -> bool:
    opening = _CLOSED.get(text[end - 1])
    return text[end - 1] in "([" or (opening is not None and opening not in text[start:end])


def joined(pieces: Iterable[Piece]) -> str:
    """Their texts with a blank between: a title that runs over two lines."""
    return " ".join(piece.text for piece in pieces)


def fact(
    kind: FactKind,
    value: Mapping[str, Any],
    pieces: Sequence[Piece | None],
    confidence: float = 1.0,
    rows: Sequence[Row] = (),
) -> Fact:
    """A fact read from ``pieces``; ``rows`` are lines that only bear it out (duties)."""
    told = [piece for piece in pieces if piece is not None]
    lines = {piece.line.number: piece.line for piece in told}
    quote = " ".join(_stretch(line, told) for _, line in sorted(lines.items()))
    least = min([confidence, *(line.confidence for line in lines.values())])
    numbers = sorted(lines.keys() | {row.line.number for row in rows})
    return Fact(kind, value, tuple(numbers), quote, least)


def _stretch(line: Line, pieces: Sequence[Piece]) -> str:
    here = [piece for piece in pieces if piece.line.number == line.number]
    return line.text[min(p.start for p in here) : max(p.end for p in here)]


def text_of(piece: Piece | None) -> str:
    """What it says; empty without one."""
    return "" if piece is None else piece.text
