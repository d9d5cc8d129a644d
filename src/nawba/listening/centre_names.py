"""What a centre calls its sites, queues and brands, and the intents that are its articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.engine import Connection

from nawba.domain.words import Article
from nawba.store.rows import read_articles, read_centre

Names = Mapping[str, Mapping[str, str]]


def names_in(connection: Connection, language: str) -> Names:
    """By dimension of a diagnosis, then by id; an intent that two brands word apart has none."""
    centre = read_centre(connection)
    return {
        "site": {one.id: one.name for one in centre.sites},
        "queue": {one.id: one.name for one in centre.queues},
        "brand": {one.id: one.name for one in centre.brands},
        "intent": intent_titles(connection).get(language, {}),
    }


def intent_titles(connection: Connection) -> Names:
    """By language, then by id: what the articles that answer an intent are called."""
    articles = read_articles(connection)
    spoken = sorted({one.language for one in articles})
    return {
        language: _of_one_title(one for one in articles if one.language == language)
        for language in spoken
    }


def _of_one_title(articles: Iterable[Article]) -> dict[str, str]:
    titles: dict[str, set[str]] = {}
    for one in articles:
        titles.setdefault(one.id, set()).add(one.title)
    return {id: next(iter(found)) for id, found in titles.items() if len(found) == 1}
