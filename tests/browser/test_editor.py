"""A gap of real contacts is closed: written, approved by a second person, published, answered."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Adviser, Customer, Editor
from browser.server import Server, furnish, new_server
from browser.test_accessibility import looks
from browser.wcag import hold_to_wcag
from nawba.actions.register import set_purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.store import open_store
from web.conftest import LEARNING

SALMA, SECOND = "editor:salma.idrissi", "quality:tariq.alami"
GATE_MS = 600_000
GROUPED_SECONDS = 180
SUBJECT = "code-puk"

INSIDE = {
    "fr": "Mon téléphone demande le code PUK numéro {}",
    "ar": "هاتفي يطلب رمز PUK رقم {}",
}
OUTSIDE = {"fr": "Quelle heure est-il dans le pays {} ?", "ar": "كم الساعة الآن في البلد {}؟"}


@dataclass(frozen=True)
class Subject:
    """Something that no article of the demo answers, and what an adviser knows of it."""

    adviser: str
    questions: tuple[str, str]
    answer: str
    title: str


SUBJECTS = {
    "fr": Subject(
        "fatou.seck",
        (
            "Comment activer le réveil par téléphone ?",
            "Je voudrais activer le réveil par téléphone chaque matin",
        ),
        "Composez le *55# puis l'heure voulue pour activer le réveil. Le service est gratuit.",
        "Comment activer le réveil par téléphone ?",
    ),
    "ar": Subject(
        "amina.el-fassi",
        ("كيف أغير نغمة الانتظار التي يسمعها المتصلون؟", "أريد تغيير نغمة الانتظار للمتصلين"),
        "اطلب *66# ثم اختر النغمة الجديدة من القائمة. تتغير نغمة الانتظار خلال ساعة.",
        "كيف أغير نغمة الانتظار؟",
    ),
}
languages = pytest.mark.parametrize("language", ["fr", "ar"])


def write_cases(folder: Path) -> None:
    """Enough labelled questions to prove answers to one subject in two languages."""
    cases = [
        {"text": text.format(n), "language": language, "brand": "sahla", "intent": intent}
        for texts, intent, count in ((INSIDE, SUBJECT, 80), (OUTSIDE, None, 60))
        for language, text in texts.items()
        for n in range(count)
    ]
    (folder / "cases").mkdir(parents=True)
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    (folder / "cases" / "sahla.jsonl").write_text("\n".join(lines), encoding="utf-8")
    groups = {"sahla": {"line": [SUBJECT]}}
    (folder / "groups.yaml").write_text(yaml.safe_dump(groups), encoding="utf-8")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A centre with one article, which its assistant is proven to answer with."""
    folder = tmp_path_factory.mktemp("editor")
    (folder / "centre").mkdir()
    furnish(folder / "template.db", only=SUBJECT)
    store = open_store(f"sqlite:///{folder / 'template.db'}")
    set_purpose(store, ADMINISTRATOR, LEARNING)
    store.dispose()
    write_cases(folder / "assistant")
    settings = {"assistant_folder": str(folder / "assistant"), "offer_seconds": "600"}
    server = new_server(folder / "template.db", folder / "centre", folder / "cache", **settings)
    reply = post(server, SALMA, "/api/assistant/publish", {"risk": 0.1})
    assert reply["published"], reply
    yield server
    server.kill()


def post(server: Server, who: str, path: str, body: Any) -> Any:
    address, headers = server.base + path, server.headers(who)
    reply = httpx.post(address, json=body, headers=headers, timeout=GATE_MS / 1000)
    assert reply.is_success, reply.text
    return reply.json()


@pytest.fixture
def editor(centre: Server, window: Windows) -> Callable[..., Editor]:
    """Somebody with a window: ``editor("fr")``, and ``who=SECOND`` for the second person."""

    def come(language: str, theme: str = "light", who: str = SALMA) -> Editor:
        role, _, person = who.partition(":")
        return Editor(window(language, theme), centre.base, person, role)

    return come


