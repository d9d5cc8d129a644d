"""The planning process, with real processes: work, progress, giving up, death, an end."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest

from nawba.domain.errors import (
    Invalid,
    NawbaError,
    NotFound,
    PlanningBusy,
    PlanningCancelled,
    PlanningStopped,
)
from nawba.planning.bureau import Bureau, Task
from planning import bureau_work as work

PATIENCE_SECONDS = 60


@pytest.fixture
def make() -> Iterator[Callable[..., Bureau]]:
    made: list[Bureau] = []

    def make(**limits: float) -> Bureau:
        made.append(Bureau(**limits))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def bureau(make: Callable[..., Bureau]) -> Bureau:
    return make(patience=PATIENCE_SECONDS)


def started(bureau: Bureau, function: Callable[..., object], **more: float) -> Task:
    """``function`` at work: it has told of its progress once."""
    at_work = threading.Event()
    task = bureau.begin(function, progress=lambda *_: at_work.set(), **more)
    assert at_work.wait(PATIENCE_SECONDS)
    return task


def why(task: Task) -> NawbaError:
    with pytest.raises(NawbaError) as caught:
        task.result(PATIENCE_SECONDS)
    return caught.value


def is_gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


def test_work_is_done_elsewhere_with_progress_and_faults_come_back(bureau: Bureau) -> None:
    seen: list[tuple[int, int]] = []
    assert bureau.process_id is None
    assert bureau.ask(work.add, 2, other=3) == 5
    assert bureau.ask("planning.bureau_work:add", 2, 4) == 6
    assert bureau.ask(work.in_steps, 3, progress=lambda *told: seen.append(told)) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]
    process, nice, compiles = bureau.ask(work.who)
    assert process == bureau.process_id != os.getpid()
    assert nice > os.nice(0) or nice == 19
    assert not compiles  # only who simulates pays for the compiler
    with pytest.raises(NotFound, match="no such day"):
        bureau.ask(work.refuse)
    for defect in (work.break_down, work.no_pickle):
        with pytest.raises(PlanningStopped, match="logged"):
            bureau.ask(defect)
    assert bureau.ask(work.who)[0] == process


def test_what_is_cancelled_ends_and_what_does_not_listen_is_killed(
    bureau: Bureau, make: Callable[..., Bureau]
) -> None:
    listens = started(bureau, work.until_cancelled)
    process, waits = bureau.process_id, bureau.begin(work.add, 1, 1)
    never_began = bureau.begin(work.add, 1, 1)
    never_began.cancel()
    assert isinstance(why(never_began), PlanningCancelled)
    listens.cancel()
    assert isinstance(why(listens), PlanningCancelled)
    assert waits.result(PATIENCE_SECONDS) == 2
    assert bureau.process_id == process
    impatient = make(patience=0.3)
    does_not = started(impatient, work.deaf)
    process = impatient.process_id
    does_not.cancel()
    assert isinstance(why(does_not), PlanningCancelled)
    assert impatient.ask(work.add, 1, 2) == 3
    assert impatient.process_id != process


def test_a_death_is_told_and_the_next_work_is_done(bureau: Bureau) -> None:
    killed = started(bureau, work.deaf)
    waits = bureau.begin(work.add, 4, 4)
    assert bureau.process_id is not None
    os.kill(bureau.process_id, signal.SIGKILL)
    assert isinstance(why(killed), PlanningStopped)
    assert "ended in the middle" in why(killed).message
    assert waits.result(PATIENCE_SECONDS) == 8
    assert isinstance(why(bureau.begin(work.die)), PlanningStopped)
    assert bureau.ask(work.add, 4, 5) == 9


def test_time_and_waiting_work_have_bounds(make: Callable[..., Bureau]) -> None:
    bureau = make(waiting=1, patience=0.3)
    at_work = started(bureau, work.until_cancelled)
    waits = bureau.begin(work.add, 1, 1)
    with pytest.raises(PlanningBusy, match="enough to do"):
        bureau.begin(work.add, 1, 1)
    at_work.cancel()
    assert waits.result(PATIENCE_SECONDS) == 2
    too_long = why(bureau.begin(work.until_cancelled, seconds=0.5))
    assert isinstance(too_long, Invalid)
    assert "longer than planning may" in too_long.message


def test_what_goes_first_is_done_in_the_pauses_and_survives_what_is_killed(
    make: Callable[..., Bureau],
) -> None:
    bureau = make(patience=0.3)
    long = started(bureau, work.until_cancelled)
    assert bureau.ask(work.add, 1, 2, first=True) == 3
    assert not long.is_over
    long.cancel()
    assert isinstance(why(long), PlanningCancelled)
    deaf = started(bureau, work.deaf)
    first = bureau.begin(work.add, 2, 2, first=True)
    deaf.cancel()
    assert first.result(PATIENCE_SECONDS) == 4


def test_it_ends_when_idle_begins_again_and_ends_with_the_house(
    make: Callable[..., Bureau],
) -> None:
    bureau = make(idle=0.05)
    first = bureau.ask(work.who)[0]
    pause, looks = threading.Event(), 0
    while bureau.process_id is not None and looks < 100 * PATIENCE_SECONDS:
        pause.wait(0.01)
        looks += 1
    assert is_gone(first)
    at_work = started(bureau, work.deaf)
    second = bureau.process_id
    assert second not in (None, first)
    assert second is not None
    bureau.close()
    assert isinstance(why(at_work), PlanningStopped)
    assert is_gone(second)
    with pytest.raises(PlanningStopped, match="about to stop"):
        bureau.ask(work.add, 1, 1)
