"""Pictures of pages recognised by Debian's tesseract: lines with their place and confidence."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from PIL import Image

from nawba.domain.candidates import Box, Unreadable
from nawba.domain.errors import Invalid
from nawba.domain.folded import fold
from nawba.hiring.documents.arabic import is_arabic, said_order
from nawba.hiring.documents.finish import language_of_text
from nawba.hiring.documents.letters import clean
from nawba.hiring.documents.runs import RUN_GAP, Run
from nawba.hiring.documents.straight import straightened

LANGUAGES = {"ar": "ara+eng", "es": "spa+eng", "pt": "por+eng"}
USUAL = "fra+eng"

SECONDS = 60
"""Of one page; a clear page takes 2 to 6."""


@dataclass(frozen=True)
class Word:
    """``line`` groups words; box in pixels. ``confidence`` in [0, 1]."""

    line: tuple[int, int, int]
    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


def recognise(picture: Image.Image, dpi: float, page: int) -> list[Run]:
    """The runs of words of a page's picture, in points; raises Unreadable, Invalid (tesseract)."""
    upright = straightened(picture.convert("L"))
    words = _words(upright, "ara+eng" if _script(upright) == "Arabic" else USUAL, dpi)
    told = language_of_text(" ".join(word.text for word in words))
    if told in ("es", "pt"):
        words = _words(upright, LANGUAGES[told], dpi)
    return _runs(words, dpi, page)


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


def _words(picture: Image.Image, languages: str, dpi: float) -> list[Word]:
    told = _tesseract(picture, ["-l", languages, "--psm", "3", "tsv"], dpi)
    rows = csv.DictReader(io.StringIO(told), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [_word(row) for row in rows if row["level"] == "5" and row["text"].strip()]


def _word(row: dict[str, str]) -> Word:
    left, top, wide, high = (int(row[key]) for key in ("left", "top", "width", "height"))
    line = int(row["block_num"]), int(row["par_num"]), int(row["line_num"])
    confidence = max(0.0, float(row["conf"])) / 100
    return Word(line, row["text"].strip(), left, top, left + wide, top + high, confidence)


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


def _runs(words: Iterable[Word], dpi: float, page: int) -> list[Run]:
    lines = [list(line) for _, line in groupby(words, key=lambda word: word.line)]
    parts = [part for line in lines for part in _parts(line)]
    return [run for at, part in enumerate(parts) if (run := _run(part, at, 72 / dpi, page))]


def _parts(line: list[Word]) -> list[list[Word]]:
    """A line of words cut where a gap is wide."""
    line.sort(key=lambda word: word.left)
    high = max(word.bottom for word in line) - min(word.top for word in line)
    parts = [[line[0]]]
    for word in line[1:]:
        if word.left - parts[-1][-1].right > RUN_GAP * high:
            parts.append([])
        parts[-1].append(word)
    return parts


def _run(part: Sequence[Word], at: int, scale: float, page: int) -> Run | None:
    text = clean(said_order(" ".join(_as_seen(word.text) for word in part)))
    if not any(char.isalnum() for char in text):
        return None
    left, right = part[0].left * scale, max(word.right for word in part) * scale
    top = min(word.top for word in part) * scale
    bottom = max(word.bottom for word in part) * scale
    confidence = sum(word.confidence for word in part) / len(part)
    box = Box(page, left, top, right, bottom)
    return Run(text, box, bottom, bottom - top, False, at, round(confidence, 3))


def _as_seen(word: str) -> str:
    return word[::-1] if is_arabic(word) else word
