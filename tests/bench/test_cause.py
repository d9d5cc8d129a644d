"""The measurement of causes: a month from files is judged as the same month from memory."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from typer.testing import CliRunner

from nawba.bench.cause.figures import average_precision, calibration_error, precision_at
from nawba.bench.cause.worlds import PLANTED, STANDARD, World, varied, world
from nawba.cli.app import app


def test_a_folder_with_a_month_and_its_truth_is_judged(tmp_path: Path) -> None:
    _write(_small(), tmp_path)
    result = CliRunner().invoke(app, ["bench", "cause", "--data", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["ap_human"] > 0.5
    assert figures["ap_human"] > figures["ap_lift"]
    assert figures["false_blame"] <= 0.05
    assert 0 <= figures["ece"] < 0.1

    (tmp_path / "truth.csv").write_text("contact_id,human\nc1,1\n")
    result = CliRunner().invoke(app, ["bench", "cause", "--data", str(tmp_path)])
    assert result.exit_code != 0
    assert "process, technology" in result.output


def test_figures_are_those_of_the_books() -> None:
    g = np.random.default_rng(5)
    true, score = g.random(500) < 0.3, np.round(g.random(500), 2)
    assert average_precision(true, score) == pytest.approx(average_precision_score(true, score))
    assert precision_at(np.array([True, False, True]), np.array([0.9, 0.8, 0.1]), 0.7) == 2 / 3
    assert calibration_error(np.array([True, False]), np.array([0.8, 0.1])) == pytest.approx(0.15)


def test_telemetry_changes_what_is_written_down_and_nothing_else() -> None:
    shape = varied(4)
    full, none = (world(4, "logistic", share, shape) for share in (1.0, 0.0))
    np.testing.assert_array_equal(full.contacts.failed, none.contacts.failed)
    assert set(none.incidents) < set(full.incidents)
    assert len(none.incidents) == shape.outage_decoys
    assert len(none.versions) == shape.change_decoys


def _small() -> World:
    shape = replace(STANDARD, advisers=20, contacts=5_000, intents=6, gaps=3, weak=1, untaught=0)
    return world(2, "additive", 1.0, shape)


def _write(made: World, folder: Path) -> None:
    contacts, dimensions = made.contacts, made.contacts.dimensions
    names = [*dimensions]
    columns = [[one.names[code] for code in one.codes] for one in dimensions.values()]
    rows = zip(
        contacts.ids,
        map(_time, contacts.started),
        contacts.failed.astype(int),
        *columns,
        strict=True,
    )
    _csv(folder / "contacts.csv", ["contact_id", "started_at", "failed", *names], rows)
    _csv(
        folder / "incidents.csv",
        ["system", "started_at", "ended_at", "intents"],
        (
            (one.system, _time(one.started), _time(one.ended), ";".join(one.intents))
            for one in made.incidents
        ),
    )
    _csv(
        folder / "versions.csv",
        ["what", "changed_at", "intents"],
        ((one.what, _time(one.changed), ";".join(one.intents)) for one in made.versions),
    )
    truth = zip(contacts.ids, *(made.truth[one].astype(int) for one in PLANTED), strict=True)
    _csv(folder / "truth.csv", ["contact_id", *PLANTED], truth)


def _csv(path: Path, head: list[str], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
