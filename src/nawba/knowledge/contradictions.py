"""Articles that contradict each other: sentences that say the same of other numbers, or deny it.

A heuristic that would rather miss than accuse, because what it names is not served: two sentences
of different articles of one brand and language must agree in most of their content words, and then
differ in a number of the same unit, or in one of them being denied. No claim is made to find every
contradiction; the editor sees both sentences and decides. Where two articles answer the same
question (a title or question of one is nearly one of the other), fewer words need to agree.

Measured on the demo's 186 articles, which hold none: none is named; at 0.4 for all, 24 would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

from nawba.domain.versions import ArticleVersion
from nawba.domain.words import Article
from nawba.knowledge.tokens import fold, tokens

ALIKE = 0.6  # shared content words of two sentences, of all their content words
ALIKE_DENIED = 0.75  # the same when one only denies the other: a word or two more must agree
ALIKE_ASKED = 0.3  # when both articles answer the same question
SAME_QUESTION = 0.75
FEWEST = 3  # content words shared

_SENTENCE = re.compile(r"(?<=[.!?؟。])\s+|\n+")
_NUMBER = re.compile(r"(\d+(?:[ .,]\d+)*)\s*(%|[^\W\d_]+)?")
_DENIED = re.compile(
    r"\b(ne|n|pas|jamais|aucun|aucune|sans|not|no|never|without|cannot|isn|don|doesn|لا|ليس|ليست|"
    r"لم|لن|بدون|دون|غير|ما)\b"
)


@dataclass(frozen=True)
class Sentence:
    """One sentence of an article, and what can be compared of it."""

    article: Article
    text: str

    @cached_property
    def content(self) -> frozenset[str]:
        return _content(self.text)

    @cached_property
    def numbers(self) -> dict[str, frozenset[str]]:
        """The numbers said, by the word that follows them."""
        found: dict[str, set[str]] = {}
        for number, unit in _NUMBER.findall(fold(self.text)):
            digits = re.sub(r"[ .,](?=\d{3}\b)", "", number).replace(",", ".")
            found.setdefault("".join(tokens(unit)[:1]) or unit, set()).add(digits)
        return {unit: frozenset(said) for unit, said in found.items()}

    @cached_property
    def denied(self) -> bool:
        return bool(_DENIED.search(fold(self.text)))


@dataclass(frozen=True)
class Contradiction:
    """Two sentences that cannot both be true; the editor keeps one."""

    one: Sentence
    other: Sentence

    @property
    def articles(self) -> tuple[Article, Article]:
        return self.one.article, self.other.article

    def __str__(self) -> str:
        return f"{_said(self.one)} / {_said(self.other)}"


def _said(sentence: Sentence) -> str:
    article = sentence.article
    owner = f", owner {article.owner}" if article.owner else ""
    return f"{article.id} ({article.language}{owner}): « {sentence.text} »"


def find_contradictions(articles: Iterable[Article]) -> list[Contradiction]:
    """Pairs of sentences of different articles that contradict each other, one per two articles."""
    found: dict[tuple[str, str, str, str], Contradiction] = {}
    for part in _parts(articles):
        for one, other in combinations(part, 2):
            if one.article.id != other.article.id and _contradict(one, other):
                article = one.article
                key = (article.brand, article.language, article.id, other.article.id)
                found.setdefault(key, Contradiction(one, other))
    return list(found.values())


def contradictions_of(article: Article, others: Iterable[Article]) -> list[Contradiction]:
    """The first contradiction of ``article`` with each of ``others`` in its brand and language."""
    found: dict[str, Contradiction] = {}
    own = _sentences(article)
    for other in others:
        if (other.brand, other.language) == (article.brand, article.language):
            pairs = ((one, two) for one in own for two in _sentences(other))
            met = next(
                (Contradiction(one, two) for one, two in pairs if _contradict(one, two)), None
            )
            if met is not None:
                found.setdefault(other.id, met)
    return list(found.values())


def _parts(articles: Iterable[Article]) -> Iterator[list[Sentence]]:
    """The sentences of each brand and language that could contradict another."""
    parts: dict[tuple[str, str], list[Sentence]] = {}
    for article in articles:
        parts.setdefault((article.brand, article.language), []).extend(_sentences(article))
    yield from parts.values()


def _sentences(article: Article) -> list[Sentence]:
    texts = (text.strip() for text in _SENTENCE.split(article.body))
    made = (Sentence(article, text) for text in texts if text)
    return [one for one in made if len(one.content) >= FEWEST]


def _contradict(one: Sentence, other: Sentence) -> bool:
    if len(one.content & other.content) < FEWEST:
        return False
    alike = _alike(one.content, other.content)
    if alike >= ALIKE_DENIED and one.denied != other.denied:
        return True
    if alike < ALIKE_ASKED or not _other_numbers(one, other):
        return False
    return alike >= ALIKE or _same_question(one.article, other.article)


def _same_question(one: Article, other: Article) -> bool:
    asked = [[_content(text) for text in (a.title, *a.questions)] for a in (one, other)]
    return any(_alike(a, b) >= SAME_QUESTION for a in asked[0] for b in asked[1])


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one | other), 1)


@lru_cache(maxsize=20_000)
def _content(text: str) -> frozenset[str]:
    """Stems that are neither numbers nor denials; concepts count as words."""
    said = (one for one in tokens(text) if not any(char.isdigit() for char in one))
    return frozenset(one for one in said if not _DENIED.fullmatch(one))


def _other_numbers(one: Sentence, other: Sentence) -> bool:
    """Whether both say numbers of one unit, and none of them is the same."""
    units = one.numbers.keys() & other.numbers.keys()
    return any(not one.numbers[unit] & other.numbers[unit] for unit in units)


def contradicting(found: Sequence[Contradiction]) -> set[ArticleVersion]:
    """Every article version that takes part in one."""
    return {
        ArticleVersion(article.brand, article.id, article.language, article.version)
        for one in found
        for article in one.articles
    }
