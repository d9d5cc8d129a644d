"""Words in boxes and on dark ground, brought to where recognition looks for words.

Many documents list skills in small frames, or light on dark plates. Tesseract takes a small frame
with what is in it for a picture, and light letters on a small plate for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from scipy import ndimage

Mask = NDArray[np.bool_]
Shades = NDArray[np.float64]
Part = tuple[slice, slice]

LEAST = 0.12, 0.2
"""Inches that a frame or plate is high and wide, at least."""

INK = 20
"""Shades by which ink is darker than the paper; what is left of noise is less."""

NOISE = 8
"""Shades round that of the paper that are paper."""

DARK, MOST_GAIN = 200, 3
"""Shades that the darkest ink around is brought to, and by how much it grows at most."""

AROUND = (5, 5)
"""Cells of a 28th of an inch: more than a stroke is thick, less than a box round words is wide."""

FEW_MARKS, FEW_LIGHT = 3, 0.02
"""Light marks on a plate, at least, as a letter has a hole or two; share of its edge with light."""


def without_plates(picture: Image.Image, dpi: float) -> Image.Image:
    """``picture`` (grey) without the lines of frames round words, plates as dark words on paper."""
    smooth = np.asarray(picture.filter(ImageFilter.GaussianBlur(dpi / 220)), np.float64)
    paper = float(np.median(smooth))
    labels, _ = ndimage.label(smooth < paper - INK, np.ones((3, 3)))
    page = np.array(picture, np.float64)
    for number, part in _large(labels, dpi):
        own = labels[part] == number
        whole: Mask = ndimage.binary_fill_holes(own)
        if _is_frame(own, whole, labels[part]):
            page[part][_lines(own, dpi)] = paper
        elif _is_plate(own, whole, smooth[part], paper, dpi):
            page[part] = _turned(page[part], own, whole, paper)
    page[_rules(smooth, paper, dpi)] = paper
    return Image.fromarray(np.clip(page, 0, 255).astype("uint8"))


def _rules(smooth: Shades, paper: float, dpi: float) -> Mask:
    """Long thin lines across the page, pale ones too: above and below them is paper."""
    dark = ndimage.uniform_filter1d(smooth, round(0.1 * dpi), axis=1) < paper - NOISE / 2
    apart = round(0.025 * dpi)
    above, below = np.roll(dark, apart, axis=0), np.roll(dark, -apart, axis=0)
    lines = ndimage.binary_opening(dark & ~above & ~below, np.ones((1, round(0.35 * dpi))))
    grown: Mask = ndimage.binary_dilation(lines, np.ones((5, 1)))
    return grown


def _large(labels: NDArray[np.int32], dpi: float) -> Iterator[tuple[int, Part]]:
    """Pieces of ink as large as a box round a word, larger ones first."""
    high, wide = (round(inches * dpi) for inches in LEAST)
    found = [
        (number, part)
        for number, part in enumerate(ndimage.find_objects(labels), 1)
        if part[0].stop - part[0].start >= high and part[1].stop - part[1].start >= wide
    ]
    return iter(sorted(found, key=lambda one: -_area(one[1])))


def _area(part: Part) -> int:
    return int((part[0].stop - part[0].start) * (part[1].stop - part[1].start))


def _is_frame(own: Mask, whole: Mask, labels: NDArray[np.int32]) -> bool:
    """Whether it is thin lines round a rectangle that has other ink in it."""
    if whole.sum() < 0.9 * whole.size or own.sum() > 0.35 * whole.sum():
        return False
    return bool((labels[whole & ~own] > 0).any())


def _lines(own: Mask, dpi: float) -> Mask:
    """The straight stretches of a frame, with their edges; letters that touch it stay."""
    long = np.ones((1, round(0.15 * dpi)), bool)
    lines = ndimage.binary_opening(own, long) | ndimage.binary_opening(own, long.T)
    grown: Mask = ndimage.binary_dilation(lines, np.ones((5, 5)))
    return grown


def _is_plate(own: Mask, whole: Mask, shades: Shades, paper: float, dpi: float) -> bool:
    """Whether it is a dark ground, wider than strokes of letters, with light marks on it."""
    if own.sum() < 0.5 * whole.sum():
        return False
    solid = ndimage.binary_opening(whole, np.ones((round(0.09 * dpi),) * 2))
    light = shades > (np.median(shades[own]) + paper) / 2
    inner = ndimage.binary_erosion(whole, np.ones((7, 7)))
    edge = inner & ~ndimage.binary_erosion(inner, np.ones((round(0.04 * dpi),) * 2))
    many = ndimage.label(inner & light, np.ones((3, 3)))[1]
    dark_edge = (edge & light).sum() <= FEW_LIGHT * edge.sum()
    return bool(dark_edge and solid.sum() >= 0.8 * whole.sum() and many >= FEW_MARKS)


def _turned(shades: Shades, own: Mask, whole: Mask, paper: float) -> Shades:
    """A plate as paper, what is light on it as dark; its edge is no line."""
    ground = float(np.median(shades[own]))
    inner = ndimage.binary_erosion(whole, np.ones((5, 5)))
    around = ndimage.binary_dilation(whole, np.ones((5, 5)))
    turned: Shades = np.where(inner, paper + ground - shades, np.where(around, paper, shades))
    return turned


def evened(picture: Image.Image, dpi: float) -> Image.Image:
    """``picture`` (grey) with clean paper and all letters dark: pale ones are lost otherwise."""
    smooth = np.asarray(picture.filter(ImageFilter.GaussianBlur(dpi / 220)), np.float64)
    cell = max(1, round(dpi / 28))
    ink = np.maximum(_around(smooth, cell, np.mean, ndimage.grey_closing) - smooth - NOISE, 0)
    most = _around(ink, cell, np.max, ndimage.grey_dilation)
    even = 255 - ink * np.clip(DARK / np.maximum(most, 1), 1, MOST_GAIN)
    return Image.fromarray(np.clip(even, 0, 255).astype("uint8"))


def _around(shades: Shades, cell: int, of: Any, spread: Any) -> Shades:
    """The shade of what lies around each pixel: paper, or the darkest ink."""
    high, wide = (-(-side // cell) for side in shades.shape)
    over = (0, high * cell - shades.shape[0]), (0, wide * cell - shades.shape[1])
    whole = np.pad(shades, over, "edge")
    cells = of(whole.reshape(high, cell, wide, cell), axis=(1, 3))
    small = Image.fromarray(spread(cells, AROUND).astype("float32"))
    back = small.resize((wide * cell, high * cell), Image.Resampling.BILINEAR)
    return np.asarray(back, np.float64)[: shades.shape[0], : shades.shape[1]]
