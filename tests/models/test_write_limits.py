"""Breaker and budget on a clock in the test's hands; addresses and keys that are refused."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from nawba.domain.errors import Invalid
from nawba.models.scripted_endpoint import ScriptedEndpoint, bytes_of, in_turn, model
from nawba.models.scripted_write import completion, honest
from nawba.models.write import open_writer
from nawba.models.write_endpoint import Endpoint, Ration
from nawba.models.write_limits import Breaker, Budget
from nawba.privacy import redact
from writing_requests import REQUEST


@dataclass
class Seconds:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_breaker_opens_after_failures_in_a_row_and_one_probe_closes_it() -> None:
    clock = Seconds()
    breaker = Breaker(2, 30, clock)
    for failed in (True, False, True, True):
        assert breaker.allows()
        breaker.report(failed)
    assert not breaker.allows()
    clock.now += 30
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.report(False)
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_failed_probe_doubles_the_rest_up_to_an_hour() -> None:
    clock = Seconds()
    breaker = Breaker(1, 30, clock)
    breaker.report(True)
    for rest in (30, 60, 120, 240, 480, 960, 1920, 3600, 3600):
        clock.now += rest - 1
        assert not breaker.allows()
        clock.now += 1
        assert breaker.allows()
        breaker.report(True)


def test_a_probe_that_was_not_made_is_given_to_the_next() -> None:
    clock = Seconds()
    breaker = Breaker(1, 30, clock)
    breaker.report(True)
    clock.now += 30
    assert breaker.allows()
    breaker.report(None)
    assert breaker.allows()


def test_a_budget_counts_requests_and_tokens_by_minute_and_day() -> None:
    clock = Seconds(now=0.0)
    budget = Budget(Ration(2, 100, 3, 150), clock)
    assert [budget.take(40), budget.take(40), budget.take(1)] == [True, True, False]
    clock.now += 60
    assert not budget.take(80)  # 160 tokens in the day
    assert budget.take(60)
    clock.now += 60
    assert not budget.take(1)  # the fourth of the day
    clock.now += 86_400
    assert budget.take(1)


def test_a_budget_takes_back_what_was_reserved_and_not_used() -> None:
    budget = Budget(Ration(9, 100, 9, 100), Seconds())
    assert budget.take(100)
    assert not budget.take(1)
    budget.settle(100, 10)
    assert budget.take(90)


def test_an_endpoint_that_fails_is_left_alone_until_its_rest_is_over() -> None:
    clock = Seconds()
    failing = bytes_of(b"", 500)
    with ScriptedEndpoint(
        in_turn(failing, failing, failing, failing, model(honest))
    ).running() as s:
        endpoint = Endpoint(s.url, "scripted", failures=2, rest_seconds=30)
        writer = open_writer(endpoint, redact, clock=clock)
        reasons = [writer.propose(REQUEST).reason for _ in range(4)]
        assert reasons == ["failed", "failed", "breaker_open", "breaker_open"]
        assert len(s.asked) == 4
        clock.now += 30
        assert [writer.propose(REQUEST).reason for _ in range(2)] == ["ok", "ok"]


def test_nothing_is_sent_over_the_budget_and_servers_that_count_nonsense_save_nothing() -> None:
    lies = completion('{"command": {"kind": "hand_over"}}').replace(b"150", b"-7")
    with ScriptedEndpoint(bytes_of(lies)).running() as server:
        endpoint = Endpoint(server.url, "scripted", ration=Ration(60, 4_000, 60, 10**6))
        writer = open_writer(endpoint, redact, clock=Seconds())
        reasons = [writer.propose(REQUEST).reason for _ in range(9)]
    assert reasons[0] == "ok"
    assert reasons[-1] == "budget"
    assert reasons.count("ok") == len(server.asked)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "http://10.0.0.5:8000/v1",
        "http://127.0.0.1.example.com/v1",
        "http://user:secret@127.0.0.1/v1",
        "http://127.0.0.1/v1?key=secret",
        "ftp://127.0.0.1/v1",
        "http://[::1",
        "127.0.0.1:8000",
        "",
    ],
)
def test_an_address_that_was_not_allowed_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refused:
        Endpoint(url, "m")
    assert "secret" not in refused.value.message


def test_an_address_outside_is_allowed_by_name_and_over_https_only() -> None:
    allowed = ("api.example.com",)
    outside = Endpoint("https://api.example.com", "m", allowed_hosts=allowed)
    assert outside.address == "https://api.example.com/v1/chat/completions"
    with pytest.raises(Invalid, match="https"):
        Endpoint("http://api.example.com/v1", "m", allowed_hosts=allowed)
    with pytest.raises(Invalid):
        Endpoint("https://other.example.com/v1", "m", allowed_hosts=allowed)


@pytest.mark.parametrize("url", ["http://localhost:1/v1", "http://127.3.2.1", "http://[::1]:8/v1/"])
def test_loopback_is_allowed(url: str) -> None:
    assert Endpoint(url, "m").address.endswith("/v1/chat/completions")


@pytest.mark.parametrize("key", ["", "two words-secret", "clé-secret", "secret\n2"])
def test_what_is_no_key_is_refused_and_not_told(key: str) -> None:
    with pytest.raises(Invalid) as refused:
        Endpoint("http://127.0.0.1/v1", "m", key)
    assert "secret" not in refused.value.message
