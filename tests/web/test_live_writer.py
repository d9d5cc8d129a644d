"""A server with a language model: the customer's page, and the others while the model is slow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nawba.assistant.writing import PLACES
from nawba.models.scripted_endpoint import ScriptedEndpoint, Visit, model
from nawba.models.scripted_write import honest
from web.conftest import Customer, Listener, Web, eventually, serving

QUESTION = "Comment résilier mon abonnement ?"
BODY = "Résiliez dans l'application, rubrique Contrat."
PATIENCE_SECONDS = 30


class Slow:
    """A server whose model takes its time for who asks for it, until the test lets it go on."""

    def __init__(self) -> None:
        self.stalled, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, visit: Visit) -> None:
        if "lentement" in str(visit.data["customer"]):
            self.stalled.release()
            self.go.wait(PATIENCE_SECONDS)
        model(honest)(visit)

    def has_stalled(self) -> None:
        assert self.stalled.acquire(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def slow() -> Slow:
    return Slow()


@pytest.fixture(scope="module")
def modelled(tmp_path_factory: pytest.TempPathFactory, slow: Slow) -> Iterator[Web]:
    folder: Path = tmp_path_factory.mktemp("modelled")
    told = {"writer_model": "scripted", "writer_seconds": 60, "answer_threshold": 0.3}
    with (
        ScriptedEndpoint(slow).running() as endpoint,
        serving(f"sqlite:///{folder}/web.db", folder, writer_url=endpoint.url, **told) as web,
    ):
        yield web
        slow.go.set()


def asked(web: Web, customer: Customer) -> dict[str, Any] | None:
    """What the last decision about the contact says of the model, once there is an answer."""
    path = f"/api/contacts/{customer.id}/decisions"
    decided = web.staff("supervisor:salma", "GET", path).json()
    return next((one["asked"] for one in decided if one["did"] == "answered"), None)


def answered(customer: Customer) -> str | None:
    return next((m["text"] for m in customer.look()["messages"] if m["sources"]), None)


def test_an_answer_is_worded_and_its_article_is_one_click_away(modelled: Web) -> None:
    customer = modelled.customer()
    customer.say(QUESTION)
    assert eventually(lambda: answered(customer)) == BODY
    (message,) = [m for m in customer.look()["messages"] if m["sources"]]
    source = message["sources"][0]
    path = f"/api/contacts/me/articles/{source['article']}?version={source['version']}"
    article = modelled.client.get(path, headers=customer.headers).json()
    assert article["body"] == BODY
    told = eventually(lambda: asked(modelled, customer))
    assert (told["came"], told["reason"], told["sentences"]) == ("worded", "ok", 1)
    assert told["milliseconds"] > 0


def test_typing_is_shown_while_the_model_writes_and_others_are_answered(
    modelled: Web, slow: Slow
) -> None:
    """As many as may wait for a model wait for one that stalls; nobody else does."""
    slow.go.clear()
    waiting = [modelled.customer() for _ in range(PLACES)]
    first = waiting[0]
    url = f"{modelled.base}/api/contacts/me/stream?token={first.token}"
    listener = Listener(url).start()
    for customer in waiting:
        customer.say(f"{QUESTION} Répondez lentement.")
        slow.has_stalled()
    typing = listener.wait(lambda name, _: name == "typing")
    assert (typing["party"], typing["contact"]) == ("assistant", first.id)

    other, impatient = modelled.customer(), modelled.customer()
    other.say(QUESTION)
    impatient.say("je voudrais parler à quelqu'un svp")
    assert eventually(lambda: answered(other)) == BODY
    told = eventually(lambda: asked(modelled, other))
    assert (told["came"], told["reason"]) == ("verbatim", "busy")
    impatient.in_state("waiting")
    assert [answered(customer) for customer in waiting] == [None] * PLACES

    slow.go.set()
    for customer in waiting:
        assert eventually(lambda c=customer: answered(c)) == BODY
    listener.wait(lambda name, data: name == "message" and bool(data.get("sources")))
    listener.stop()
