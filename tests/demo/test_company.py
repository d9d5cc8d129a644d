"""The demo company is whole: every queue is staffed, every article is there in three languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nawba.assistant.person_request import wants_person
from nawba.demo import phrases
from nawba.demo.advisers import simulated
from nawba.demo.company import COMPANY, demo_centre, install_company
from nawba.demo.traffic import demo_questions
from nawba.dispatch.pools import pools_of
from nawba.domain.documents import MAX_BODY
from nawba.domain.words import Adviser, Queue
from nawba.knowledge import read_folder
from nawba.knowledge.index import expired
from nawba.store import Store, events_after, open_store
from nawba.store.migrate import migrate
from nawba.store.rows import read_articles, read_centre

CENTRE = demo_centre()
ARTICLES = read_folder(COMPANY / "articles")
LANGUAGES = {"fr", "ar", "en"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    migrate(store)
    yield store
    store.dispose()


def test_the_company_is_installed_once(store: Store) -> None:
    first = install_company(store)
    assert (first.added, first.changed, first.same) == (len(ARTICLES), 0, 0)
    with store.read() as connection:
        assert read_centre(connection) == CENTRE
        assert len(read_articles(connection)) == len(ARTICLES)
        before = len(events_after(connection, {}, limit=10_000))
    again = install_company(store)
    assert (again.added, again.changed, again.same) == (0, 0, len(ARTICLES))
    with store.read() as connection:
        assert len(events_after(connection, {}, limit=10_000)) == before


def test_it_is_as_large_as_promised() -> None:
    assert {site.name for site in CENTRE.sites} == {
        "Casablanca", "Tunis", "Dakar", "Abidjan", "Douala", "Lisbonne",
    }  # fmt: skip
    assert len(CENTRE.advisers) == 40
    assert len(CENTRE.brands) == 2
    assert len({article.id for article in ARTICLES}) >= 60


def test_every_site_has_advisers_and_one_chair_for_whoever_tries_the_desk() -> None:
    people = Counter(adviser.site for adviser in CENTRE.advisers)
    assert set(people) == {site.id for site in CENTRE.sites}
    left = {a.site for a in CENTRE.advisers if a.id not in simulated(CENTRE)}
    assert left == set(people)
    assert len(simulated(CENTRE)) == 40 - len(people)


@pytest.mark.parametrize("queue", CENTRE.queues, ids=lambda queue: queue.id)
def test_every_queue_can_be_served(queue: Queue) -> None:
    """New contacts enter where at least eight advisers can answer; transfers find somebody."""
    eligible = [adviser for adviser in CENTRE.advisers if can_serve(adviser, queue)]
    assert len(eligible) >= (8 if queue.entry else 3)
    assert any(adviser.id in simulated(CENTRE) for adviser in eligible)
    assert len({adviser.site for adviser in eligible}) >= 2, "one site's outage stops it"


def can_serve(adviser: Adviser, queue: Queue) -> bool:
    return all(adviser.skills.get(skill, 0) >= level for skill, level in queue.requires.items())


def test_every_adviser_can_serve_something() -> None:
    for adviser in CENTRE.advisers:
        assert any(can_serve(adviser, queue) for queue in CENTRE.queues), adviser.id
        assert adviser.capacity.get("chat", 0) >= 1


@pytest.mark.parametrize("brand", CENTRE.brands, ids=lambda brand: brand.id)
def test_every_brand_takes_new_contacts_in_each_of_its_languages(brand: object) -> None:
    for language in brand.languages:  # type: ignore[attr-defined]
        queue = CENTRE.entry_queue(brand.id, language)  # type: ignore[attr-defined]
        assert queue is not None
        assert queue.language == language
        assert not queue.hours, "a demo works at any hour"


def test_what_people_read_is_in_every_language() -> None:
    for labelled in (*CENTRE.wrap_up_codes, *CENTRE.pause_reasons):
        assert set(labelled.labels) >= LANGUAGES, labelled.id
    replies = {(reply.brand, reply.language) for reply in CENTRE.canned_replies}
    assert replies == {(brand.id, language) for brand in CENTRE.brands for language in LANGUAGES}


def test_every_article_is_there_in_three_languages() -> None:
    languages: dict[tuple[str, str], set[str]] = {}
    for article in ARTICLES:
        languages.setdefault((article.brand, article.id), set()).add(article.language)
    assert {key: found for key, found in languages.items() if found != LANGUAGES} == {}
    assert {brand for brand, _ in languages} == {brand.id for brand in CENTRE.brands}


def test_no_article_is_expired_or_without_owner() -> None:
    today = datetime.now(UTC).date()
    assert [a.id for a in ARTICLES if expired(a, today)] == []
    assert [a.id for a in ARTICLES if not a.owner.strip()] == []


def test_every_answer_fits_and_is_asked_for_in_several_ways() -> None:
    for article in ARTICLES:
        assert 40 <= len(article.body) <= MAX_BODY, article.id
        assert len(article.questions) >= 3, article.id
        assert len(set(article.questions)) == len(article.questions), article.id


def test_a_title_names_one_article() -> None:
    titles = Counter((a.brand, a.language, a.title.casefold()) for a in ARTICLES)
    assert [title for title, count in titles.items() if count > 1] == []


def test_the_simulated_people_have_something_to_say() -> None:
    asked = demo_questions()
    assert {(one.brand, one.language) for one in asked} == {
        (brand.id, language) for brand in CENTRE.brands for language in LANGUAGES
    }
    spoken = (
        phrases.ASK_PERSON, phrases.OFF_TOPIC, phrases.SOLVED, phrases.FOLLOW_UP, phrases.THANKS,
        phrases.HELLO, phrases.REPLIES,
    )  # fmt: skip
    for words in spoken:
        assert set(words) == LANGUAGES
        assert all(words.values())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_whoever_asks_for_a_person_in_the_demo_is_understood(language: str) -> None:
    assert all(wants_person(text) for text in phrases.ASK_PERSON[language])
    assert not any(wants_person(text) for text in phrases.FOLLOW_UP[language])
    assert not wants_person(phrases.SOLVED[language])


def test_advisers_fall_into_fewer_pools_than_there_are_advisers() -> None:
    assert 6 <= len(pools_of(CENTRE)) <= 40


def test_the_company_lies_in_the_package() -> None:
    assert COMPANY.is_relative_to(Path(phrases.__file__).parent)
