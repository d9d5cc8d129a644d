"""``nawba bench understand``: how well intents are read, and whether the promised risk is kept.

Of the training texts some are held out; the guard learns from the rest, the threshold is set on
the held-out texts, and only then are the test files read by the model.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from nawba.assistant.intents import IntentModel, Readings
from nawba.assistant.normalise import fold
from nawba.bench.judged import GRID, Judged, judge, resample
from nawba.bench.labelled import Labelled, known_only, read_labelled
from nawba.bench.viewer import percentile
from nawba.domain.errors import Invalid
from nawba.domain.ports import Embed, Progress
from nawba.knowledge import darija
from nawba.stats import Control, Promise, control

HELD_OUT = 0.3
_EXPECTED = 0.02  # out-of-scope share that the score prepares for when none is stated
_TIMED = 300  # texts read one by one for the latency


@dataclass(frozen=True)
class Files:
    """What to learn from, and what to be judged on."""

    train: Sequence[Path]
    test: Sequence[Path]
    oos_train: Sequence[Path] = ()
    oos_test: Sequence[Path] = ()


@dataclass(frozen=True)
class UnderstandFigures:
    """``accuracy`` and ``macro_f1``: forced choice on in-scope test texts, by everything learned.

    At ``threshold``: ``coverage``, share of in-scope test texts answered; ``oos_recall``, share of
    out-of-scope test texts not answered; ``wrong_rate``, wrong among answered at ``oos_share``;
    ``wrong_upper``, its promised bound from the ``cases`` held out. ``resampled``: see
    ``judged.resample``. None where the files cannot tell. ``latency_ms``: one text, embedding
    included.
    """

    accuracy: float
    macro_f1: float
    oos_recall: float | None
    coverage: float
    wrong_rate: float | None
    wrong_upper: float | None
    latency_ms: dict[str, float | None]
    train_s: float
    risk: float
    oos_share: float
    threshold: float | None
    verdict: str
    missing: dict[str, int]
    cases: dict[str, int]
    trained_on: dict[str, int]
    tested_on: dict[str, int]
    resampled: dict[str, float | None]


@dataclass(frozen=True)
class _Sets:
    """The rows of all files; ``held`` marks the training rows that the guard does not see."""

    train: list[Labelled]
    held: list[bool]
    test: list[Labelled]
    oos_train: list[Labelled]
    oos_test: list[Labelled]

    @property
    def cases(self) -> list[Labelled]:
        """The held-out rows, one per cluster."""
        return _one_each([row for row, out in zip(self.train, self.held, strict=True) if out])


def measure_understanding(
    files: Files,
    promise: Promise,
    embed: Embed,
    *,
    resamples: int = 50,
    seed: int = 0,
    progress: Progress | None = None,
) -> UnderstandFigures:
    """Train on ``files.train``, calibrate on what was held out of it, judge on ``files.test``.

    All of ``files.oos_train`` calibrates: the score learns what is out of scope without it.
    Raises DocumentError or Invalid naming what to mend in the files.
    """
    sets = _read(files, promise, seed)
    model, seconds = _train(sets, promise, embed, seed, progress)
    held = _judged(model, sets.cases, _one_each(sets.oos_train))
    start = model.rehearsal.start(promise, held.sizes[0], GRID)
    outcome = control(held.cases, promise, GRID, start)
    readings = model.predict(_texts(sets.test))
    judged = judge(readings, _labels(sets.test), model.predict(_texts(sets.oos_test)))
    return UnderstandFigures(
        **_forced(readings, _labels(sets.test)),
        **_at_threshold(judged, outcome, promise),
        latency_ms=_latency(model, sets.test, seed),
        train_s=seconds,
        risk=promise.risk,
        oos_share=promise.oos_share,
        verdict=outcome.verdict.value,
        missing=asdict(outcome.missing),
        cases=_counted(held.sizes),
        trained_on={"guard": len(sets.train) - sum(sets.held), "overall": len(sets.train)},
        tested_on=_counted(judged.sizes),
        resampled=asdict(resample(judged, held.sizes, promise, start, resamples, seed)),
    )


def _read(files: Files, promise: Promise, seed: int) -> _Sets:
    train, test = read_labelled(files.train), read_labelled(files.test)
    known_only(test, set(_labels(train)))
    oos_train, oos_test = read_labelled(files.oos_train), read_labelled(files.oos_test)
    if promise.oos_share and not oos_train:
        raise Invalid(
            "An out-of-scope share is stated, but there is no out-of-scope text to calibrate on. "
            "Give some with --oos-train, or leave out --oos-share."
        )
    return _Sets(train, _held_out(train, seed), test, oos_train, oos_test)


def _held_out(rows: Sequence[Labelled], seed: int) -> list[bool]:
    """Random clusters, three in ten (texts that fold to the same): all rows of one go together."""
    clusters = sorted({fold(row.text) for row in rows})
    drawn = np.random.default_rng(seed).permutation(len(clusters))[: int(len(clusters) * HELD_OUT)]
    out = {clusters[place] for place in drawn}
    return [fold(row.text) in out for row in rows]


def _one_each(rows: Sequence[Labelled]) -> list[Labelled]:
    """The first row of each cluster."""
    return list({fold(row.text): row for row in reversed(rows)}.values())[::-1]


def _train(
    sets: _Sets, promise: Promise, embed: Embed, seed: int, progress: Progress | None
) -> tuple[IntentModel, float]:
    started = time.perf_counter()
    model = IntentModel.train(
        _texts(sets.train),
        _labels(sets.train),
        embed,
        held_out=sets.held,
        normalise=darija.normalise,
        oos_share=promise.oos_share or _EXPECTED,
        seed=seed,
        progress=progress,
    )
    return model, time.perf_counter() - started


def _judged(model: IntentModel, rows: Sequence[Labelled], oos: Sequence[Labelled]) -> Judged:
    return judge(model.predict(_texts(rows)), _labels(rows), model.predict(_texts(oos)))


def _forced(readings: Readings, truth: Sequence[str]) -> dict[str, float]:
    right = [a == b for a, b in zip(readings.best, truth, strict=True)]
    macro = f1_score(truth, readings.best, average="macro", zero_division=0)
    return {"accuracy": float(np.mean(right)), "macro_f1": float(macro)}


def _at_threshold(judged: Judged, outcome: Control, promise: Promise) -> dict[str, Any]:
    _, oos_answered, coverage = judged.at(outcome.threshold)
    seen_oos = judged.sizes[1] > 0
    can_tell = seen_oos or promise.oos_share == 0
    return {
        "threshold": outcome.threshold,
        "coverage": coverage,
        "oos_recall": 1 - oos_answered if seen_oos else None,
        "wrong_rate": judged.risk(outcome.threshold, promise.oos_share) if can_tell else None,
        "wrong_upper": outcome.bound,
    }


def _latency(model: IntentModel, rows: Sequence[Labelled], seed: int) -> dict[str, float | None]:
    order = np.random.default_rng(seed).permutation(len(rows))[:_TIMED]
    taken = [_timed(model, rows[place].text) for place in order]
    return {"p50": percentile(taken, 0.5), "p95": percentile(taken, 0.95)}


def _timed(model: IntentModel, text: str) -> float:
    started = time.perf_counter()
    model.predict([text])
    return (time.perf_counter() - started) * 1000


def _counted(sizes: tuple[int, int]) -> dict[str, int]:
    return {"in_scope": sizes[0], "out_of_scope": sizes[1]}


def _texts(rows: Sequence[Labelled]) -> list[str]:
    return [row.text for row in rows]


def _labels(rows: Sequence[Labelled]) -> list[str]:
    return [row.label for row in rows]
