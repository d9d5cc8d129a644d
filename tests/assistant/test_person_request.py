"""A person on request: the labelled list, and the sentences that the mission names."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant import asks_if_machine, person_request_report, wants_person
from nawba.assistant.person_request import tag
from nawba.assistant.texts import LANGUAGES, catalogue
from nawba.domain.errors import DocumentError

LIST = Path(__file__).parents[1] / "data" / "person_requests.jsonl"
VARIETIES = {"fr", "en", "es", "pt", "ar", "ary-arab", "ary-latn"}
HELD_OUT_RECALL = HELD_OUT_PRECISION = 0.92
CASES = [json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        "je voudrais parler à quelqu'un svp",
        "bghit nhder m3a chi wahed",
        "بغيت نهضر مع شي واحد",
        "je ne veux pas parler à un robot",
        "conseiller",
        "humain",
        "une personne",
        "agent",
        "HUMAN!!!",
        "person",
        "شخص",
        "مستشار",
        "insan",
        "conseiiiiller",
        "cons\u200beiller",
        "أُرِيدُ مُسْتَشَارًا",
        "quiero hablar con un agente",
        "quero falar com uma pessoa",
        "Bonjour.\nMa box est en panne.\nJe veux un conseiller.",
    ],
)
def test_requests(text: str) -> None:
    assert wants_person(text), tag(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ?!… ",
        "😀",
        "pas besoin d'un conseiller",
        "I don't need an agent",
        "مابغيتش نهضر مع شي واحد",
        "mabghitch nhder m3a chi wahed",
        "mon conseiller m'a dit que c'était gratuit",
        "le conseiller d'hier était nul",
        "est-ce que vous avez des conseillers le dimanche ?",
        "je veux mon argent",
        "pouvez-vous me conseiller un forfait ?",
        "personne ne répond",
        "es-tu un robot ?",
    ],
)
def test_not_requests(text: str) -> None:
    assert not wants_person(text), tag(text)


def test_the_list_is_large_balanced_and_covers_every_variety() -> None:
    requests = Counter(case["request"] for case in CASES)
    languages = Counter(case["language"] for case in CASES)
    held_out = sum(case["split"] == "heldout" for case in CASES)
    assert len(CASES) >= 420
    assert min(requests.values()) >= 200
    assert set(languages) == VARIETIES
    assert min(languages.values()) >= 60
    assert held_out >= 200
    assert len({(case["text"], case["language"]) for case in CASES}) == len(CASES)


def test_recall_and_precision_on_the_development_part() -> None:
    figures = person_request_report(LIST)["splits"]["dev"]
    assert figures["recall"] >= 0.97, figures["missed"]
    assert figures["precision"] >= 0.97, figures["false"]


def test_recall_and_precision_on_the_held_out_part() -> None:
    """Written after the matcher and never tuned on; measured once: 0.943 and 0.943 (n = 213).

    Four earlier blind batches, since moved to the development part, had given recall 0.70, 0.82,
    0.81, 0.79 and precision 0.86, 0.94, 0.93, 0.98: they were written to be evasive.
    """
    figures = person_request_report(LIST)["splits"]["heldout"]
    assert figures["recall"] >= HELD_OUT_RECALL
    assert figures["precision"] >= HELD_OUT_PRECISION


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_choices_we_offer_are_understood(language: str) -> None:
    choices = {k: v for k, v in catalogue(language).items() if k.startswith("choice_")}
    assert {key for key, text in choices.items() if wants_person(text)} == {"choice_person"}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("es-tu un robot ?", True),
        ("je parle à un humain ?", True),
        ("are you a real person?", True),
        ("هل أنت روبوت؟", True),
        ("واش نتا روبو؟", True),
        ("wach nta bnadem?", True),
        ("eres un robot?", True),
        ("você é um robô?", True),
        ("vous êtes ouverts ?", False),
        ("je veux un humain", False),
    ],
)
def test_asks_if_machine(text: str, asks: bool) -> None:
    assert asks_if_machine(text) is asks


@given(st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert wants_person(text) in (True, False)


def test_a_message_made_to_be_slow_is_not() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    odd = " ".join(
        "".join(choice(letters) for choice in [Random(n).choice] * 12) for n in range(400)
    )
    began = perf_counter()
    assert not wants_person(odd)
    assert perf_counter() - began < 5


def test_a_very_long_message_is_read_at_both_ends() -> None:
    assert wants_person("bla " * 100_000 + ". je veux un conseiller")
    assert wants_person("je veux un conseiller. " + "bla " * 100_000)
    assert not wants_person("x" * 10_000_000)


def test_report_counts_by_language_and_split(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    lines = [
        {"text": "un conseiller", "language": "fr", "request": True},
        {"text": "xyzzy", "language": "fr", "request": True},
        {"text": "human", "language": "en", "request": False, "split": "heldout"},
        {"text": "hello", "language": "en", "request": False},
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    report = person_request_report(path)
    assert (report["n"], report["recall"], report["precision"]) == (4, 0.5, 0.5)
    assert (report["missed"], report["false"]) == (["xyzzy"], ["human"])
    assert report["languages"]["fr"]["precision"] == 1.0
    assert report["splits"]["heldout"]["n"] == 1


@pytest.mark.parametrize("line", ["{", '{"text": "a"}', "[]"])
def test_report_names_the_line_at_fault(tmp_path: Path, line: str) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"text": "a", "language": "fr", "request": false}\n' + line, "utf-8")
    with pytest.raises(DocumentError, match=r"list\.jsonl:2"):
        person_request_report(path)
