"""Every route, whoever added it: described, closed to strangers, and never broken by its input."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, Response
from schemathesis.specs.openapi.checks import response_schema_conformance
from starlette.routing import BaseRoute, Mount

import sessions
from hiring.resumes import JOB, resume
from nawba.actions.register import set_purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.settings import Settings
from nawba.web import create_app
from web.conftest import Customer, Web, serving
from web.test_hiring_routes import ALLOWED, NOUR, ask, take_in

APP = create_app(Settings())
SCHEMA = schemathesis.openapi.from_dict(APP.openapi())
# Callers show who they are themselves: made-up tokens would be refused at the door, every time.
SCHEMA.config.generation.update(with_security_parameters=False)

PUBLIC = {
    ("GET", "/api/health"),
    ("GET", "/api/brands/{brand}"),
    ("POST", "/api/contacts"),
    ("POST", "/api/session"),
    ("GET", "/api/session/ways"),
    ("POST", "/api/session/link"),
    ("POST", "/api/session/redeem"),
    ("GET", "/api/oidc/start"),
    ("GET", "/api/oidc/back"),
    ("GET", "/openapi.json"),
    ("GET", "/problems/{kind}"),
    ("GET", "/problems/page.css"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}
"""What anybody on this machine may ask; with the pages, which hold no data. Nothing else."""


def walked(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of included routers too."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is not None:
            yield from walked(included.routes)
        elif not isinstance(route, Mount):
            for method in sorted(set(getattr(route, "methods", ())) - {"HEAD"}):
                yield method, getattr(route, "path", "")


ROUTES = sorted(set(walked(APP.routes)))
CLOSED = [one for one in ROUTES if one not in PUBLIC and one[1].startswith("/api/")]
WRITING = [one for one in CLOSED if one[0] != "GET"]


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server of its own: what is tried on it would disturb the others."""
    folder = tmp_path_factory.mktemp("fuzzed")
    with serving(f"sqlite:///{folder}/web.db", folder) as web:
        yield web


@pytest.fixture(scope="module")
def victim(fuzzed: Web) -> Customer:
    """A contact that an adviser leads, with a file: all that a stranger could ask for is there."""
    fuzzed.available("amina")
    customer = fuzzed.customer()
    customer.say("a human please")
    customer.in_state("waiting")
    fuzzed.accepted(customer, "amina")
    return customer


@pytest.fixture(scope="module")
def applied(fuzzed: Web) -> dict[str, str]:
    """A job for which somebody applied, with the secret of their own page."""
    assert fuzzed.store is not None
    set_purpose(fuzzed.store, ADMINISTRATOR, ALLOWED)
    ask(fuzzed, "POST", "/jobs", {"text": JOB})
    take_in(fuzzed, {"cv.txt": resume(1).encode()})
    (row,) = ask(fuzzed, "GET", "/jobs/casa/applications")["rows"]
    shown = ask(fuzzed, "GET", f"/applications/{row['id']}")
    secret = ask(fuzzed, "POST", f"/applications/{row['id']}/link")["secret"]
    document = shown["document"]["id"]
    return {"job": "casa", "application": row["id"], "document": document, "secret": secret}


@pytest.fixture(scope="module")
def ids(fuzzed: Web, victim: Customer, applied: dict[str, str]) -> dict[str, str]:
    """Real values for what paths name."""
    uploaded = fuzzed.client.post(
        "/api/contacts/me/attachments",
        headers=victim.headers,
        files={"file": ("note.txt", b"hello", "text/plain")},
    )
    return {
        "contact": victim.id,
        "attachment": uploaded.json()["id"],
        "article": "resilier",
        "brand": "atlas",
        "offer": "o_1",
        "operation": "p_1",
        "number": "1",
        "session": "ses_1",
        "kind": "brands",
        "id": "atlas",
        "n": "1",
        "language": "fr",
        "version": "1",
        "measure": "x_1",
        "draft": "d_1",
        "gap": "g_1",
        "item": "i_1",
        "intake": "in_1",
        "upload": "up_1",
        "diagnosis": "dg_1",
        "contest": "ct_1",
        "listed": "incidents",
        "customer": "u_1",
        "purpose": "training",
        "account": "salma",
        "key": "key_1",
        "webhook": "w_1",
        "run": "r_1",
        "job": applied["job"],
        "application": applied["application"],
        "document": applied["document"],
    }


def test_the_description_is_valid() -> None:
    SCHEMA.validate()


def test_every_route_of_the_api_is_described() -> None:
    described = {
        (method.upper(), path) for path, of in APP.openapi()["paths"].items() for method in of
    }
    assert {one for one in ROUTES if one[1].startswith("/api/")} == described


