"""A gap found in contacts is closed: drafted, approved by a second person, published, answered.

Through HTTP only, in French and Arabic: customers ask what no article answers, advisers answer,
and afterwards the assistant does, citing the article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from web.conftest import Customer, Web, eventually, serving

EDITOR, SECOND = "editor:salma", "quality:tariq"
ADVISER = "amina"

FRENCH = (
    "Comment activer le réveil par téléphone ?",
    "Je voudrais activer le réveil par téléphone chaque matin",
    "Le réveil par téléphone, comment activer ce service ?",
)
ARABIC = (
    "كيف أفعل خدمة الإيقاظ بالهاتف؟",
    "أريد تفعيل خدمة الإيقاظ بالهاتف كل صباح",
)
ANSWER = {
    "fr": "Bonjour Karim. Composez le *55# puis l'heure voulue pour activer le réveil. "
    "Le service est gratuit. Bonne journée !",
    "ar": "مرحبا. اطلب *55# ثم الساعة المطلوبة لتفعيل خدمة الإيقاظ. الخدمة مجانية.",
}


def cases() -> list[dict[str, object]]:
    """Questions that the one article answers, and others about something else, in two languages."""
    inside = {"fr": "Je veux résilier mon abonnement numéro {}", "ar": "أريد إلغاء الاشتراك رقم {}"}
    outside = {"fr": "Quelle heure est-il dans le pays {} ?", "ar": "كم الساعة الآن في البلد {}؟"}
    return [
        {
            "text": text.format(i),
            "language": language,
            "brand": "atlas",
            "intent": intent,
            "id": f"{intent}-{language}-{i}",
        }
        for texts, intent, count in ((inside, "resilier", 160), (outside, None, 120))
        for language, text in texts.items()
        for i in range(count)
    ]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("material")
    (made / "cases").mkdir()
    lines = [json.dumps(case, ensure_ascii=False) for case in cases()]
    (made / "cases" / "atlas.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (made / "groups.yaml").write_text("atlas:\n  contract: [resilier]\n", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, material: Path) -> Iterator[Web]:
    place = tmp_path_factory.mktemp("loop")
    with serving(f"sqlite:///{place}/loop.db", place, assistant_folder=material) as web:
        web.client.timeout = httpx.Timeout(180)  # a gate on a loaded machine
        yield web


def get(web: Web, path: str, actor: str = EDITOR, code: int = 200) -> Any:
    reply = web.staff(actor, "GET", f"/api/knowledge/{path}")
    assert reply.status_code == code, reply.text
    return reply.json()


def post(web: Web, path: str, actor: str = EDITOR, code: int = 200, **body: object) -> Any:
    reply = web.staff(actor, "POST", f"/api/knowledge/{path}", body)
    assert reply.status_code == code, reply.text
    return reply.json()


def publish(web: Web) -> Any:
    reply = web.staff(EDITOR, "POST", "/api/assistant/publish", {})
    assert reply.status_code == 200, reply.text
    return reply.json()


def asked_and_answered(web: Web, text: str, language: str) -> Customer:
    """A customer asks, is handed over, and an adviser answers and wraps up."""
    customer = web.customer(language)
    customer.say(text)
    eventually(lambda: customer.look()["contact"]["state"] != "assistant" or None)
    web.accepted(customer, ADVISER)
    said = {"text": ANSWER[language], "client_id": f"a-{customer.id}"}
    path = f"/api/contacts/{customer.id}"
    reply = web.staff(f"adviser:{ADVISER}", "POST", f"{path}/messages", said)
    assert reply.status_code in (200, 201), reply.text
    customer.post("end")
    reply = web.staff(f"adviser:{ADVISER}", "POST", f"{path}/wrap-up", {"code": "solved"})
    assert reply.status_code < 300, reply.text
    return customer


def test_a_gap_found_in_contacts_is_closed_and_then_answered(house: Web) -> None:
    assert publish(house)["published"]
    house.available(ADVISER)
    for language, texts in (("fr", FRENCH), ("ar", ARABIC)):
        for text in texts:
            asked_and_answered(house, text, language)

    post(house, "gaps/refresh")
    gaps = get(house, "gaps")["gaps"]
    assert {language for gap in gaps for language in gap["languages"]} == {"fr", "ar"}
    assert sum(gap["contacts"] for gap in gaps) == len(FRENCH) + len(ARABIC)
    gap = gaps[0]["id"]
    if len(gaps) > 1:  # two languages may be two groups: a person makes them one
        gap = post(house, "gaps/merge", gaps=[one["id"] for one in gaps])["id"]

    (line,) = get(house, "gaps")["gaps"]
    assert (line["contacts"], line["state"]) == (5, "open")
    shown = get(house, f"gaps/{gap}")
    assert {item["question"] for item in shown["items"]} == {*FRENCH, *ARABIC}
    assert all("*55#" in item["answer"]["text"] for item in shown["items"])
    assert all(item["why"].startswith(("Handed over", "Gave no")) for item in shown["items"])
    item = get(house, f"gaps/{gap}/items/{shown['items'][0]['id']}")
    assert {one["author"] for one in item["messages"]} >= {"customer", "assistant", "adviser"}
    assert item["decisions"]

    made = post(house, f"gaps/{gap}/draft", code=201)
    assert made["gap"]["state"] == "drafted"
    drafts = {draft["language"]: draft for draft in made["drafts"]}
    assert drafts.keys() == {"fr", "ar"}
    french = drafts["fr"]["document"]
    assert french["body"].startswith("Composez le *55#")
    assert "Karim" not in french["body"]
    assert "Bonne journée" not in french["body"]
    assert set(french["questions"]) == set(FRENCH)
    assert {one["contact"] for one in drafts["fr"]["origins"]} <= {
        one["contact"] for one in shown["items"]
    }

    for language, draft in drafts.items():
        document = {"body": ANSWER[language].split(". ", 1)[1], "owner": "Salma"}
        path = f"drafts/{draft['id']}"
        saved = post(house, f"{path}/save", revision=draft["revision"], document=document)
        proposed = post(house, f"{path}/propose", revision=saved["revision"])
        step = {"revision": proposed["revision"]}
        assert proposed["may"]["why_not_decide"] == "own"
        post(house, f"{path}/approve", code=403, **step)
        post(house, f"{path}/approve", actor="supervisor:salma", code=403, **step)
        done = post(house, f"{path}/approve", actor=SECOND, **step)
        assert (done["state"], done["published_version"]) == ("published", 1)

    listed = get(house, "articles")
    assert listed["waiting"] == 2
    publication = publish(house)
    assert publication["published"], publication["report"]
    checks = {check["name"]: check for check in publication["report"]["checks"]}
    assert (checks["gap_questions"]["tried"], checks["gap_questions"]["failed"]) == (5, 0)

    article = drafts["fr"]["article"]
    for language, text in (("fr", FRENCH[0]), ("ar", ARABIC[0])):
        answered(house, text, language, article)
    post(house, "gaps/refresh")
    (closed,) = get(house, "gaps?state=closed")["gaps"]
    assert (closed["id"], closed["article"]) == (gap, article)
    assert closed["answered_now"] >= 3
    assert get(house, "articles")["waiting"] == 0
    beside = get(house, f"articles/atlas/{article}")
    assert beside["cases_count"]["gap"] == 5
    taken_apart(house, gap)


def taken_apart(web: Web, gap: str) -> None:
    """A person splits what is no one question, puts it together again, and may do without."""
    assert post(web, f"gaps/{gap}/open")["state"] == "open"
    items = get(web, f"gaps/{gap}")["items"]  # more than five if one was asked of the old version
    both = post(web, f"gaps/{gap}/split", items=[items[0]["id"]])
    assert (both["gap"]["contacts"], both["new"]["contacts"]) == (len(items) - 1, 1)
    whole = post(web, "gaps/merge", gaps=[gap, both["new"]["id"]])
    assert whole["contacts"] == len(items)
    dismissed = post(web, f"gaps/{whole['id']}/dismiss", reason="Nobody asks this any more.")
    assert dismissed["state"] == "dismissed"


def answered(web: Web, text: str, language: str, article: str) -> None:
    """Whether the assistant answers ``text`` with ``article``, once the new version serves."""

    def tried() -> bool | None:
        customer = web.customer(language)
        customer.say(text)
        said = eventually(lambda: _reply(customer))
        customer.post("end")
        return article in [one["article"] for one in said["sources"]] or None

    assert eventually(tried)


def _reply(customer: Customer) -> Any:
    """The first thing that the assistant said after the customer's message."""
    messages = customer.look()["messages"]
    asked = next((m["number"] for m in messages if m["author"] == "customer"), None)
    later = [m for m in messages if asked and m["number"] > asked and m["author"] == "assistant"]
    return later[0] if later else None
