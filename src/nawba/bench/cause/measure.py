"""``nawba bench cause``: many planted months, and how often the diagnosis is right."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from multiprocessing import get_context
from statistics import fmean

import numpy as np

from nawba.bench.cause.figures import Judged, average_precision, judged
from nawba.bench.cause.worlds import LAWS, STANDARD, TELEMETRY, Law, Shape, World, varied, world
from nawba.listening.cause.diagnosis import diagnose
from nawba.stats import Interval, clopper_pearson

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Task:
    """One month to be made and diagnosed. ``what``: planted, varied, nobody or nothing (A/A)."""

    what: str
    law: Law
    telemetry: str
    seed: int
    contacts: int = STANDARD.contacts
    beside: bool = False

    @property
    def shape(self) -> Shape:
        shape = varied(self.seed) if self.what == "varied" else STANDARD
        if self.what == "nobody":
            shape = shape.nobody()
        if self.what == "nothing":
            shape = shape.nothing()
        return replace(shape, contacts=self.contacts)


@dataclass(frozen=True)
class Month:
    """What came of a task; ``blames``: whether any verdict of the month names people."""

    task: Task
    judged: Judged
    oracle: float | None
    peers: dict[str, float | None]
    blames: bool
    seconds: float


def measure_month(task: Task) -> Month:
    """Make the month, diagnose it, judge the diagnosis."""
    made = world(task.seed, task.law, TELEMETRY[task.telemetry], task.shape)
    return _month(task, made)


def _month(task: Task, made: World) -> Month:
    began = time.process_time()
    found = diagnose(made.contacts, made.incidents, made.versions)
    seconds = time.process_time() - began
    failed = made.contacts.failed
    verdicts = [one for one, did in zip(found.verdicts, failed, strict=True) if did]
    oracle = None
    if made.oracle is not None:
        oracle = average_precision(made.truth["human"][failed], made.oracle[failed])
    return Month(
        task,
        judged(_among(made.truth, failed), _among(found.probabilities, failed), verdicts),
        oracle,
        _peers(made) if task.beside else {},
        any("human" in one for one in verdicts),
        seconds,
    )


def _among(arrays, failed):
    return {name: one[failed] for name, one in arrays.items()}


def _peers(made: World) -> dict[str, float | None]:
    from nawba.bench.cause.peers import peers  # scikit-learn takes a second to import

    return peers(made)
