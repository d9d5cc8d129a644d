"""The description of the API is whole, stable, and true of what the routes really answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from nawba.settings import Settings
from nawba.web import create_app
from nawba.web.description import PUBLIC, operation_id
from nawba.web.shapes import EXAMPLES, SHAPES, SUMMARIES
from web.conftest import Web

DESCRIBED = create_app(Settings()).openapi()
SUPERVISOR = "supervisor:salma"


def operations() -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    for path, of in DESCRIBED["paths"].items():
        for method, operation in of.items():
            yield (method, path), operation


def test_it_is_openapi_3_1() -> None:
    assert DESCRIBED["openapi"].startswith("3.1.")
    assert set(DESCRIBED["components"]["securitySchemes"]) == {"session", "key", "customer"}


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
        success = [one for status, one in operation["responses"].items() if status[0] == "2"]
        assert all(one["description"] for one in success), where
        named = {one["name"] for one in operation["parameters"]}
        assert ("Idempotency-Key" in named) == (method == "post"), where
        assert "authorization" not in named, where


def test_what_is_written_about_routes_is_about_routes_that_exist() -> None:
    real = {place for place, _ in operations()}
    for table in (SHAPES, SUMMARIES, EXAMPLES):
        assert set(table) <= real


def test_references_lead_somewhere() -> None:
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(DESCRIBED)):
        found = DESCRIBED
        for step in reference.split("/"):
            found = found[step]


def holds(method: str, path: str, answer: Any) -> None:
    """Fail unless ``answer`` has the shape that the description promises."""
    responses = DESCRIBED["paths"][path][method]["responses"]
    success = next(one for status, one in responses.items() if status[0] == "2")
    schema = success["content"]["application/json"]["schema"]
    jsonschema.validate(answer, {**schema, "components": DESCRIBED["components"]})


def test_answers_have_the_shapes_that_are_described(web: Web) -> None:
    customer = web.customer()
    holds("post", "/api/contacts", {"token": customer.token, "view": customer.view})
    holds("get", "/api/contacts/me", customer.look())
    holds("post", "/api/contacts/me/messages", customer.say("bonjour").json())
    holds("get", "/api/health", web.client.get("/api/health").json())
    holds("get", "/api/brands/{brand}", web.client.get("/api/brands/atlas").json())
    holds("get", "/api/contacts", web.staff(SUPERVISOR, "GET", "/api/contacts").json())
    stretch = "from=2020-01-01T00:00:00&to=2020-01-02T00:00:00"
    holds("get", "/api/history", web.staff(SUPERVISOR, "GET", f"/api/history?{stretch}").json())
    beat = web.staff("adviser:amina", "POST", "/api/desk/heartbeat").json()
    holds("post", "/api/desk/heartbeat", beat)


def test_webhooks_have_the_shapes_that_are_described(web: Web) -> None:
    place = "/api/webhooks"
    body = {"url": "https://crm.example/hook", "events": ["contact_closed"], "is_on": False}
    added = web.staff("administrator:salma", "POST", place, body).json()
    holds("post", place, added)
    one = f"{place}/{added['id']}"
    holds("get", place, web.staff("administrator:salma", "GET", place).json())
    holds("get", f"{place}/{{webhook}}", web.staff("administrator:salma", "GET", one).json())
    told = web.staff("administrator:salma", "POST", f"{one}/test").json()
    holds("post", f"{place}/{{webhook}}/test", told)
    listed = web.staff("administrator:salma", "GET", f"{one}/deliveries").json()
    holds("get", f"{place}/{{webhook}}/deliveries", listed)
    again = {"since": "2020-01-01T00:00:00Z"}
    told = web.staff("administrator:salma", "POST", f"{one}/replay", again).json()
    holds("post", f"{place}/{{webhook}}/replay", told)


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
    jsonschema.validate(told, schema)
