"""The characters of a PDF page, where they stand, and whether a person can see them."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from nawba.domain.candidates import Box

LARGEST = 5000
"""Pixels of the longer side of a page's picture."""

FORCE_BOLD = 1 << 18
"""A font's flag (ISO 32000-1, table 123)."""

Colour = tuple[int, int, int]
"""Red, green, blue, each 0 to 255."""


@dataclass(frozen=True, slots=True)
class Style:
    """Of one run of text in the file: letters' height in points, weight, colour and drawing mode.

    ``angle`` in degrees, 90 for text that runs upwards. ``colour`` is None for patterns and
    outlines.
    """

    size: float
    bold: bool
    colour: Colour | None
    drawn: bool
    angle: float = 0.0

    @property
    def slanted(self) -> bool:
        return 20 < self.angle < 340


Styled = tuple[Style, tuple[float, float] | None]
"""With the point where the run begins, in the file's measure, for level text."""


@dataclass(slots=True)
class Glyph:
    """One character that is no blank; points from the top left corner of the page.

    ``at`` is its place in the file, where blanks are counted; ``base`` the height of the line that
    it stands on.
    """

    char: str
    left: float
    top: float
    right: float
    bottom: float
    base: float
    style: Style
    at: int


class Sheet:
    """A page of a PDF in points, upright as it is shown. Close it when done."""

    def __init__(self, page: pdfium.PdfPage, number: int) -> None:
        self.page, self.number = page, number
        self.width, self.height = page.get_size()
        self._turn = page.get_rotation()
        self._crop = page.get_cropbox()
        self._styles: dict[int, Styled] = {}

    def glyphs(self, most: int) -> list[Glyph]:
        """The first ``most`` characters in the order of the file, without blanks."""
        text = self.page.get_textpage()
        try:
            count = min(text.count_chars(), most)
            return [glyph for at in range(count) if (glyph := self._glyph(text, at))]
        finally:
            text.close()

    def _glyph(self, text: pdfium.PdfTextPage, at: int) -> Glyph | None:
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 0xFFFE, 0xFFFF) or chr(code).isspace():
            return None
        box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        if not raw.FPDFText_GetLooseCharBox(text, at, box):
            return None
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        style, origin = self._styled(text, at)
        edges = (box.left, box.bottom, box.right, box.top, y.value)
        if origin is not None and abs(y.value - origin[1]) > style.size:
            edges = _about(origin, style.size)
        left, top = self.shown(*edges[:2])
        right, bottom = self.shown(*edges[2:4])
        left, right, top, bottom = *sorted((left, right)), *sorted((top, bottom))
        base = self.shown(x.value, edges[4])[1]
        return Glyph(chr(code), left, top, right, bottom, base, style, at)

    def shown(self, x: float, y: float) -> tuple[float, float]:
        """A point of the file's own coordinates as it is shown: from the top left, upright."""
        left, low, right, high = self._crop
        upright = {
            0: (x - left, high - y),
            90: (y - low, x - left),
            180: (right - x, y - low),
            270: (high - y, right - x),
        }
        return upright[self._turn]

    def _styled(self, text: pdfium.PdfTextPage, at: int) -> Styled:
        piece = raw.FPDFText_GetTextObject(text, at)
        key = ctypes.cast(piece, ctypes.c_void_p).value or 0
        if key not in self._styles:
            self._styles[key] = _style(text, at, piece, self._turn)
        return self._styles[key]

    def upright(self, glyphs: Sequence[Glyph]) -> Sheet:
        """The page turned so that most of its text is level."""
        sides = Counter(round(glyph.style.angle / 90) % 4 for glyph in glyphs)
        side = sides.most_common(1)[0][0] if sides else 0
        if not side:
            return self
        self.page.set_rotation((self._turn + 90 * side) % 360)
        return Sheet(self.page, self.number)

    def picture(self, dpi: int) -> Image.Image:
        """The page in shades of grey, as it is drawn now."""
        bitmap = self.page.render(scale=_scale(self, dpi), grayscale=True, may_draw_forms=False)
        try:
            picture: Image.Image = bitmap.to_pil().copy()
            return picture
        finally:
            bitmap.close()

    def pictures(self) -> list[Box]:
        """Where photographs and drawings stand."""
        found = self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
        return [self._box(*one.get_bounds()) for one in found]

    def _box(self, left: float, low: float, right: float, high: float) -> Box:
        (a, b), (c, d) = self.shown(left, high), self.shown(right, low)
        return Box(self.number, min(a, c), min(b, d), max(a, c), max(b, d))

    def texts(self) -> Iterator[raw.FPDF_PAGEOBJECT]:
        """The runs of text of the page, those inside of forms too."""
        for one in self.page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=8):
            yield one.raw


def _about(origin: tuple[float, float], size: float) -> tuple[float, float, float, float, float]:
    """Where a character is about, for those whose place pdfium tells in a form's own measure.

    It does so for right-to-left letters of fonts that are drawings (Type 3), as Chromium makes
    where a font has no bold letters.
    """
    x, y = origin
    return x, y - 0.2 * size, x + 0.5 * size, y + 0.8 * size, y


def _scale(sheet: Sheet, dpi: int) -> float:
    """Pixels per point; a page larger than two sheets of A3 gets fewer."""
    return min(dpi / 72, float(LARGEST / max(sheet.width, sheet.height, 1.0)))


def _style(text: pdfium.PdfTextPage, at: int, piece: raw.FPDF_PAGEOBJECT, turn: int) -> Styled:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, at, matrix)
    size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
    mode = raw.FPDFTextObj_GetTextRenderMode(piece) if piece else raw.FPDF_TEXTRENDERMODE_FILL
    drawn = mode not in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
    filled = mode == raw.FPDF_TEXTRENDERMODE_FILL and bool(piece)
    angle = (math.degrees(math.atan2(matrix.b, matrix.a)) - turn) % 360
    colour = _colour(piece) if filled else None
    level = abs(matrix.b) < 1e-3 and abs(matrix.c) < 1e-3
    style = Style(size, _is_bold(text, at), colour, drawn, angle)
    return style, (matrix.e, matrix.f) if level else None


def _colour(piece: raw.FPDF_PAGEOBJECT) -> Colour | None:
    colour = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(piece, *colour):
        return None
    red, green, blue, _ = (one.value for one in colour)
    return red, green, blue


def _is_bold(text: pdfium.PdfTextPage, at: int) -> bool:
    """By the font's name: the weight that pdfium tells is a guess from stems, and often wrong."""
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, at, name, 128, flags)
    told = name.value.decode("utf-8", "replace").lower()
    forced = bool(flags.value & FORCE_BOLD)
    return forced or any(word in told for word in ("bold", "black", "heavy", "demi"))
