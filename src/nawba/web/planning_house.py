"""Simulations that planners wait for: handed to the bureau, followed, and kept when they are over.

A run is a row from the moment it is asked for. Its progress is known to the process that has it
done, and to no other.
"""

from __future__ import annotations

import threading
from datetime import timedelta

import structlog

from nawba.actions.planning_runs import PlanningRun, begin_planning_run, end_planning_run
from nawba.domain.errors import NawbaError, PlanningCancelled
from nawba.domain.words import Actor, Json
from nawba.planning.bureau import Bureau
from nawba.planning.bureau_task import Task
from nawba.planning.comparing import COMPARE
from nawba.store import Store
from nawba.store.statements import Row

log = structlog.get_logger()

LONGEST = timedelta(hours=2)
"""Longer than any run waits and works: after that a process that still has one is gone."""


class Following:
    """How far one run is: which day is played, the ``done`` of ``of`` it takes, its place."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._at = names, ("", 0, 0)

    def hear(self, name: str, done: int, of: int) -> None:
        self._at = (name, done, of)

    def view(self) -> Json:
        """``place`` is 0 while it waits for its turn."""
        name, done, of = self._at
        place = self._names.index(name) + 1 if name in self._names else 0
        return {"name": name, "place": place, "places": len(self._names), "done": done, "of": of}


class PlanningRuns:
    """The runs of this process; ``holder`` is its name, ``modules`` register its own policies."""

    def __init__(
        self, store: Store, bureau: Bureau, holder: str, modules: tuple[str, ...] = ()
    ) -> None:
        self._store, self._bureau, self._holder = store, bureau, holder
        self._modules = modules
        self._running: dict[str, tuple[Task, Following, threading.Thread]] = {}

    def begin(self, actor: Actor, wanted: PlanningRun, baseline: str) -> str:
        """Have it simulated; returns its id. Raises PlanningBusy, and then nothing is kept."""
        following = Following((baseline, *wanted.alternatives))
        task = self._bureau.begin(
            COMPARE,
            wanted.scenario,
            wanted.alternatives,
            wanted.replications,
            wanted.seed,
            self._modules,
            progress=following.hear,
        )
        try:
            run = begin_planning_run(self._store, actor, wanted, self._holder)
        except BaseException:
            task.cancel()
            raise
        thread = threading.Thread(target=self._keep, args=(actor, run, task), daemon=True)
        self._running[run] = (task, following, thread)
        thread.start()
        return run

    def cancel(self, actor: Actor, run: str) -> None:
        """Give it up, whoever simulates it; when it is over, nothing happens."""
        end_planning_run(self._store, actor, run, "cancelled")
        if found := self._running.get(run):
            found[0].cancel()

    def progress(self, row: Row) -> Json | None:
        found = self._running.get(row.id)
        return found[1].view() if found and row.state == "running" else None

    def is_lost(self, row: Row) -> bool:
        """Whether nobody simulates what is said to be running: its process ended before it."""
        if row.state != "running" or row.id in self._running:
            return False
        alone = self._store.is_sqlite  # one process at a time
        mine = alone or row.holder == self._holder
        return bool(mine or row.created_at < self._store.clock() - LONGEST)

    def stop(self) -> None:
        """Once the bureau is closed: wait until it is kept that they were."""
        for _, _, thread in list(self._running.values()):
            thread.join(timeout=5)

    def _keep(self, actor: Actor, run: str, task: Task) -> None:
        try:
            end_planning_run(self._store, actor, run, "done", figures=task.result())
        except PlanningCancelled:
            self._end_badly(actor, run, "cancelled", None)
        except NawbaError as error:
            self._end_badly(actor, run, "failed", {"code": error.code, "detail": error.message})
        finally:
            self._running.pop(run, None)

    def _end_badly(self, actor: Actor, run: str, state: str, problem: Json | None) -> None:
        try:
            end_planning_run(self._store, actor, run, state, problem=problem)
        except NawbaError as error:  # the database is gone: the row is told to be lost later
            log.warning("planning_run_not_kept", error=error.code)
