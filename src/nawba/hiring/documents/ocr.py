"""Pictures of pages recognised by Debian's tesseract: lines with their place and confidence."""

from __future__ import annotations

import io
import math
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low
from typing import Any

from lxml import html
from PIL import Image

from nawba.domain.candidates import Box, Unreadable
from nawba.domain.errors import Invalid
from nawba.domain.folded import fold
from nawba.hiring.documents.arabic import is_arabic, said_order
from nawba.hiring.documents.finish import language_of_text
from nawba.hiring.documents.heights import CAPITALS, is_tall, one_size, size_of
from nawba.hiring.documents.letters import clean
from nawba.hiring.documents.plates import evened, without_plates
from nawba.hiring.documents.runs import PART, RUN_GAP, WRITTEN_GAP, Run
from nawba.hiring.documents.straight import straightened

LANGUAGES = {"ar": "ara+eng", "es": "spa+eng", "pt": "por+eng"}
USUAL = "fra+eng"

SECONDS = 60
"""Of one page; a clear page takes 2 to 6."""


LEAST_SIZE = 3.0
"""Points; what is smaller nobody reads on paper: a line, or dust."""

LOW = 0.45
"""Share of the letters' size that no letter or digit is lower than: it is a mark."""


@dataclass(frozen=True)
class Word:
    """Box in pixels. ``confidence`` in [0, 1]."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@dataclass(frozen=True)
class Written:
    """Words of one line as tesseract found them; it stands on ``base`` + ``slope`` × x pixels.

    ``size`` is that of its letters in pixels.
    """

    words: tuple[Word, ...]
    base: float
    slope: float
    size: float


@dataclass(frozen=True)
class Set:
    """How a part of a line is set: letters' size in pixels, and points of a pixel."""

    at: int
    size: float
    scale: float
    page: int


def recognise(picture: Image.Image, dpi: float, page: int) -> list[Run]:
    """The runs of words of a page's picture, in points; raises Unreadable, Invalid (tesseract)."""
    upright = evened(without_plates(straightened(picture.convert("L")), dpi), dpi)
    lines = _lines(upright, "ara+eng" if _script(upright) == "Arabic" else USUAL, dpi)
    told = language_of_text(" ".join(word.text for line in lines for word in line.words))
    if told in ("es", "pt"):
        lines = _lines(upright, LANGUAGES[told], dpi)
    return _runs(lines, dpi, page)


def not_in_picture(hidden: Sequence[Run], found: Sequence[Run]) -> list[Run]:
    """Of a scan's invisible text those runs that the picture does not say: not its recognition."""
    said = {word for run in found for word in _folded(run.text)}
    return [run for run in hidden if not _mostly(_folded(run.text), said)]


def _folded(text: str) -> list[str]:
    return ["".join(filter(str.isalnum, word)) for word in fold(text).split()]


def _mostly(words: Sequence[str], said: set[str]) -> bool:
    return 2 * sum(word in said for word in words) >= len(words)


def _script(picture: Image.Image) -> str:
    """The script of a page as tesseract tells it; empty where there is too little of it."""
    told = _tesseract(picture, ["--psm", "0"], 300, accept=(0, 1))
    found = [line.partition(":")[2].strip() for line in told.splitlines() if "Script:" in line]
    return found[0] if found else ""


def _lines(picture: Image.Image, languages: str, dpi: float) -> list[Written]:
    told = _tesseract(picture, ["-l", languages, "--psm", "3", "hocr"], dpi)
    found = html.fromstring(told.encode()).xpath("//span[contains(@title, 'x_size')]")
    return [line for element in found if (line := _line(element)) is not None]


def _line(element: Any) -> Written | None:
    """A line of hOCR 1.2; ``x_size`` reaches from the tallest letters to the lowest."""
    words = [_word(one) for one in element.xpath(".//span[@class='ocrx_word']")]
    title = element.get("title")
    slope, above = _numbers("baseline", title) or (0.0, 0.0)
    left, _, _, bottom = _numbers("bbox", title)
    high = _numbers("x_size", title)[0] - _numbers("x_descenders", title)[0]
    said = tuple(word for word in words if word.text)
    return Written(said, bottom + above - slope * left, slope, high / CAPITALS) if said else None


