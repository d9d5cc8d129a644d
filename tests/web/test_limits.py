"""Rate limits: a bucket per caller, headers that say what is left, a refusal that says when."""

from __future__ import annotations

from dataclasses import dataclass, field
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

from nawba.settings import Settings
from nawba.web.limits import Bucket, Buckets, Limits, quotas_of

FAR = ("203.0.113.7", 4711)


@dataclass
class Hands:
    """A clock that a test moves."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Limited:
    client: TestClient
    clock: Hands
    status: list[int] = field(default_factory=lambda: [200])

    def get(self, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get("/api/x", headers=named)


@pytest.fixture
def limited(request: pytest.FixtureRequest) -> Limited:
    clock, status = Hands(), [200]

    async def answer(asked: Request) -> Response:
        return PlainTextResponse("", status[0])

    quotas = {"key": 4, "account": 3, "customer": 2, "address": 2, "stranger": 2}
    app = Starlette(routes=[Route("/api/x", answer), Route("/page", answer)])
    wrapped = Limits(app, Buckets(quotas, clock))
    where = getattr(request, "param", FAR)
    return Limited(TestClient(wrapped, client=where), clock, status)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("headers", "name", "quota"),
    [
        ({"authorization": "Bearer nawba_abc"}, "key", 4),
        ({"authorization": "Bearer abc"}, "customer", 2),
        ({"cookie": "a=b; nawba=session"}, "account", 3),
        ({}, "address", 2),
    ],
)
def test_each_kind_of_caller_has_its_quota(
    limited: Limited, headers: dict[str, str], name: str, quota: int
) -> None:
    for left in range(quota - 1, -1, -1):
        reply = limited.get(**headers)
        assert reply.status_code == 200
        assert reply.headers["ratelimit-policy"] == f'"{name}";q={quota};w=60'
        assert reply.headers["ratelimit"].startswith(f'"{name}";r={left};t=')
    refused = limited.get(**headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused.json()["retryable"] is True
    wait = int(refused.headers["retry-after"])
    limited.clock.now += wait - 1
    assert limited.get(**headers).status_code == 429
    limited.clock.now += 1
    assert limited.get(**headers).status_code == 200


def test_callers_do_not_use_up_each_others_quota(limited: Limited) -> None:
    for name in ("one", "two", "three"):
        assert limited.get(authorization=f"Bearer nawba_{name}").status_code == 200


def test_invented_credentials_are_counted_against_their_address(limited: Limited) -> None:
    limited.status[0] = 403
    assert [limited.get(authorization=f"Bearer {n}").status_code for n in range(3)] == [
        403, 403, 429,
    ]  # fmt: skip


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
    assert limited.get(authorization="Bearer nawba_key").headers["ratelimit"]


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
