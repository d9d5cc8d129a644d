"""A document as an office scanner sends it: 150 dots per inch, a little crooked, grey and noisy."""

from __future__ import annotations

import io
import random

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

DPI = 150
MOST_SKEW = 1.5
"""Degrees to either side."""

NOISE = 12.0
"""Standard deviation of 255 shades of grey."""


def scan(pdf: bytes, seed: int = 0) -> bytes:
    """The pages of ``pdf`` as pictures in a PDF, without any text. Same seed, same bytes."""
    rng = random.Random(seed)
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [_page(page, rng) for page in document]
    finally:
        document.close()
    held = io.BytesIO()
    pages[0].save(held, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return held.getvalue()


def _page(page: pypdfium2.PdfPage, rng: random.Random) -> Image.Image:
    picture = page.render(scale=DPI / 72).to_pil().convert("L")
    angle = rng.uniform(-MOST_SKEW, MOST_SKEW)
    picture = picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)
    picture = picture.filter(ImageFilter.GaussianBlur(0.4))
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, NOISE, picture.size[::-1])
    return Image.fromarray(np.clip(np.asarray(picture, np.float64) + noise, 0, 255).astype("uint8"))
