"""Configuring the centre and publishing articles: all or nothing, and history keeps its names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, BILAL, House, hand_over, small_centre
from nawba.actions import hands, setup, turns
from nawba.domain import events as ev
from nawba.domain.errors import NotFound, NotPermitted
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, Actor, Article, Centre
from nawba.store.rows import read_article, read_articles, read_centre

EDITOR = Actor("editor", "noura")
ARTICLE = Article("delais", "waha", "fr", "Délais", "Deux jours.", ("Quand ?",), "noura")


def configure(house: House, centre: Centre) -> None:
    setup.configure(house.store, ADMINISTRATOR, centre)


def read(house: House, *, retired: bool = False) -> Centre:
    with house.store.read() as connection:
        return read_centre(connection, retired=retired)


def with_capacity(centre: Centre, adviser: str, chats: int) -> Centre:
    changed = [
        replace(one, capacity={"chat": chats}) if one.id == adviser else one
        for one in centre.advisers
    ]
    return replace(centre, advisers=tuple(changed))


def publish(house: House, *articles: Article) -> setup.Published:
    return setup.publish_articles(house.store, EDITOR, articles)


# -- the centre -----------------------------------------------------------------------------


def test_what_is_configured_is_read_back_equal(house: House) -> None:
    assert read(house) == small_centre()
    assert house.events(ev.CentreConfigured) == [ev.CentreConfigured(2, 3, 4)]


def test_what_is_taken_out_is_retired_and_keeps_its_name(house: House) -> None:
    smaller = replace(house.centre, advisers=house.centre.advisers[1:])
    configure(house, smaller)
    assert read(house) == smaller
    assert read(house, retired=True).name_of("adviser", "amina") == "Amina"
    configure(house, house.centre)
    assert read(house) == house.centre


def test_order_and_documents_follow_the_file(house: House) -> None:
    turned = replace(house.centre, advisers=tuple(reversed(house.centre.advisers)))
    configure(house, turned)
    assert [one.id for one in read(house).advisers] == ["driss", "clara", "bilal", "amina"]


def test_retired_advisers_get_no_offers(house: House) -> None:
    house.available(AMINA)
    configure(house, replace(house.centre, advisers=house.centre.advisers[1:]))
    assert house.offers((house.waiting(), AMINA)) == []
    assert house.rows("adviser_slots", adviser="amina") == []


def test_a_raised_capacity_counts_at_once(house: House) -> None:
    for _ in range(2):
        house.held(AMINA)
    assert house.offers((house.waiting(), AMINA)) == []
    configure(house, with_capacity(house.centre, "amina", 3))
    assert len(house.offers((house.waiting(), AMINA))) == 1


def test_a_lowered_capacity_takes_no_contact_away_and_lets_none_more_in(house: House) -> None:
    first, second = house.held(AMINA), house.held(AMINA)
    configure(house, with_capacity(house.centre, "amina", 1))
    assert len(house.rows("occupancy", adviser="amina")) == 2
    for contact in (first, second):
        assert house.offers((house.waiting(), AMINA)) == []
        house.raw("UPDATE presence SET state = 'available'")
        close(house, contact)
    assert len(house.offers((house.waiting(), AMINA), (house.waiting(), AMINA))) == 1


def close(house: House, contact: str) -> None:
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")


def test_a_configuration_that_fails_changes_nothing(house: House) -> None:
    class Broken:
        id = "broken"

    broken = replace(house.centre, canned_replies=(Broken(),), brands=())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        configure(house, broken)
    assert read(house) == house.centre
    assert len(house.events(ev.CentreConfigured)) == 1


def test_only_the_console_configures(house: House) -> None:
    for actor in (AMINA, EDITOR, ASSISTANT):
        with pytest.raises(NotPermitted):
            setup.configure(house.store, actor, house.centre)


# -- articles -------------------------------------------------------------------------------


def test_articles_are_versioned_and_the_unchanged_keep_theirs(house: House) -> None:
    assert publish(house, ARTICLE) == setup.Published(1, 0, 0)
    assert publish(house, ARTICLE) == setup.Published(0, 0, 1)
    longer = replace(ARTICLE, body="Trois jours.")
    arabic = replace(ARTICLE, language="ar")
    assert publish(house, longer, arabic) == setup.Published(1, 1, 0)
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
    setup.withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    with house.store.read() as connection:
        assert read_articles(connection) == []
        assert read_article(connection, "waha", "delais", "fr", version=1) == ARTICLE
    with pytest.raises(NotFound):
        setup.withdraw_article(house.store, EDITOR, "waha", "delais", "fr")
    assert publish(house, ARTICLE) == setup.Published(0, 1, 0)
    assert house.events(ev.ArticleWithdrawn) == [ev.ArticleWithdrawn("delais", "waha", "fr")]


def test_advisers_publish_and_withdraw_nothing(house: House) -> None:
    for actor in (AMINA, BILAL, ASSISTANT):
        with pytest.raises(NotPermitted):
            setup.publish_articles(house.store, actor, [ARTICLE])
        with pytest.raises(NotPermitted):
            setup.withdraw_article(house.store, actor, "waha", "delais", "fr")


def test_a_hand_over_to_a_queue_retired_meanwhile_still_waits(house: House) -> None:
    contact = house.opened().contact
    configure(house, replace(house.centre, queues=house.centre.queues[1:]))
    assert turns.take_turn(house.store, ASSISTANT, contact, "opening", hand_over("waha-fr"))
    assert house.line(contact).queue == "waha-fr"
