"""The articles as an editor sees them: in which languages, served or why not, behind what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from nawba.domain.words import Article, Brand
from nawba.knowledge.contradictions import Contradiction, find_contradictions
from nawba.knowledge.index import expired
from nawba.knowledge.tokens import fold
from nawba.store.shelf import Kept, Key


class Status(StrEnum):
    SERVED = "served"
    CHANGED = "changed"  # an older version of it is served until the next publication
    WAITING = "waiting"  # not in the assistant's version yet
    EXPIRED = "expired"
    CONTRADICTING = "contradicting"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Coverage:
    """An article in one language. ``kept`` None: it is missing there.

    ``behind`` is the language whose version was published later, if it is the one translated from.
    """

    language: str
    kept: Kept | None = None
    status: Status | None = None
    behind: str | None = None
    served_version: int | None = None


@dataclass(frozen=True)
class Entry:
    """An article in all languages of its brand."""

    brand: str
    id: str
    source: str
    languages: tuple[Coverage, ...]

    @property
    def present(self) -> list[Coverage]:
        return [one for one in self.languages if one.kept is not None]

    @property
    def first(self) -> Article:
        """The version that names it: that of its source."""
        articles = {one.language: one.kept.article for one in self.languages if one.kept}
        return articles[self.source]


@dataclass(frozen=True)
class Facts:
    """What decides whether an article is served: ``served`` holds the version of each that the
    assistant's version has (None: none was published, so all are served); ``today`` by brand."""

    served: Mapping[Key, int] | None
    contradicting: frozenset[Key]
    today: Mapping[str, date]


def arrange(kept: Iterable[Kept], brands: Mapping[str, Brand], facts: Facts) -> list[Entry]:
    """Every article of the configured ``brands``, by brand and id."""
    articles: dict[tuple[str, str], dict[str, Kept]] = {}
    for one in kept:
        brand, article, language = one.key
        if brand in brands:
            articles.setdefault((brand, article), {})[language] = one
    return [
        _entry(brands[brand], article, versions, facts)
        for (brand, article), versions in sorted(articles.items())
    ]


def _entry(brand: Brand, article: str, versions: Mapping[str, Kept], facts: Facts) -> Entry:
    source = source_language(brand, versions)
    spoken = [*brand.languages, *sorted(versions.keys() - set(brand.languages))]
    return Entry(
        brand.id,
        article,
        source,
        tuple(_coverage(language, versions.get(language), versions[source], facts)
              for language in spoken),
    )  # fmt: skip


def source_language(brand: Brand, versions: Mapping[str, Kept]) -> str:
    """The language that the others are translated from: the brand's first that is there."""
    in_force = [one for one in brand.languages if one in versions and versions[one].is_current]
    there = [one for one in brand.languages if one in versions]
    return next(iter([*in_force, *there, *sorted(versions)]))


def _coverage(language: str, kept: Kept | None, source: Kept, facts: Facts) -> Coverage:
    if kept is None:
        return Coverage(language)
    is_behind = kept.is_current and kept.published_at < source.published_at
    served = None if facts.served is None else facts.served.get(kept.key)
    return Coverage(
        language,
        kept,
        _status(kept, facts),
        source.article.language if is_behind else None,
        served if kept.is_current else None,
    )


def _status(kept: Kept, facts: Facts) -> Status:
    if not kept.is_current:
        return Status.WITHDRAWN
    if expired(kept.article, facts.today[kept.article.brand]):
        return Status.EXPIRED
    if kept.key in facts.contradicting:
        return Status.CONTRADICTING
    if facts.served is None:
        return Status.SERVED
    version = facts.served.get(kept.key)
    if version is None:
        return Status.WAITING
    return Status.SERVED if version == kept.article.version else Status.CHANGED


@lru_cache(maxsize=4)
def contradictions_among(articles: tuple[Article, ...]) -> tuple[Contradiction, ...]:
    """Like ``find_contradictions``, remembered: a second for 200 articles in three languages."""
    return tuple(find_contradictions(articles))


def keys_of(found: Iterable[Contradiction]) -> frozenset[Key]:
    """The articles that take part in a contradiction."""
    both = (article for one in found for article in one.articles)
    return frozenset((one.brand, one.id, one.language) for one in both)


def holds(entry: Entry, words: Sequence[str]) -> bool:
    """Whether every one of the folded ``words`` stands somewhere in the article."""
    return all(any(word in text for text in _texts(entry)) for word in words)


def _texts(entry: Entry) -> list[str]:
    found = [entry.id]
    for one in entry.present:
        assert one.kept is not None  # present
        article = one.kept.article
        found += [article.title, article.body, article.owner, *article.questions]
    return [fold(text) for text in found]
