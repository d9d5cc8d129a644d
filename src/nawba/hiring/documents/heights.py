"""How large letters are, from how high words stand in a picture.

A word of *a*, *e*, *o* is half as high as one with capitals and accents in the same letters. Shares
are those of common faces with and without serifs, of the letters' size. Arabic letters reach as
high and low as they like; the stroke of *alef* and *lam* is as high in all words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

CAPITALS = 0.73
"""Height of capitals, figures and letters like *b* above the line."""

STEM = 0.78
"""Height of the upright stroke of *alef* and *lam*."""

_STEMS, _HIGHER = set("الطظ"), set("أإآ")

_SMALL, _ACCENT, _BELOW = 0.54, 0.2, 0.21
_LOW, _DEEP = set("acegmnopqrsuvwxyz"), set("gjpqy")

SAME = 1.08
"""Sizes that differ by less were set in one: what a scan adds is more than that by chance."""


def size_of(text: str, high: float) -> float | None:
    """The size of the letters of a Latin word that is ``high``; None for other scripts."""
    letters = [char for char in text if char.isalnum()]
    if not letters or any(char > "\u024f" for char in letters):
        return None
    above = max(_above(char) for char in letters)
    return high / (above + (_BELOW if any(char in _DEEP for char in letters) else 0))


def size_by_stem(text: str, ink: NDArray[np.bool_]) -> float | None:
    """The size of the letters of an Arabic word whose picture is ``ink``, rows × columns; None
    where it has no upright stroke, or one with a hamza on it or under it."""
    if not _STEMS & set(text) or _HIGHER & set(text):
        return None
    run = longest = np.zeros(ink.shape[1], int)
    for row in ink:
        run = np.where(row, run + 1, 0)
        longest = np.maximum(longest, run)
    return float(longest.max(initial=0)) / STEM or None


def is_tall(text: str) -> bool:
    """Whether it has letters or figures as high as capitals."""
    return any(char.isalnum() and _above(char) >= CAPITALS for char in text)


def _above(char: str) -> float:
    bare = unicodedata.normalize("NFD", char)[0]
    over = any(unicodedata.combining(mark) == 230 for mark in unicodedata.normalize("NFD", char))
    if bare in _LOW:
        return CAPITALS if over else _SMALL
    return CAPITALS + (_ACCENT if over and bare.isupper() else 0)


def one_size(sizes: Sequence[float]) -> list[float]:
    """``sizes`` with those that are about the same made the same: their median.

    The two nearest groups become one, again and again, until none are nearer than ``SAME``.
    """
    groups = [[size] for size in sorted(set(sizes))]
    while len(groups) > 1:
        middles = [median(group) for group in groups]
        step, at = min((b / a, at) for at, (a, b) in enumerate(pairwise(middles)))
        if step >= SAME:
            break
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
    means = {size: median(group) for group in groups for size in group}
    return [means[size] for size in sizes]