def ask_and_answer(server: Server, window: Windows, subject: Subject, language: str) -> None:
    """Two customers ask what no article says; the same adviser answers both."""
    adviser = Adviser(window(language), server.base, subject.adviser)
    adviser.sit_down()
    for question in subject.questions:
        customer = Customer(window(language), server.base, "sahla", language)
        customer.open_chat()
        customer.say(question)
        adviser.accept()
        adviser.say(subject.answer)
        expect(customer.said(subject.answer, by="adviser")).to_be_visible()
        adviser.end()
        adviser.wrap_up("answered", "")
    adviser.become("offline")


def found_gap(server: Server, subject: Subject) -> str:
    """The gap that holds all the questions of ``subject``, once the house has read them."""
    deadline, pause = time.monotonic() + GROUPED_SECONDS, threading.Event()
    while True:
        held = {
            gap["id"]: {item["question"] for item in gap["items"]}
            for line in server.get("/api/knowledge/gaps", SALMA)["gaps"]
            for gap in [server.get(f"/api/knowledge/gaps/{line['id']}", SALMA)]
        }
        for gap, questions in held.items():
            if set(subject.questions) <= questions:
                return str(gap)
        assert time.monotonic() < deadline, f"no gap holds {subject.questions}: {held}"
        pause.wait(1)


@languages
def test_a_gap_of_real_contacts_is_closed(
    language: str, centre: Server, window: Windows, editor: Callable[..., Editor]
) -> None:
    subject = SUBJECTS[language]
    ask_and_answer(centre, window, subject, language)
    gap = found_gap(centre, subject)

    salma = editor(language)
    salma.open()
    salma.row("gap-row", gap).click()
    expect(salma.part("gap-item")).to_have_count(2)
    expect(salma.part("gap-question").filter(has_text=subject.questions[0])).to_be_visible()
    expect(salma.part("gap-answer").first).to_contain_text(subject.answer)
    salma.part("gap-why").first.click()
    expect(salma.part("why-not").get_by_test_id("why")).to_be_visible()
    salma.part("gap-talk").first.click()
    expect(salma.part("gap-conversation").get_by_test_id("message").first).to_be_visible()
    hold_to_wcag(salma.page)

    salma.part("gap-write").click()
    expect(salma.part("draft-view")).to_have_attribute("data-state", "draft")
    expect(salma.part("draft-body")).to_have_value(re.compile(re.escape(subject.answer[:12])))
    expect(salma.part("draft-question")).to_have_count(2)
    salma.part("draft-title").fill(subject.title)
    salma.part("draft-owner").fill("Salma Idrissi")
    expect(salma.part("preview-body")).to_contain_text(subject.answer[:12])
    salma.saved()
    salma.part("propose").click()
    expect(salma.part("why-not-decide")).to_have_attribute("data-why", "own")
    draft = salma.part("draft-view").get_attribute("data-id") or ""

    second = editor(language, who=SECOND)
    second.open("part=drafts")
    second.part("drafts-to_approve").locator(f'[data-id="{draft}"]').click()
    expect(second.part("preview-body")).to_contain_text(subject.answer[:12])
    second.part("approve").click()
    expect(second.part("draft-view")).to_have_attribute("data-state", "published")

    salma.part("part-publish").click()
    expect(salma.part("to-publish")).not_to_have_attribute("data-waiting", "0")
    expect(salma.part("waiting-article")).to_have_count(1)
    salma.part("publish").click()
    expect(salma.part("gate-passed")).to_be_visible(timeout=GATE_MS)
    expect(salma.row("gap-closed", gap)).to_be_visible()
    expect(salma.part("to-publish")).to_have_attribute("data-waiting", "0")

    customer = Customer(window(language), centre.base, "sahla", language)
    customer.open_chat()
    customer.say(subject.questions[0])
    expect(customer.said(subject.answer[:12], by="assistant")).to_be_visible()
    expect(customer.part("source-link").first).to_contain_text(subject.title)


def begin(server: Server, title: str) -> str:
    """A draft of Salma's, from nothing."""
    wanted = {"brand": "sahla", "language": "fr", "title": title}
    return str(post(server, SALMA, "/api/knowledge/drafts", wanted)["id"])


