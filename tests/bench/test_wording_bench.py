"""The error test counts what it should, and says where a case is malformed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nawba.bench.wording import measure_wording
from nawba.cli.app import app
from nawba.domain.errors import DocumentError, Invalid

PASSAGE = {"passage": "a", "language": "en", "title": "", "text": "It takes 2 days."}


def write(file: Path, *lines: object) -> Path:
    file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    return file


def case(sentence: str, ok: bool) -> dict[str, object]:
    return {"case": "a", "sentence": sentence, "ok": ok, "why": "x"}


def test_detection_and_false_alarms_are_counted_apart(tmp_path: Path) -> None:
    told = [case("It takes 3 days.", False), case("It takes 2 days.", False)]
    right = [case("It takes two days.", True), case("Sunny, it takes 2 days.", True)]
    report = measure_wording(write(tmp_path / "c.jsonl", PASSAGE, *told, *right))
    assert (report["n"], report["detection"], report["false_alarm"]) == (4, 0.5, 0.5)
    assert [one["sentence"] for one in report["missed"]] == ["It takes 2 days."]
    assert [one["reason"] for one in report["false_alarms"]] == ["unknown_word"]
    assert report["languages"]["en"]["n"] == 4


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"case": "b", "sentence": "x", "ok": true}',
        '{"case": "a", "sentence": "x"}',
        '{"case": "a", "sentence": "x", "ok": "yes"}',
        '{"passage": "c", "language": "de", "text": "x"}',
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str) -> None:
    file = write(tmp_path / "c.jsonl", PASSAGE, line)
    with pytest.raises(DocumentError, match=r"c\.jsonl:2"):
        measure_wording(file)


def test_a_missing_file_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is not a file"):
        measure_wording(tmp_path / "none.jsonl")


def test_the_command_prints_one_object_or_a_table(tmp_path: Path) -> None:
    file = str(write(tmp_path / "c.jsonl", PASSAGE, case("It takes 3 days.", False)))
    printed = CliRunner().invoke(app, ["bench", "wording", file, "--json"])
    assert json.loads(printed.stdout)["detection"] == 1.0
    shown = CliRunner().invoke(app, ["bench", "wording", file])
    assert "100.0% (20.7% to 100.0%)" in shown.stdout
