"""The reason of every turn in one sentence, for whoever was not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nawba.assistant.acts import (
    Answer,
    Clarify,
    HandOver,
    Part,
    Reply,
    Say,
    Solved,
    Turn,
    Withhold,
)
from nawba.assistant.explaining import _UNASKED, RECORDED, explain, why, why_asked, words_of_turn
from nawba.assistant.questions import Span
from nawba.assistant.wording import REASONS as CHECKS
from nawba.domain.decisions import (
    NONE,
    Asked,
    Basis,
    Came,
    Decision,
    Did,
    PartDecision,
    Reading,
    Retrieved,
)
from nawba.domain.ports import Found
from nawba.domain.versions import Limit
from nawba.domain.words import Article, Message, MessageKind, Party
from nawba.models.write_faults import REASONS

ARTICLE = Article("puk", "sahla", "fr", "PUK", "Huit chiffres.", version=3)
AT = datetime(2026, 3, 2, tzinfo=UTC)
ANSWER = Answer(ARTICLE, 0.9, ARTICLE.body)


def turn(*found: Found, detected: str | None = None) -> Turn:
    return Turn("q", "m_1", "fr", ("fr", "ar"), "Sahla", "Sami", 0.7, found=found,
                detected=detected)  # fmt: skip


def explained(*acts: object, found: tuple[Found, ...] = (Found(ARTICLE, 0.9, 0.4),)) -> Decision:
    reply = Reply(acts)  # type: ignore[arg-type]
    return explain(turn(*found), reply, Limit(0.7, "sim"), 5, 3.14159)


@pytest.mark.parametrize(
    ("acts", "did", "reason"),
    [
        ((ANSWER, Say("?")), Did.ANSWERED, None),
        ((Withhold("too_short"), Say("?")), Did.WITHHELD, "too_short"),
        ((Withhold("ambiguous"), Say("!"), HandOver("ambiguous")), Did.HANDED_OVER, "ambiguous"),
        ((Say("!"), HandOver("person_requested", True)), Did.HANDED_OVER, "person_requested"),
        ((Say("bye"), Solved()), Did.SOLVED, None),
        ((Say("hello"),), Did.SAID, None),
        ((), Did.SILENT, None),
    ],
)
def test_what_was_done_is_told_apart(
    acts: tuple[object, ...], did: Did, reason: str | None
) -> None:
    decision = explained(*acts)
    assert (decision.did, decision.reason) == (did, reason)
    assert why(decision)


def test_what_held_is_recorded_as_it_was() -> None:
    decision = explained(ANSWER)
    assert decision.retrieved == (Retrieved("puk", 3, "fr", 0.9, 0.4),)
    assert (decision.group, decision.threshold, decision.version) == ("sim", 0.7, 5)
    assert decision.milliseconds == 3.14


def test_where_nothing_was_looked_for_no_threshold_is_claimed() -> None:
    decision = explained(Say("hello"), found=())
    assert (decision.group, decision.threshold, decision.retrieved) == (None, None, ())


def test_only_the_first_articles_are_kept() -> None:
    many = tuple(Found(ARTICLE, 0.9 - place / 100) for place in range(9))
    assert len(explained(ANSWER, found=many).retrieved) == RECORDED


def test_the_language_is_the_one_that_was_searched() -> None:
    reply = Reply((ANSWER,))
    for detected, searched in (("ar", "ar"), ("en", "fr"), (None, "fr")):
        told = explain(turn(detected=detected), reply, Limit(0.7), None, 1.0)
        assert told.language == searched


def test_a_comparison_is_told_with_both_numbers() -> None:
    assert "0.900 reached the threshold 0.700 for the group sim" in why(explained(ANSWER))
    low = explained(Withhold("below_threshold"), found=(Found(ARTICLE, 0.5),))
    assert "scored 0.500 and stayed below the threshold 0.700" in why(low)
    nothing = explain(turn(Found(ARTICLE, 0.9)), Reply((Withhold("assist_only"),)),
                      Limit(None, "sim"), 5, 1.0)  # fmt: skip
    assert "too few cases prove that questions of the group sim" in why(nothing)


def message(id: str, author: Party, text: str) -> Message:
    return Message(id, "c", int(id[1:]), author, "x", "", MessageKind.TEXT, text, AT, id)


def test_the_words_of_a_turn_are_all_since_the_assistant_spoke() -> None:
    messages = [
        message("m1", Party.CUSTOMER, "avant"),
        message("m2", Party.ASSISTANT, "Bonjour !"),
        message("m3", Party.CUSTOMER, " où est mon colis"),
        message("m4", Party.CUSTOMER, "et ma facture "),
        message("m5", Party.ASSISTANT, "Attendez."),
        message("m6", Party.CUSTOMER, "après"),
    ]
    assert words_of_turn(messages, "m4") == "où est mon colis\net ma facture"
    assert words_of_turn(messages, "m6") == "après"
    assert words_of_turn(messages, "opening") == ""


def test_a_choice_and_the_parts_of_a_message_are_recorded() -> None:
    other = replace(ARTICLE, id="esim")
    asked = explained(Withhold("close_readings"), Clarify(("puk", "esim")), Say("?"))
    assert asked.choices == ("puk", "esim")
    assert "asked which was meant" in why(asked)
    chosen = explained(replace(ANSWER, article=other, basis=Basis.CHOSEN))
    assert (chosen.chosen, chosen.reason) == ("esim", "chosen")
    parts = (
        Part(Span(0, 4, "un ?"), (Found(ARTICLE, 0.9),), 0.7),
        Part(Span(5, 11, "deux ?"), (), None),
    )
    reply = Reply((replace(ANSWER, basis=Basis.PART), Withhold("part_unsure"), Say("."),
                   HandOver("part_unsure")))  # fmt: skip
    told = explain(replace(turn(), parts=parts), reply, Limit(0.7), 5, 1.0)
    assert told.parts == (
        PartDecision(0, 4, Did.ANSWERED, "puk", 0.9, 0.7),
        PartDecision(5, 11, Did.HANDED_OVER),
    )
    assert "for the rest no answer was sure enough" in why(told)
    whole = explain(replace(turn(), parts=parts), Reply((ANSWER,)), Limit(0.7), 5, 1.0)
    assert whole.parts == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Asked(Came.WORDED, sentences=2), "supports every sentence."),
        (Asked(Came.VERBATIM, "time_out"), "without a language model: no whole answer in time."),
        (Asked(Came.VERBATIM, "late"), "the customer had waited too long already"),
        (Asked(Came.REFUSED, "unsupported", ("wrong_unit", "promises"), 3),
         "of 3 sentences one or more failed: a number with another unit, or per something else; "
         "it promises something."),
        (Asked(Came.PROPOSED, flow="dispute"), "(dispute)."),
        (Asked(Came.NOTHING, "not_quoted", flow="dispute"), "that the customer had not written."),
    ],
)  # fmt: skip
def test_what_a_model_had_to_do_with_it_is_told(asked: Asked, told: str) -> None:
    assert told in why_asked(asked)
    assert why_asked(asked).count(".") == 1


def test_every_code_is_told_in_words() -> None:
    for code in (*REASONS, *_UNASKED):
        if code != "ok":
            assert f": {code}." not in why_asked(Asked(Came.VERBATIM, code))
    for code in CHECKS:
        assert f"{code}." not in why_asked(Asked(Came.REFUSED, "unsupported", (code,), 1))


def test_what_is_likeliest_is_recorded_and_that_nothing_answers_is_told() -> None:
    found = (Found(ARTICLE, 0.2, 0.1), Found(replace(ARTICLE, id="esim"), 0.1))
    unsure = replace(turn(), found=found)
    reply = Reply((Withhold("below_threshold", 0.2), Say("."), HandOver("below_threshold")))
    told = explain(unsure, reply, Limit(0.7), 5, 1.0)
    assert told.readings == (Reading(NONE, 0.7), Reading("puk", 0.2), Reading("esim", 0.1))
    assert "that no article answers it is likelier (0.700)" in why(told)
    clear = replace(turn(), found=(Found(ARTICLE, 0.9, 0.9),))
    sure = explain(clear, Reply((ANSWER,)), Limit(0.7), 5, 1.0)
    assert sure.readings[0].intent == "puk"
    assert "likelier" not in why(sure)
