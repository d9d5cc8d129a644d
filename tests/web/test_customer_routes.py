"""The customer's routes: greeting, cited answers, a person, the brief, files, verdict, end."""

from __future__ import annotations

import secrets

import httpx
import pytest

from web.conftest import Customer, Listener, Web, eventually

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def answered(customer: Customer) -> dict:
    """The first message with a source, once it is there."""

    def cited() -> dict | None:
        found = [m for m in customer.look()["messages"] if m["sources"]]
        return found[0] if found else None

    return eventually(cited)


@pytest.mark.parametrize(
    ("language", "machine", "person"),
    [
        ("fr", "une machine", "Parler à une personne"),
        ("ar", "آلي", "التحدث إلى شخص"),
        ("en", "a machine", "Talk to a person"),
    ],
)
def test_the_greeting_discloses_the_machine_and_offers_a_person(
    web: Web, language: str, machine: str, person: str
) -> None:
    greeting = web.customer(language).view["messages"][0]
    assert greeting["author"] == "assistant"
    assert machine in greeting["text"]
    assert person in greeting["choices"]


def test_an_article_is_served_word_for_word_with_its_source(web: Web) -> None:
    customer = web.customer()
    customer.say("Je veux résilier mon abonnement")
    answer = answered(customer)
    assert answer["text"] == "Résiliez dans l'application, rubrique Contrat."
    source = answer["sources"][0]
    assert (source["article"], source["version"]) == ("resilier", 1)
    reply = web.client.get("/api/contacts/me/articles/resilier", headers=customer.headers)
    assert reply.json()["body"] == answer["text"]


def test_a_question_without_an_article_is_handed_over_with_its_brief(web: Web) -> None:
    customer = web.customer(name="Samira")
    customer.say("Mon voisin a coupé le câble de la rue, qui paie la réparation ?")
    contact = customer.in_state("waiting")["contact"]
    assert contact["position"] >= 1
    assert "câble" in contact["brief"]["goal"]
    assert "Samira" in contact["brief"]["identity"]


def test_the_customer_mends_the_brief_and_a_stale_mending_is_refused(web: Web) -> None:
    customer = web.customer()
    customer.say("je voudrais parler à quelqu'un svp")
    brief = customer.in_state("waiting")["contact"]["brief"]
    wanted = {"goal": "Changer de forfait", "fields": {"Ligne": "0600"}, "revision": 1}
    mended = customer.post("brief", wanted, "PUT")
    assert mended.status_code == 200
    assert mended.json()["goal"] == "Changer de forfait"
    assert mended.json()["revision"] == brief["revision"] + 1
    stale = customer.post("brief", wanted, "PUT")
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")


def test_the_same_client_id_stores_one_message(web: Web) -> None:
    customer = web.customer()
    first = customer.say("bonjour", client_id="once")
    again = customer.say("bonjour", client_id="once")
    assert first.json()["id"] == again.json()["id"]
    assert customer.texts("customer") == ["bonjour"]
    other = customer.say("autre chose", client_id="once")
    assert (other.status_code, other.json()["code"]) == (409, "repeated")


