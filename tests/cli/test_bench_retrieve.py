"""``nawba bench retrieve`` as typed."""

from __future__ import annotations

import json

from cli.conftest import Cli

PASSAGES = [
    {"id": "puk", "text": "Le code PUK est imprimé sur la carte qui portait votre SIM."},
    {"id": "facture", "text": "Payez votre facture dans l'application ou en agence."},
]
QUESTIONS = [
    {"passage_id": "facture", "question_fr": "Où régler ma facture ?"},
    {"passage_id": "puk", "question_ar": "bghit code PUK dyali"},
]


def lines(rows: list[dict[str, str]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_one_json_object_with_the_figures(cli: Cli) -> None:
    passages, questions = (
        cli.write("p.jsonl", lines(PASSAGES)),
        cli.write("q.jsonl", lines(QUESTIONS)),
    )
    figures = cli.json(
        "bench", "retrieve", "--passages", str(passages), "--questions", str(questions)
    )
    assert (figures["n"], figures["r_at_1"], figures["r_at_5"], figures["mrr"]) == (2, 1, 1, 1)
    assert set(figures["by"]) == {"ar", "fr"}


def test_a_fault_is_named_with_file_and_line(cli: Cli) -> None:
    passages = cli.write("p.jsonl", lines(PASSAGES[:1]))
    questions = cli.write("q.jsonl", lines(QUESTIONS))
    told = cli.run(
        "bench", "retrieve", "--passages", str(passages), "--questions", str(questions), code=2
    )
    assert "q.jsonl:1" in told.stderr
    assert "'facture', which is not there" in told.stderr
    missing = cli.run("bench", "retrieve", "--passages", "no", "--questions", "no", code=2)
    assert "no: No such file" in missing.stderr
