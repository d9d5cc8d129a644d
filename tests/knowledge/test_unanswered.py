"""Which questions of a contact count as unanswered, and which reply really answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nawba.domain.decisions import Decided, Decision, Did
from nawba.domain.gaps import Missed
from nawba.domain.words import Arm, CustomerDetails, Message, MessageKind, Party
from nawba.knowledge.gap_reading import embed_as_heard, real_answer
from nawba.knowledge.unanswered import Story, find_unanswered
from nawba.models.scripted import scripted_embedder
from nawba.privacy import redact

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ASSISTANT, CUSTOMER, ADVISER = Party.ASSISTANT, Party.CUSTOMER, Party.ADVISER
QUESTION = "Comment transférer ma ligne à mon fils ?"
EMBED = scripted_embedder()


def said(number: int, author: Party, text: str, kind: MessageKind = MessageKind.TEXT) -> Message:
    at = START + timedelta(seconds=number)
    return Message(f"m{number}", "c1", number, author, "x", "", kind, text, at, f"i{number}")


def decided(message: str, did: Did, reason: str | None = None, **more: object) -> Decided:
    decision = Decision(did, "fr", reason, version=3, **more)  # type: ignore[arg-type]
    return Decided("c1", message, START, decision)


def story(messages: list[Message], decisions: list[Decided], **more: object) -> Story:
    values = {"rating": None, "solved": None, "came_back": False, **more}
    return Story(
        "c1", "waha", "fr", Arm.ASSISTANT, messages, decisions, CustomerDetails("Sara Benali"),
        **values,  # type: ignore[arg-type]
    )  # fmt: skip


TALK = [
    said(1, ASSISTANT, "Bonjour, je suis Lina, une machine."),
    said(2, CUSTOMER, QUESTION),
    said(3, ASSISTANT, "Je vous passe un conseiller."),
    said(4, ADVISER, "Bonjour !"),
    said(5, ADVISER, "Pour transférer la ligne, venez en agence avec votre fils et sa pièce."),
    said(6, CUSTOMER, "merci beaucoup"),
]


def reasons(one: Story) -> list[tuple[str, str]]:
    return [(found.text, found.reason.value) for found in find_unanswered(one)]


@pytest.mark.parametrize(
    ("did", "reason", "expected"),
    [
        (Did.HANDED_OVER, "below_threshold", "handed_over"),
        (Did.HANDED_OVER, "assist_only", "handed_over"),
        (Did.WITHHELD, "nothing_found", "abstained"),
        (Did.HANDED_OVER, "upset", None),
        (Did.WITHHELD, "too_short", None),
        (Did.SAID, None, None),
        (Did.ANSWERED, None, None),
    ],
    ids=["unsure", "assist-only", "abstained", "upset", "too-short", "courtesy", "answered"],
)
def test_what_counts_is_a_question_that_no_article_answered(
    did: Did, reason: str | None, expected: str | None
) -> None:
    found = reasons(story(TALK, [decided("m2", did, reason)]))
    assert found == ([] if expected is None else [(QUESTION, expected)])


def test_a_turn_of_several_messages_is_one_question() -> None:
    talk = [*TALK[:2], said(3, CUSTOMER, "il a 16 ans"), said(4, ASSISTANT, "…")]
    (found,) = find_unanswered(story(talk, [decided("m3", Did.WITHHELD, "ambiguous")]))
    assert found.text == f"{QUESTION}\nil a 16 ans"
    assert (found.message, found.version) == ("m3", 3)


def test_asking_back_counts_only_in_vain() -> None:
    asked = decided("m2", Did.WITHHELD, "close_readings", choices=("a", "b"))
    assert reasons(story(TALK, [asked])) == [(QUESTION, "asked_back")]
    chosen = decided("m6", Did.ANSWERED, None, chosen="a")
    assert reasons(story(TALK, [asked, chosen])) == []


def test_that_does_not_help_speaks_of_the_question_before() -> None:
    answered = decided("m2", Did.ANSWERED)
    unhelped = decided("m6", Did.HANDED_OVER, "not_helped")
    assert reasons(story(TALK, [answered, unhelped])) == [(QUESTION, "handed_over")]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"rating": 2}, "rated_badly"),
        ({"rating": 3}, None),
        ({"solved": False}, "rated_badly"),
        ({"solved": True, "rating": 5}, None),
        ({"came_back": True}, "came_back"),
    ],
    ids=["bad", "fair", "not-solved", "solved", "came-back"],
)
def test_an_answer_counts_when_the_customer_says_so(
    facts: dict[str, object], expected: str | None
) -> None:
    found = reasons(story(TALK, [decided("m2", Did.ANSWERED)], **facts))
    assert found == ([] if expected is None else [(QUESTION, expected)])


def test_whoever_asks_for_a_person_asked_what_they_said_to_one() -> None:
    talk = [
        said(1, CUSTOMER, "un conseiller svp s'il vous plaît merci d'avance à vous tous et toutes"),
        said(2, ADVISER, "Bonjour, dites-moi."),
        said(3, CUSTOMER, QUESTION),
        said(4, CUSTOMER, "il est mineur"),
    ]
    person = decided("m1", Did.HANDED_OVER, "person_requested")
    assert reasons(story(talk, [person])) == [(QUESTION, "handed_over")]


def test_a_contact_that_met_no_assistant_shows_no_gap() -> None:
    one = story(TALK, [decided("m2", Did.HANDED_OVER, "below_threshold")])
    assert find_unanswered(replace(one, arm=Arm.HOLDOUT)) == []


def test_a_message_erased_meanwhile_is_left_out() -> None:
    assert reasons(story(TALK[2:], [decided("m2", Did.WITHHELD, "nothing_found")])) == []


def test_the_real_answer_is_near_the_question_and_more_than_a_word() -> None:
    one = story(TALK, [decided("m2", Did.HANDED_OVER, "below_threshold")])
    (found,) = find_unanswered(one)
    assert [reply.id for reply in found.replies] == ["m4", "m5"]
    vector = embed_as_heard([found.text], EMBED)[0]
    assert real_answer(vector, found, EMBED, redact) == "m5"
    alone = replace(found, replies=[])
    assert real_answer(vector, alone, EMBED, redact) is None
    assert found.reason is Missed.HANDED_OVER
