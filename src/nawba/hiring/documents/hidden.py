"""What nobody sees on a page: white on white, tiny, transparent, outside of it, under a picture.

One test finds all of these. A page is drawn with its text and without: a character is seen if the
text brings the picture nearer to that character's colour where it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import groupby, pairwise

import numpy as np
import pypdfium2.raw as raw
from numpy.typing import NDArray

from nawba.hiring.documents.glyphs import Colour, Glyph, Sheet

TINY = 3.0
"""Letters lower than so many points are read by machines only."""

SCALE, MOST_PIXELS = 1.25, 2000
"""Pixels per point of the drawings that are compared, and of their longer side at most."""

LEAST_CHANGE = 20
"""Of 255 steps of red, green or blue, that make a difference to the eye."""

Drawing = NDArray[np.uint8]
Mask = NDArray[np.bool_]


def seen_and_not(sheet: Sheet, glyphs: Sequence[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The characters that a person sees, and the others. Takes the text off the page's drawing."""
    if not glyphs:
        return [], []
    marks = list(_steady(_marks(sheet, glyphs), glyphs))
    seen = [glyph for glyph, mark in zip(glyphs, marks, strict=True) if mark]
    unseen = [glyph for glyph, mark in zip(glyphs, marks, strict=True) if not mark]
    return seen, unseen


def _marks(sheet: Sheet, glyphs: Sequence[Glyph]) -> list[bool]:
    with_text = _drawing(sheet)
    for piece in sheet.texts():
        raw.FPDFTextObj_SetTextRenderMode(piece, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    without = _drawing(sheet)
    scale = with_text.shape[0] / max(sheet.height, 1.0)
    masks = _masks(with_text, without, {glyph.style.colour for glyph in glyphs})
    return [
        0 <= glyph.base <= sheet.height + 1 and _is_seen(glyph, masks[glyph.style.colour], scale)
        for glyph in glyphs
    ]


def _drawing(sheet: Sheet) -> Drawing:
    """Rows of pixels of four bytes."""
    scale = min(SCALE, MOST_PIXELS / max(sheet.width, sheet.height, 1.0))
    bitmap = sheet.page.render(scale=scale, may_draw_forms=False, prefer_bgrx=True)
    try:
        drawn: Drawing = bitmap.to_numpy().copy()
        return drawn
    finally:
        bitmap.close()


def _masks(
    with_text: Drawing, without: Drawing, colours: Collection[Colour | None]
) -> dict[Colour | None, Mask]:
    """Where the text brings pixels nearer to each colour (None: where it changes them)."""
    at = np.nonzero((with_text.view(np.uint32) != without.view(np.uint32))[:, :, 0])
    after, before = (one[at][:, 2::-1].astype(np.int16) for one in (with_text, without))
    masks = {}
    for colour in colours:
        masks[colour] = np.zeros(with_text.shape[:2], np.bool_)
        masks[colour][at] = _nearer(after, before, colour) >= LEAST_CHANGE
    return masks


def _nearer(
    after: NDArray[np.int16], before: NDArray[np.int16], colour: Colour | None
) -> NDArray[np.int16]:
    """Steps by which pixels come nearer to ``colour`` in the channel where they differ most."""
    if colour is None:
        changed: NDArray[np.int16] = np.abs(after - before).max(axis=1, initial=0)
        return changed
    aim = np.array(colour, np.int16)
    far, near = np.abs(before - aim), np.abs(after - aim)
    nearer: NDArray[np.int16] = far.max(axis=1, initial=0) - near.max(axis=1, initial=0)
    return nearer


def _is_seen(glyph: Glyph, mask: Mask, scale: float) -> bool:
    if not glyph.style.drawn or glyph.style.size < TINY:
        return False
    left, right = _within((glyph.left - 1, glyph.right + 1), scale, mask.shape[1])
    top, bottom = _within((glyph.top - 1, glyph.bottom + 1), scale, mask.shape[0])
    return bool(mask[top:bottom, left:right].any())


def _within(span: tuple[float, float], scale: float, most: int) -> tuple[int, int]:
    low, high = int(span[0] * scale), int(span[1] * scale) + 1
    return min(max(low, 0), most), min(max(high, 0), most)


def _steady(marks: Sequence[bool], glyphs: Sequence[Glyph]) -> Iterable[bool]:
    """The characters of a word are seen or not together, as most of them are."""
    words = groupby(range(len(glyphs)), key=_word_numbers(glyphs).__getitem__)
    for _, word in words:
        told = [marks[at] for at in word]
        yield from [2 * sum(told) >= len(told)] * len(told)


def _word_numbers(glyphs: Sequence[Glyph]) -> list[int]:
    numbers = [0]
    for before, glyph in pairwise(glyphs):
        numbers.append(numbers[-1] + (not _one_word(before, glyph)))
    return numbers


def _one_word(before: Glyph, glyph: Glyph) -> bool:
    a, b = before.style, glyph.style
    alike = a.colour == b.colour and a.drawn == b.drawn and abs(a.size - b.size) < 0.5
    return alike and glyph.at == before.at + 1 and abs(glyph.base - before.base) < 0.5 * b.size
