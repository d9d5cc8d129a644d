"""What one brand's articles have in common with a question: four numbers per article.

Built once per change of the brand's articles, then only read: safe for many threads. An article's
number is the best over its languages, so a question in one language is helped by another's words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Embed, Progress, Vectors
from nawba.domain.words import Article
from nawba.knowledge.lexical import bm25s
from nawba.knowledge.tokens import tokens

SIGNALS = ("nearest", "centre", "overlap", "bm25")

_CHUNK = 250  # characters of a body per vector: a step or two of an answer
_BATCH = 64
_SHRINK, _FEW = 0.6, 10
_K1, _B = 0.6, 0.3  # short texts: a word said twice adds little, length matters little

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Version:
    """One article in one language, ready to be indexed.

    ``asked`` are the vectors of title and questions, ``told`` those of the body's chunks;
    ``words`` are the tokens of title and each question, ``body`` those of the body.
    """

    article: Article
    asked: Vectors
    told: Vectors
    words: tuple[tuple[str, ...], ...]
    body: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.article.brand, self.article.id, self.article.language)

    def asked_as(self, texts: Sequence[str], vectors: Vectors) -> Version:
        """The version with ``texts``, of these ``vectors``, for its title and questions."""
        return replace(self, asked=vectors, words=tuple(tuple(tokens(text)) for text in texts))


def prepare(
    articles: Sequence[Article], embed: Embed, progress: Progress | None = None
) -> list[Version]:
    """Each article with its vectors and tokens; all texts are embedded in batches."""
    asked = [[article.title, *article.questions] for article in articles]
    told = [chunks(article.body) for article in articles]
    texts = [text for pair in zip(asked, told, strict=True) for part in pair for text in part]
    rows = iter(_embedded(texts, embed, progress))
    return [
        Version(
            article,
            np.stack([next(rows) for _ in questions]),
            np.stack([next(rows) for _ in bodies]),
            tuple(tuple(tokens(text)) for text in questions),
            tuple(tokens(article.body)),
        )
        for article, questions, bodies in zip(articles, asked, told, strict=True)
    ]


def chunks(body: str) -> list[str]:
    """``body`` cut at line ends into pieces of about 250 characters; always at least one."""
    pieces = [""]
    for line in body.splitlines():
        if pieces[-1] and len(pieces[-1]) + len(line) > _CHUNK:
            pieces.append("")
        pieces[-1] += line + "\n"
    return pieces


def _embedded(texts: Sequence[str], embed: Embed, progress: Progress | None) -> list[Vectors]:
    rows: list[Vectors] = []
    for start in range(0, len(texts), _BATCH):
        rows += list(embed(texts[start : start + _BATCH]))
        if progress:
            progress(len(rows), len(texts))
    return rows


def unit(vector: Vectors) -> Vectors:
    """``vector`` at length one; the null vector stays."""
    one: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return one


class Signals:
    """The four numbers for one brand. ``versions`` must all be of that brand, in any order."""

    def __init__(self, versions: Iterable[Version]) -> None:
        self.versions = tuple(sorted(versions, key=lambda version: version.key))
        groups = [list(group) for _, group in groupby(self.versions, key=lambda v: v.article.id)]
        self.articles: tuple[dict[str, Article], ...] = tuple(
            {version.article.language: version.article for version in group} for group in groups
        )
        self.ids = tuple(group[0].article.id for group in groups)
        self._asked = np.concatenate([version.asked for version in self.versions])
        self._asked_starts = _starts(sum(len(v.asked) for v in group) for group in groups)
        self._version_starts = _starts(len(group) for group in groups)
        self._centres = _Centres(
            [[row for v in group for row in (*v.asked, *v.told)] for group in groups]
        )
        self._lexicon = _Lexicon(self.versions)

    def of(self, vector: Vectors, words: Sequence[str]) -> Numbers:
        """Shape (articles, 4), in the order of ``articles`` and ``SIGNALS``.

        ``nearest``: highest cosine with a title or question; ``centre``: cosine with the mean of
        all texts, whitened (see ``_Centres``); ``overlap``: highest Dice coefficient with the
        words of a title or question, words weighted by idf; ``bm25``: highest over languages, as
        a share of what a perfect match would score. ``words`` may repeat.
        """
        overlap, bm25 = self._lexicon.of(tuple(dict.fromkeys(words)))
        columns = (
            np.maximum.reduceat(self._asked @ vector, self._asked_starts),
            self._centres.of(vector),
            np.maximum.reduceat(overlap, self._asked_starts),
            np.maximum.reduceat(bm25, self._version_starts),
        )
        return np.stack(columns, axis=1).astype(np.float64)


class _Centres:
    """The mean vector of each article, compared after whitening: linear discriminant analysis.

    What varies among the texts of one article (its language, politeness, "how" or "I want")
    does not tell articles apart, so those directions are shortened: the inverse of the
    within-article covariance, shrunk towards a multiple of the identity (Friedman 1989), is the
    metric. Vectors are first moved by the mean of the articles, itself shrunk while they are few.
    """

    def __init__(self, groups: Sequence[Sequence[Vectors]]) -> None:
        means = np.stack([np.mean(group, axis=0) for group in groups]).astype(np.float64)
        spread = np.concatenate([np.subtract(g, m) for g, m in zip(groups, means, strict=True)])
        self._metric = _inverse_covariance(spread)
        self._middle = means.mean(axis=0) * len(means) / (len(means) + _FEW)
        self._centres = means - self._middle
        lengths = np.einsum("ij,jk,ik->i", self._centres, self._metric, self._centres)
        self._lengths = np.sqrt(np.maximum(lengths, 1e-12))

    def of(self, vector: Vectors) -> Numbers:
        moved = vector - self._middle
        bent = self._metric @ moved
        length = np.sqrt(max(float(moved @ bent), 1e-12))
        cosines: Numbers = self._centres @ bent / (self._lengths * length)
        return cosines


def _inverse_covariance(spread: Numbers) -> Numbers:
    size = spread.shape[1]
    covariance = spread.T @ spread / len(spread)
    even = max(float(np.trace(covariance)), 1e-9) / size * np.eye(size)
    inverse: Numbers = np.linalg.inv((1 - _SHRINK) * covariance + _SHRINK * even)
    return inverse


class _Lexicon:
    """The words of one brand: BM25 per version, Dice per title and question."""

    def __init__(self, versions: Sequence[Version]) -> None:
        texts = [[word for part in (*v.words, v.body) for word in part] for v in versions]
        self._versions = len(texts)
        self._counts = Counter(word for text in texts for word in set(text))
        self._bm25: Any = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        if self._counts:
            self._bm25.index(texts, show_progress=False)
        units = [set(words) for version in versions for words in version.words]
        self._weights = np.array([sum(map(self._idf, unit)) for unit in units])
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, unit in enumerate(units):
            for word in unit:
                places[word].append(place)
        self._places = {word: np.array(found) for word, found in places.items()}

    def of(self, words: tuple[str, ...]) -> tuple[Numbers, Numbers]:
        """Dice per title and question, BM25 per version, both in [0, 1]. ``words`` are distinct."""
        whole = sum(map(self._idf, words))
        common = np.zeros(len(self._weights))
        for word in words:
            if word in self._places:
                common[self._places[word]] += self._idf(word)
        known = [word for word in words if word in self._counts]
        bm25 = np.asarray(self._bm25.get_scores(known)) if known else np.zeros(self._versions)
        return 2 * common / np.maximum(whole + self._weights, 1e-9), bm25 / max(whole, 1e-9)

    def _idf(self, word: str) -> float:
        count = self._counts[word]
        return float(np.log1p((self._versions - count + 0.5) / (count + 0.5)))


def _starts(lengths: Iterable[int]) -> NDArray[np.int64]:
    ends = np.cumsum(np.fromiter(lengths, np.int64))
    return np.concatenate([[0], ends[:-1]])
