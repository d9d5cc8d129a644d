"""Recognised lines as runs: cut where a gap is wide, each with the size of its letters."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from nawba.domain.candidates import Box
from nawba.hiring.documents.arabic import Direction, is_arabic, said_order
from nawba.hiring.documents.heights import is_tall, one_size
from nawba.hiring.documents.letters import clean
from nawba.hiring.documents.runs import PART, RUN_GAP, Run, base_direction
from nawba.hiring.documents.written import Word, Written

LEAST_SIZE = 3.0
"""Points; what is smaller nobody reads on paper: a line, or dust."""

LOW = 0.45
"""Share of the letters' size that no letter or digit is lower than: it is a mark."""

WIDE = 0.6
"""Share of the letters' size from which on a gap between words ends a part of a line."""

TORN = 0.12
"""Share of the letters' size: Latin letters nearer than that are of one word."""

ARABIC = 1.15
"""How much larger a line of Arabic is taken for than its letters are, about."""


@dataclass(frozen=True)
class Set:
    """How a part of a line is set: letters' size in pixels, and points of a pixel; ``base`` of the
    page's lines."""

    at: int
    size: float
    scale: float
    page: int
    base: Direction


def runs_of(lines: Sequence[Written], dpi: float, page: int) -> list[Run]:
    """The runs of words of ``lines``, in points; ``dpi`` of the picture that they were found in."""
    usual = median([line.size for line in lines] or [0.0])
    parts = [(line, part) for line in lines for part in _parts(line, usual) if part]
    sizes = [_size(line, part) for line, part in parts]
    known = [size for size in sizes if size]
    told = zip(parts, sizes, strict=True)
    even = one_size([size or _nearest(known, line.size / ARABIC) for (line, _), size in told])
    base = base_direction([(_text(part), part[0].left, part[-1].right) for _, part in parts])
    found = (
        _run(line, part, Set(at, size, 72 / dpi, page, base))
        for at, ((line, part), size) in enumerate(zip(parts, even, strict=True))
    )
    return [run for run in found if run is not None]


def _nearest(known: Sequence[float], size: float) -> float:
    """A size of this page that is about ``size``: as large as other words are."""
    return min(known, key=lambda one: abs(math.log(one / max(size, 1.0))), default=size)


def _text(part: Sequence[Word]) -> str:
    return " ".join(word.text for word in part)


def _parts(line: Written, usual: float) -> Iterator[list[Word]]:
    """A line of words cut where a gap is wide; what is no letter or word there is a bullet."""
    words = sorted(line.words, key=lambda word: word.left)
    start = 0
    for at, (a, b) in enumerate(pairwise(words), 1):
        if b.left - a.right > RUN_GAP * min(_size(line, [one]) or line.size for one in (a, b)):
            yield _marked(words[start:at], usual)
            start = at
    yield _marked(words[start:], usual)


def _size(line: Written, part: Sequence[Word]) -> float:
    """Of the letters in pixels, as their own heights tell it or their line: boxes are too high
    now and then, never too low. 0 for Arabic words that do not tell."""
    told = [word.size for word in part if word.size]
    if is_arabic(_text(part)):
        return median(told or [0.0])
    fitted = line.size if any(is_tall(word.text) for word in line.words) else math.inf
    return min(median(told or [line.size]), fitted)


def _marked(part: list[Word], usual: float) -> list[Word]:
    """A bullet is read as *e*, *o* or ©: it is lower than letters, or far from the words."""
    gap = part[1].left - part[0].right if len(part) > 1 else 0
    far = gap >= WIDE * usual and part[0].text not in _BEFORE
    low = [word.bottom - word.top < LOW * usual for word in part]
    return [
        word
        for at, word in enumerate(part)
        if not (word.text in _MARKS and not at)
        and (len(word.text) > 1 or not ((word.text.isalnum() and low[at]) or (not at and far)))
    ]


_MARKS = ("©", "®", "(©", "©)", "[]", "٠", "*", "°", '"', '*"')
"""What bullets and small drawings before words are read as."""

_BEFORE = "-–—+&@#(\"'"
"""Marks that stand before words or numbers."""


def _run(line: Written, part: Sequence[Word], set_: Set) -> Run | None:
    text = clean(said_order(_told(part, set_.size), set_.base))
    if set_.size * set_.scale < LEAST_SIZE or not any(char.isalnum() for char in text):
        return None
    left, right = part[0].left, max(word.right for word in part)
    base = line.base + line.slope * (left + right) / 2
    top, bottom = min(word.top for word in part), max(word.bottom for word in part)
    confidence = round(sum(word.confidence for word in part) / len(part), 3)
    scale = set_.scale
    box = Box(set_.page, left * scale, top * scale, right * scale, bottom * scale)
    return Run(text, box, base * scale, set_.size * scale, False, set_.at, confidence)


def _told(part: Sequence[Word], size: float) -> str:
    """The words as seen from left to right; where another part begins the gap is wider."""
    gaps = [b.left - a.right for a, b in pairwise(part)]
    wide = max(WIDE * size, 1.5 * median_low(gaps) if len(gaps) > 1 else 0.0)
    blanks = ["", *(PART if gap >= wide else " " for gap in gaps)]
    for at, (a, b) in enumerate(pairwise(part), 1):
        if 0 <= gaps[at - 1] < TORN * min(a.size, b.size) and not is_arabic(a.text + b.text):
            blanks[at] = ""
    return "".join(b + _as_seen(w.text) for b, w in zip(blanks, part, strict=True))


def _as_seen(word: str) -> str:
    return word[::-1] if is_arabic(word) else word
