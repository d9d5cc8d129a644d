"""PDF files: their own text with its place on the page, or what is recognised in their pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from nawba.domain.candidates import Box, Note, Page, Reading, Unreadable
from nawba.hiring.documents.finish import put_together
from nawba.hiring.documents.glyphs import Glyph, Sheet
from nawba.hiring.documents.hidden import seen_and_not
from nawba.hiring.documents.letters import has_forms
from nawba.hiring.documents.limits import Limits, damaged
from nawba.hiring.documents.ocr import not_in_picture, recognise
from nawba.hiring.documents.runs import runs_of
from nawba.hiring.documents.sheets import SheetLines, sheet_lines

MOST_GLYPHS = 60_000
"""Characters of one page; a page that a person reads has some thousands."""

FEW_GLYPHS = 120
"""Characters that a scanning program may add to a picture of a page: a date, a stamp."""

SCAN_DPI = 220

_SCRIPT = re.compile(rb"/(?:JavaScript|Launch)\b")


def read_pdf(data: bytes, limits: Limits) -> Reading:
    """The lines of a PDF; raises Unreadable."""
    with _opened(data) as document:
        count = len(document)
        if count > limits.most_pages:
            raise Unreadable(
                "too_many_pages",
                f"The document has {count} pages, more than {limits.most_pages}. Ask for the "
                "résumé alone.",
            )
        sheets = [_read_page(document, at) for at in range(min(count, limits.pages))]
        return put_together("pdf", sheets, [*_notes(document, data), *_left_out(count, limits)])


@contextmanager
def _opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        raise _refusal(raw.FPDF_GetLastError()) from None
    try:
        yield document
    except pdfium.PdfiumError:
        raise damaged("PDF") from None
    finally:
        document.close()


def _refusal(code: int) -> Unreadable:
    if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return Unreadable("password", "This PDF has a password. Ask for one without.")
    return damaged("PDF")


def _read_page(document: pdfium.PdfDocument, at: int) -> SheetLines:
    page = document[at]
    try:
        return _read_sheet(Sheet(page, at + 1))
    finally:
        page.close()


def _read_sheet(sheet: Sheet) -> SheetLines:
    glyphs = sheet.glyphs(MOST_GLYPHS)
    upright = sheet.upright(glyphs)
    if upright is not sheet:
        sheet, glyphs = upright, upright.glyphs(MOST_GLYPHS)
    pictures = sheet.pictures()
    seen, unseen = seen_and_not(sheet, glyphs)
    runs, hidden = runs_of(seen, sheet.number), runs_of(unseen, sheet.number)
    scanned = _is_scanned(sheet, seen, pictures)
    if scanned:
        found = recognise(sheet.picture(SCAN_DPI), SCAN_DPI, sheet.number)
        runs, hidden = [*runs, *found], not_in_picture(hidden, found)
        pictures = []
    page = Page(sheet.number, sheet.width, sheet.height, tuple(pictures))
    return sheet_lines(page, runs, hidden, scanned, any(has_forms(g.char) for g in seen))


def _is_scanned(sheet: Sheet, seen: Sequence[Glyph], pictures: Sequence[Box]) -> bool:
    """Whether pictures cover half of the page, and its text is a line or two."""
    covered = sum((box.right - box.left) * (box.bottom - box.top) for box in pictures)
    return len(seen) < FEW_GLYPHS and covered >= sheet.width * sheet.height / 2


def _left_out(count: int, limits: Limits) -> list[Note]:
    if count <= limits.pages:
        return []
    return [Note("pages_left_out", detail=f"{limits.pages} of {count} pages were read")]


def _notes(document: pdfium.PdfDocument, data: bytes) -> Iterator[Note]:
    attached = document.count_attachments()
    if attached:
        yield Note("embedded_files", detail=f"{attached} files inside, not opened")
    if _SCRIPT.search(data):
        yield Note("macros", detail="The PDF has a script or starts a program; nothing was run")
