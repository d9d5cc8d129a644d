"""Photographs and scans of documents."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from nawba.domain.candidates import Note, Page, Reading, Unreadable
from nawba.hiring.documents.finish import put_together
from nawba.hiring.documents.limits import Limits, damaged
from nawba.hiring.documents.ocr import recognise
from nawba.hiring.documents.sheets import SheetLines, sheet_lines

A4_WIDTH = 8.27
"""Inches; a picture that does not say how large it is shows a page of this width."""

WIDEST = 2400
"""Pixels of a page's shorter side; more make recognition slower, not better."""

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, IndexError)


def read_image(data: bytes, limits: Limits) -> Reading:
    """What is recognised in a picture, one page for each frame; raises Unreadable."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            _refuse_large(picture, limits)
            count = getattr(picture, "n_frames", 1)
            sheets = [_sheet(frame, at + 1) for at, frame in _frames(picture, limits)]
    except Image.DecompressionBombError:
        raise _too_large(limits) from None
    except _BROKEN:
        raise damaged("picture") from None
    left = [Note("pages_left_out", detail=f"{limits.pages} of {count} pages were read")]
    return put_together("image", sheets, left if count > limits.pages else [])


def _refuse_large(picture: Image.Image, limits: Limits) -> None:
    if picture.width * picture.height > limits.pixels:
        raise _too_large(limits)


def _too_large(limits: Limits) -> Unreadable:
    return Unreadable(
        "too_large",
        f"The picture has more than {limits.pixels // 1_000_000} million pixels. Ask for a "
        "smaller one, or for a PDF.",
    )


def _frames(picture: Image.Image, limits: Limits) -> Iterator[tuple[int, Image.Image]]:
    for at, frame in enumerate(ImageSequence.Iterator(picture)):
        if at == limits.pages:
            return
        _refuse_large(frame, limits)
        yield at, frame


def _sheet(frame: Image.Image, number: int) -> SheetLines:
    upright = ImageOps.exif_transpose(_on_white(frame))
    upright.thumbnail((2 * WIDEST, 2 * WIDEST))
    dpi = upright.width / A4_WIDTH
    page = Page(number, upright.width * 72 / dpi, upright.height * 72 / dpi)
    runs = recognise(upright, dpi, number)
    return sheet_lines(page, runs, [], scanned=True, stored_as_seen=False)


def _on_white(frame: Image.Image) -> Image.Image:
    """Grey, what is transparent white."""
    if frame.mode not in ("RGBA", "LA", "PA") and "transparency" not in frame.info:
        return frame.convert("L")
    colours = frame.convert("RGBA")
    white = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(white, colours).convert("L")
