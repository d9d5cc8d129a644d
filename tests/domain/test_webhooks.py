"""Signatures, waits and events of webhooks: what receivers rely on."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import Invalid
from nawba.domain.events import EVENT_TYPES
from nawba.domain.webhooks import (
    FAILING_FOR,
    GIVE_UP_AFTER,
    LONGEST_RETRY,
    SENT_EVENTS,
    TOLERANCE,
    check_events,
    is_lost,
    new_secret,
    next_try,
    sign,
    verify,
)

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SECRET = new_secret(bytes(range(32)))

headers = st.dictionaries(
    st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature"]), st.text()
)


@given(st.binary(max_size=200), st.text("abc_", min_size=1, max_size=30))
def test_what_was_signed_is_verified_here_and_by_the_standards_library(
    body: bytes, message: str
) -> None:
    now = datetime.now(UTC)
    signed = sign(SECRET, message, now, body)
    assert verify(SECRET, signed, body, now)
    assert not verify(SECRET, signed, body + b"x", now)
    assert not verify(SECRET, signed | {"webhook-id": message + "x"}, body, now)
    assert not verify(new_secret(bytes(32)), signed, body, now)
    told = body.decode("latin-1")
    standardwebhooks.Webhook(SECRET).sign(message, now, told)
    mine = sign(SECRET, message, now, told.encode())["webhook-signature"]
    assert mine == standardwebhooks.Webhook(SECRET).sign(message, now, told)


def test_an_old_message_is_not_taken_for_a_new_one() -> None:
    signed = sign(SECRET, "d_1", NOW, b"{}")
    assert verify(SECRET, signed, b"{}", NOW + TOLERANCE)
    assert not verify(SECRET, signed, b"{}", NOW + TOLERANCE + timedelta(seconds=1))
    assert not verify(SECRET, signed, b"{}", NOW - TOLERANCE - timedelta(seconds=1))


def test_one_of_several_signatures_is_enough() -> None:
    signed = sign(SECRET, "d_1", NOW, b"{}")
    both = f"v2,abc v1,{base64.b64encode(b'other').decode()} {signed['webhook-signature']}"
    assert verify(SECRET, signed | {"webhook-signature": both}, b"{}", NOW)


@given(headers, st.binary(max_size=20))
def test_invented_headers_verify_nothing(invented: dict[str, str], body: bytes) -> None:
    assert not verify(SECRET, invented, body, NOW)


@given(st.integers(1, 200), st.floats(0, 1, exclude_max=True), st.integers(0, 3 * 86400 - 1))
def test_the_wait_grows_to_six_hours_and_never_ends_before_three_days(
    attempts: int, chance: float, age: int
) -> None:
    due = next_try(attempts, NOW - timedelta(seconds=age), NOW, chance)
    assert due is not None
    wait = due - NOW
    assert timedelta(seconds=2.5) <= wait <= LONGEST_RETRY
    full = next_try(attempts, NOW, NOW, 0.0)
    assert full is not None
    assert full - NOW <= 2 * wait


def test_after_three_days_it_is_given_up() -> None:
    assert next_try(9, NOW - GIVE_UP_AFTER, NOW, 0.5) is None


@pytest.mark.parametrize(
    ("failures", "since", "lost"),
    [
        (100, NOW - FAILING_FOR, True),
        (99, NOW - FAILING_FOR, False),
        (100, NOW - FAILING_FOR + timedelta(seconds=1), False),
        (100, None, False),
    ],
)
def test_a_subscription_is_lost_after_many_failures_and_a_day(
    failures: int, since: datetime | None, lost: bool
) -> None:
    assert is_lost(failures, since, NOW, 100) is lost


def test_events_that_are_sent_exist_and_the_houses_own_are_not_sent() -> None:
    assert set(SENT_EVENTS) < set(EVENT_TYPES)
    assert not {"lease_taken", "webhook_changed", "webhook_switched_off"} & set(SENT_EVENTS)
    assert check_events(["contact_closed", "*"]) == ("*",)
    assert check_events(["contact_closed", "contact_closed"]) == ("contact_closed",)
    with pytest.raises(Invalid):
        check_events(["lease_taken"])
