"""Finds the article that answers: search, and what labelled examples taught, in one score.

``Reading`` is how a house makes searches. ``learn`` turns examples into bytes that a version of
the assistant keeps; ``of`` makes the search over a version's articles from them, the same for the
version that answers and for a draft. A brand with too few examples is searched without.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from nawba.assistant.cases import Case
from nawba.assistant.normalise import fold
from nawba.assistant.understanding.choice import Weights
from nawba.assistant.understanding.kernel import Places
from nawba.assistant.understanding.packing import lessons_of, pack, unpack
from nawba.assistant.understanding.reader import Lessons, Reader
from nawba.domain.ports import Found, Progress, Search, Vectors
from nawba.domain.versions import digest
from nawba.domain.words import Article
from nawba.knowledge import darija
from nawba.knowledge.index import ArticleIndex, Candidates
from nawba.knowledge.searcher import Searcher
from nawba.privacy import redact_query

LEAST, LEAST_STRANGE = 100, 30
"""Examples in scope, and out of it, from which on a brand is read with what they taught."""

_METHOD = 2  # of learning; another one does not take over what was learned
_SEARCHED = 2400  # examples, drawn at random, that weigh search against what was learned
_BATCH = 256
Heard = tuple[Vectors, Sequence[str]]
"""The vector and the tokens by which a question is searched."""

_ANY_DAY = date.min  # examples are read whatever has expired since


class Reads(Protocol):
    """What makes searches: see ``Reading``."""

    def of(self, articles: Sequence[Article], learned: bytes | None = None) -> Search: ...

    def learn(
        self,
        articles: Sequence[Article],
        examples: Sequence[Case],
        known: bytes | None = None,
        progress: Progress | None = None,
    ) -> bytes | None: ...


@dataclass(frozen=True)
class LearnedSearch:
    """A ``Search``: brands with a reader by it, the others by ``index`` alone."""

    index: ArticleIndex
    readers: Mapping[str, Reader]

    def __call__(
        self, text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> Sequence[Found]:
        text = redact_query(text)  # rule 9: before anything indexes, embeds or remembers it
        reader = self.readers.get(brand)
        if reader is None:
            return self.index.search(text, brand, language, limit, today=today)
        candidates = self.index.candidates(text, brand, language, today=today)
        if candidates is None:
            return []
        return candidates.best(reader.read(text, candidates)[:-1], limit)


@dataclass(frozen=True)
class Reading:
    """Makes searches with the house's embedder."""

    searcher: Searcher

    def of(self, articles: Sequence[Article], learned: bytes | None = None) -> Search:
        """A search over ``articles`` with what ``learn`` gave. Raises Invalid if it is damaged."""
        readers = {} if learned is None else unpack(learned, self.searcher.embed, darija.normalise)
        return LearnedSearch(self.searcher.index(articles), readers)

    def learn(
        self,
        articles: Sequence[Article],
        examples: Sequence[Case],
        known: bytes | None = None,
        progress: Progress | None = None,
    ) -> bytes | None:
        """What ``examples`` teach about ``articles``; None when no brand has enough of them.

        About 30 s for 9,000 examples; ``progress`` counts those read. ``known`` is given back at
        once if it was learned from the very same. An example of an article that is not among
        ``articles`` counts as out of scope.
        """
        lessons = _named(articles, examples)
        if known is not None and lessons_of(known) == lessons:
            return known
        index = self.searcher.index(articles)
        of = {brand: _of(brand, articles, examples) for brand in sorted(_brands(articles))}
        enough = {brand: known for brand, known in of.items() if known.is_enough}
        readers = {
            brand: Reader.learn(
                known.lessons(brand, index), self.searcher.embed, darija.normalise, 0, progress
            )
            for brand, known in enough.items()
        }
        return pack(readers, lessons) if readers else None


@dataclass(frozen=True)
class _Known:
    """One brand's examples, and each title and question of its articles with the article's id."""

    ids: tuple[str, ...]
    examples: Sequence[Case]
    asked: Sequence[tuple[str, str]]

    @property
    def is_enough(self) -> bool:
        inside = [one.intent for one in self.examples if one.intent in self.ids]
        strange = len(self.examples) - len(inside)
        return len(set(inside)) > 1 and len(inside) >= LEAST and strange >= LEAST_STRANGE

    def lessons(self, brand: str, index: ArticleIndex) -> Lessons:
        order = np.random.default_rng(0).permutation(len(self.examples))
        examples = [self.examples[at] for at in order]
        place = {one: at for at, one in enumerate(self.ids)}
        right = [place.get(one.intent or "", len(self.ids)) for one in examples]
        own = self._own_wordings()
        right += [place[article] for _, article in own]
        texts = [*(one.text for one in examples), *(text for text, _ in own)]
        asked, heard = list[Candidates](), list[Heard]()
        for found, as_heard in _found(index, brand, examples[:_SEARCHED]):
            asked.append(found)
            heard.append(as_heard)
        scarcely = _Scarcely(index, brand, self.ids, examples, heard)
        return Lessons(self.ids, texts, np.array(right, np.intp), asked, len(examples), scarcely)

    def _own_wordings(self) -> list[tuple[str, str]]:
        """Those that are no example too: what a customer said once, for a gap, counts once."""
        said = {(fold(one.text), one.intent) for one in self.examples}
        return [
            (text, article) for text, article in self.asked if (fold(text), article) not in said
        ]


@dataclass(frozen=True)
class _Scarcely:
    """What search would find if an article were asked for in a few wordings only."""

    index: ArticleIndex
    brand: str
    ids: tuple[str, ...]
    examples: Sequence[Case]
    heard: Sequence[Heard]

    def __call__(self, article: int, kept: Places, asked: Places) -> Weights:
        wordings: dict[str, list[str]] = {}
        for place in kept:
            wordings.setdefault(self.examples[place].language, []).append(self.examples[place].text)
        index = self.index.with_wordings(self.brand, self.ids[article], wordings)
        signals = index.signals[self.brand]
        return np.stack([signals.of(*self.heard[place]) for place in asked])


def _found(
    index: ArticleIndex, brand: str, examples: Sequence[Case]
) -> Iterator[tuple[Candidates, Heard]]:
    """What search finds for each example, all of which hold a word, and by what it searched."""
    for start in range(0, len(examples), _BATCH):
        batch = examples[start : start + _BATCH]
        # Together, so that the embedder, which remembers them, need not read them one by one.
        index.embed([said for one in batch for said in darija.with_standard(one.text)])
        for one in batch:
            found = index.candidates(one.text, brand, one.language, today=_ANY_DAY)
            assert found is not None, "an example holds a word"
            yield found, index.heard(one.text)


def _of(brand: str, articles: Sequence[Article], examples: Sequence[Case]) -> _Known:
    own = [one for one in articles if one.brand == brand]
    asked = [(text, one.id) for one in own for text in (one.title, *one.questions)]
    wordy = [one for one in examples if one.brand == brand and any(map(str.isalnum, one.text))]
    return _Known(tuple(sorted({one.id for one in own})), wordy, asked)


def _named(articles: Sequence[Article], examples: Sequence[Case]) -> str:
    """The digest of all that is learned from."""
    asked = sorted([one.brand, one.id, one.language, one.title, one.body, *one.questions]
                   for one in articles)  # fmt: skip
    taught = [[one.brand, one.intent, one.language, one.text] for one in examples]
    return digest(json.dumps([_METHOD, asked, taught]).encode())


def _brands(articles: Sequence[Article]) -> set[str]:
    return {one.brand for one in articles}
