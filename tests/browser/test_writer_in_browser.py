"""With a language model: an answer comes with its source, and a supervisor reads what it did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Customer, Supervisor
from browser.scene import Scene
from browser.server import Server
from nawba.models.scripted_endpoint import ScriptedEndpoint, Visit
from nawba.models.scripted_write import completion, worded
from nawba.models.scripted_write import sentences_of as sentences

NADIA = "nadia.berrada"
PATIENCE_SECONDS = 60
QUESTIONS = {
    "fr": "Mon téléphone demande le code PUK : que faire ?",
    "ar": "هاتفي يطلب رمز PUK: ماذا أفعل؟",
}
LIES = {"fr": "Un conseiller vous rappelle dans l'heure.", "ar": "سيتصل بكم مستشار خلال ساعة."}
REFUSED = {"fr": "Les mots d’un modèle de langue ont été refusés", "ar": "رُفضت كلمات نموذج لغوي"}


class Model:
    """Words the article's first sentence once the test lets it; else what ``lie`` says."""

    def __init__(self) -> None:
        self.go, self.lie = threading.Event(), ""

    def __call__(self, visit: Visit) -> None:
        assert self.go.wait(PATIENCE_SECONDS)
        first = sentences(visit.data["passages"][0]["text"])[0]
        visit.send(completion(worded(visit.data, [self.lie or first])))


@pytest.fixture(scope="module")
def model() -> Model:
    return Model()


@pytest.fixture(scope="module")
def worded_centre(new_centre: Callable[..., Server], model: Model) -> Iterator[Server]:
    with ScriptedEndpoint(model).running() as endpoint:
        settings = {"writer_url": endpoint.url, "writer_model": "scripted", "writer_seconds": "60"}
        yield new_centre(answer_threshold="0.1", **settings)
        model.go.set()


languages = pytest.mark.parametrize("language", ["fr", "ar"])


@languages
def test_a_worded_answer_comes_with_its_article_one_click_away(
    worded_centre: Server, model: Model, window: Windows, language: str
) -> None:
    model.lie = ""
    model.go.clear()
    customer = Customer(window(language), worded_centre.base, "sahla", language)
    customer.open_chat()
    customer.say(QUESTIONS[language])
    expect(customer.part("typing")).to_be_visible()
    model.go.set()
    answer = customer.said("PUK", by="assistant")
    expect(answer).to_have_count(1)
    expect(answer).not_to_contain_text("30")  # its first sentence only
    expect(customer.part("typing")).to_have_count(0)
    customer.part("source-link").click()
    expect(customer.part("article-body")).to_contain_text("30")


@languages
def test_a_supervisor_reads_that_a_models_words_were_refused(
    worded_centre: Server, model: Model, window: Windows, language: str
) -> None:
    model.lie = LIES[language]
    model.go.set()
    with httpx.Client(base_url=worded_centre.base, timeout=60) as client:
        scene = Scene(worded_centre, client)
        visit = scene.visit(language)
        assert model.lie not in str(scene.look(visit))
        headers = {"authorization": f"Bearer {visit.token}"}
        client.post("/api/contacts/me/end", headers=headers).raise_for_status()
    supervisor = Supervisor(window(language), worded_centre.base, NADIA)
    supervisor.go("history")
    supervisor.page.locator(f'[data-testid="history-row"][data-id="{visit.contact}"]').click()
    supervisor.part("why-link").click()
    line = supervisor.part("model")
    expect(line).to_have_attribute("data-came", "refused")
    expect(line).to_contain_text(REFUSED[language])
