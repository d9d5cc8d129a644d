"""What is searched and what is said, as values: short texts about named things, and turns of talk.

A passage is smaller than an article: one question with its answer, or one section. Its subject is
the thing it speaks of (a hotel, a shop, a product) when other passages say the same of others: then
only the conversation tells which one is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nawba.domain.words import Article


@dataclass(frozen=True)
class Passage:
    """``title`` is a question or a heading, ``subject`` a name people say; either may be empty.

    Passages with one ``id`` are versions of each other in other languages or wordings.
    """

    id: str
    text: str
    title: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Said:
    """One turn. ``alternatives`` are what else a recogniser may have heard, likeliest first."""

    text: str
    by_customer: bool = True
    alternatives: tuple[str, ...] = ()


def passages_of(articles: Iterable[Article]) -> Iterator[Passage]:
    """Each article once per title and question it is asked by, under its brand's id."""
    for article in articles:
        for title in (article.title, *article.questions):
            yield Passage(f"{article.brand}/{article.id}", article.body, title)
