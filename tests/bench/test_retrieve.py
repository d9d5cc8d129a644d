"""Measuring retrieval: the files it reads, the faults it names, the arithmetic."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from nawba.bench.faq_files import read_passages, read_questions
from nawba.bench.retrieve import measure_retrieval, shares
from nawba.domain.errors import DocumentError, Invalid
from nawba.models.scripted import scripted_embedder

PASSAGES = [
    {"id": "pay", "lang": "fr", "text": "Payez la facture par carte."},
    {"id": "pay", "lang": "en", "text": "Pay the bill by card."},
    {"id": "wifi", "lang": "fr", "text": "Rapprochez le téléphone de la box pour le wifi."},
]
QUESTIONS = [
    {"passage_id": "pay", "question_fr": "payer la facture ?", "question_en": "pay the bill?"},
    {"passage_id": "wifi", "question_fr": "le wifi du téléphone"},
]
SUBJECTS = {
    "hotel": {
        "1": {"name": "Hotel Nikko", "docs": {"0": {"title": "Is there wifi?", "body": "Yes."}}},
        "2": {"name": "Taj Campton", "docs": {"0": {"title": "Is there wifi?", "body": "No."}}},
    },
    "taxi": {"*": {"name": None, "docs": {"7": {"title": "Can I cancel?", "body": "Until noon."}}}},
}


def dialogue(target: bool, subject: int = 2, *turns: str) -> dict[str, Any]:
    log = [{"speaker": "U", "text": text} for text in turns]
    log.append({"speaker": "U", "text": "wif i", "nbest": [{"hyp": "wifi", "score": -1.0}]})
    known = [{"domain": "hotel", "entity_id": subject, "doc_id": 0}]
    return {"log": log, "label": {"target": target, **({"knowledge": known} if target else {})}}


def lines(path: Path, rows: list[Any], packed: bool = False) -> Path:
    content = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_questions_in_two_languages(tmp_path: Path, packed: bool) -> None:
    passages = lines(tmp_path / "passages", PASSAGES, packed)
    questions = lines(tmp_path / "questions", QUESTIONS, packed)
    figures = measure_retrieval(passages, questions, scripted_embedder())
    assert (figures.n, figures.passages) == (3, 3)
    assert (figures.r_at_1, figures.r_at_5, figures.mrr) == (1.0, 1.0, 1.0)
    assert 0 < figures.r_at_1_from < figures.r_at_1_to == 1.0
    assert {kind: row["n"] for kind, row in figures.by.items()} == {"en": 1, "fr": 2}


def test_dialogues_that_ask_are_counted_with_what_was_said_before(tmp_path: Path) -> None:
    passages = tmp_path / "knowledge.json"
    passages.write_text(json.dumps(SUBJECTS))
    asked = [dialogue(True, 2, "Taj Campton"), dialogue(True, 1, "hotel niko"), dialogue(False)]
    questions = lines(tmp_path / "dialogues", asked)
    figures = measure_retrieval(passages, questions, scripted_embedder())
    assert (figures.n, figures.passages, figures.r_at_1) == (2, 3, 1.0)
    assert list(figures.by) == ["dialogue"]


def test_ids_subjects_and_alternatives_of_a_dialogue(tmp_path: Path) -> None:
    path = tmp_path / "knowledge.json"
    path.write_text(json.dumps(SUBJECTS))
    passages = read_passages(path)
    assert [(p.id, p.subject) for p in passages] == [
        ("hotel/1/0", "Hotel Nikko"),
        ("hotel/2/0", "Taj Campton"),
        ("taxi/*/7", ""),
    ]
    (question,) = read_questions(
        lines(tmp_path / "d", [dialogue(True, 1, "hi")]), frozenset(p.id for p in passages)
    )
    assert question.expected == {"hotel/1/0"}
    assert question.conversation[-1].alternatives == ("wifi",)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{"id": "a"}', "has no 'text'"),
        ('{"id": 3, "text": "x"}', "where a text is expected"),
        ("nonsense", "is not JSON"),
        ("[1]", "is not of a known form"),
    ],
)
def test_a_faulty_passage_is_named_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(json.dumps(PASSAGES[0]) + "\n\n" + row + "\n")
    with pytest.raises(DocumentError, match=problem) as caught:
        read_passages(path)
    assert caught.value.faults[0].line == 3
    assert str(path) in str(caught.value)


def test_questions_expect_a_passage_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="'wifi', which is not there") as caught:
        read_questions(lines(tmp_path / "q", QUESTIONS), frozenset({"pay"}))
    assert caught.value.faults[0].line == 2
    with pytest.raises(DocumentError, match="question_"):
        read_questions(lines(tmp_path / "q", [{"passage_id": "pay"}]), frozenset({"pay"}))


def test_files_without_anything_or_damaged(tmp_path: Path) -> None:
    empty = lines(tmp_path / "empty", [])
    with pytest.raises(Invalid, match="no passage"):
        read_passages(empty)
    with pytest.raises(Invalid, match="no question"):
        read_questions(lines(tmp_path / "no", [dialogue(False)]), frozenset())
    damaged = tmp_path / "damaged.gz"
    damaged.write_bytes(gzip.compress(b"x" * 100)[:-9])
    with pytest.raises(DocumentError, match="damaged"):
        read_passages(damaged)
    latin = tmp_path / "latin"
    latin.write_bytes('{"id": "a",\n"text": "é"}'.encode("latin-1"))
    with pytest.raises(DocumentError, match="UTF-8"):
        read_passages(latin)
    broken = tmp_path / "knowledge.json"
    broken.write_text('{"hotel": {"1": {"name": "A"}}}')
    with pytest.raises(DocumentError, match="docs"):
        read_passages(broken)


def test_shares_of_places() -> None:
    assert shares([1, 2, 6, None]) == {"r_at_1": 0.25, "r_at_5": 0.5, "mrr": 0.4167}
