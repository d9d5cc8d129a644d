"""A system that fails again and again is left alone for a while, then tried by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.operations.breaker import Breaker


def fail(breaker: Breaker, times: int, now: float = 0.0) -> None:
    for _ in range(times):
        breaker.note(now, is_outage=True)


def test_it_opens_after_failures_in_a_row_and_rests() -> None:
    breaker = Breaker(failures=3, rest_seconds=30)
    fail(breaker, 2)
    assert breaker.allows(0)
    fail(breaker, 1, now=1)
    assert not breaker.allows(1)
    assert not breaker.allows(30.9)
    assert breaker.allows(31)


def test_a_success_between_keeps_it_closed() -> None:
    breaker = Breaker(failures=3)
    fail(breaker, 2)
    breaker.note(0, is_outage=False)
    fail(breaker, 2)
    assert breaker.allows(0)


def test_after_the_rest_one_tries_and_its_end_decides() -> None:
    breaker = Breaker(failures=1, rest_seconds=10)
    fail(breaker, 1)
    assert [breaker.allows(10) for _ in range(3)] == [True, False, False]
    fail(breaker, 1, now=12)
    assert not breaker.allows(21)
    assert breaker.allows(22)
    breaker.note(23, is_outage=False)
    assert all(breaker.allows(23) for _ in range(3))


def test_a_trial_that_never_ends_does_not_close_it_for_ever() -> None:
    breaker = Breaker(failures=1, rest_seconds=10)
    fail(breaker, 1)
    assert breaker.allows(10)
    assert not breaker.allows(19)
    assert breaker.allows(20)


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), max_size=60))
def test_it_never_rests_longer_than_told(story: list[tuple[bool, float]]) -> None:
    breaker, now = Breaker(failures=2, rest_seconds=5), 0.0
    for is_outage, pause in story:
        now += pause
        if breaker.allows(now):
            breaker.note(now, is_outage=is_outage)
    assert breaker.allows(now + 5)
