"""Pictures of pages recognised by Debian's tesseract: lines with their place and confidence."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any

import numpy as np
from lxml import html
from numpy.typing import NDArray
from PIL import Image

from nawba.domain.candidates import Unreadable
from nawba.domain.errors import Invalid
from nawba.domain.folded import fold
from nawba.hiring.documents.arabic import is_arabic
from nawba.hiring.documents.finish import language_of_text
from nawba.hiring.documents.heights import CAPITALS, size_by_stem, size_of
from nawba.hiring.documents.laid import runs_of
from nawba.hiring.documents.plates import evened, without_plates
from nawba.hiring.documents.runs import Run
from nawba.hiring.documents.straight import straightened
from nawba.hiring.documents.written import Word, Written, confidence, one_reading

LANGUAGES = {"es": "spa+eng", "pt": "por+eng"}
USUAL = "fra+eng"

SECONDS = 60
"""Of one page; a clear page takes 2 to 6."""

INK = 180
"""Shades darker than this are ink, on evened paper."""

ALL_ROWS = ("-c", "textord_noise_rejrows=0")
"""Lines with as many dots as Arabic has are passed over as noise otherwise."""

DOUBTED, SURE = 0.5, 0.7
"""Confidence of a line: below the first it is read again, and that counts from the second on."""

FEW = 3
"""Letters that a line has, at least, to be no dust."""

Ink = NDArray[np.bool_]


def recognise(picture: Image.Image, dpi: float, page: int) -> list[Run]:
    """The runs of words of a page's picture, in points; raises Unreadable, Invalid (tesseract)."""
    upright = evened(without_plates(straightened(picture.convert("L")), dpi), dpi)
    if _script(upright) in ("Arabic", ""):
        return runs_of(_in_two_scripts(upright, dpi), dpi, page)
    lines = _lines(upright, USUAL, dpi)
    told = language_of_text(" ".join(word.text for line in lines for word in line.words))
    if told in ("es", "pt"):
        lines = _lines(upright, LANGUAGES[told], dpi)
    return runs_of(lines, dpi, page)


def _in_two_scripts(picture: Image.Image, dpi: float) -> list[Written]:
    """Lines of Arabic and Latin letters. What was passed over, as large letters often are, or
    hardly read, is read again by itself."""
    found = one_reading(_lines(picture, "ara", dpi), _lines(picture, USUAL, dpi))
    lines = [line for line in found if confidence(line.words) >= DOUBTED]
    rest = picture.copy()
    for word in (word for line in lines for word in line.words):
        rest.paste(255, (word.left - 3, word.top - 3, word.right + 3, word.bottom + 3))
    again = one_reading(_lines(rest, "ara", dpi, "11"), _lines(rest, USUAL, dpi, "11"))
    return [*lines, *(line for line in again if _is_sure(line))]


def _is_sure(line: Written) -> bool:
    letters = sum(char.isalpha() for word in line.words for char in word.text)
    return letters >= FEW and confidence(line.words) >= SURE


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


def _lines(picture: Image.Image, languages: str, dpi: float, mode: str = "3") -> list[Written]:
    """Lines of a page (``mode`` 3), or of words here and there (11)."""
    told = _tesseract(picture, ["-l", languages, "--psm", mode, *ALL_ROWS, "hocr"], dpi)
    found = html.fromstring(told.encode()).xpath("//span[contains(@title, 'x_size')]")
    ink = np.asarray(picture) < INK
    return [line for element in found if (line := _line(element, ink)) is not None]


def _line(element: Any, ink: Ink) -> Written | None:
    """A line of hOCR 1.2; ``x_size`` reaches from the tallest letters to the lowest."""
    words = [_word(one, ink) for one in element.xpath(".//span[@class='ocrx_word']")]
    title = element.get("title")
    slope, above = _numbers("baseline", title) or (0.0, 0.0)
    left, _, _, bottom = _numbers("bbox", title)
    high = _numbers("x_size", title)[0] - _numbers("x_descenders", title)[0]
    said = tuple(word for word in words if word.text)
    return Written(said, bottom + above - slope * left, slope, high / CAPITALS) if said else None


def _word(element: Any, ink: Ink) -> Word:
    title, text = element.get("title"), element.text_content().strip()
    left, top, right, bottom = map(int, _numbers("bbox", title))
    if is_arabic(text):
        size = size_by_stem(text, ink[top:bottom, left:right])
    else:
        size = size_of(text, bottom - top)
    return Word(text, left, top, right, bottom, _numbers("x_wconf", title)[0] / 100, size or 0.0)


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
