"""The assistant seen by staff: why it decided, which version answers, what changes at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nawba.actions.articles import publish_articles
from nawba.actions.assistant_versions import publish_assistant, rollback_assistant
from nawba.domain.gate_report import Check, GateReport
from nawba.domain.versions import ArticleVersion, AssistantDocument, Threshold
from nawba.domain.words import ADMINISTRATOR, Article
from nawba.store.assistant_versions import current_number
from web.conftest import Customer, Web, eventually, serving

QUESTION = "Je veux résilier mon abonnement"
FIRST = ArticleVersion("atlas", "resilier", "fr", 1)
LOOSE = Threshold("atlas", "fr", "contract", 0.05, 0.2, 0.5)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server that may be given other versions of the assistant."""
    folder = tmp_path_factory.mktemp("assistant")
    with serving(f"sqlite:///{folder}/own.db", folder) as web:
        yield web


def publish(web: Web, *thresholds: Threshold, article: ArticleVersion = FIRST) -> int:
    assert web.store is not None
    groups = {"atlas": {"resilier": "contract"}}
    document = AssistantDocument((article,), thresholds, groups)
    with web.store.read() as connection:
        base = current_number(connection)
    report = GateReport(document.id, (Check("scripted_conversations", 1),))
    return publish_assistant(web.store, ADMINISTRATOR, document, report, base=base).number


def ask(web: Web) -> tuple[Customer, list[dict[str, object]]]:
    """A new customer who asks the question, and the decisions about it."""
    customer = web.customer()
    customer.say(QUESTION)

    def decided() -> list[dict[str, object]] | None:
        path = f"/api/contacts/{customer.id}/decisions"
        found = web.staff("supervisor:salma", "GET", path).json()
        return found if len(found) == 2 else None

    return customer, list(eventually(decided))


def asked_until(web: Web, version: int | None) -> dict[str, object]:
    """The decision about the question, once ``version`` takes it: servers follow the stream."""

    def decided() -> dict[str, object] | None:
        customer, (_, last) = ask(web)
        customer.post("end")
        return last if last["version"] == version else None

    return dict(eventually(decided))


def test_every_turn_says_what_was_found_and_why(web: Web) -> None:
    _, (opening, asked) = ask(web)
    assert (opening["message"], opening["did"], opening["retrieved"]) == ("opening", "said", [])
    assert asked["did"] == "answered"
    assert (asked["threshold"], asked["version"], asked["group"]) == (0.8, None, None)
    assert [found["article"] for found in asked["retrieved"]] == ["resilier"]
    assert "reached the threshold 0.800" in str(asked["why"])
    assert QUESTION not in str(asked)


def test_decisions_are_for_staff_and_of_contacts_that_exist(web: Web) -> None:
    customer = web.customer()
    path = f"/api/contacts/{customer.id}/decisions"
    assert web.client.get(path, headers=customer.headers).status_code == 401
    assert web.staff("adviser:amina", "GET", path).status_code == 200
    assert web.staff("adviser:amina", "GET", "/api/contacts/c_none/decisions").status_code == 404


def test_a_running_server_follows_what_is_published_and_rolled_back(own: Web) -> None:
    assert own.store is not None
    assert ask(own)[1][1]["did"] == "answered"
    first = publish(own, LOOSE)
    answered = asked_until(own, first)
    assert (answered["did"], answered["threshold"], answered["group"]) == (
        "answered",
        0.5,
        "contract",
    )
    second = publish(own)  # nothing is proven any more
    silent = asked_until(own, second)
    assert (silent["did"], silent["reason"], silent["threshold"]) == (
        "handed_over",
        "assist_only",
        None,
    )
    rollback_assistant(own.store, ADMINISTRATOR)
    assert asked_until(own, first)["did"] == "answered"


def test_an_article_changes_what_is_said_once_it_is_published_with_a_version(own: Web) -> None:
    assert own.store is not None
    version = publish(own, LOOSE)
    changed = Article("resilier", "atlas", "fr", "Comment résilier mon abonnement ?",
                      "Écrivez-nous.", ("Je veux résilier mon abonnement",), "Nadia")  # fmt: skip
    publish_articles(own.store, ADMINISTRATOR, [changed])
    assert asked_until(own, version)["retrieved"][0]["version"] == 1  # type: ignore[index]
    later = publish(own, LOOSE, article=ArticleVersion("atlas", "resilier", "fr", 2))
    assert asked_until(own, later)["retrieved"][0]["version"] == 2  # type: ignore[index]
    rollback_assistant(own.store, ADMINISTRATOR, version)
    assert asked_until(own, version)["retrieved"][0]["version"] == 1  # type: ignore[index]
