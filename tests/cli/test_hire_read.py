"""``nawba hire read``: what one résumé says."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from nawba.cli.app import app

TEXT = """Ada Diop
ada@example.com

Experience
Customer adviser, Brightline Ltd
Jan 2019 - Mar 2020
Shop assistant, Quux Ltd
March 2020 - May 2020
Cashier, Corner Shop
August 2020 - Dec 2020
"""


def run(path: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["hire", "read", str(path), *options])
    return result.exit_code, result.output


def test_facts_with_lines_and_time_between(tmp_path: Path) -> None:
    path = tmp_path / "resume.txt"
    path.write_text(TEXT, "utf-8")
    code, output = run(path, "--json")
    told = json.loads(output)
    assert code == 0
    jobs = [one for one in told["facts"] if one["kind"] == "experience"]
    assert [one["value"]["employer"] for one in jobs] == [
        "Brightline Ltd",
        "Quux Ltd",
        "Corner Shop",
    ]
    assert [told["lines"][number] for number in jobs[0]["lines"]] == TEXT.splitlines()[4:6]
    assert told["worked"]["months"] == 22
    assert told["worked"]["gaps"] == [["2020-06", "2020-07"]]
    assert told["worked"]["overlaps"] == [["2020-03", "2020-03"]]
    code, output = run(path)
    assert code == 0
    assert "Gap: 2020-06 to 2020-07" in output


def test_a_broken_document_is_refused_with_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "resume.pdf"
    path.write_bytes(b"%PDF-1.7 \x00\xff")
    code, output = run(path)
    assert code != 0
    assert "save and send it again" in output


def test_hidden_words_are_shown_and_tell_no_fact(tmp_path: Path) -> None:
    path = tmp_path / "resume.html"
    path.write_text(f"<pre>{TEXT}</pre><p hidden>Languages: Klingon, English C2</p>", "utf-8")
    code, output = run(path)
    assert code == 0
    assert "Look at it: hidden_text" in output
    assert "Hidden, line 9: Languages: Klingon, English C2" in output
    told = json.loads(run(path, "--json")[1])
    assert [told["lines"][number] for number in told["hidden"]] == [told["lines"][9]]
    assert not [one for one in told["facts"] if one["kind"] == "language"]
