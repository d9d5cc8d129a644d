"""The figures of a set of tasks: how often the end state is right, handed over, wrong."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

from nawba.bench.tasks.play import PERSON, RIGHT, WRONG, Outcome, play
from nawba.bench.tasks.script import Script, write_script
from nawba.bench.tasks.task_files import Task, check_policy, read_database, read_tasks
from nawba.domain.ports import Progress

_KINDS = {
    "cancel_pending_order": "cancel",
    "exchange_delivered_order_items": "exchange",
    "modify_pending_order_address": "address",
    "modify_pending_order_items": "modify items",
    "modify_pending_order_payment": "payment",
    "modify_user_address": "address",
    "return_delivered_order_items": "return",
}


@dataclass(frozen=True)
class TaskFigures:
    """``tasks`` in the file, of which ``scriptable`` were played ``trials`` times each.

    ``right``, ``handed_over`` and ``wrong`` are shares of those plays, and add up to 1;
    ``right_with_person`` is the part of ``right`` in which a person was called at the end, for a
    question. ``pass_1`` and ``pass_4`` are tau-bench's pass^k: the chance that k plays of a task
    are all right, over the scriptable tasks; ``…_of_all`` count the others as not passed. None
    without a play, or with fewer trials than k. ``by`` gives counts per kind of task,
    ``not_scriptable`` the number of tasks for each reason.
    """

    tasks: int
    scriptable: int
    trials: int
    plays: int
    right: float | None
    pass_1: float | None
    pass_4: float | None
    handed_over: float | None
    wrong: float | None
    right_with_person: float | None
    pass_1_of_all: float | None
    pass_4_of_all: float | None
    by: dict[str, dict[str, int]]
    not_scriptable: dict[str, int]
    seconds: float


@dataclass(frozen=True)
class Measured:
    """The figures, each play, and for each task that was not played why."""

    figures: TaskFigures
    outcomes: tuple[Outcome, ...]
    barred: Mapping[str, str]


def measure_tasks(
    tasks: Path,
    policy: Path,
    database: Path,
    *,
    trials: int = 4,
    seed: int = 1,
    progress: Progress | None = None,
) -> Measured:
    """Play every scriptable task of ``tasks`` ``trials`` times on a fresh ``database`` each.

    Raises DocumentError or Invalid for files that cannot be used; see ``task_files``.
    """
    check_policy(policy)
    known, shop = read_tasks(tasks), read_database(database)
    started = time.perf_counter()
    scripts = {task.id: write_script(task) for task in known}
    playable = [task for task in known if not scripts[task.id].barred]
    outcomes: list[Outcome] = []
    for place, task in enumerate(playable, start=1):
        outcomes += [play(shop, task, scripts[task.id], trial, seed) for trial in range(trials)]
        if progress is not None:
            progress(place, len(playable))
    seconds = time.perf_counter() - started
    barred = {id: script.barred for id, script in scripts.items() if script.barred}
    figures = _figures(known, scripts, outcomes, trials, seconds)
    return Measured(figures, tuple(outcomes), barred)


def _figures(
    tasks: Sequence[Task],
    scripts: Mapping[str, Script],
    outcomes: Sequence[Outcome],
    trials: int,
    seconds: float,
) -> TaskFigures:
    ends = Counter(one.end for one in outcomes)
    right = Counter(one.task for one in outcomes if one.end == RIGHT)
    counts = [right[task.id] for task in tasks if not scripts[task.id].barred]
    helped = sum(one.person for one in outcomes if one.end == RIGHT)
    barred = Counter(one.barred for one in scripts.values() if one.barred)
    return TaskFigures(
        tasks=len(tasks),
        scriptable=len(counts),
        trials=trials,
        plays=len(outcomes),
        right=_share(ends[RIGHT], len(outcomes)),
        pass_1=pass_k(counts, trials, 1),
        pass_4=pass_k(counts, trials, 4),
        handed_over=_share(ends[PERSON], len(outcomes)),
        wrong=_share(ends[WRONG], len(outcomes)),
        right_with_person=_share(helped, len(outcomes)),
        pass_1_of_all=pass_k(counts, trials, 1, of=len(tasks)),
        pass_4_of_all=pass_k(counts, trials, 4, of=len(tasks)),
        by=_by_kind(tasks, outcomes),
        not_scriptable=dict(barred.most_common()),
        seconds=round(seconds, 1),
    )


def _share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


def pass_k(right: Sequence[int], trials: int, k: int, *, of: int | None = None) -> float | None:
    """pass^k of tau-bench: mean over tasks of C(c, k) / C(n, k), c of n trials being right.

    ``of`` tasks in all, if there are more than those in ``right``. None when k exceeds ``trials``.
    """
    total = len(right) if of is None else of
    if k > trials or not total:
        return None
    return round(sum(comb(count, k) for count in right) / comb(trials, k) / total, 4)


def _by_kind(tasks: Iterable[Task], outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Per kind of task: tasks, and how its plays ended."""
    table: dict[str, dict[str, int]] = {}
    for task in tasks:
        row = table.setdefault(
            kind_of(task), dict.fromkeys(("tasks", "plays", RIGHT, PERSON, WRONG), 0)
        )
        row["tasks"] += 1
        for one in outcomes:
            if one.task == task.id:
                row["plays"] += 1
                row[one.end] += 1
    return dict(sorted(table.items()))


def kind_of(task: Task) -> str:
    """What the reference changes: one word, ``several kinds``, or ``nothing``."""
    kinds = sorted({_KINDS[name] for name, _ in task.changes})
    return kinds[0] if len(kinds) == 1 else "several kinds" if kinds else "nothing"
