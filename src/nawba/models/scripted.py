"""The embedder's twin without weights: the same text gives the same vector on every machine.

Words are directions drawn from their hash, a text is their sum. Texts that share words are near;
texts in two languages are near only where the script says that two words mean the same.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

import numpy as np

from nawba.domain.ports import Embed, Vectors

_WORD = re.compile(r"[^\W_]+")


def scripted_embedder(meanings: Mapping[str, str] | None = None, dimensions: int = 256) -> Embed:
    """An ``Embed`` in which each word of ``meanings`` stands for its value: ``{"فاتورة": "bill"}``.

    Accents and capitals are ignored. A text without words gets a direction of its own.
    """
    script = {_fold(word): _fold(meaning) for word, meaning in (meanings or {}).items()}

    def embed(texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), dimensions), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(_fold(text)) or ["\0" + text]:
                row += _direction(script.get(word, word), dimensions)
            row /= np.linalg.norm(row)
        return rows

    return embed


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _direction(word: str, dimensions: int) -> Vectors:
    digest = hashlib.sha256(word.encode(errors="replace")).digest()
    seed = int.from_bytes(digest[:8], "big")
    drawn = np.random.default_rng(seed).standard_normal(dimensions, dtype=np.float32)
    unit: Vectors = drawn / np.linalg.norm(drawn)
    return unit
