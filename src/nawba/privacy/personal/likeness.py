"""How much a word looks like a name: for names that no table holds.

Weights of the letters' sequences (two to five, and the whole word), learned by logistic regression
from names of many countries against the words of five languages: ``benchmarks/name_likeness.py``
says how and from what. The weights say nothing of anybody: sequences share places by their hash.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

PLACES = 1 << 17
SCALE = 32
_BIAS = -0.59
_UNKNOWN = -9.0
_LONGEST = 24  # letters; what is longer is no name


@lru_cache(maxsize=4096)
def likeness(word: str) -> float:
    """Log-odds that ``word`` (folded) is a name rather than a word, were there as many of each;
    above 0 it looks like a name, below -1 like a word. Arabic script does not tell names by their
    letters as well, and has -9 as very short words have."""
    if not (3 <= len(word) <= _LONGEST and word.isalpha() and word.isascii()):
        return _UNKNOWN
    weights = _weights()
    places = {zlib.crc32(part.encode()) % PLACES for part in parts_of(word)}
    return _BIAS + sum((weights[at] ^ 0x80) - 0x80 for at in places) / SCALE


def parts_of(word: str) -> Iterator[str]:
    """What is learned of ``word``: itself, and each two to five of its letters in a row."""
    whole = f"^{word}$"
    yield whole
    for length in (2, 3, 4, 5):
        for start in range(len(whole) - length + 1):
            yield whole[start : start + length]


@cache
def _weights() -> bytes:
    packed = files("nawba.privacy.personal").joinpath("likeness.bin").read_bytes()
    return zlib.decompress(packed)
