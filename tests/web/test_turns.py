"""Turns of many contacts side by side, of one contact one after the other, none forgotten."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import structlog

from nawba.domain.errors import Unavailable
from nawba.domain.flow_runs import FlowRun
from nawba.web.turns import Turns

PATIENCE_SECONDS = 30


@dataclass
class ScriptedDriver:
    """Takes a turn when the test lets it; notes who was at it, and whether two ever were."""

    started: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    taken: list[str] = field(default_factory=list)
    twice_at_once: bool = False
    fault: Callable[[], None] = lambda: None
    owed: list[str] = field(default_factory=list)
    _busy: Counter[str] = field(default_factory=Counter)

    def take(self, contact: str) -> bool:
        self._busy[contact] += 1
        self.twice_at_once |= self._busy[contact] > 1
        self.started.release()
        assert self.go.acquire(timeout=PATIENCE_SECONDS)
        self._busy[contact] -= 1
        self.taken.append(contact)
        self.fault()
        return True

    def due(self, seconds: float = 0.0) -> list[str]:
        owed, self.owed = self.owed, []
        return owed

    def begun(self) -> None:
        assert self.started.acquire(timeout=PATIENCE_SECONDS)


@pytest.fixture
def driver() -> ScriptedDriver:
    return ScriptedDriver()


def let_go(driver: ScriptedDriver, turns: Turns, times: int) -> None:
    driver.go.release(times)
    turns.stop()


def test_two_contacts_are_replied_to_side_by_side(driver: ScriptedDriver) -> None:
    turns = Turns(driver)  # type: ignore[arg-type]
    turns.owe("one")
    turns.owe("two")
    driver.begun()
    driver.begun()  # both have begun and none has ended
    let_go(driver, turns, 2)
    assert sorted(driver.taken) == ["one", "two"]


def test_a_turn_asked_for_meanwhile_follows_and_does_not_run_beside(driver: ScriptedDriver) -> None:
    turns = Turns(driver)  # type: ignore[arg-type]
    turns.owe("one")
    driver.begun()
    for _ in range(5):
        turns.take("one")  # comes back at once: the worker at it will look again
    driver.go.release()
    driver.begun()
    let_go(driver, turns, 1)
    assert driver.taken == ["one", "one"]
    assert not driver.twice_at_once


def test_a_busy_contact_does_not_hold_up_another(driver: ScriptedDriver) -> None:
    turns = Turns(driver)  # type: ignore[arg-type]
    for _ in range(10):
        turns.owe("busy")
    turns.owe("other")
    driver.begun()
    driver.begun()  # of two workers one is at ``busy``, the other at ``other``
    driver.go.release(100)
    turns.stop()
    assert set(driver.taken) == {"busy", "other"}
    assert not driver.twice_at_once


@pytest.mark.parametrize("error", [Unavailable("busy"), KeyError("a defect")])
def test_a_turn_that_fails_is_told_and_the_next_goes_on(
    driver: ScriptedDriver, error: Exception
) -> None:
    def fails() -> None:
        raise error

    driver.fault = fails
    driver.go.release(2)
    turns = Turns(driver)  # type: ignore[arg-type]
    with structlog.testing.capture_logs() as logs:
        turns.take("one")
        turns.take("one")
    turns.stop()
    assert driver.taken == ["one", "one"]
    assert [(one["event"], one["contact"]) for one in logs] == [("turn_failed", "one")] * 2


def test_the_sweep_takes_what_is_owed_from_before(driver: ScriptedDriver) -> None:
    driver.owed = ["left", "behind"]
    turns = Turns(driver)  # type: ignore[arg-type]
    sweeping = threading.Thread(target=turns.sweep)
    sweeping.start()
    driver.go.release(2)
    driver.begun()
    driver.begun()
    turns.stop()
    sweeping.join(PATIENCE_SECONDS)
    assert not sweeping.is_alive()
    assert driver.taken == ["left", "behind"]


def test_nothing_is_begun_after_the_stop(driver: ScriptedDriver) -> None:
    turns = Turns(driver)  # type: ignore[arg-type]
    turns.stop()
    turns.owe("late")
    assert driver.taken == []


@dataclass
class ScriptedSilence:
    """Two customers are silent; about the first of them ``fault`` happens."""

    fault: Callable[[], None]
    told: list[str] = field(default_factory=list)
    looked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def due(self) -> list[tuple[str, FlowRun]]:
        return [(one, FlowRun("r_1", "lend", 1, 0)) for one in ("one", "two")]

    def put_aside(self, contact: str, run: FlowRun) -> bool:
        if contact == "one":
            self.fault()
        self.told.append(contact)
        if contact == "two":
            self.looked.release()
        return True


@pytest.mark.parametrize("error", [Unavailable("The database rests."), ValueError("a defect")])
def test_the_sweep_attends_to_silent_customers_each_by_themselves(
    driver: ScriptedDriver, error: Exception
) -> None:
    def fail() -> None:
        raise error

    silence = ScriptedSilence(fail)
    turns = Turns(driver, silence)  # type: ignore[arg-type]
    sweeping = threading.Thread(target=turns.sweep)
    with structlog.testing.capture_logs() as told:
        sweeping.start()
        assert silence.looked.acquire(timeout=PATIENCE_SECONDS)
        turns.stop()
        sweeping.join(PATIENCE_SECONDS)
    assert silence.told == ["two"]
    assert {(one["event"], one["contact"]) for one in told} == {("silence_failed", "one")}
