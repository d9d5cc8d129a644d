"""Articles are versioned; they are withdrawn, put back and published anew by whoever may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, BILAL, House
from nawba.actions.articles import (
    Published,
    publish_articles,
    put_back_article,
    restore_article,
    withdraw_article,
)
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound, NotPermitted
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, Actor, Article
from nawba.store.rows import read_article, read_articles

EDITOR = Actor("editor", "noura")
ARTICLE = Article("delais", "waha", "fr", "Délais", "Deux jours.", ("Quand ?",), "noura")


def publish(house: House, *articles: Article) -> Published:
    return publish_articles(house.store, ADMINISTRATOR, articles)


def test_articles_are_versioned_and_the_unchanged_keep_theirs(house: House) -> None:
    assert publish(house, ARTICLE) == Published(1, 0, 0)
    assert publish(house, ARTICLE) == Published(0, 0, 1)
    longer = replace(ARTICLE, body="Trois jours.")
    arabic = replace(ARTICLE, language="ar")
    assert publish(house, longer, arabic) == Published(1, 1, 0)
    with house.store.read() as connection:
        assert [(one.language, one.version) for one in read_articles(connection, "waha")] == [
            ("ar", 1),
            ("fr", 2),
        ]
        assert read_article(connection, "waha", "delais", "fr") == replace(longer, version=2)
        assert read_article(connection, "waha", "delais", "fr", version=1) == ARTICLE
        assert read_article(connection, "waha", "delais", "en") is None
        assert read_articles(connection, "sahla") == []
    assert [event.version for event in house.events(ev.ArticlePublished)] == [1, 2, 1]


def test_one_bad_article_publishes_none(house: House) -> None:
    with pytest.raises(NotFound, match="nowhere") as refused:
        publish(house, ARTICLE, replace(ARTICLE, brand="nowhere"))
    assert refused.value.field == "brand"
    assert house.rows("articles") == house.events(ev.ArticlePublished) == []


def test_a_withdrawn_article_stays_for_its_citations_and_may_come_back(house: House) -> None:
    publish(house, ARTICLE)
    withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    with house.store.read() as connection:
        assert read_articles(connection) == []
        assert read_article(connection, "waha", "delais", "fr", version=1) == ARTICLE
    with pytest.raises(NotFound):
        withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    assert publish(house, ARTICLE) == Published(0, 1, 0)
    assert house.events(ev.ArticleWithdrawn) == [ev.ArticleWithdrawn("delais", "waha", "fr")]


def test_advisers_publish_and_withdraw_nothing(house: House) -> None:
    for actor in (AMINA, BILAL, ASSISTANT):
        with pytest.raises(NotPermitted):
            publish_articles(house.store, actor, [ARTICLE])
        with pytest.raises(NotPermitted):
            withdraw_article(house.store, actor, "waha", "delais", "fr")


def test_whoever_published_and_withdrew_is_named(house: House) -> None:
    publish(house, ARTICLE)
    withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    (row,) = house.rows("articles")
    assert (row.published_by, row.withdrawn_by) == ("administrator:console", "editor:noura")
    assert row.withdrawn_at == house.clock()


def test_what_was_withdrawn_is_put_back_as_it_stood(house: House) -> None:
    publish(house, ARTICLE)
    publish(house, replace(ARTICLE, body="Trois jours."))
    with pytest.raises(Conflict, match="being served"):
        put_back_article(house.store, EDITOR, "waha", "delais", "fr")
    withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    assert put_back_article(house.store, EDITOR, "waha", "delais", "fr").version == 2
    with house.store.read() as connection:
        (found,) = read_articles(connection)
    assert (found.body, found.version) == ("Trois jours.", 2)
    assert [row.withdrawn_at for row in house.rows("articles")] == [None, None]
    with pytest.raises(NotFound):
        put_back_article(house.store, EDITOR, "waha", "delais", "ar")


def test_an_earlier_version_is_published_anew_under_the_next_number(house: House) -> None:
    publish(house, ARTICLE)
    publish(house, replace(ARTICLE, body="Trois jours."))
    restored = restore_article(house.store, EDITOR, "waha", "delais", "fr", 1)
    assert restored == replace(ARTICLE, version=3)
    with pytest.raises(Conflict, match="version 3"):
        restore_article(house.store, EDITOR, "waha", "delais", "fr", 1)
    with pytest.raises(NotFound, match="version 9"):
        restore_article(house.store, EDITOR, "waha", "delais", "fr", 9)
    assert [event.version for event in house.events(ev.ArticlePublished)] == [1, 2, 3]


def test_an_editor_publishes_nothing_unseen_and_acts_within_their_brands(house: House) -> None:
    with pytest.raises(NotPermitted):
        publish_articles(house.store, EDITOR, [ARTICLE])
    publish(house, ARTICLE)
    elsewhere = Actor("editor", "omar", brands=("sahla",))
    for verb in (withdraw_article, put_back_article):
        with pytest.raises(NotPermitted, match="own brands"):
            verb(house.store, elsewhere, "waha", "delais", "fr")
    with pytest.raises(NotPermitted, match="own brands"):
        restore_article(house.store, elsewhere, "waha", "delais", "fr", 1)