def test_opening_again_with_the_same_client_id_is_the_same_contact(web: Web) -> None:
    body = {"brand": "atlas", "client_id": secrets.token_hex(16)}
    first = web.client.post("/api/contacts", json=body)
    again = web.client.post("/api/contacts", json=body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["token"] == again.json()["token"]
    assert len(again.json()["view"]["messages"]) == 1


def test_markup_and_control_characters_are_kept_as_text(web: Web) -> None:
    customer = web.customer()
    said = customer.say("<script>alert(1)</script>\x00\x07 & <b>gras</b>\u202e")
    assert said.status_code == 201
    assert said.json()["text"].startswith("<script>alert(1)</script> & <b>gras</b>")


def test_a_ten_megabyte_message_is_refused_with_the_limit(web: Web) -> None:
    customer = web.customer()
    reply = customer.say("a" * 10_000_000)
    assert reply.status_code == 413
    assert "MB" in reply.json()["detail"]
    assert customer.texts("customer") == []


def test_a_long_message_names_field_and_limit(web: Web) -> None:
    reply = web.customer().say("a" * 4001)
    assert reply.status_code == 413
    assert reply.json()["field"] == "text"
    assert "4,000" in reply.json()["detail"]


def test_an_attachment_reaches_only_its_conversation(web: Web) -> None:
    customer, stranger = web.customer(), web.customer()
    sent = web.client.post(
        "/api/contacts/me/attachments",
        headers=customer.headers,
        files={"file": ("facture é.png", PNG, "application/x-msdownload")},
    )
    assert sent.status_code == 201
    attachment = sent.json()
    assert attachment["media_type"] == "image/png"
    body = {"client_id": "f", "text": "", "attachments": [attachment["id"]]}
    assert customer.post("messages", body).status_code == 201
    url = f"/api/attachments/{attachment['id']}"
    got = web.client.get(url, headers=customer.headers)
    assert got.content == PNG
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"].startswith("attachment")
    assert web.client.get(url, headers=stranger.headers).status_code == 404
    assert web.client.get(url, params={"as": "adviser:amina"}).status_code == 401
    assert web.staff("adviser:amina", "GET", url).status_code == 200


@pytest.mark.parametrize("content", [b"MZ\x90\0\0", b"", b"<svg onload=alert(1)>\x00"])
def test_other_files_are_refused_with_what_is_taken(web: Web, content: bytes) -> None:
    reply = web.client.post(
        "/api/contacts/me/attachments",
        headers=web.customer().headers,
        files={"file": ("x.png", content, "image/png")},
    )
    assert (reply.status_code, reply.json()["field"]) == (422, "file")


def test_a_file_over_five_megabytes_is_refused(web: Web) -> None:
    reply = web.client.post(
        "/api/contacts/me/attachments",
        headers=web.customer().headers,
        files={"file": ("big.png", PNG + b"\0" * 5 * 1024 * 1024, "image/png")},
    )
    assert reply.status_code == 413


def test_language_is_switched_on_request_and_only_to_one_served(web: Web) -> None:
    customer = web.customer("fr")
    assert customer.post("language", {"language": "ar"}).json()["language"] == "ar"
    refused = customer.post("language", {"language": "de"})
    assert (refused.status_code, refused.json()["field"]) == (422, "language")


def test_ending_with_the_assistant_closes_and_the_verdict_is_kept(web: Web) -> None:
    customer = web.customer()
    customer.say("Je veux résilier mon abonnement")
    answered(customer)
    assert customer.post("end").json()["state"] == "closed"
    verdict = {"solved": True, "rating": 4, "comment": "clair"}
    rated = customer.post("rating", verdict).json()
    assert (rated["solved"], rated["rating"]) == (True, 4)
    assert customer.post("rating", {"rating": 9}).status_code == 422
    late = customer.say("encore une chose")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_an_unknown_token_is_told_to_start_anew(web: Web) -> None:
    reply = web.client.get("/api/contacts/me", headers={"authorization": "Bearer nope"})
    assert reply.status_code == 404
    assert "Start a new one" in reply.json()["detail"]


def test_the_stream_resumes_at_its_cursor_with_each_message_once(web: Web) -> None:
    customer = web.customer()
    cursor = customer.view["cursor"]
    customer.say("Je veux résilier mon abonnement")
    answered(customer)
    url = f"{web.base}/api/contacts/me/stream?token={customer.token}&cursor={cursor}"
    listener = Listener(url).start()
    listener.wait(lambda name, data: name == "message" and data["sources"])
    numbers = [data["number"] for _, name, data in listener.frames if name == "message"]
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 2
    listener.stop()


def test_who_waits_is_told_the_place_when_others_leave_and_a_late_page_at_once(web: Web) -> None:
    first, second = web.customer(), web.customer()
    for customer in (first, second):
        customer.say("je voudrais parler à quelqu'un svp")
        customer.in_state("waiting")
    url = f"{web.base}/api/contacts/me/stream?token={second.token}"
    listener = Listener(url).start()
    listener.wait(lambda name, data: name == "position" and data["position"] == 2)
    first.post("end")
    listener.wait(lambda name, data: name == "position" and data["position"] == 1)
    assert second.look()["contact"]["position"] == 1
    late = Listener(f"{url}&cursor={second.view['cursor']}").start()
    late.wait(lambda name, data: name == "position" and data["position"] == 1)
    told = [data["position"] for _, name, data in listener.frames if name == "position"]
    assert told == [2, 1]
    listener.stop()
    late.stop()


def test_a_foreign_host_is_refused(web: Web) -> None:
    reply = httpx.get(f"{web.base}/api/brands/atlas", headers={"host": "evil.example"})
    assert (reply.status_code, reply.json()["code"]) == (421, "not_local")


def test_holdout_contacts_meet_no_assistant(web: Web) -> None:
    states = set()
    for _ in range(12):
        customer = web.customer(brand="control")
        states.add(customer.look()["contact"]["state"])
    assert states == {"assistant", "waiting"}
