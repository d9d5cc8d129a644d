"""Anger and danger in the customer's own words: recognised, and met decently."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant import (
    Act,
    Answer,
    Facts,
    HandOver,
    Say,
    Turn,
    Withhold,
    respond,
    say,
)
from nawba.assistant.upset import Distress, distress, nothing_else, quoted
from nawba.assistant.upset_report import upset_report
from nawba.domain.errors import DocumentError
from nawba.domain.ports import Found
from nawba.domain.words import Arm, Article, ContactState, MessageKind

SENTENCES = Path(__file__).parents[1] / "data" / "upset.jsonl"
HOURS = Article("horaires", "sahla", "fr", "Horaires", "De 9 h à 19 h.")
SURE = (Found(HOURS, 0.9, 0.8),)
GREETED = Facts(greeted=True)
TURN = Turn("", "m1", "fr", ("fr", "ar", "en"), "Sahla", "Sami", 0.8, facts=GREETED)


def acts(text: str, **given: object) -> tuple[Act, ...]:
    return respond(replace(TURN, text=text, **given)).acts  # type: ignore[arg-type]


def heard(language: str = "fr") -> Say:
    return Say(say("upset_acknowledged", language))


def test_the_labelled_sentences_are_told_apart() -> None:
    report = upset_report(SENTENCES)
    for part in (report, *report["splits"].values(), *report["languages"].values()):
        assert part["recall"] >= 0.95
        assert part["precision"] >= 0.95
    assert report["danger"]["precision"] == 1.0
    assert report["danger"]["recall"] >= 0.95
    assert all(part["n"] >= 40 for part in report["languages"].values())
    assert report["splits"]["dev"]["n"] == report["splits"]["heldout"]["n"]


@pytest.mark.parametrize(
    "text",
    [
        "RENDEZ-MOI MON ARGENT!!!",
        "toujours pas de réponse, franchement",
        "C'EST LA TROISIÈME FOIS QUE JE VOUS ÉCRIS",
        "ça fait quatre fois que je demande",
        "iʼm so ANGRY",
    ],
)
def test_marks_add_up(text: str) -> None:
    assert distress(text) is Distress.UPSET


@pytest.mark.parametrize(
    "text",
    [
        "BONJOUR JE VEUX ACTIVER MA SIM",
        "merci beaucoup !!!",
        "toujours pas reçu mon colis",
        "le chiffre sur ma facture",
        "je suis con...tent de votre service",
        "hablar con una persona",
        "le voleur a pris mon téléphone, l'avocat demande la facture",
        "الله يعطيك العافية",
        "",
    ],
)
def test_facts_names_and_courtesies_are_no_anger(text: str) -> None:
    assert distress(text) is None


def test_danger_goes_before_anger() -> None:
    assert distress("bande de voleurs, je vais me suicider") is Distress.DANGER


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert distress(text) in (None, *Distress)
    assert len(quoted(text)) <= 160


def test_only_the_sentences_that_say_it_are_quoted() -> None:
    text = "Bonjour. Mon colis est perdu. Vous êtes des voleurs ! Merci."
    assert quoted(text) == "Vous êtes des voleurs !"
    assert len(quoted("marre " * 100)) == 160


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("bande de voleurs !", True),
        ("vous êtes nuls, franchement nuls", True),
        ("أنتم لصوص", True),
        ("ras le bol, mon internet coupe toutes les heures", False),
        ("honte à vous, où sont les horaires de la boutique de Fès", False),
    ],
)
def test_an_outburst_is_told_from_a_question(text: str, alone: bool) -> None:
    assert nothing_else(text) is alone


@pytest.mark.parametrize(
    ("text", "language"),
    [("bande de voleurs", "fr"), ("أنتم لصوص", "ar"), ("you are thieves", "en"),
     ("merci bande de nuls", "fr"), ("t'es un robot de merde ?", "fr")],
)  # fmt: skip
def test_an_insult_gets_no_small_talk_and_no_article_but_a_person(text: str, language: str) -> None:
    first, withheld, told, handed = acts(text, language=language, found=SURE)
    assert first == heard(language)
    assert withheld == Withhold("upset", 0.9)
    assert told == Say(say("upset_handover", language))
    assert handed == HandOver("upset")


def test_what_is_sure_is_still_answered_after_one_short_sentence() -> None:
    first, answer, _ = acts("ras le bol, où sont vos horaires de boutique à Fès ?", found=SURE)
    assert first == heard()
    assert isinstance(answer, Answer)


def test_it_is_said_once_in_a_contact() -> None:
    soothed = replace(GREETED, soothed=True)
    told = acts("bande de voleurs", facts=soothed)
    assert heard() not in told
    assert told[-1] == HandOver("upset")


def test_the_machine_says_what_it_is_before_anything_else() -> None:
    first, second, *_ = acts("bande de voleurs", facts=Facts())
    assert isinstance(first, Say)
    assert "Sami" in first.text
    assert second == heard()


def test_an_upset_customer_is_not_asked_to_rephrase() -> None:
    assert acts("facture, merde", found=())[-1] == HandOver("upset")
    assert acts("scandale, ma facture de mars est trop élevée", found=())[-1] == HandOver(
        "nothing_found"
    )


def test_a_person_asked_for_in_anger_is_given_as_ever() -> None:
    told = acts("ras le bol, je veux un conseiller")
    assert told == (
        heard(),
        Say(say("person_acknowledged", "fr")),
        HandOver("person_requested", person_requested=True),
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [("je vais me suicider", "fr"), ("أريد أن أنتحر", "ar"), ("غادي نقتل راسي", "ar"),
     ("ghadi n9tel rassi", "ar"), ("I want to kill myself", "en")],
)  # fmt: skip
def test_danger_goes_to_a_person_at_once_with_a_decent_sentence(text: str, language: str) -> None:
    assert acts(text, language=language, found=SURE) == (
        Say(say("danger_handover", language)),
        HandOver("danger"),
    )


def test_who_waits_already_is_told_whom_to_call() -> None:
    (told,) = acts("je vais me suicider", state=ContactState.WAITING)
    assert told == Say(say("danger_waiting", "fr"), kind=MessageKind.NOTICE)
    assert acts("je vais me suicider", state=ContactState.HELD) == ()


def test_a_contact_drawn_to_meet_no_assistant_meets_none() -> None:
    assert acts("bande de voleurs", arm=Arm.HOLDOUT, facts=Facts())[-1] == HandOver("holdout")


@pytest.mark.parametrize("label", ["furious", None])
def test_the_report_names_the_line_at_fault(tmp_path: Path, label: str | None) -> None:
    path = tmp_path / "list.jsonl"
    good = {"text": "a", "language": "fr", "label": "calm"}
    lines = [good, {**good, "label": label}]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    with pytest.raises(DocumentError, match=r"list\.jsonl:2"):
        upset_report(path)
