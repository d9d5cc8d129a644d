"""The articles as one immutable value that finds the few that answer a question.

Score: a conditional logit with an outside option (McFadden 1974). For article i with signals x_i
(see ``signals``), z_i = w · x_i and

    score_i = exp(z_i) / (exp(c) + Σ_j exp(z_j))

where c stands for "none of them". It rises with every signal, since every weight is positive, and
falls when another article fits as well: an ambiguous question has no sure answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from nawba.domain.ports import Embed, Found, Progress, Vectors
from nawba.domain.words import Article
from nawba.knowledge.darija import with_standard
from nawba.knowledge.signals import SIGNALS, Numbers, Signals, Version, prepare, unit
from nawba.knowledge.tokens import tokens

# Fitted by benchmarks/fit_article_search.py on development data: hand-written questions and the
# articles' own questions, left out one by one. Held-out questions took no part in the fit.
WEIGHTS: Mapping[str, float] = {"nearest": 0.62, "centre": 11.51, "overlap": 2.28, "bm25": 5.41}
NONE_OF_THEM = 6.34

STRICT_THRESHOLD = 0.80
"""From this score on the assistant may answer.

Chosen on the same development data, on a grid of 0.05: none of the 159 hand-written questions is
answered wrongly (cross-validated; 50 % of those in scope are answered), and of those whose article
was taken out of the index, the hardest kind of out-of-scope question, one in ten is answered.
"One in ten" was settled after the totals of an earlier version on tests/data/demo_questions.jsonl
had been seen: those are therefore a check, not an untouched test; a claim needs fresh questions.
One threshold serves all brands and languages until each is calibrated on its labelled traffic.
"""

MAX_QUERY = 1_000  # characters read of a message
_FALLBACK = ("fr", "en", "ar")  # served when the contact's language has no version

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Candidates:
    """The articles of a brand beside one question, each by its id.

    ``live`` is the version that may be served, None where none may; ``signals`` (articles, 4) in
    the order of ``SIGNALS``.
    """

    ids: tuple[str, ...]
    live: tuple[Article | None, ...]
    signals: Numbers

    @property
    def usable(self) -> NDArray[np.bool_]:
        return np.array([article is not None for article in self.live])

    def best(self, scores: Numbers, limit: int) -> list[Found]:
        """At most ``limit`` of those that may be served, by ``scores`` (articles,), best first."""
        order = [place for place in np.argsort(-scores, kind="stable") if self.live[place]]
        found: list[Found] = []
        for place, behind in zip(order[:limit], [*order[1:], None], strict=False):
            article, score = self.live[place], float(scores[place])
            assert article is not None  # kept out of ``order``
            runner_up = 0.0 if behind is None else float(scores[behind])
            found.append(Found(article, score, score - runner_up))
        return found


@dataclass(frozen=True)
class ArticleIndex:
    """Articles of all brands. Never changed: ``with_article`` and ``without`` give a new one.

    Searching is safe from many threads at once. Make one with ``ArticleIndex.build``.
    """

    embed: Embed
    signals: Mapping[str, Signals]

    @classmethod
    def build(
        cls, articles: Iterable[Article], embed: Embed, progress: Progress | None = None
    ) -> ArticleIndex:
        """An index of ``articles``; of two with the same brand, id and language, the last.

        About 1 s per 1,500 titles, questions and body chunks; ``progress`` counts those.
        """
        latest = {_key(article): article for article in articles}
        versions = prepare(tuple(latest.values()), embed, progress)
        brands = {version.article.brand for version in versions}
        return cls(embed, {brand: Signals(_of(brand, versions)) for brand in brands})

    def search(
        self, text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> list[Found]:
        """At most ``limit`` articles of ``brand`` for ``text``, best first, each once.

        ``text`` may be in any language; an article is served in ``language`` if it exists in it.
        A version is served up to and including its expiry date, compared with ``today``.
        """
        found = self.candidates(text, brand, language, today=today)
        if found is None:
            return []
        return found.best(fuse(found.signals, found.usable), limit)

    def candidates(self, text: str, brand: str, language: str, *, today: date) -> Candidates | None:
        """All articles of ``brand`` with their signals; None without an article or a word."""
        signals = self.signals.get(brand)
        text = text[:MAX_QUERY]
        if signals is None or not any(char.isalnum() for char in text):
            return None
        live = tuple(_served(versions, language, today) for versions in signals.articles)
        return Candidates(signals.ids, live, signals.of(*self.heard(text)))

    def heard(self, text: str) -> tuple[Vectors, list[str]]:
        """The unit vector and the tokens by which ``text`` is searched; see ``Signals.of``."""
        text = text[:MAX_QUERY]
        return unit(self.embed(with_standard(text)).mean(axis=0)), tokens(text)

    def with_article(self, article: Article) -> ArticleIndex:
        """The index with ``article`` added, or put in the place of its earlier version."""
        others = [v for v in self._versions(article.brand) if v.key != _key(article)]
        return self._with(article.brand, [*others, *prepare([article], self.embed)])

    def without(self, article_id: str, language: str, *, brand: str | None = None) -> ArticleIndex:
        """The index without that version, of ``brand`` or of whichever brands have it."""
        index = self
        for name in self.signals if brand is None else [brand]:
            gone = (name, article_id, language)
            index = index._with(name, [v for v in index._versions(name) if v.key != gone])
        return index

    def with_wordings(
        self, brand: str, article: str, wordings: Mapping[str, Sequence[str]]
    ) -> ArticleIndex:
        """The index as if ``article`` were asked for in these ``wordings`` only, by language.

        They stand in the place of its titles and questions; versions in other languages are left
        out, unless all would be.
        """
        own = [v for v in self._versions(brand) if v.article.id == article]
        told = [v for v in own if v.article.language in wordings] or own[:1]
        others = [v for v in self._versions(brand) if v.article.id != article]
        every = [text for texts in wordings.values() for text in texts]
        scarce = [
            v.asked_as(texts := wordings.get(v.article.language, every), self.embed(texts))
            for v in told
        ]
        return self._with(brand, [*others, *scarce])

    def articles(self) -> list[Article]:
        """Every version indexed, by brand, id and language."""
        brands = sorted(self.signals)
        return [version.article for brand in brands for version in self._versions(brand)]

    def _versions(self, brand: str) -> Sequence[Version]:
        return self.signals[brand].versions if brand in self.signals else ()

    def _with(self, brand: str, versions: Sequence[Version]) -> ArticleIndex:
        others = {name: signals for name, signals in self.signals.items() if name != brand}
        return ArticleIndex(self.embed, others | ({brand: Signals(versions)} if versions else {}))


def fuse(signals: Numbers, usable: np.ndarray) -> Numbers:
    """Scores in [0, 1] of shape (articles,) from signals of shape (articles, 4).

    ``usable`` marks the articles that may be served; the others score 0 and take no share.
    """
    fits = signals @ np.array([WEIGHTS[name] for name in SIGNALS])
    fits = np.where(usable, fits, -np.inf)
    top = max(NONE_OF_THEM, float(fits.max(initial=-np.inf)))
    shares = np.exp(fits - top)
    scores: Numbers = shares / (np.exp(NONE_OF_THEM - top) + shares.sum())
    return scores


def _served(versions: Mapping[str, Article], language: str, today: date) -> Article | None:
    live = {key: article for key, article in versions.items() if not expired(article, today)}
    preferred = (language, *_FALLBACK, *sorted(live))
    return next((live[key] for key in preferred if key in live), None)


def expired(article: Article, today: date) -> bool:
    """Whether the last day on which ``article`` may be served has passed."""
    return article.expires_on is not None and article.expires_on < today.isoformat()


def _of(brand: str, versions: Iterable[Version]) -> list[Version]:
    return [version for version in versions if version.article.brand == brand]


def _key(article: Article) -> Key:
    return (article.brand, article.id, article.language)
