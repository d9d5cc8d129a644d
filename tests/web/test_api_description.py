"""The description of the API is whole, stable, and true of what the routes really answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest

from nawba.settings import Settings
from nawba.web import create_app
from nawba.web.description import PUBLIC, operation_id
from nawba.web.shapes import ANSWERS, EXAMPLES, SCHEMAS, SUMMARIES
from web import described
from web.conftest import Web

DESCRIBED = create_app(Settings()).openapi()
SUPERVISOR, ADMINISTRATOR = "supervisor:salma", "administrator:salma"
ADVISERS = ("amina", "moussa", "karim")


def operations() -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, of in DESCRIBED["paths"].items():
        for method, operation in of.items():
            yield (method, path), operation


def test_it_is_openapi_3_1() -> None:
    assert DESCRIBED["openapi"].startswith("3.1.")
    assert set(DESCRIBED["components"]["securitySchemes"]) == {
        "session",
        "key",
        "customer",
        "candidate",
    }


def test_every_operation_has_an_id_of_its_own_made_of_its_address() -> None:
    ids = [operation["operationId"] for _, operation in operations()]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9_]+", one) for one in ids)
    assert operation_id("get", "/api/contacts/{contact}/operations") == (
        "get_contacts_by_contact_operations"
    )


def test_every_operation_says_what_it_does_who_may_and_what_can_go_wrong() -> None:
    tags = {one["name"] for one in DESCRIBED["tags"]}
    for (method, path), operation in operations():
        where = f"{method} {path}"
        assert operation["summary"], where
        assert set(operation["tags"]) <= tags, where
        assert bool(operation["security"]) != ((method, path) in PUBLIC), where
        assert {"422", "429", "503"} <= set(operation["responses"]), where
        named = {one["name"] for one in operation["parameters"]}
        assert ("Idempotency-Key" in named) == (method == "post"), where
        assert "authorization" not in named, where


def test_what_is_written_about_routes_is_about_routes_that_exist() -> None:
    real = {place for place, _ in operations()}
    for table in (ANSWERS, SUMMARIES, EXAMPLES):
        assert set(table) <= real


def test_references_lead_somewhere() -> None:
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(DESCRIBED)):
        found = DESCRIBED
        for step in reference.split("/"):
            found = found[step]


def successes() -> Iterator[tuple[str, dict[str, Any]]]:
    for (method, path), operation in operations():
        for status, one in operation["responses"].items():
            if status[0] in "23":
                yield f"{method} {path} {status}", one


def test_every_success_says_what_it_answers() -> None:
    """As JSON with a schema that names fields; nothing at all; a stream, a table, a file."""
    for where, success in successes():
        if where.endswith(" 204"):
            assert "content" not in success, where
        elif where.endswith(" 303"):
            assert "Location" in success["headers"], where
        else:
            assert success["description"] != "Done.", where
            assert all(one["schema"] for one in success["content"].values()), where
            json = success["content"].get("application/json")
            assert json is None or json["schema"].keys() & {"$ref", "anyOf", "items"}, where


def test_only_what_has_no_fixed_fields_is_left_open() -> None:
    left_open = []
    for name in SCHEMAS:
        for one in objects(DESCRIBED["components"]["schemas"][name]):
            assert one.keys() & {"properties", "additionalProperties"}, name
            if one.get("additionalProperties") is True:
                assert one["description"], name
                left_open.append(name)
    assert sorted(set(left_open)) == [
        "CentreSchema", "Change", "CvFact", "Draft", "Happening", "Item", "ListeningDocument",
        "Operation", "Outlook", "PlanningScenario",
    ]  # fmt: skip


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    """Every object within ``schema``."""
    if isinstance(schema, list):
        for one in schema:
            yield from objects(one)
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for one in schema.values():
            yield from objects(one)


def test_every_shape_is_answered_somewhere() -> None:
    named = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(DESCRIBED)))
    assert set(SCHEMAS) <= named


def test_an_answer_that_is_not_as_described_is_noticed(web: Web) -> None:
    place, health = ("get", "/api/health"), web.client.get("/api/health").json()
    assert described.faults_of(place, 200, health) == []
    assert described.faults_of(place, 200, {**health, "more": 1})
    assert described.faults_of(place, 200, {**health, "warm": "yes"})
    assert described.faults_of(place, 200, {"status": "ok"})
    assert described.faults_of(place, 201, health)
    wrong = httpx.Response(200, json={"id": 1}, request=httpx.Request("GET", "http://a/api/health"))
    with pytest.raises(AssertionError, match="web/shapes"):
        described.check(wrong)


def test_webhooks_have_the_shapes_that_are_described(web: Web) -> None:
    place = "/api/webhooks"
    body = {"url": "https://crm.example/hook", "events": ["contact_closed"], "is_on": False}
    one = f"{place}/{done(web, ADMINISTRATOR, 'POST', place, **body)['id']}"
    done(web, ADMINISTRATOR, "GET", one)
    done(web, ADMINISTRATOR, "POST", f"{one}/test")
    assert done(web, ADMINISTRATOR, "GET", f"{one}/deliveries")["rows"]
    done(web, ADMINISTRATOR, "POST", f"{one}/replay", since="2020-01-01T00:00:00Z")


def test_what_staff_read_and_upload_has_the_shapes_that_are_described(web: Web) -> None:
    """The client of ``web`` checks what it gets; here are routes that no other test asks."""
    stretch = "from=2020-01-01T00:00:00&to=2020-01-02T00:00:00"
    assert done(web, SUPERVISOR, "GET", f"/api/reports?{stretch}")["intervals"]
    done(web, SUPERVISOR, "GET", "/api/articles/atlas/resilier?language=fr")
    done(web, "editor:salma", "GET", "/api/knowledge/articles/atlas/resilier/fr/versions/1")
    web.available(*ADVISERS)
    customer = web.customer()
    customer.say("a human please")
    adviser = web.accepted(customer, *ADVISERS)
    reply = web.client.post(
        f"/api/contacts/{customer.id}/attachments",
        headers=web.headers(f"adviser:{adviser}"),
        files={"file": ("note.txt", b"hello", "text/plain")},
    )
    assert reply.status_code == 201


def test_what_administrators_see_has_the_shapes_that_are_described(web: Web) -> None:
    for path in ("roles", "accounts", "access", "access/words", "privacy/holds", "keys"):
        done(web, ADMINISTRATOR, "GET", f"/api/{path}")
    wanted = {"name": "Lina", "login": "lina@atlas.example", "roles": ["editor"]}
    made = done(web, ADMINISTRATOR, "POST", "/api/accounts", **wanted)["account"]
    path = f"/api/accounts/{made['id']}"
    changed = {**wanted, "name": "Lina B.", "revision": made["revision"]}
    assert done(web, ADMINISTRATOR, "PUT", path, **changed)["name"] == "Lina B."
    assert done(web, ADMINISTRATOR, "POST", f"{path}/link")["kind"] == "invitation"
    done(web, ADMINISTRATOR, "PUT", "/api/session/language", language="ar")
    done(web, ADMINISTRATOR, "PUT", "/api/session/language", language=None)


def test_drafts_have_the_shapes_that_are_described(web: Web) -> None:
    place = "/api/knowledge/drafts"
    draft = done(web, "editor:salma", "POST", place, brand="atlas", language="fr", title="Facture")
    one = f"{place}/{draft['id']}"
    written = {
        "body": "Votre facture est dans l'application.",
        "questions": ["Où est ma facture ?"],
    }
    draft = done(
        web, "editor:salma", "POST", f"{one}/save", revision=draft["revision"], document=written
    )
    for who, step, more in (
        ("editor:salma", "propose", {}),
        ("editor:salma", "take-back", {}),
        ("editor:salma", "propose", {}),
        ("quality:tariq", "reject", {"reason": "Too short."}),
        ("editor:salma", "discard", {}),
    ):
        draft = done(web, who, "POST", f"{one}/{step}", revision=draft["revision"], **more)
    assert done(web, "editor:salma", "GET", one)["state"] == "discarded"


def done(web: Web, actor: str, method: str, path: str, **body: Any) -> Any:
    """What ``actor`` is answered; it must be a success."""
    reply = web.staff(actor, method, path, body or None)
    assert reply.is_success, reply.text
    return reply.json()


@pytest.mark.parametrize(
    ("accept", "language", "detail"),
    [
        ("fr-FR,fr;q=0.9", "fr", "Il n’y a pas de marque « nowhere » ici."),
        ("ar", "ar", "لا توجد هنا علامة باسم «nowhere»."),
        ("de", "en", "There is no brand 'nowhere' here."),
    ],
)
def test_a_problem_speaks_the_callers_language(
    web: Web, accept: str, language: str, detail: str
) -> None:
    reply = web.client.get("/api/brands/nowhere", headers={"accept-language": accept})
    assert (reply.headers["content-language"], reply.json()["detail"]) == (language, detail)
    assert reply.json()["type"] == "/problems/not-found"
    holds_problem(reply.json())


def test_a_customer_is_told_in_the_language_of_the_conversation(web: Web) -> None:
    customer = web.customer(language="ar")
    reply = customer.post("rating", {"rating": 9})
    assert (reply.status_code, reply.headers["content-language"]) == (422, "ar")
    assert reply.json()["detail"] == "rating: يجب ألا يزيد على 5."
    unknown = customer.post("language", {"language": "xx"})
    assert unknown.headers["content-language"] == "ar"


def test_routing_and_reading_errors_are_told_in_words_too(web: Web) -> None:
    reply = web.client.get("/api/nowhere", headers={"accept-language": "fr"})
    assert (reply.status_code, reply.headers["content-language"]) == (404, "fr")
    wrong = web.client.post("/api/contacts", content=b"{", headers={"accept-language": "fr"})
    assert wrong.json()["title"] == "Une donnée de la demande est incorrecte"
    holds_problem(wrong.json())


def holds_problem(told: Any) -> None:
    schema = DESCRIBED["components"]["schemas"]["Problem"]
    jsonschema_rs.validate(schema, told)
