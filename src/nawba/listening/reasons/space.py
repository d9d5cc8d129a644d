"""What customers said as points, seen three ways: by meaning, by words and by parts of words.

A sentence's vector knows that "bill" and "invoice" are near; it also puts two sentences near that
share a greeting, and two things one can ask for apart. Words that many sentences share and few
do not are the better witness there. Languages have no words in common, so every view is centred
within each language: what is left does not tell which language it was.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Vectors

Rows = NDArray[np.float32]

_DIRECTIONS = 64
_COMMON, _RARE = 0.3, 3  # in a larger share of the texts, or in fewer of them, a word tells nothing
_MARK = re.compile(r"\[[A-Z]+_\d+\]|\d+")  # what redaction left, and numbers


@dataclass(frozen=True)
class Views:
    """All (n, d), rows of length one or nought. ``plain`` are the vectors as they came."""

    plain: Rows
    meaning: Rows
    words: Rows
    letters: Rows

    def mixed(self, words: float, letters: float) -> Rows:
        """One space: the views side by side, with these weights against one for the meaning."""
        return unit(np.hstack([self.meaning, words * self.words, letters * self.letters]))

    def at(self, places: NDArray[np.intp]) -> Views:
        """The views of some of the texts."""
        return Views(
            self.plain[places], self.meaning[places], self.words[places], self.letters[places]
        )


def look(texts: Sequence[str], vectors: Vectors, languages: Sequence[str] = ()) -> Views:
    """The views of ``texts`` with their ``vectors``; without ``languages`` all are of one."""
    spoken = np.asarray(languages if languages else [""] * len(texts), dtype=str)
    plain = unit(np.asarray(vectors))
    bare = [_MARK.sub(" ", text).lower() for text in texts]
    words = _counted(bare, {"ngram_range": (1, 2)})
    letters = _counted(bare, {"analyzer": "char_wb", "ngram_range": (3, 5)})
    return Views(plain, *(unit(_centred(rows, spoken)) for rows in (plain, words, letters)))


def unit(rows: NDArray[np.floating]) -> Rows:
    """Rows at length one; those of no length stay."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Rows = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def _counted(texts: Sequence[str], what: dict[str, object]) -> Rows:
    """Weighted counts in few directions (latent semantic analysis: S. Deerwester et al., 1990)."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    rare = _RARE if len(texts) * _COMMON >= _RARE else 1
    common = _COMMON if rare > 1 else 1.0
    counter = TfidfVectorizer(min_df=rare, max_df=common, sublinear_tf=True, **what)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:  # no word is left
        return np.zeros((len(texts), 1), np.float32)
    size = min(_DIRECTIONS, *(side - 1 for side in counts.shape))
    if size < 1:
        return np.zeros((len(texts), 1), np.float32)
    reduced = TruncatedSVD(size, algorithm="arpack", random_state=0).fit_transform(counts)
    return unit(reduced)


def _centred(rows: Rows, languages: NDArray[np.str_]) -> Rows:
    centred = rows.copy()
    for language in np.unique(languages):
        centred[languages == language] -= rows[languages == language].mean(axis=0)
    return centred
