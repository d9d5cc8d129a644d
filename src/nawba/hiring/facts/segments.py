"""The parts of a heading line: *Customer adviser, Atlas Ltd – Tangier* has three."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.lexicon import compiled, pattern, table, words_in
from nawba.hiring.facts.places import is_place
from nawba.hiring.facts.rows import Piece, Row, joined
from nawba.hiring.facts.sections import without

_CUT = re.compile(
    r"\s+(?:at|chez|@|لدي)\s+"
    r"|\s*[|•·/]\s+|\s+[-•·|]+\s*|\s*\|\s*|-{2,}|\s{3,}|\s*[,;]\s+|\s*,(?=\D)|\s+-$"
    r"|\s*[()\[\]]\s*|:\s+"
    r"|\s+في\s+(?=(?:شركه|مجموعه|بنك|مركز|موسسه|فندق)\s)"
)


@dataclass(frozen=True)
class Segment:
    """A piece with its folded text; ``row`` counts the heading lines of its entry.

    ``more`` is the rest of a name that runs over into the next line.
    """

    piece: Piece
    text: str
    row: int
    strong: bool = False
    more: Piece | None = None

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (self.piece,) if self.more is None else (self.piece, self.more)

    def runs_over(self) -> bool:
        """Whether it ends in a word that something must follow: *School of*."""
        return self.more is None and self.text.split()[-1] in _running()

    def with_more(self, other: Segment) -> Segment:
        text = f"{self.text} {other.text}"
        return Segment(self.piece, text, other.row, self.strong, other.piece)


def written(part: Segment | None) -> str:
    """What it says; empty without one."""
    return "" if part is None else joined(part.pieces)


@lru_cache(maxsize=1)
def _running() -> frozenset[str]:
    return frozenset(words_in(table("headings")["inner"]["running"]))


def segments_of(row: Row, number: int, strong: bool = False) -> list[Segment]:
    """The parts of a line that say neither when nor how long, nor what kind of contract."""
    text = without(row.folded.text, find_stretches(row.folded.text))
    found = [_segment(row, start, end, number, strong) for start, end in _parts(text)]
    return [one for one in found if one is not None]


def _segment(row: Row, start: int, end: int, number: int, strong: bool) -> Segment | None:
    piece = row.piece(start, end)
    text = row.folded.text[start:end].strip(" ,;:-|")
    if piece is None or _contract().fullmatch(text) or not any(char.isalpha() for char in text):
        return None
    return Segment(piece, text, number, strong)


def _parts(text: str) -> list[tuple[int, int]]:
    """Offsets of the parts; a company's suffix behind a comma stays with its name."""
    parts: list[tuple[int, int]] = []
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            if parts and _suffix().fullmatch(text[start:end].strip(" .")):
                parts[-1] = (parts[-1][0], end)
            else:
                parts.append((start, end))
        start = cut.end() if cut else end
    return parts


@lru_cache(maxsize=1)
def _suffix() -> re.Pattern[str]:
    return compiled(str(table("work")["cues"]["suffix"]))


@lru_cache(maxsize=1)
def _contract() -> re.Pattern[str]:
    return pattern("work", "cues.contract")


def split_places(segments: Sequence[Segment]) -> tuple[list[Segment], list[Segment]]:
    """The segments that name a place, regions behind a city too, and the others."""
    places: list[Segment] = []
    others: list[Segment] = []
    for at, one in enumerate(segments):
        behind = at > 0 and segments[at - 1] in places and segments[at - 1].row == one.row
        region = behind and len(one.text.split()) <= 2 and at == len(segments) - 1
        (places if is_place(one.piece.text) or region else others).append(one)
    return places, others
