"""The administrator's verbs: configure the centre, publish and withdraw articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from nawba.domain import events as ev
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Article, Centre
from nawba.store import Store, Transaction, tables
from nawba.store.rows import SETUP


def configure(store: Store, actor: Actor, centre: Centre) -> None:
    """Make ``centre`` the configuration: all of it or, on any error, nothing.

    What is no longer in it is retired, not deleted, so that history keeps its names.
    """
    permit(actor, "configure")
    with store.write("configure", actor) as tx:
        for name, (table, _) in SETUP.items():
            _replace_all(tx, table, getattr(centre, name))
        for adviser in tx.connection.execute(sa.select(tables.advisers.c.id)).scalars().all():
            found = centre.adviser.get(adviser)
            _fit_slots(tx, adviser, found.capacity if found else {})
        tx.emit(ev.CentreConfigured(len(centre.brands), len(centre.queues), len(centre.advisers)))


def _replace_all(tx: Transaction, table: sa.Table, nouns: Sequence[Any]) -> None:
    known = set(tx.connection.execute(sa.select(table.c.id)).scalars())
    tx.connection.execute(table.update().values(retired=True))
    for position, noun in enumerate(nouns):
        values = {"position": position, "retired": False, "document": asdict(noun)}
        if noun.id in known:
            tx.connection.execute(table.update().where(table.c.id == noun.id).values(values))
        else:
            tx.connection.execute(table.insert().values(id=noun.id, **values))


def _fit_slots(tx: Transaction, adviser: str, capacity: dict[str, int]) -> None:
    """One row per place the adviser has; a place in use outlives a lowered capacity."""
    slots, taken = tables.adviser_slots, tables.occupancy
    own = slots.c.adviser == adviser
    wanted = {
        (channel, slot) for channel, places in capacity.items() for slot in range(1, places + 1)
    }
    there = {(r.channel, r.slot) for r in tx.connection.execute(sa.select(slots).where(own))}
    used = tx.connection.execute(sa.select(taken).where(taken.c.adviser == adviser))
    for channel, slot in there - wanted - {(row.channel, row.slot) for row in used}:
        tx.connection.execute(
            slots.delete().where(own, slots.c.channel == channel, slots.c.slot == slot)
        )
    for channel, slot in sorted(wanted - there):
        tx.connection.execute(slots.insert().values(adviser=adviser, channel=channel, slot=slot))


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
                    "configured. Import the centre first, or correct the brand.",
                    field="brand",
                )
            counts[_publish(tx, article)] += 1
    return Published(**counts)


def _publish(tx: Transaction, article: Article) -> str:
    table = tables.articles
    same = sa.and_(
        table.c.brand == article.brand,
        table.c.id == article.id,
        table.c.language == article.language,
    )
    rows = list(tx.connection.execute(sa.select(table).where(same).order_by(table.c.version)))
    current = next((row for row in rows if row.current), None)
    if current is not None and _content(article) == _content_of(current):
        return "same"
    version = rows[-1].version + 1 if rows else 1
    tx.connection.execute(table.update().where(same).values(current=False))
    tx.connection.execute(
        table.insert().values(
            brand=article.brand,
            id=article.id,
            language=article.language,
            version=version,
            current=True,
            published_at=tx.now,
            document=asdict(replace(article, version=version)),
        )
    )
    tx.emit(ev.ArticlePublished(article.id, article.brand, article.language, version))
    return "changed" if rows else "added"


def _content(article: Article) -> dict[str, Any]:
    return {**asdict(article), "questions": list(article.questions), "version": None}


def _content_of(row: sa.Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {**row.document, "version": None}


def withdraw_article(store: Store, actor: Actor, brand: str, article: str, language: str) -> None:
    """Stop serving an article; its versions stay for the citations made. Raises NotFound."""
    permit(actor, "publish_article")
    with store.write("withdraw_article", actor) as tx:
        table = tables.articles
        withdrawn = tx.connection.execute(
            table.update()
            .where(
                table.c.brand == brand,
                table.c.id == article,
                table.c.language == language,
                table.c.current,
            )
            .values(current=False)
        )
        if withdrawn.rowcount == 0:
            raise NotFound(f"No article {article} ({language}) of {brand} is being served.")
        tx.emit(ev.ArticleWithdrawn(article, brand, language))
