"""TF-IDF of word or letter n-grams, lean for one text at a time.

Learned with scikit-learn; applied here, because its checks cost more than a short text does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

WORDS: Mapping[str, Any] = {"ngram_range": (1, 2), "token_pattern": r"\w+"}
LETTERS: Mapping[str, Any] = {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 2}


@dataclass(frozen=True)
class Grams:
    """``known`` n-grams in column order, each with its ``idf``; ``options`` say how texts are cut.

    A row is (1 + ln count) idf of each known n-gram, scaled to length 1; empty without any.
    """

    options: Mapping[str, Any]
    known: list[str]
    idf: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[str], options: Mapping[str, Any]) -> Grams:
        """The n-grams of ``texts``, which must hold a word."""
        learned = _vectorizer(options, dtype=np.float32).fit(texts)
        return cls(options, learned.get_feature_names_out().tolist(), learned.idf_)

    def __call__(self, texts: Sequence[str]) -> csr_array:
        """Shape (texts, known)."""
        counted = [self._counted(text) for text in texts]
        ends = np.cumsum([0, *(len(one) for one in counted)])
        columns = np.fromiter((key for one in counted for key in one), np.int32, ends[-1])
        counts = np.fromiter((n for one in counted for n in one.values()), np.float32, ends[-1])
        values = (1 + np.log(counts)) * self.idf[columns]
        lengths = np.sqrt(np.bincount(_owners(ends), values * values, len(texts)))
        values /= np.repeat(np.maximum(lengths, 1e-9), np.diff(ends)).astype(np.float32)
        return csr_array((values, columns, ends), shape=(len(texts), len(self.known)))

    def _counted(self, text: str) -> Counter[int]:
        places = self._places
        return Counter(places[gram] for gram in self._cut(text) if gram in places)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {gram: place for place, gram in enumerate(self.known)}

    @cached_property
    def _cut(self) -> Callable[[str], list[str]]:
        made: Callable[[str], list[str]] = _vectorizer(self.options).build_analyzer()
        return made


def _vectorizer(options: Mapping[str, Any], **more: Any) -> TfidfVectorizer:
    # More than a second to import; the doors are open before the first text is cut.
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(lowercase=False, **options, **more)


def _owners(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The row of each value."""
    return np.repeat(np.arange(len(ends) - 1), np.diff(ends))
