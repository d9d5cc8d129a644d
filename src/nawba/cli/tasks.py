"""``nawba bench tasks``: service tasks played to their end state, without a language model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import err, print_json, print_table, say

if TYPE_CHECKING:
    from nawba.bench.tasks import Measured, Outcome, TaskFigures

_TABLES = ("by", "not_scriptable")


def tasks(
    tasks: Annotated[Path, typer.Option(help="Retail tasks, JSON, gzip or plain.")],
    policy: Annotated[Path, typer.Option(help="The policy that they are to follow, Markdown.")],
    db: Annotated[Path, typer.Option(help="Products, users and orders, JSON, gzip or plain.")],
    trials: Annotated[int, typer.Option(min=1, help="How often each task is played.")] = 4,
    seed: Annotated[int, typer.Option(help="Seed of the customers' wordings.")] = 1,
    explain: Annotated[
        bool, typer.Option(help="Tell why a play was wrong or handed over, and what was said.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Play service tasks with a scripted customer: is the database right in the end?

    Formats are those of tau2-bench's retail set. The customer is made from the task's own words; a
    task that asks them to judge (conditions, negotiation, a change of mind) is not scriptable: it
    is not played, and counts as not passed in `pass_1_of_all`. The first play of a task is plain,
    the others differ in order, courtesy, case and typing. Without a language model: a floor.

    Right: the database is as after the task's reference solution. Handed over: a person has it, and
    nothing was changed but what the reference changes. All else is wrong.

    Example: `nawba bench tasks --tasks retail_tasks.json.gz --policy retail_policy.md
    --db retail_db.json.gz --explain`

    Figures wanted: `wrong` 0, then `pass_4` as high as can be.
    """
    from nawba.bench.tasks import measure_tasks  # takes a second to import

    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Reading the tasks", total=None)
        measured = measure_tasks(
            tasks,
            policy,
            db,
            trials=trials,
            seed=seed,
            progress=lambda done, total: bar.update(
                task, completed=done, total=total, description="Playing"
            ),
        )
    if as_json:
        explained = {"explained": [*_explained(measured)]} if explain else {}
        print_json(asdict(measured.figures) | explained)
        return
    _print(measured.figures)
    if explain:
        _print_plays(measured)


def _print(figures: TaskFigures) -> None:
    told = asdict(figures)
    print_table(("figure", "value"), [(k, _shown(v)) for k, v in told.items() if k not in _TABLES])
    say()
    columns = ("tasks", "plays", "right", "handed_over", "wrong")
    rows = [(kind, *(row[one] for one in columns)) for kind, row in figures.by.items()]
    print_table(("what the reference changes", *columns), rows)
    _tell_unplayed(figures)


def _tell_unplayed(figures: TaskFigures) -> None:
    left = figures.tasks - figures.scriptable
    if left:
        why = ", ".join(f"{reason} {count}" for reason, count in figures.not_scriptable.items())
        told = f"{left} of {figures.tasks} tasks are not scriptable and were not played: {why}."
        err.print(f"[bold yellow]![/] {told} They count as not passed in …_of_all.")


def _print_plays(measured: Measured) -> None:
    for one in _worth_telling(measured.outcomes):
        say(f"\ntask {one.task}, trial {one.trial + 1}: {one.end}: {one.why}")
        for line in one.lines if one.end == "wrong" else ():
            say(f"  {line}")
    for task, why in measured.barred.items():
        say(f"\ntask {task}: not scriptable: {why}")


def _worth_telling(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """The plays that were not right, the wrong ones first."""
    left = [one for one in outcomes if one.end != "right"]
    return sorted(left, key=lambda one: one.end != "wrong")


def _explained(measured: Measured) -> Iterable[dict[str, Any]]:
    for one in _worth_telling(measured.outcomes):
        yield {"task": one.task, "trial": one.trial + 1, "end": one.end, "why": one.why}
    for task, why in measured.barred.items():
        yield {"task": task, "end": "not_scriptable", "why": why}


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
