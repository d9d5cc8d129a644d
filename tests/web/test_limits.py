"""Rate limits: a bucket per caller, headers that say what is left, a refusal that says when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from nawba.actions.api_keys import make_key
from nawba.domain.words import ADMINISTRATOR
from nawba.settings import Settings
from nawba.web.credentials import Credential, bearer_of, of_session, of_token, vouch
from nawba.web.limits import Bucket, Buckets, Known, Limits, quotas_of
from web.conftest import Web

FAR = ("203.0.113.7", 4711)
QUOTAS = {"key": 4, "account": 3, "customer": 2, "address": 2}
GOOD = {
    "key": {"authorization": "Bearer nawba_good"},
    "customer": {"authorization": "Bearer good"},
    "account": {"cookie": "a=b; nawba=good"},
}


@dataclass
class Hands:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Limited:
    """``/api/door`` opens to the credentials of ``good``, ``/api/x`` to everybody."""

    client: TestClient
    clock: Hands
    good: set[str]

    def get(self, path: str = "/api/x", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def enter(self, **headers: str) -> int:
        return int(self.get("/api/door", **headers).status_code)


@pytest.fixture
def limited(request: pytest.FixtureRequest) -> Limited:
    clock, good = Hands(), {"nawba_good", "good"}

    async def answer(asked: Request) -> Response:
        return PlainTextResponse("")

    async def door(asked: Request) -> Response:
        """Opens to any good credential that is shown, and vouches for those."""
        token = bearer_of(asked.headers.get("authorization", ""))
        session = asked.cookies.get("nawba", "")
        shown = {of_token(token): token, of_session(session): session}
        found = [one for one, secret in shown.items() if secret in good]
        for one in found:
            vouch(asked.scope, one)
        return PlainTextResponse("", 200 if found else 401)

    routes = [Route("/api/x", answer), Route("/api/door", door), Route("/page", answer)]
    wrapped = Limits(Starlette(routes=routes), Buckets(QUOTAS, clock))
    where = getattr(request, "param", FAR)
    client = TestClient(wrapped, client=where)  # type: ignore[arg-type]
    return Limited(client, clock, good)


@pytest.mark.parametrize(
    ("headers", "name", "path"),
    [
        (GOOD["key"], "key", "/api/door"),
        (GOOD["customer"], "customer", "/api/door"),
        (GOOD["account"], "account", "/api/door"),
        ({}, "address", "/api/x"),
    ],
    ids=["key", "customer", "account", "address"],
)
def test_each_kind_of_caller_has_its_quota(
    limited: Limited, headers: dict[str, str], name: str, path: str
) -> None:
    quota = QUOTAS[name]
    for left in range(quota - 1, -1, -1):
        reply = limited.get(path, **headers)
        assert reply.status_code == 200
        assert reply.headers["ratelimit-policy"] == f'"{name}";q={quota};w=60'
        assert reply.headers["ratelimit"].startswith(f'"{name}";r={left};t=')
    refused = limited.get(path, **headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused.json()["retryable"] is True
    wait = int(refused.headers["retry-after"])
    limited.clock.now += wait - 1
    assert limited.get(path, **headers).status_code == 429
    limited.clock.now += 1
    assert limited.get(path, **headers).status_code == 200


def test_callers_do_not_use_up_each_others_quota(limited: Limited) -> None:
    assert {limited.enter(**one) for one in GOOD.values()} == {200}
    assert [limited.get().status_code for _ in range(3)] == [200, 200, 429]
    assert {limited.enter(**one) for one in GOOD.values()} == {200}


@pytest.mark.parametrize("kind", sorted(GOOD))
def test_an_invented_credential_is_its_address(limited: Limited, kind: str) -> None:
    """Each one is another, and on a public route nobody looks whether it opens anything."""
    invented = [
        {name: value.replace("good", f"bad{n}") for name, value in GOOD[kind].items()}
        for n in range(3)
    ]
    replies = [limited.get(**one) for one in invented]
    assert [reply.status_code for reply in replies] == [200, 200, 429]
    assert replies[0].headers["ratelimit-policy"] == '"address";q=2;w=60'
    assert limited.get().status_code == 429


def test_who_is_inside_is_not_refused_for_the_refusals_of_others(limited: Limited) -> None:
    assert limited.enter(**GOOD["account"]) == 200
    refusals = [limited.enter(authorization=f"Bearer nawba_{n}") for n in range(3)]
    assert refusals == [401, 401, 429]
    assert limited.enter(**GOOD["account"]) == 200


def test_a_good_credential_costs_its_address_nothing(limited: Limited) -> None:
    for n in range(6):
        limited.good.add(f"nawba_{n}")
    assert {limited.enter(authorization=f"Bearer nawba_{n}") for n in range(6)} == {200}
    assert [limited.get().status_code for _ in range(3)] == [200, 200, 429]


def test_a_credential_that_ended_is_its_address_again(limited: Limited) -> None:
    assert limited.enter(**GOOD["key"]) == 200
    limited.good.clear()
    assert [limited.enter(**GOOD["key"]) for _ in range(4)] == [401, 401, 401, 429]


def test_another_credential_beside_a_good_one_gains_nothing(limited: Limited) -> None:
    """The door opens by the cookie; what else was sent was not found good by anybody."""
    both = [GOOD["account"] | {"authorization": f"Bearer bad{n}"} for n in range(3)]
    assert [limited.enter(**one) for one in both] == [200, 200, 429]


def test_the_doors_of_the_house_vouch_for_whom_they_let_in(web: Web) -> None:
    """On loopback only a credential that is known is counted, and then the answer says so."""
    assert web.store is not None
    _, secret = make_key(web.store, ADMINISTRATOR, "limits", ("supervisor",))
    customer = web.customer()
    replies = {
        "key": web.client.get("/api/centre", headers={"authorization": f"Bearer {secret}"}),
        "customer": web.client.get("/api/contacts/me", headers=customer.headers),
        "account": web.staff("supervisor:salma", "GET", "/api/wallboard"),
    }
    for kind, reply in replies.items():
        assert reply.status_code == 200, kind
        assert reply.headers["ratelimit-policy"].startswith(f'"{kind}";'), kind
    invented = {"cookie": "nawba=invented"}, {"authorization": "Bearer nawba_invented"}
    for headers in invented:
        public = web.client.get("/api/session/ways", headers=headers)
        assert (public.status_code, "ratelimit" in public.headers) == (200, False)


def test_the_most_that_are_known_are_those_seen_last() -> None:
    known = Known(most=2)
    one, two, three = (Credential("key", name) for name in ("one", "two", "three"))
    for who in (one, two, one, three):
        known.add(who)
    assert [who in known for who in (one, two, three)] == [True, False, True]


def test_the_refusal_speaks_the_callers_language(limited: Limited) -> None:
    for _ in range(2):
        limited.get()
    refused = limited.get(accept_language="ar")
    assert refused.headers["content-language"] == "ar"
    assert refused.json()["title"] == "طلبات كثيرة جدًا"


@pytest.mark.parametrize("limited", [("127.0.0.1", 1), ("::1", 1)], indirect=True, ids=str)
def test_this_machine_without_a_credential_is_not_counted(limited: Limited) -> None:
    replies = [limited.get() for _ in range(10)]
    assert {reply.status_code for reply in replies} == {200}
    assert "ratelimit" not in replies[0].headers
    assert limited.get("/api/door", **GOOD["key"]).headers["ratelimit"]


def test_pages_are_not_counted(limited: Limited) -> None:
    assert {limited.client.get("/page").status_code for _ in range(10)} == {200}


def test_no_limit_is_a_limit_of_nought(tmp_path: Path) -> None:
    settings = Settings(requests_per_key=0, requests_per_address=0)
    buckets = Buckets(quotas_of(settings))
    assert buckets._quotas["key"] == 0


@given(st.lists(st.tuples(st.floats(0, 30), st.booleans()), max_size=200), st.integers(1, 50))
def test_no_window_lets_through_more_than_twice_the_quota(
    steps: list[tuple[float, bool]], quota: int
) -> None:
    """A full bucket and its refill: what a token bucket promises for any window of its length."""
    bucket, now, taken = Bucket(quota, quota, 0.0), 0.0, []
    for pause, asks in steps:
        now += pause
        if asks and bucket.take(now):
            taken.append(now)
    for start in taken:
        assert len([one for one in taken if start <= one < start + 60]) <= 2 * quota
