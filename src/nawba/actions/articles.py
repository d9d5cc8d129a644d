"""The verbs on articles: publish, withdraw, put back, publish an earlier version anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Article
from nawba.store import Store, Transaction, statements, tables
from nawba.store.rows import article_of
from nawba.store.statements import Row


@dataclass(frozen=True)
class Published:
    """How many articles were new, changed (a new version) or the same as before."""

    added: int
    changed: int
    same: int


def publish_articles(store: Store, actor: Actor, articles: Sequence[Article]) -> Published:
    """Publish all ``articles`` in one transaction; an unchanged one keeps its version.

    Raises NotFound when an article names a brand that is not configured.
    """
    permit(actor, "publish_article")
    counts = {"added": 0, "changed": 0, "same": 0}
    with store.write("publish_articles", actor) as tx:
        brands = set(tx.connection.execute(sa.select(tables.brands.c.id)).scalars())
        for article in articles:
            if article.brand not in brands:
                raise NotFound(
                    f"Article {article.id} is for brand '{article.brand}', which is not "
                    "configured. Configure the centre first, or correct the brand.",
                    field="brand",
                )
            counts[_publish(tx, article)] += 1
    return Published(**counts)


def _publish(tx: Transaction, article: Article) -> str:
    rows = _versions(tx, article.brand, article.id, article.language)
    current = next((row for row in rows if row.current), None)
    if current is not None and content(article) == content_of(current.document):
        return "same"
    add_version(tx, article, rows[-1].version + 1 if rows else 1)
    return "changed" if rows else "added"


def add_version(tx: Transaction, article: Article, version: int) -> Article:
    """Make ``article`` the one in force, as ``version``, inside a transaction already open."""
    table = tables.articles
    key = _key(article.brand, article.id, article.language)
    published = replace(article, version=version)
    tx.connection.execute(table.update().where(*_is(key)).values(current=False, **_NOT_WITHDRAWN))
    values = {"version": version, "current": True, "published_at": tx.now}
    statements.add(
        tx.connection,
        table,
        **key,
        **values,
        published_by=tx.actor,
        document=asdict(published),
    )
    tx.emit(ev.ArticlePublished(article.id, article.brand, article.language, version))
    return published


def content(article: Article) -> dict[str, Any]:
    """What makes two articles the same: all but the version's number."""
    return {**asdict(article), "questions": list(article.questions), "version": None}


def content_of(document: dict[str, Any]) -> dict[str, Any]:
    """The same of an article's document."""
    return {**document, "version": None}


def withdraw_article(store: Store, actor: Actor, brand: str, article: str, language: str) -> None:
    """Stop serving an article; its versions stay for the citations made. Raises NotFound."""
    permit(actor, "withdraw_article", brand=brand)
    with store.write("withdraw_article", actor) as tx:
        key = _key(brand, article, language)
        withdrawn = statements.change(
            tx.connection,
            tables.articles,
            {**key, "current": True},
            current=False,
            withdrawn_at=tx.now,
            withdrawn_by=str(actor),
        )
        if not withdrawn:
            raise NotFound(f"No article {article} ({language}) of {brand} is being served.")
        tx.emit(ev.ArticleWithdrawn(article, brand, language))


def put_back_article(
    store: Store, actor: Actor, brand: str, article: str, language: str
) -> Article:
    """Serve a withdrawn article again, as it stood. Raises NotFound, Conflict when it is served."""
    permit(actor, "restore_article", brand=brand)
    with store.write("put_back_article", actor) as tx:
        rows = _versions(tx, brand, article, language)
        if not rows:
            raise NotFound(f"There is no article {article} ({language}) of {brand}.")
        if any(row.current for row in rows):
            raise Conflict(f"Article {article} ({language}) of {brand} is being served already.")
        last = rows[-1]
        where = {**_key(brand, article, language), "version": last.version}
        statements.change(tx.connection, tables.articles, where, current=True, **_NOT_WITHDRAWN)
        tx.emit(ev.ArticlePublished(article, brand, language, last.version))
        return article_of(last.document)


def restore_article(
    store: Store, actor: Actor, brand: str, article: str, language: str, version: int
) -> Article:
    """Publish an earlier version anew, under the next number; returns it.

    What stands in it was approved once, so one person may undo with it. Raises NotFound for a
    version that never was, Conflict when the one in force says the same.
    """
    permit(actor, "restore_article", brand=brand)
    with store.write("restore_article", actor) as tx:
        rows = _versions(tx, brand, article, language)
        wanted = next((row for row in rows if row.version == version), None)
        if wanted is None:
            raise NotFound(f"There is no version {version} of {article} ({language}), {brand}.")
        current = next((row for row in rows if row.current), None)
        if current is not None and content_of(current.document) == content_of(wanted.document):
            raise Conflict(f"That is what version {current.version}, now in force, says.")
        return add_version(tx, article_of(wanted.document), rows[-1].version + 1)


_NOT_WITHDRAWN = {"withdrawn_at": None, "withdrawn_by": None}


def _key(brand: str, article: str, language: str) -> dict[str, Any]:
    return {"brand": brand, "id": article, "language": language}


def _is(key: dict[str, Any]) -> list[sa.ColumnElement[bool]]:
    return [tables.articles.c[name] == value for name, value in key.items()]


def _versions(tx: Transaction, brand: str, article: str, language: str) -> list[Row]:
    """Every version, the first one first."""
    key = _key(brand, article, language)
    return statements.find_all(tx.connection, tables.articles, ("version",), **key)
