"""Which was meant, two questions at once and anger, as the customer meets them in the chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Customer
from browser.server import Server
from nawba.domain.texts import say


@dataclass(frozen=True)
class Words:
    """What the demo's articles make ambiguous, what they answer two at once, and what is rude."""

    ambiguous: str
    two: tuple[str, str]
    rude: str


SAID = {
    "fr": Words(
        "où est ma facture",
        ("Mon téléphone demande le code PUK : que faire ?", "Comment passer à l'eSIM ?"),
        "bande de voleurs !",
    ),
    "ar": Words(
        "مدة صلاحية باس السفر",
        ("هاتفي يطلب رمز PUK: ماذا أفعل؟", "كيف أنتقل إلى شريحة eSIM؟"),
        "أنتم لصوص!",
    ),
}


@pytest.fixture(scope="module")
def centre(new_centre: Callable[..., Server]) -> Server:
    return new_centre(answer_threshold="0.8")


@pytest.fixture(params=SAID)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def customer(centre: Server, window: Windows, language: str) -> Customer:
    customer = Customer(window(language, width=480, height=860), centre.base, "sahla", language)
    customer.open_chat()
    expect(customer.said("", by="assistant").first).to_be_visible()
    return customer


def test_a_press_on_a_title_brings_that_article(customer: Customer, language: str) -> None:
    customer.say(SAID[language].ambiguous)
    expect(customer.said(say("clarify", language), by="assistant")).to_be_visible()
    choices = customer.part("choice")
    for key in ("choice_none", "choice_person"):
        expect(choices.filter(has_text=say(key, language))).to_be_visible()
    title = choices.nth(1).inner_text()
    choices.nth(1).click()
    expect(customer.said(say("did_this_help", language), by="assistant")).to_be_visible()
    expect(customer.part("source-link")).to_contain_text(title)


def test_none_of_these_brings_a_person_who_knows_the_question(
    customer: Customer, language: str
) -> None:
    customer.say(SAID[language].ambiguous)
    customer.part("choice").filter(has_text=say("choice_none", language)).click()
    expect(customer.said(say("none_fits_handover", language), by="assistant")).to_be_visible()
    expect(customer.part("brief-goal-text")).to_have_text(SAID[language].ambiguous)


def test_two_questions_are_answered_each_under_its_heading(
    customer: Customer, language: str
) -> None:
    two = SAID[language].two
    customer.say(" ".join(two))
    for question in two:
        heading = say("part_heading", language, question=question)
        expect(customer.said(heading, by="assistant")).to_be_visible()
    expect(customer.part("source-link")).to_have_count(2)


def test_anger_is_heard_and_passed_on_in_their_words(customer: Customer, language: str) -> None:
    rude = SAID[language].rude
    customer.say(rude)
    expect(customer.said(say("upset_acknowledged", language), by="assistant")).to_be_visible()
    expect(customer.part("brief-card")).to_contain_text(rude)