def _word(element: Any) -> Word:
    title = element.get("title")
    left, top, right, bottom = map(int, _numbers("bbox", title))
    confidence = _numbers("x_wconf", title)[0] / 100
    return Word(element.text_content().strip(), left, top, right, bottom, confidence)


def _numbers(name: str, title: str) -> tuple[float, ...]:
    found = re.search(rf"\b{name}((?: -?[\d.]+)+)", title)
    return tuple(map(float, found[1].split())) if found else ()


def _tesseract(
    picture: Image.Image, options: Sequence[str], dpi: float, accept: Sequence[int] = (0,)
) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise Invalid(
            "Scans need tesseract, which is not installed. On Debian: apt-get install "
            "tesseract-ocr tesseract-ocr-{fra,ara,eng,spa,por}"
        )
    data = io.BytesIO()
    picture.save(data, "PPM")
    command = [program, "stdin", "stdout", "--dpi", str(round(dpi)), *options]
    try:
        done = subprocess.run(
            command, input=data.getvalue(), capture_output=True, timeout=SECONDS, env=_alone(),
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable(
            "too_slow", "A page took too long to recognise. Ask for a clearer scan, or for text."
        ) from None
    if done.returncode not in accept:
        raise _refusal(done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8", "replace")


def _alone() -> dict[str, str]:
    """One thread each: two pages side by side take half the time of two threads on one."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}


def _refusal(said: str) -> Exception:
    if "traineddata" in said or "load any languages" in said:
        return Invalid(
            "A language of tesseract is missing. On Debian: apt-get install "
            "tesseract-ocr-{fra,ara,eng,spa,por}"
        )
    return Unreadable("damaged", "This picture cannot be recognised. Ask for a clearer scan.")


def _runs(lines: Sequence[Written], dpi: float, page: int) -> list[Run]:
    usual = median([line.size for line in lines] or [0.0])
    parts = [(line, part) for line in lines for part in _parts(line, usual) if part]
    sizes = one_size([_size(line, part) for line, part in parts])
    found = (
        _run(line, part, Set(at, size, 72 / dpi, page))
        for at, ((line, part), size) in enumerate(zip(parts, sizes, strict=True))
    )
    return [run for run in found if run is not None]


def _parts(line: Written, usual: float) -> Iterator[list[Word]]:
    """A line of words cut where a gap is wide; what is no letter or word there is a bullet."""
    words = sorted(line.words, key=lambda word: word.left)
    start = 0
    for at, (a, b) in enumerate(pairwise(words), 1):
        if b.left - a.right > RUN_GAP * min(_size(line, [a]), _size(line, [b])):
            yield _marked(words[start:at], usual)
            start = at
    yield _marked(words[start:], usual)


def _size(line: Written, part: Sequence[Word]) -> float:
    """Of the letters in pixels, as their own heights tell it or their line: boxes are too high
    now and then, never too low. Arabic letters reach as high and low as they like."""
    told = [size for word in part if (size := size_of(word.text, word.bottom - word.top))]
    if not told and is_arabic("".join(word.text for word in part)):
        return float(max(word.bottom for word in part) - min(word.top for word in part))
    fitted = line.size if any(is_tall(word.text) for word in line.words) else math.inf
    return min(median(told or [line.size]), fitted)


def _marked(part: list[Word], usual: float) -> list[Word]:
    """A bullet is read as *e*, *o* or ©: it is lower than letters, or far from the words."""
    gap = part[1].left - part[0].right if len(part) > 1 else 0
    far = gap >= WRITTEN_GAP * usual and part[0].text not in _BEFORE
    low = [word.bottom - word.top < LOW * usual for word in part]
    return [
        word
        for at, word in enumerate(part)
        if len(word.text) > 1 or not ((word.text.isalnum() and low[at]) or (not at and far))
    ]


_BEFORE = "-–—+&@#(\"'"
"""Marks that stand before words or numbers."""


def _run(line: Written, part: Sequence[Word], set_: Set) -> Run | None:
    text = clean(said_order(_told(part, set_.size)))
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
    wide = max(WRITTEN_GAP * size, 1.5 * median_low(gaps) if len(gaps) > 1 else 0.0)
    blanks = ["", *(PART if gap >= wide else " " for gap in gaps)]
    return "".join(b + _as_seen(w.text) for b, w in zip(blanks, part, strict=True))


def _as_seen(word: str) -> str:
    return word[::-1] if is_arabic(word) else word
