"""``nawba bench cause``: many planted months, and how often the diagnosis is right about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from multiprocessing import get_context
from typing import Any

import numpy as np

from nawba.bench.cause.figures import Judged, average_precision, judged
from nawba.bench.cause.worlds import LAWS, STANDARD, TELEMETRY, Law, Shape, World, varied, world
from nawba.listening.cause.diagnosis import diagnose
from nawba.listening.cause.tables import Flags
from nawba.stats import wilson

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Task:
    """One month to be made and diagnosed. ``what``: planted, varied, nobody or nothing (A/A);
    ``beside``: with what simpler methods make of it."""

    what: str
    law: Law
    telemetry: str
    seed: int
    contacts: int = STANDARD.contacts
    beside: bool = False

    @property
    def shape(self) -> Shape:
        shape = varied(self.seed) if self.what == "varied" else STANDARD
        shape = shape.nobody() if self.what == "nobody" else shape
        shape = shape.nothing() if self.what == "nothing" else shape
        return replace(shape, contacts=self.contacts)


@dataclass(frozen=True)
class Month:
    """What came of a task; ``blames``: whether any verdict of the month names people."""

    task: Task | None
    judged: Judged
    oracle: float | None
    peers: Mapping[str, float | None]
    blames: bool
    seconds: float


@dataclass(frozen=True)
class CauseFigures:
    """``laws[law][telemetry][figure]``: the mean over the seeds, with the least and the largest;
    ``varied`` likewise for months of other shapes. ``blaming`` of ``aa_months`` months in which
    nothing happened, and ``nobody_blaming`` of ``nobody_months`` in which no one was worse than
    another, name people. ``seconds_per_month``: processor time of one diagnosis."""

    seeds: int
    contacts: int
    laws: dict[str, dict[str, dict[str, Any]]]
    varied: dict[str, dict[str, dict[str, Any]]]
    aa_months: int
    blaming: int
    blaming_interval: tuple[float, float] | None
    nobody_months: int
    nobody_blaming: int
    nobody_false_blame: float | None
    seconds_per_month: float


def measure_causes(
    seeds: int,
    aa_months: int,
    contacts: int = STANDARD.contacts,
    jobs: int = 1,
    progress: Progress = lambda done, total, what: None,
) -> CauseFigures:
    """All planted months, ``jobs`` at a time."""
    tasks = list(_tasks(seeds, aa_months, contacts))
    months: list[Month] = []
    for month in _measured(tasks, jobs):
        months.append(month)
        progress(len(months), len(tasks), month.task.what if month.task else "")
    return _figures(months, seeds, contacts)


def _tasks(seeds: int, aa_months: int, contacts: int) -> Iterator[Task]:
    for seed in range(seeds):
        for law in LAWS:
            for telemetry in TELEMETRY:
                beside = telemetry == "full"
                yield Task("planted", law, telemetry, seed, contacts, beside)
                yield Task("varied", law, telemetry, seed, contacts, beside)
            yield Task("nobody", law, "half", seed, contacts)
    for seed in range(aa_months):
        yield Task("nothing", LAWS[seed % 2], "full", seed, contacts)


def _measured(tasks: Sequence[Task], jobs: int) -> Iterator[Month]:
    if jobs == 1:
        yield from map(measure_month, tasks)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield from pool.map(measure_month, tasks)


def measure_month(task: Task) -> Month:
    """Make the month, diagnose it, judge the diagnosis."""
    return judge_world(world(task.seed, task.law, TELEMETRY[task.telemetry], task.shape), task)


def judge_world(made: World, task: Task | None = None) -> Month:
    """Diagnose a month whose truth is known; without a task: with the simpler methods beside."""
    began = time.process_time()
    found = diagnose(made.contacts, made.incidents, made.versions, telemetry=_watched(task))
    seconds = time.process_time() - began
    failed = made.contacts.failed
    verdicts = [one for one, did in zip(found.verdicts, failed, strict=True) if did]
    probabilities = {cause: one[failed] for cause, one in found.probabilities.items()}
    truth = {cause: one[failed] for cause, one in made.truth.items()}
    beside = task is None or task.beside
    return Month(
        task,
        judged(truth, probabilities, verdicts),
        _oracle(made, truth["human"]),
        _peers(made) if beside else {},
        any("human" in one for one in verdicts),
        seconds,
    )


def _watched(task: Task | None) -> bool | None:
    """Decoys are always written down, so that a list is kept; of a folder it is guessed."""
    return None if task is None else True


def _oracle(made: World, human: Flags) -> float | None:
    if made.oracle is None:
        return None
    return average_precision(human, made.oracle[made.contacts.failed])


def _peers(made: World) -> Mapping[str, float | None]:
    from nawba.bench.cause.peers import peers  # scikit-learn takes a second to import

    return peers(made)


def _figures(months: Sequence[Month], seeds: int, contacts: int) -> CauseFigures:
    nothing, nobody = _of(months, "nothing"), _of(months, "nobody")
    blaming = sum(one.blames for one in nothing)
    return CauseFigures(
        seeds,
        contacts,
        _table(_of(months, "planted")),
        _table(_of(months, "varied")),
        len(nothing),
        blaming,
        wilson(blaming, len(nothing)) if nothing else None,
        len(nobody),
        sum(one.blames for one in nobody),
        float(np.mean([one.judged.false_blame for one in nobody])) if nobody else None,
        float(np.median([one.seconds for one in months])),
    )


def _of(months: Sequence[Month], what: str) -> list[Month]:
    return [one for one in months if one.task and one.task.what == what]


def _table(months: Sequence[Month]) -> dict[str, dict[str, dict[str, Any]]]:
    return {
        law: {
            name: figures_of([one for one in months if _is(one, law, name)]) for name in TELEMETRY
        }
        for law in LAWS
    }


def _is(month: Month, law: str, telemetry: str) -> bool:
    return month.task is not None and (month.task.law, month.task.telemetry) == (law, telemetry)


def figures_of(months: Sequence[Month]) -> dict[str, Any]:
    """Each figure's mean over these months, and the least and the largest of the four wanted."""
    found: dict[str, Any] = {}
    for name in (field.name for field in fields(Judged)):
        values = [value for one in months if (value := getattr(one.judged, name)) is not None]
        found[name] = float(np.mean(values)) if values else None
        if name in _WANTED and len(values) > 1:
            found[f"{name}_range"] = [min(values), max(values)]
    beside = [{"oracle": one.oracle, **one.peers} for one in months]
    for name in ("oracle", "ridge", "noisy_or", "lift"):
        values = [value for one in beside if (value := one.get(name)) is not None]
        if values:
            found[f"ap_{name}"] = float(np.mean(values))
    return found


_WANTED = ("ap_human", "ece", "false_blame")
