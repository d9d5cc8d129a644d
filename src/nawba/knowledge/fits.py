"""How well passages fit a question by meaning, letters and words; see ``passage_index``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Embed, Progress, Vectors
from nawba.knowledge.grams import Grams
from nawba.knowledge.lexical import bm25s
from nawba.knowledge.passages import Passage
from nawba.knowledge.signals import Numbers, unit
from nawba.knowledge.tokens import tokens

_PIECE = 300  # characters of a text compared at once: a sentence or two
_BATCH = 256
_SENTENCE = re.compile(r"(?<=[.!?؟:;])\s+|\n+")
_WIDENED_BY, _WIDENING = 5, 0.4
Cosines = NDArray[np.floating[Any]]

_K1, _B = 1.2, 0.75  # BM25's usual values (Robertson, Zaragoza 2009)


class Fits:
    """``of`` gives the fit of every passage; built once, then only read."""

    def __init__(
        self, passages: Sequence[Passage], embed: Embed, progress: Progress | None = None
    ) -> None:
        titles = [_without(passage.subject, passage.title) for passage in passages]
        pieces = [_pieces(_without(passage.subject, passage.text)) for passage in passages]
        self._titled = np.array([bool(passage.title) for passage in passages])
        self._starts = np.array([0, *accumulate(map(len, pieces))])[:-1]
        flat = [piece for listed in pieces for piece in listed]
        self._places, different = _different([*titles, *flat])
        self._embed = embed
        self._vectors = _embedded(different, embed, progress)
        self._wholes = self._means()
        self._grams = Grams(different)
        self._words = _Words([f"{t} {' '.join(p)}" for t, p in zip(titles, pieces, strict=True)])

    def of(self, heard: Sequence[str]) -> Numbers:
        """Shape (passages,), in [0, 3 + _WIDENING] for a question as ``heard`` in several ways."""
        vector = unit(self._embed(heard).mean(axis=0))
        titles, pieces = self._parts(self._vectors @ vector)
        meaning = self._mean(titles, pieces, self._wholes @ vector)
        letters = np.asarray(self._grams.of(heard).mean(axis=0)).ravel()
        letter = self._mean(*self._parts(self._grams.rows @ unit(letters)))
        words = np.mean([self._words.of(text) for text in heard], axis=0)
        fits: Numbers = meaning + letter + words
        return fits + self._widened(fits) if self._titled.any() else fits

    def _parts(self, cosines: Cosines) -> tuple[Cosines, Cosines]:
        """Of different texts, per passage: that of the title, and the best of the pieces."""
        spread = cosines[self._places]
        count = len(self._titled)
        return spread[:count], np.maximum.reduceat(spread[count:], self._starts)

    def _mean(self, titles: Cosines, *others: Cosines) -> Numbers:
        """The mean over a passage's parts; the title counts where there is one."""
        parts = len(others) + self._titled
        mean: Numbers = (np.where(self._titled, titles, 0.0) + np.sum(others, axis=0)) / parts
        return mean

    def _widened(self, fits: Numbers) -> Numbers:
        """Cosines of the titles with the middle of those that fit best."""
        vectors = self._vectors[self._places[: len(fits)]]
        nearest = np.argsort(np.where(self._titled, -fits, np.inf), kind="stable")[:_WIDENED_BY]
        middle = unit(vectors[nearest].mean(axis=0))
        return np.where(self._titled, _WIDENING * (vectors @ middle), 0.0)

    def _means(self) -> Vectors:
        count = len(self._titled)
        rows = self._vectors[self._places]
        sums = np.add.reduceat(rows[count:], self._starts) + rows[:count] * self._titled[:, None]
        means: Vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
        return means


class _Words:
    """BM25 of whole passages, as a share of the weight of the question's words."""

    def __init__(self, texts: Sequence[str]) -> None:
        listed = [tokens(text) for text in texts]
        self._count = len(listed)
        self._holding = Counter(word for words in listed for word in set(words))
        self._bm25: Any = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        if self._holding:
            self._bm25.index(listed, show_progress=False)

    def of(self, text: str) -> Numbers:
        asked = list(dict.fromkeys(tokens(text)))
        known = [word for word in asked if word in self._holding]
        if not known:
            return np.zeros(self._count)
        scores: Numbers = np.asarray(self._bm25.get_scores(known), np.float64)
        return scores / sum(map(self._rarity, asked))

    def _rarity(self, word: str) -> float:
        count = self._holding[word]
        return float(np.log1p((self._count - count + 0.5) / (count + 0.5)))


def _different(texts: Sequence[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Where each text stands in the list of different ones: many FAQs ask the same."""
    places: dict[str, int] = {}
    found = [places.setdefault(text, len(places)) for text in texts]
    return np.array(found), list(places)


def _embedded(texts: Sequence[str], embed: Embed, progress: Progress | None) -> Vectors:
    rows = []
    for start in range(0, len(texts), _BATCH):
        rows.append(embed(texts[start : start + _BATCH]))
        if progress:
            progress(min(start + _BATCH, len(texts)), len(texts))
    return np.concatenate(rows)


def _without(subject: str, text: str) -> str:
    """``text`` without the name of its subject, which says nothing of what is asked."""
    return re.sub(re.escape(subject), " ", text, flags=re.IGNORECASE) if subject else text


def _pieces(text: str) -> list[str]:
    """``text`` cut at the ends of sentences into pieces of about 300 characters, at least one."""
    pieces = [""]
    for sentence in _SENTENCE.split(text):
        if pieces[-1] and len(pieces[-1]) + len(sentence) > _PIECE:
            pieces.append("")
        pieces[-1] += sentence + " "
    return pieces
