"""The demo's assistant: its gate passes, the main brand is proven, the second is assist-only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from nawba.assistant.calibration import Read
from nawba.assistant.gate import coverage_points, version_reads
from nawba.assistant.gate.thresholds import covered, wish_of
from nawba.assistant.reading import Reading
from nawba.assistant.serving import serve_version
from nawba.demo.company import install_company
from nawba.demo.first_version import publish_first_version
from nawba.domain.versions import AssistantVersion
from nawba.knowledge.searcher import open_searcher
from nawba.store import Store, open_store
from nawba.store.assistant_versions import (
    current_version,
    read_article_versions,
    read_classifier,
)
from nawba.store.migrate import migrate

LANGUAGES = ("fr", "ar", "en")


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    return Reading(open_searcher(None, tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, reading: Reading) -> Iterator[Store]:
    """The company with its first version: half a minute to a minute of learning."""
    one = open_store(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    migrate(one)
    install_company(one)
    report = publish_first_version(one, reading, lambda done, of: None, str)
    assert report is not None
    assert report.passed, report.lines()
    yield one
    one.dispose()


@pytest.fixture(scope="module")
def version(store: Store) -> AssistantVersion:
    with store.read() as connection:
        found = current_version(connection)
    assert found is not None
    return found


def reads(store: Store, version: AssistantVersion) -> list[Read]:
    with store.read() as connection:
        return version_reads(connection, version)


@pytest.mark.parametrize("language", LANGUAGES)
def test_moving_the_risk_from_five_percent_to_one_changes_what_is_answered(
    store: Store, version: AssistantVersion, language: str
) -> None:
    place, wish = ("sahla", language), wish_of(version.document)
    points = coverage_points(reads(store, version), version.document.groups, wish, place)
    share = {point.risk: point.coverage for point in points}
    assert share[0.05] > 0.5
    assert share[0.01] < share[0.05] <= share[0.10]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_brand_is_assist_only_and_told_how_many_cases_are_missing(
    version: AssistantVersion, language: str
) -> None:
    rows = [
        row
        for row in version.document.thresholds
        if (row.brand, row.language) == ("waha", language)
    ]
    assert covered(rows) == 0
    assert all(row.threshold is None and row.missing > 0 for row in rows)


def test_the_version_answers_what_it_was_taught_and_not_what_no_article_says(
    store: Store, version: AssistantVersion, reading: Reading
) -> None:
    with store.read() as connection:
        articles = read_article_versions(connection, version.document.articles)
        learned = read_classifier(connection, version)
    serving = serve_version(reading.of(articles, learned), version)

    def best(text: str) -> tuple[str, bool]:
        found = serving.search(text, "sahla", "fr", today=date(2026, 11, 23))[0]
        limit = serving.limits("sahla", "fr", found.article.id).threshold
        assert limit is not None
        return found.article.id, found.score >= limit

    assert best("ma box est tombée en rade, plus aucun accès web depuis hier soir") == (
        "panne-internet-fibre", True,
    )  # fmt: skip
    assert not best("quel temps fera-t-il demain à Agadir ?")[1]
    assert not best("je veux acheter des actions de Sahla en bourse")[1]


def test_a_second_start_publishes_nothing_more(store: Store, reading: Reading) -> None:
    assert publish_first_version(store, reading, lambda done, of: None, str) is None