def test_two_people_write_at_once_and_nothing_is_lost(
    centre: Server, editor: Callable[..., Editor]
) -> None:
    draft = begin(centre, "Deux mains à la fois")
    salma, second = editor("fr"), editor("fr", who=SECOND)
    for one in (salma, second):
        one.open(f"draft={draft}")
        expect(one.part("draft-body")).to_be_visible()
    second.page.context.set_offline(True)  # what he types reaches nobody for now
    second.part("draft-body").fill("Les mots du second.")
    salma.part("draft-body").fill("Les mots de Salma.")
    salma.part("draft-body").press("ControlOrMeta+s")
    salma.saved()
    second.page.context.set_offline(False)
    second.part("draft-body").press("ControlOrMeta+s")
    expect(second.part("conflict")).to_contain_text("Les mots de Salma.")
    hold_to_wcag(second.page)
    second.part("keep-mine").click()
    second.saved()
    expect(salma.part("draft-body")).to_have_value("Les mots du second.")


def test_words_that_were_not_saved_are_offered_again(
    centre: Server, editor: Callable[..., Editor]
) -> None:
    draft = begin(centre, "Sans réseau")
    salma = editor("fr")
    salma.open(f"draft={draft}")
    expect(salma.part("draft-body")).to_be_visible()
    salma.page.context.set_offline(True)
    salma.part("draft-body").fill("Écrit dans le train.")
    expect(salma.part("save-state")).to_have_attribute("data-state", "failed")
    leaves = "dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    assert salma.page.evaluate(leaves) is False  # the browser asks before it closes the page
    later = Editor(salma.page.context.new_page(), centre.base, salma.id)
    salma.page.close()
    later.page.context.set_offline(False)
    later.open(f"draft={draft}")
    later.part("kept-restore").click()
    expect(later.part("draft-body")).to_have_value("Écrit dans le train.")
    later.saved()


def test_what_must_be_mended_is_marked_and_stops_the_proposal(
    centre: Server, editor: Callable[..., Editor]
) -> None:
    draft = begin(centre, "Une question à compléter")
    salma = editor("fr")
    salma.open(f"draft={draft}")
    salma.part("draft-body").fill("Appelez Karim Sefrioui au 06 12 34 56 78.")
    salma.saved()
    personal = salma.row("draft-check", "personal")
    expect(personal).to_be_visible()
    expect(salma.part("draft-body")).not_to_have_attribute("data-marks", "0")
    salma.part("draft-body").fill("")
    salma.saved()
    expect(salma.row("draft-check", "empty")).to_have_attribute("data-stops", "true")
    expect(salma.part("propose")).to_be_disabled()


def test_an_article_is_withdrawn_and_taken_back_with_the_keyboard(
    editor: Callable[..., Editor],
) -> None:
    salma = editor("fr")
    salma.open("part=articles&brand=sahla&q=puk")
    row = salma.row("article-row", f"sahla/{SUBJECT}")
    row.focus()
    salma.page.keyboard.press("Enter")
    card = salma.page.locator('[data-testid="language-card"][data-language="fr"]')
    expect(card).to_have_attribute("data-status", "served")
    card.get_by_test_id("withdraw").click()
    expect(card).to_have_attribute("data-status", "withdrawn")
    salma.part("toast-action").click()
    expect(card).to_have_attribute("data-status", "served")
    salma.page.keyboard.press("Escape")
    expect(row).to_be_focused()


@looks
def test_the_page_is_for_everybody(
    language: str, theme: str, centre: Server, editor: Callable[..., Editor]
) -> None:
    draft = begin(centre, f"Pour tous, {language}")
    salma = editor(language, theme)
    salma.open()
    hold_to_wcag(salma.page)
    for part, shown in (
        ("articles", "article-row"),
        (f"drafts&draft={draft}", "draft-body"),
        ("articles&article=sahla/code-puk", "language-card"),
        ("publish", "version-view"),
    ):
        salma.open(f"part={part}")
        expect(salma.part(shown).first).to_be_visible()
        hold_to_wcag(salma.page)
