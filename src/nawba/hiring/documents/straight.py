"""Crooked scans set straight before they are recognised."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

MOST = 4.0
"""Degrees by which a page is turned back at most."""

SMALL = 900
"""Pixels of the longer side of the copy that the angle is measured on."""


def straightened(picture: Image.Image) -> Image.Image:
    """``picture`` (grey) turned so that its lines are level, on white."""
    angle = skew_of(picture)
    if abs(angle) < 0.2:
        return picture
    return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def skew_of(picture: Image.Image) -> float:
    """Degrees that ``picture`` must be turned by, counter-clockwise positive.

    Level lines leave the rows between them empty: the angle whose rows of ink differ most from one
    to the next is the right one (Postl 1986), found in steps of a degree, then of a fifth.
    """
    small = ImageOps.invert(picture.copy())
    small.thumbnail((SMALL, SMALL))
    rough = max(np.arange(-MOST, MOST + 1), key=lambda angle: _contrast(small, angle))
    fine = np.arange(rough - 0.8, rough + 0.81, 0.2)
    return float(max(fine, key=lambda angle: _contrast(small, angle)))


def _contrast(small: Image.Image, angle: float) -> float:
    ink = np.asarray(small.rotate(angle, Image.Resampling.BILINEAR), np.float64).sum(axis=1)
    return float((np.diff(ink) ** 2).sum())
