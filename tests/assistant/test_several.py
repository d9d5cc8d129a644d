"""Several questions in one message: what is answered, asked back, or left to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nawba.assistant import (
    Act,
    Answer,
    Clarify,
    Facts,
    HandOver,
    Part,
    Say,
    Turn,
    Withhold,
    respond,
)
from nawba.assistant.gathering import gather
from nawba.assistant.questions import split
from nawba.assistant.texts import say
from nawba.domain.decisions import Basis
from nawba.domain.ports import Found
from nawba.domain.words import Article

PUK = Article("code-puk", "sahla", "fr", "Code PUK", "Huit chiffres.")
HOURS = Article("horaires", "sahla", "fr", "Horaires des boutiques", "De 9 h à 19 h.")
ESIM = Article("esim", "sahla", "fr", "Activer une eSIM", "Scannez.")
SIM = Article("sim", "sahla", "fr", "Remplacer une carte SIM", "En boutique.")
FIRST, SECOND = "Comment trouver mon code PUK ?", "Quels sont les horaires des boutiques ?"
THIRD = "Comment activer mon eSIM ?"
BOTH = f"{FIRST} {SECOND}"
GREETED = Facts(greeted=True)
ALL = frozenset({"code-puk", "horaires", "esim", "sim"})


def sure(article: Article) -> tuple[Found, ...]:
    return (Found(article, 0.9, 0.8), Found(ESIM, 0.05))


UNSURE = (Found(ESIM, 0.3, 0.1), Found(SIM, 0.2))
CLOSE = (Found(ESIM, 0.45, 0.1), Found(SIM, 0.35))


def turn(message: str, whole: Sequence[Found], *found: Sequence[Found], **more: object) -> Turn:
    spans = split(message)
    assert len(spans) == len(found), "the message has as many questions as the test means"
    parts = tuple(Part(span, one, 0.8) for span, one in zip(spans, found, strict=True))
    made = Turn(message, "m1", "fr", ("fr", "ar"), "Sahla", "Sami", 0.8, facts=GREETED,
                found=whole, parts=parts, provable=ALL)  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def acts(*given: object, **more: object) -> tuple[Act, ...]:
    return respond(turn(*given, **more)).acts  # type: ignore[arg-type]


def heading(question: str) -> Say:
    return Say(say("part_heading", "fr", question=question))


def test_each_sure_question_is_answered_under_its_heading() -> None:
    *told, helped = acts(BOTH, UNSURE, sure(PUK), sure(HOURS))
    assert told == [
        heading(FIRST),
        Answer(PUK, 0.9, "Huit chiffres.", Basis.PART),
        heading(SECOND),
        Answer(HOURS, 0.9, "De 9 h à 19 h.", Basis.PART),
    ]
    assert isinstance(helped, Say)
    assert helped.text == say("did_this_help", "fr")


def test_what_is_not_sure_goes_to_a_person_with_that_question() -> None:
    head, answer, withheld, told, handed = acts(BOTH, sure(PUK), sure(PUK), UNSURE)
    assert (head, answer) == (heading(FIRST), Answer(PUK, 0.9, "Huit chiffres.", Basis.PART))
    assert withheld == Withhold("part_unsure", 0.3)
    assert told == Say(say("part_unsure", "fr", question=SECOND))
    assert handed == HandOver("part_unsure", goal=SECOND)


def test_of_a_question_with_close_readings_it_is_asked_which_was_meant() -> None:
    *_, withheld, which, asked = acts(BOTH, UNSURE, sure(PUK), CLOSE)
    assert withheld == Withhold("close_readings", 0.45)
    assert which == Clarify(("esim", "sim"))
    assert isinstance(asked, Say)
    assert asked.choices[:2] == ("Activer une eSIM", "Remplacer une carte SIM")
    assert SECOND in asked.text


def test_where_the_parts_are_not_sure_the_whole_is_read_as_ever() -> None:
    (answer, _) = acts(BOTH, sure(HOURS), UNSURE, UNSURE)
    assert answer == Answer(HOURS, 0.9, "De 9 h à 19 h.")


def test_where_the_parts_mean_one_article_the_whole_is_read_as_ever() -> None:
    weaker = (Found(PUK, 0.4, 0.3),)
    (answer, _) = acts(BOTH, sure(PUK), sure(PUK), weaker)
    assert answer == Answer(PUK, 0.9, "Huit chiffres.")


def test_three_questions_none_of_them_sure_go_to_a_person_whole() -> None:
    message = f"{BOTH} {THIRD}"
    *_, handed = acts(message, (), UNSURE, UNSURE, UNSURE)
    assert handed == HandOver("below_threshold", goal=message)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_an_article_served_before_is_not_served_again(language: str) -> None:
    facts = replace(GREETED, answered_articles=("horaires",))
    told = acts(BOTH, UNSURE, sure(PUK), sure(HOURS), facts=facts, language=language,
                allowed=(language,))  # fmt: skip
    assert [act.article.id for act in told if isinstance(act, Answer)] == ["code-puk"]
    assert told[-1] == HandOver("part_unsure", goal=SECOND)


def test_an_assist_only_part_is_left_to_a_person() -> None:
    made = turn(BOTH, UNSURE, sure(PUK), sure(HOURS))
    shut = replace(made.parts[1], threshold=None)
    told = respond(replace(made, parts=(made.parts[0], shut))).acts
    assert told[-1] == HandOver("part_unsure", goal=SECOND)


def test_the_disclosure_comes_once_and_first() -> None:
    first, *rest = acts(BOTH, UNSURE, sure(PUK), sure(HOURS), facts=Facts())
    assert isinstance(first, Say)
    assert "Sami" in first.text
    assert not any(isinstance(act, Say) and "Sami" in act.text for act in rest)


@pytest.mark.parametrize(
    ("message", "searched"),
    [
        (FIRST, [FIRST]),
        (BOTH, [BOTH, FIRST, SECOND]),
        (f"{BOTH} {THIRD}", [FIRST, SECOND, THIRD]),
        (f"{BOTH} {THIRD} Où est mon colis ?", [f"{BOTH} {THIRD} Où est mon colis ?"]),
    ],
)
def test_a_turn_searches_three_times_at_most(message: str, searched: list[str]) -> None:
    asked: list[str] = []

    def look(words: str) -> Sequence[Found]:
        asked.append(words)
        return sure(PUK)

    gather(message, look, lambda article: 0.8)
    assert asked == searched


def test_switched_off_a_message_is_read_whole() -> None:
    gathered = gather(BOTH, lambda words: sure(PUK), lambda article: 0.8, in_parts=False)
    assert gathered.parts == ()
    assert gathered.found == sure(PUK)
