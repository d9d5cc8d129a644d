"""What all kinds of documents end in: numbered lines, their language, and what to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from nawba.domain.candidates import Box, Line, Note, Page, Reading, Unreadable
from nawba.hiring.documents.arabic import arabic_letters, is_backwards, said_order
from nawba.hiring.documents.letters import clean, close_up, smuggled
from nawba.hiring.documents.sheets import SheetLines

if TYPE_CHECKING:
    from lingua import LanguageDetector

SURE_ORDER = 0.9
"""Agreement of two readings below which a person looks at the order."""

SURE_LETTERS = 0.7
"""Confidence of recognition below which a person compares a line with the picture."""


def put_together(kind: str, sheets: Sequence[SheetLines], notes: Sequence[Note]) -> Reading:
    """The reading of all pages, blocks counted through; raises Unreadable (``no_text``).

    Hidden lines at a page's edge that the next page shows whole are left out.
    """
    lines: list[Line] = []
    doubtful: list[int] = []
    seen = [_letters(line) for sheet in sheets for line in sheet.lines if line.source != "hidden"]
    for sheet in sheets:
        first = lines[-1].block + 1 if lines else 0
        doubtful.extend(len(lines) + at for at in sheet.doubtful)
        lines.extend(
            replace(line, block=line.block + first)
            for line in sheet.lines
            if line.source != "hidden" or not _is_cut(line, sheet.page, seen)
        )
    many = sum(len(sheet.lines) for sheet in sheets)
    share = sum(sheet.agreement * len(sheet.lines) for sheet in sheets) / max(1, many)
    if share < SURE_ORDER:
        notes = [*notes, Note("reading_order", tuple(doubtful))]
    seen_order = any(sheet.stored_as_seen for sheet in sheets)
    pages = tuple(sheet.page for sheet in sheets)
    return finished(kind, lines, notes, pages, round(share, 3), seen_order)


def _is_cut(line: Line, page: Page, seen: Sequence[str]) -> bool:
    """Whether a line that nobody sees is what an edge of the page leaves of one that is seen."""
    box = line.box
    if box is None or (box.top > 0 and box.bottom < page.height):
        return False
    return any(_within(_letters(line), whole) for whole in seen)


def _letters(line: Line) -> str:
    return "".join(filter(str.isalnum, line.text))


def _within(part: str, whole: str) -> bool:
    """Whether the letters of ``part`` stand in ``whole`` in this order, others between."""
    rest = iter(whole)
    return all(char in rest for char in part)


def finished(
    kind: str,
    lines: Sequence[Line],
    notes: Sequence[Note] = (),
    pages: tuple[Page, ...] = (),
    order_confidence: float = 1.0,
    stored_as_seen: bool = False,
) -> Reading:
    """Lines counted from 0, with the notes that they give rise to; raises Unreadable."""
    turned, backwards = _turned_back(lines)
    told = tuple(replace(line, number=at) for at, line in enumerate(turned))
    if not any(line.source != "hidden" and _says(line.text) for line in told):
        raise Unreadable(
            "no_text", "Nothing can be read here. Ask for the document as text, or a clearer scan."
        )
    found = (*notes, *_notes(told, pages, backwards or stored_as_seen))
    return Reading(kind, told, pages, language_of_text(_seen(told)), order_confidence, found)


def lines_of_text(text: str, block: int, hidden: bool = False, bold: bool = False) -> list[Line]:
    """The line that ``text`` is, without a place; what tag characters hide is one of its own."""
    secret, said = smuggled(text), close_up(clean(text))
    lines = [Line(0, said, "hidden" if hidden else "text", bold=bold, block=block)] if said else []
    return lines + ([Line(0, secret, "hidden", block=block)] if secret.strip() else [])


def _seen(lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines if line.source != "hidden")[:4000]


def _says(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _turned_back(lines: Sequence[Line]) -> tuple[Sequence[Line], bool]:
    """Arabic that was stored last letter first, in the order in which it is said."""
    if not is_backwards([line.text for line in lines if arabic_letters(line.text)]):
        return lines, False
    return [replace(line, text=said_order(line.text)) for line in lines], True


def _notes(lines: Sequence[Line], pages: Sequence[Page], visual: bool) -> Iterator[Note]:
    hidden = tuple(line.number for line in lines if line.source == "hidden")
    if hidden:
        yield Note("hidden_text", hidden)
    if visual:
        yield Note(
            "visual_arabic", tuple(line.number for line in lines if arabic_letters(line.text))
        )
    unsure = tuple(line.number for line in lines if line.confidence < SURE_LETTERS)
    if unsure:
        yield Note("low_recognition", unsure)
    if any(_is_photo(box) for page in pages for box in page.pictures):
        yield Note("photo")


def _is_photo(box: Box) -> bool:
    """Whether a picture is large enough to show a face, and no stripe."""
    wide, high = box.right - box.left, box.bottom - box.top
    return min(wide, high) >= 36 and max(wide, high) <= 3 * min(wide, high)


def language_of_text(text: str) -> str:
    """ISO 639-1 of the language of most words, one of five; empty where there are too few."""
    letters = sum(char.isalpha() for char in text)
    if 2 * arabic_letters(text) > letters:
        return "ar"
    if len(re.findall(r"[^\W\d]{3,}", text)) < 5:
        return ""
    found = _detector().detect_language_of(text)
    return found.iso_code_639_1.name.lower() if found else ""


@cache
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    named = (Language.FRENCH, Language.ENGLISH, Language.SPANISH, Language.PORTUGUESE)
    builder = LanguageDetectorBuilder.from_languages(*named, Language.ARABIC)
    return builder.with_low_accuracy_mode().build()
