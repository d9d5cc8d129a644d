"""``nawba privacy redact`` and ``nawba bench redact`` as typed."""

from __future__ import annotations

import json

from cli.conftest import Cli

LINES = """\
{"id": 1, "text": "je m'appelle Sara Benali, 0612345678", "language": "fr", "turn": 4}

{"id": "b", "text": "\\ud83d رقم هاتفي ٠٦١٢٣٤٥٦٧٨"}
"""


def test_a_file_is_redacted_line_by_line_with_spans_of_the_text_as_it_was(cli: Cli) -> None:
    cli.write("in.jsonl", LINES)
    facts = cli.json("privacy", "redact", "--in", "in.jsonl", "--out", "out.jsonl")
    assert facts["texts"] == 2
    assert facts["entities"] == {"PERSON": 1, "PHONE": 2}
    first, second = map(json.loads, (cli.folder / "out.jsonl").read_text("utf-8").splitlines())
    assert first["text"] == "je m'appelle [PERSON], [PHONE]"
    assert first["entities"][1] == {"type": "PHONE", "start": 26, "end": 36}
    assert (first["id"], first["turn"], second["id"]) == (1, 4, "b")
    assert second["text"] == "\ud83d رقم هاتفي [PHONE]"


def test_a_malformed_line_is_named_and_nothing_is_written(cli: Cli) -> None:
    cli.write("in.jsonl", '{"id": 1, "text": "a"}\n{"id": 2, "texte": "b"}\n')
    told = cli.run("privacy", "redact", "--in", "in.jsonl", "--out", "out.jsonl", code=2)
    assert "in.jsonl:2: text: 'text' is missing" in told.stderr
    assert [path.name for path in cli.folder.glob("*out*")] == []


def test_a_file_may_take_its_own_place(cli: Cli) -> None:
    cli.write("in.jsonl", '{"id": 1, "text": "0612345678", "language": null}\n')
    cli.run("privacy", "redact", "--in", "in.jsonl", "--out", "in.jsonl")
    assert "[PHONE]" in (cli.folder / "in.jsonl").read_text("utf-8")


def test_what_is_not_there_is_said(cli: Cli) -> None:
    told = cli.run("privacy", "redact", "--in", "no.jsonl", "--out", "out.jsonl", code=2)
    assert "no.jsonl is not a file" in told.stderr


def test_the_bench_gives_recall_and_precision_of_every_type(cli: Cli) -> None:
    figures = cli.json("bench", "redact", "--each", "2")
    assert set(figures["all"]) == {
        "CARD", "CVV", "IBAN", "PHONE", "EMAIL", "NATIONAL_ID", "PERSON", "ADDRESS",
    }  # fmt: skip
    assert figures["spoken_ar"]["CARD"]["n"] > 0
    assert figures["all"]["CARD"]["recall"] >= 0.9
    assert figures["all"]["PHONE"]["precision"] >= 0.8
