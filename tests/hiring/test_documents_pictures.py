"""Scans and photographs, recognised by the tesseract of this machine."""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import subprocess

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image, ImageDraw, ImageFont

from hiring.papers import ADVISER, SECRET, pdf, said, saved, scanned
from nawba.domain.candidates import Box, Reading, Unreadable
from nawba.domain.errors import Invalid
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.ocr import not_in_picture
from nawba.hiring.documents.plates import without_plates
from nawba.hiring.documents.reading import read_document
from nawba.hiring.documents.runs import Run
from nawba.hiring.documents.straight import skew_of

HERE = shutil.which("tesseract") is not None
if not HERE and os.environ.get("CI"):
    pytest.fail("No tesseract here: .ci/run installs it.", pytrace=False)
needs_tesseract = pytest.mark.skipif(
    not HERE, reason="No tesseract here: apt-get install tesseract-ocr-{fra,ara,eng,spa,por}"
)
PAGE = pdf("".join(said(text, 72, 770 - 40 * at, 15) for at, text in enumerate(ADVISER)))


def texts(reading: Reading, source: str = "ocr") -> list[str]:
    return [line.text for line in reading.lines if line.source == source]


@needs_tesseract
@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG", "WEBP", "TIFF"])
def test_a_scan_is_read_line_by_line_with_places(kind: str) -> None:
    reading = read_document(saved(scanned(PAGE), kind))
    assert texts(reading) == list(ADVISER)
    first = reading.lines[0]
    assert first.box is not None
    assert first.box.left == pytest.approx(72, abs=4)
    assert first.box.top == pytest.approx(842 - 770 - 11, abs=5)
    assert first.confidence > 0.8
    assert reading.language == "en"


@needs_tesseract
def test_a_crooked_scan_is_set_straight() -> None:
    crooked = scanned(PAGE, turned=2.4)
    assert skew_of(crooked) == pytest.approx(-2.4, abs=0.3)
    assert texts(read_document(saved(crooked, "PNG"))) == list(ADVISER)


@needs_tesseract
def test_of_an_invisible_layer_only_what_the_picture_shows_is_believed() -> None:
    document = pypdfium2.PdfDocument(saved(scanned(PAGE), "PDF"))
    page = document[0]
    for text, height in ((ADVISER[0], 770), (SECRET, 300)):
        _write_unseen(document, page, text, height)
    page.gen_content()
    held = io.BytesIO()
    document.save(held)
    reading = read_document(held.getvalue())
    assert texts(reading) == list(ADVISER)
    assert texts(reading, "hidden") == [SECRET]


def _write_unseen(document: object, page: object, text: str, height: int) -> None:
    piece = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
    wide = ctypes.create_string_buffer((text + "\0").encode("utf-16-le"))
    raw.FPDFText_SetText(piece, ctypes.cast(wide, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFTextObj_SetTextRenderMode(piece, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    raw.FPDFPageObj_Transform(piece, 1, 0, 0, 1, 72, height)
    raw.FPDFPage_InsertObject(page, piece)


def test_a_layer_that_says_what_the_picture_says_is_left_out() -> None:
    box = Box(1, 0, 0, 1, 1)
    one, other, third = (Run(text, box, 1, 10, False, 0) for text in (*ADVISER[:2], SECRET))
    assert not_in_picture([one, third], [one, other]) == [third]


def test_a_picture_of_eighty_million_pixels_is_a_verdict() -> None:
    for size, limits in (((10_000, 8_000), Limits()), ((300, 300), Limits(pixels=80_000))):
        with pytest.raises(Unreadable) as verdict:
            read_document(saved(Image.new("1", size, 1), "PNG"), limits)
        assert verdict.value.code == "too_large"


@needs_tesseract
def test_a_picture_without_words_is_a_verdict() -> None:
    with pytest.raises(Unreadable) as verdict:
        read_document(saved(Image.new("L", (600, 800), 255), "PNG"))
    assert verdict.value.code == "no_text"


def test_a_missing_tesseract_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Invalid, match="apt-get install tesseract-ocr"):
        read_document(saved(scanned(PAGE, 100), "PNG"))


def test_a_page_that_takes_too_long_is_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("tesseract", 1)

    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/tesseract")
    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(Unreadable) as verdict:
        read_document(saved(scanned(PAGE, 100), "PNG"))
    assert verdict.value.code == "too_slow"


def _drawn(*words: tuple[str, int, int, int]) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """A page of 200 dots per inch with words at x, y in a shade of grey."""
    page = scanned(PAGE)
    pen = ImageDraw.Draw(page)
    for text, x, y, shade in words:
        pen.text((x, y), text, fill=shade, font=ImageFont.load_default(30))
    return page, pen


@needs_tesseract
def test_words_in_frames_are_read() -> None:
    page, pen = _drawn(("Zendesk", 220, 1500, 170), ("Salesforce", 400, 1500, 170))
    for left, right in ((200, 360), (380, 590)):
        pen.rectangle((left, 1480, right, 1555), outline=140, width=3)
    said = " ".join(texts(read_document(saved(page, "PNG"))))
    assert "Zendesk" in said
    assert "Salesforce" in said


@needs_tesseract
def test_light_words_on_dark_plates_are_read() -> None:
    page, pen = _drawn()
    for text, left, right in (("Zendesk", 200, 340), ("Avaya", 346, 460)):
        pen.rectangle((left, 1480, right, 1535), fill=60)
        pen.text((left + 12, 1490), text, fill=250, font=ImageFont.load_default(28))
    said = " ".join(texts(read_document(saved(page, "PNG"))))
    assert "Zendesk" in said
    assert "Avaya" in said


def test_a_pale_rule_is_taken_off_and_words_stay() -> None:
    page, pen = _drawn(("SKILLS", 200, 1485, 60))
    pen.line((330, 1500, 1500, 1500), fill=205, width=2)
    left = np.asarray(without_plates(page, 200))
    assert left[1490:1510, 340:1490].min() > 240
    assert (left[1480:1525, 200:320] == np.asarray(page)[1480:1525, 200:320]).all()


@needs_tesseract
def test_lines_of_one_size_have_one_whatever_letters_they_are_of() -> None:
    told = ("Summer sun on the sea", "Été à la plage", "JULY", "many young people", "oceans")
    page = pdf("".join(said(text, 72, 770 - 40 * at, 15) for at, text in enumerate(told)))
    reading = read_document(saved(scanned(page), "PDF"))
    assert texts(reading) == list(told)
    assert len({line.size for line in reading.lines}) == 1
    assert reading.lines[0].size == pytest.approx(15, rel=0.15)
