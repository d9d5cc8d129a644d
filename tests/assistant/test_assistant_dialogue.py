"""The protocol of the assistant's turns, one table per rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant import (
    Act,
    Answer,
    ChangeLanguage,
    Facts,
    HandOver,
    Say,
    Solved,
    Turn,
    Withhold,
    respond,
    say,
)
from nawba.domain.ports import Found
from nawba.domain.words import Arm, Article, ContactState, MessageKind, Source

SERVED = ("fr", "ar", "en")
TRACKING = Article("suivi", "waha", "fr", "Suivre un colis", "Ouvrez **Suivi**.\n<b>", version=3)
REFUND = Article("remboursement", "waha", "fr", "Délai de remboursement", "Dix jours.")
SURE = (Found(TRACKING, 0.91, 0.3), Found(REFUND, 0.61))
UNSURE = (Found(TRACKING, 0.69, 0.3),)
TIED = (Found(TRACKING, 0.91, 0.01), Found(REFUND, 0.9))
QUESTION = "comment suivre mon colis ?"
GREETED = Facts(greeted=True)
HELPED = Facts(
    greeted=True,
    answered_articles=("suivi",),
    last_choices=(
        say("choice_solved", "fr"),
        say("choice_not_solved", "fr"),
        say("choice_person", "fr"),
    ),
)
OPENED = Facts(
    greeted=True, last_choices=(say("choice_continue", "fr"), say("choice_person", "fr"))
)
MORE = Facts(greeted=True, last_choices=(say("choice_another", "fr"), say("choice_finished", "fr")))
TURN = Turn(
    text=QUESTION,
    message="m1",
    language="fr",
    allowed=SERVED,
    brand="Waha",
    assistant_name="Nour",
    threshold=0.7,
    facts=GREETED,
)


def acts(**given: object) -> tuple[Act, ...]:
    return respond(replace(TURN, **given)).acts  # type: ignore[arg-type]


def kinds(*found: Act) -> list[type]:
    return [type(act) for act in found]


def said(key: str, language: str = "fr", **values: str) -> str:
    return say(key, language, **values)


NAMED = {"assistant": "Nour", "brand": "Waha"}


@pytest.mark.parametrize("text", ["", "  ", "Bonjour !", "salut ça va ?"])
def test_the_opening_says_it_is_a_machine_and_asks_who_goes_on(text: str) -> None:
    (greeting,) = acts(text=text, facts=Facts())
    assert greeting == Say(
        said("greeting", **NAMED), (said("choice_continue"), said("choice_person"))
    )


@pytest.mark.parametrize(
    ("text", "found", "attachments"),
    [
        (QUESTION, SURE, False),
        (QUESTION, UNSURE, False),
        ("colis", (), False),
        ("", (), True),
        ("un conseiller", (), False),
        ("es-tu un robot ?", (), False),
        ("merci", (), False),
        ("english please", (), False),
    ],
)
def test_nothing_is_said_before_the_disclosure(
    text: str, found: tuple[Found, ...], attachments: bool
) -> None:
    first = acts(text=text, found=found, has_attachments=attachments, facts=Facts())
    spoken = next(act for act in first if isinstance(act, Say | Answer))
    assert isinstance(spoken, Say)
    assert "Nour" in spoken.text
    assert "Waha" in spoken.text


def test_an_answer_is_the_body_word_for_word_with_its_source() -> None:
    answer, question = acts(found=SURE)
    assert answer == Answer(TRACKING, 0.91, "Ouvrez **Suivi**.\n<b>")
    assert isinstance(answer, Answer)
    assert answer.source == Source("suivi", 3, "fr", "Suivre un colis")
    assert question == Say(said("did_this_help"), HELPED.last_choices)


@pytest.mark.parametrize(
    ("found", "margin", "facts", "reason", "score"),
    [
        ((), 0.0, GREETED, "nothing_found", None),
        (UNSURE, 0.0, GREETED, "below_threshold", 0.69),
        (TIED, 0.05, GREETED, "ambiguous", 0.91),
        (SURE, 0.0, HELPED, "repeated", 0.91),
    ],
)
def test_what_is_not_sure_is_withheld_and_handed_over(
    found: tuple[Found, ...], margin: float, facts: Facts, reason: str, score: float | None
) -> None:
    withheld, words, handed = acts(found=found, least_margin=margin, facts=facts)
    assert withheld == Withhold(reason, score)
    assert isinstance(words, Say)
    assert handed == HandOver(reason, person_requested=False)


@given(st.floats(0, 1), st.floats(0, 1), st.text(max_size=40))
def test_never_an_answer_below_the_threshold(score: float, threshold: float, text: str) -> None:
    found = (Found(TRACKING, score, 0.5),)
    given_acts = acts(found=found, threshold=threshold, text=text)
    answered = any(isinstance(act, Answer) for act in given_acts)
    assert not answered or score >= threshold


def test_a_score_at_the_threshold_answers() -> None:
    assert Answer in kinds(*acts(found=(Found(TRACKING, 0.7, 0.1),)))


def test_two_words_are_asked_for_more_once_then_handed_over() -> None:
    withheld, rephrase = acts(text="mon colis")
    assert withheld == Withhold("too_short", None)
    assert rephrase == Say(said("rephrase"), (said("choice_person"),))
    again = acts(text="le colis", facts=replace(GREETED, failures=1))
    assert kinds(*again) == [Withhold, Say, HandOver]


def test_two_words_that_are_sure_are_answered() -> None:
    assert kinds(*acts(text="suivre colis", found=SURE)) == [Answer, Say]


PERSON = (Say(said("person_acknowledged")), HandOver("person_requested", person_requested=True))


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("je veux un conseiller", GREETED),
        ("Parler à une personne", OPENED),
        ("Talk to a person", OPENED),
        ("2", OPENED),
        ("3", HELPED),
        ("non, je veux un humain", HELPED),
        ("un conseiller", replace(GREETED, failures=3)),
    ],
)
def test_a_person_on_request(text: str, facts: Facts) -> None:
    assert acts(text=text, facts=facts, found=SURE, has_attachments=True) == PERSON


@pytest.mark.parametrize(
    ("state", "text", "expected"),
    [
        (ContactState.WAITING, "un conseiller !", "still_waiting"),
        (ContactState.WAITING, "Parler à une personne", "still_waiting"),
        (ContactState.WAITING, QUESTION, None),
        (ContactState.HELD, "un conseiller !", None),
        (ContactState.HELD, QUESTION, None),
        (ContactState.WRAP_UP, "merci", None),
        (ContactState.CLOSED, "bonjour", None),
    ],
)
def test_mute_unless_it_leads(state: ContactState, text: str, expected: str | None) -> None:
    reply = acts(state=state, text=text, found=SURE)
    assert reply == ((Say(said(expected), kind=MessageKind.NOTICE),) if expected else ())


@pytest.mark.parametrize(("text", "asked"), [(QUESTION, False), ("un conseiller", True)])
def test_holdout_always_waits_for_a_person(text: str, asked: bool) -> None:
    welcome, handed = acts(arm=Arm.HOLDOUT, text=text, found=SURE, facts=Facts())
    assert welcome == Say(said("holdout_welcome", brand="Waha"))
    assert handed == HandOver("holdout", person_requested=asked)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Continuer avec l'assistant", OPENED),
        ("continue with the assistant", OPENED),
        ("1", OPENED),
        ("oui", OPENED),
        ("J'ai une autre question", MORE),
        ("oui", MORE),
        ("Poser ma question autrement", GREETED),
    ],
)
def test_going_on_with_the_assistant(text: str, facts: Facts) -> None:
    assert acts(text=text, facts=facts, found=SURE) == (Say(said("ask_question")),)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Oui, c'est réglé", HELPED),
        ("oui c'est réglé.", HELPED),
        ("Yes, that's solved", HELPED),
        ("oui merci", HELPED),
        ("1", HELPED),
        ("نعم", HELPED),
        ("Non, c'est tout", MORE),
        ("non merci", MORE),
    ],
)
def test_solved(text: str, facts: Facts) -> None:
    assert acts(text=text, facts=facts) == (Say(said("solved_thanks", brand="Waha")), Solved())


@pytest.mark.parametrize("text", ["Non, pas vraiment", "non", "2", "لا"])
def test_not_solved_offers_a_way_on_then_hands_over(text: str) -> None:
    withheld, offer = acts(text=text, facts=HELPED)
    assert withheld == Withhold("not_helped")
    assert offer == Say(said("not_solved_offer"), (said("choice_rephrase"), said("choice_person")))
    again = acts(text=text, facts=replace(HELPED, failures=1))
    assert again == (
        Withhold("not_helped", None),
        Say(said("not_solved_handover")),
        HandOver("not_helped"),
    )


@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("bonjour", "hello", {}),
        ("merci beaucoup", "thanks", {}),
        ("au revoir", "bye", {"brand": "Waha"}),
        ("oui", "ask_question", {}),
        ("", "ask_question", {}),
        ("es-tu un robot ?", "am_machine", NAMED),
    ],
)
def test_small_talk_needs_no_search(text: str, key: str, values: dict[str, str]) -> None:
    (reply,) = acts(text=text, found=SURE)
    assert isinstance(reply, Say)
    assert reply.text == said(key, **values)


def test_a_file_goes_to_an_adviser() -> None:
    assert acts(text=QUESTION, found=SURE, has_attachments=True) == (
        Withhold("attachment", 0.91),
        Say(said("attachment_received_no_reader")),
        HandOver("attachment"),
    )


def test_the_customers_language_is_taken_up() -> None:
    changed, *rest = acts(text="أين طلبي", detected="ar", found=UNSURE)
    assert changed == ChangeLanguage("ar")
    assert Say(said("rephrase", "ar"), (said("choice_person", "ar"),)) in rest


@pytest.mark.parametrize("detected", [None, "fr", "es"])
def test_the_language_stays_when_untold_same_or_not_served(detected: str | None) -> None:
    assert ChangeLanguage not in kinds(*acts(detected=detected, found=SURE))


def test_a_language_asked_for_wins_over_the_one_detected() -> None:
    assert acts(text="in English please", detected="fr") == (
        ChangeLanguage("en"),
        Say(said("language_switched", "en")),
    )


def test_a_language_not_served_is_told_with_those_that_are() -> None:
    (reply,) = acts(text="do you speak Spanish?")
    assert isinstance(reply, Say)
    assert reply.text.endswith("français, العربية, English.")


@pytest.mark.parametrize("language", SERVED)
def test_every_rule_speaks_the_turns_language(language: str) -> None:
    for text in ("", "merci", "un conseiller", QUESTION, "colis", "es-tu un robot ?"):
        for act in acts(text=text, language=language, facts=Facts()):
            arabic = isinstance(act, Say) and any("\u0600" <= c <= "\u06ff" for c in act.text)
            assert arabic == (language == "ar") or not isinstance(act, Say)


@given(st.text(max_size=80), st.sampled_from(list(ContactState)), st.integers(0, 3))
def test_any_turn_has_one_reply_always_the_same(
    text: str, state: ContactState, failures: int
) -> None:
    turn = replace(TURN, text=text, state=state, facts=replace(GREETED, failures=failures))
    reply = respond(turn)
    assert reply == respond(turn)
    assert sum(isinstance(act, HandOver) for act in reply.acts) <= 1
    assert bool(reply.acts) or state is not ContactState.ASSISTANT