def test_what_is_public_still_exists() -> None:
    assert set(ROUTES) >= PUBLIC
    assert {path for _, path in ROUTES if not path.startswith("/api/")} == {
        "/openapi.json", "/", "/welcome", "/account", "/admin", "/accounts", "/access", "/privacy",
        "/desk", "/wallboard", "/history", "/assistant", "/webhooks", "/editor", "/staffing",
        "/planning",
        "/listening",
        "/causes",
        "/mine",
        "/hiring",
        "/candidate",
        "/widget", "/widget.js", "/favicon.svg", "/demo/{brand}",
        "/healthz", "/readyz", "/metrics", "/problems/{kind}", "/problems/page.css",
    }  # fmt: skip


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_a_caller_without_identity_is_refused(
    fuzzed: Web, ids: dict[str, str], method: str, path: str
) -> None:
    reply = fuzzed.client.request(method, path.format(**ids))
    assert reply.status_code in (401, 404), reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["code"] in ("sign_in_needed", "not_found")


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize("actor", ["adviser:nobody", "supervisor:amina", "system:watchdog", ":"])
def test_a_caller_with_an_invented_identity_is_refused(
    fuzzed: Web, ids: dict[str, str], method: str, path: str, actor: str
) -> None:
    headers = {"x-nawba-actor": actor, "x-nawba-role": actor.partition(":")[0]}
    for shown in ({"cookie": f"nawba={actor}"}, {"authorization": "Bearer nawba_none"}):
        reply = fuzzed.client.request(method, path.format(**ids), headers=headers | shown)
        assert reply.status_code in (401, 404), reply.text


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_a_link_cannot_write(
    fuzzed: Web, ids: dict[str, str], victim: Customer, method: str, path: str
) -> None:
    """Another site could make a browser send its cookie; it cannot make it send our header."""
    cookie = {"cookie": fuzzed.headers("supervisor:salma")["cookie"]}
    for named, sent in (
        ({}, cookie),
        ({"acting": "supervisor"}, cookie),
        ({"token": victim.token}, {}),
    ):
        reply = fuzzed.client.request(method, path.format(**ids), params=named, headers=sent)
        assert reply.status_code in (401, 403, 404), (named, reply.text)
        assert reply.json()["code"] in ("csrf", "sign_in_needed", "not_found")


@pytest.fixture
def caller(fuzzed: Web) -> Customer:
    """A customer whom no route tried before has sent away."""
    return fuzzed.customer()


SETTINGS = settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,  # chance looks further in benchmarks/api_fuzz.py, where it breaks no delivery
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DEAR = {"POST /api/assistant/publish": 1, "POST /api/session": 3, "POST /api/session/password": 3}
"""Whose work takes seconds (a gate) or is slow on purpose (a password): fewer examples of these."""
REFUSED = {"POST /api/session", "POST /api/session/password"}
"""Where 401 is the answer to words that are not the right ones."""
ROOMS = (
    dict.fromkeys(
        ("admin", "privacy", "accounts", "keys", "access", "webhooks"), "administrator:salma"
    )
    | dict.fromkeys(("knowledge", "assistant"), "editor:salma")
    | {"hiring": NOUR}
)
"""Who has business in a part of the API, where neither adviser nor supervisor does."""
TRIED = [one.ok() for one in SCHEMA.exclude(path_regex="/stream$").get_all_operations()]
PROBLEM = {"type", "title", "status", "detail", "code", "field", "retryable"}


@pytest.mark.parametrize("operation", TRIED, ids=lambda one: one.label)
def test_no_input_breaks_a_route(
    operation: APIOperation,
    fuzzed: Web,
    ids: dict[str, str],
    caller: Customer,
    applied: dict[str, str],
) -> None:
    """Whatever the schema allows is done or refused in words; nothing answers 5xx.

    One item of its own per operation: schemathesis' own ``parametrize`` gives all of them the same
    node id, of which pytest-xdist runs one.
    """
    identities, real = cycle(("adviser:amina", "supervisor:salma")), cycle((True, True, False))
    statuses: set[int] = set()

    @settings(SETTINGS, max_examples=DEAR.get(operation.label, SETTINGS.max_examples))
    @given(operation.as_strategy())
    def holds(case: Case) -> None:
        if next(real):  # names what exists, so that the input reaches what lies behind
            known = {name: ids[name] for name in case.path_parameters or {} if name in ids}
            case.path_parameters = {**(case.path_parameters or {}), **known}
        headers = identified(fuzzed, case.path, next(identities), caller, applied["secret"])
        reply = case.call(base_url=fuzzed.base, headers=headers, timeout=120)
        statuses.add(reply.status_code)
        told_well(reply)
        case.validate_response(reply, checks=[response_schema_conformance])

    holds()
    assert statuses - {401} or operation.label in REFUSED, "no case came past the door"


def identified(web: Web, path: str, staff: str, caller: Customer, secret: str) -> dict[str, str]:
    """The headers of whoever has business at ``path``."""
    if "/contacts/me" in path:
        return caller.headers
    if path.startswith("/api/candidate"):
        return {"authorization": f"Bearer {secret}"}
    assert web.store is not None
    room = path.removeprefix("/api/").split("/")[0]
    return sessions.headers(web.store, ROOMS.get(room, staff), fresh=True)


def told_well(reply: Response) -> None:
    """Fail unless ``reply`` is an answer, or a refusal in words."""
    assert reply.status_code < 500, reply.text
    if reply.status_code >= 400:
        assert reply.headers["content-type"] == ["application/problem+json"]
        told = reply.json()
        assert set(told) >= PROBLEM
        assert told["status"] == reply.status_code
        assert told["detail"]


def test_the_server_is_well_after_all_that(fuzzed: Web) -> None:
    assert fuzzed.client.get("/api/health").json()["status"] == "ok"
    assert fuzzed.staff("supervisor:salma", "GET", "/api/wallboard").status_code == 200
