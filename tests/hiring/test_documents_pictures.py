"""Scans and photographs, recognised by the tesseract of this machine."""

from __future__ import annotations

import ctypes
import io
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from hiring.papers import ADVISER, SECRET, pdf, said, saved, scanned
from nawba.domain.candidates import Box, Reading, Unreadable
from nawba.domain.errors import Invalid
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.ocr import not_in_picture
from nawba.hiring.documents.plates import without_plates
from nawba.hiring.documents.reading import read_document
from nawba.hiring.documents.runs import Run
from nawba.hiring.documents.straight import skew_of
from nawba.hiring.documents.written import Word, Written, one_reading

Words = tuple[tuple[str, int, float], ...]

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


ARABIC_FONT = Path("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf")
LATIN_FONT = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")
shapes_arabic = pytest.mark.skipif(
    not (ARABIC_FONT.exists() and LATIN_FONT.exists() and features.check("raqm")),
    reason="No Arabic letters here: apt-get install fonts-noto-core",
)


@needs_tesseract
@shapes_arabic
def test_arabic_lines_with_latin_words_are_read_in_both_scripts() -> None:
    told = (
        "خمس سنوات في خدمة العملاء عبر الهاتف والدردشة",
        "مستشارة ذات خبرة في الرد على المكالمات",
    )
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    for at, text in enumerate((*told, *told)):
        font = ImageFont.truetype(str(ARABIC_FONT), 40)
        pen.text((1450, 200 + 90 * at), text, fill=40, font=font, anchor="ra", direction="rtl")
    for at, text in enumerate(("WORK EXPERIENCE", "+212 622 27 86 56")):
        font = ImageFont.truetype(str(LATIN_FONT), 40)
        pen.text((200, 700 + 90 * at), text, fill=40, font=font)
    reading = read_document(saved(page, "PNG"))
    assert [line.text for line in reading.lines] == [*told, *told, "WORK EXPERIENCE",
                                                     "+212 622 27 86 56"]  # fmt: skip
    arabic = [line.size for line in reading.lines[:4]]
    assert len(set(arabic)) == 1
    assert arabic[0] == pytest.approx(40 * 595 / 1654, rel=0.15)


def _read(base: float, *words: tuple[str, int, float]) -> Written:
    return Written(
        tuple(Word(text, at, 0, at + 60, 30, sure) for text, at, sure in words), base, 0.0, 40.0
    )


@pytest.mark.parametrize(
    ("arabic", "latin", "told"),
    [
        # A short Arabic word that looks like a Latin one, and a Latin name.
        ((("ذات", 0, 0.91), ("»260", 80, 0.4), ("خبرة", 160, 0.92)),
         (("Old", 0, 0.63), ("Zendesk", 80, 0.9), ("oJ!", 160, 0.1)), ["ذات Zendesk خبرة"]),
        # An Arabic word read without a flaw, though unsurely, among sure ones.
        ((("يوميا", 0, 0.1), ("واردة", 80, 0.92)), (("hogs", 0, 0.9), ("Bry", 80, 0.0)),
         ["يوميا واردة"]),
        # Figures alone are told by the reading that knows Latin letters.
        ((("27", 0, 0.96), ("6", 80, 0.97)), (("27", 0, 0.95), ("56", 80, 0.9)), ["27 56"]),
        # A heading in the margin and what stands beside it are not one line.
        ((("©|01", 0, 0.4), ("موظفة", 400, 0.9)), (("Work", 0, 0.9), ("aal", 400, 0.3)),
         ["Work", "موظفة"]),
        # A Latin line in which nothing is sure, an Arabic word among it.
        ((("مركز", 0, 0.7), ("ةق", 80, 0.1)), (("je", 0, 0.6), ("Issued", 80, 0.96)),
         ["مركز Issued"]),
    ],
)  # fmt: skip
def test_two_readings_of_a_line_are_made_one(arabic: Words, latin: Words, told: list[str]) -> None:
    found = one_reading([_read(100, *arabic)], [_read(102, *latin)])
    assert [" ".join(word.text for word in line.words) for line in found] == told


def test_a_line_that_one_reading_alone_has_stays_and_doubtful_letters_go() -> None:
    found = one_reading(
        [_read(100, ("خبرة", 0, 0.9)), _read(500, ("/ا", 0, 0.3))],
        [_read(100, ("oJ", 0, 0.1)), _read(300, ("Skills", 0, 0.9))],
    )
    assert [line.words[0].text for line in found] == ["خبرة", "Skills"]
