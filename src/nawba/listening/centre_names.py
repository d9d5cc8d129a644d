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
    articles = [one for one in read_articles(connection) if one.language == language]
    return {
        "site": {one.id: one.name for one in centre.sites},
        "queue": {one.id: one.name for one in centre.queues},
        "brand": {one.id: one.name for one in centre.brands},
        "intent": _of_one_title(articles),
    }


def _of_one_title(articles: Iterable[Article]) -> dict[str, str]:
    titles: dict[str, set[str]] = {}
    for one in articles:
        titles.setdefault(one.id, set()).add(one.title)
    return {id: next(iter(found)) for id, found in titles.items() if len(found) == 1}
