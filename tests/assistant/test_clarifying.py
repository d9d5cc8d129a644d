"""Which was meant: when it is asked, how a reply is understood, what is then served."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant import (
    Act,
    Answer,
    Clarify,
    Facts,
    HandOver,
    Pick,
    Say,
    Turn,
    Withhold,
    respond,
    say,
)
from nawba.assistant.clarifying import close_readings, picked, resolve
from nawba.domain.decisions import Basis
from nawba.domain.ports import Found
from nawba.domain.words import Article

LATE = Article("colis-en-retard", "waha", "fr", "Mon colis est en retard", "Attendez.", version=2)
TRACK = Article("suivre-colis", "waha", "fr", "Suivre un colis", "Ouvrez Suivi.")
PAY = Article("payer", "waha", "fr", "Payer à la livraison", "En espèces.")
ALL = frozenset({"colis-en-retard", "suivre-colis", "payer"})
CLOSE = (Found(LATE, 0.45, 0.1), Found(TRACK, 0.35, 0.3), Found(PAY, 0.05))
GREETED = Facts(greeted=True)
TITLES = (LATE.title, TRACK.title)
OFFERED = (*TITLES, say("choice_none", "fr"), say("choice_person", "fr"))
ASKED = Facts(greeted=True, failures=1, last_choices=OFFERED)
TURN = Turn(
    text="mon colis svp il arrive quand",
    message="m1",
    language="fr",
    allowed=("fr", "ar", "en"),
    brand="Waha",
    assistant_name="Nour",
    threshold=0.8,
    facts=GREETED,
    found=CLOSE,
    provable=ALL,
)


def acts(**given: object) -> tuple[Act, ...]:
    return respond(replace(TURN, **given)).acts  # type: ignore[arg-type]


def kinds(found: tuple[Act, ...]) -> list[type]:
    return [type(act) for act in found]


def test_two_close_readings_are_asked_about_with_their_titles() -> None:
    assert acts() == (
        Withhold("close_readings", 0.45),
        Clarify(("colis-en-retard", "suivre-colis")),
        Say(say("clarify", "fr"), OFFERED),
    )


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_it_is_asked_in_the_customers_language(language: str) -> None:
    *_, asked = acts(language=language)
    assert isinstance(asked, Say)
    assert asked.text == say("clarify", language)
    assert asked.choices[-2:] == (say("choice_none", language), say("choice_person", language))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"threshold": None}, "an assist-only brand hands over"),
        ({"provable": ALL - {"colis-en-retard"}}, "the best is in an assist-only group"),
        ({"provable": ALL - {"suivre-colis"}}, "one choice is no choice"),
        ({"facts": replace(GREETED, answered_articles=("suivre-colis",))}, "served already"),
        ({"facts": ASKED, "text": "je ne sais pas trop dire"}, "asked a moment ago"),
        ({"found": (Found(LATE, 0.3), Found(TRACK, 0.2))}, "together less likely than not"),
        ({"found": (Found(LATE, 0.7), Found(TRACK, 0.05))}, "the second is hardly likely"),
        ({"found": ()}, "nothing was found"),
        ({"text": "mon colis arrive quand, ras le bol"}, "the customer is upset"),
    ],
)
def test_otherwise_a_person_goes_on(changed: dict[str, object], why: str) -> None:
    assert kinds(acts(**changed))[-1] is HandOver, why


def test_a_sure_reading_is_answered_and_not_asked_about() -> None:
    assert kinds(acts(found=(Found(LATE, 0.85, 0.7), Found(TRACK, 0.15)))) == [Answer, Say]


def test_it_may_be_asked_again_about_another_question() -> None:
    between = replace(GREETED, failures=1, last_choices=(say("choice_solved", "fr"),))
    assert Clarify in kinds(acts(facts=between))


def test_three_choices_at_most_and_none_that_is_unlikely() -> None:
    other = Article("autre", "waha", "fr", "Autre chose", "…")
    four = [Found(LATE, 0.3), Found(TRACK, 0.28), Found(PAY, 0.22), Found(other, 0.18)]
    assert len(close_readings(four, ALL | {"autre"})) == 3
    assert close_readings(CLOSE, ALL) == CLOSE[:2]


def test_of_two_articles_with_one_title_one_is_offered() -> None:
    twin = replace(TRACK, id="twin", title=LATE.title)
    found = (Found(LATE, 0.5), Found(twin, 0.25), Found(TRACK, 0.24))
    offered = close_readings(found, ALL | {"twin"})
    assert [one.article.id for one in offered] == ["colis-en-retard", "suivre-colis"]


def pick(text: str, found: Found | None = CLOSE[1]) -> tuple[Act, ...]:
    """The acts on a reply to the choices, as the driver prepares it."""
    title = picked(text, OFFERED)
    taken = None if title is None else Pick(title, found)
    return acts(text=text, facts=ASKED, pick=taken, about="mon colis svp il arrive quand")


@pytest.mark.parametrize(
    "text",
    ["Suivre un colis", "suivre un colis.", "2", "٢", "la 2", "le deuxième", "الثانية", "tanya",
     "suivre", "pour le suivre", "la dernière"],
)  # fmt: skip
def test_a_pick_is_served_word_for_word_as_chosen(text: str) -> None:
    answer, question = pick(text)
    assert answer == Answer(TRACK, 0.35, "Ouvrez Suivi.", Basis.CHOSEN)
    assert isinstance(question, Say)
    assert question.text == say("did_this_help", "fr")


@pytest.mark.parametrize(
    "text", ["Rien de tout cela", "3", "non", "aucun des deux", "none of them", "والو", "لا"]
)
def test_none_of_these_goes_to_a_person_with_what_was_asked(text: str) -> None:
    withheld, words, handed = pick(text)
    assert withheld == Withhold("none_fits", 0.45)
    assert words == Say(say("none_fits_handover", "fr"))
    assert handed == HandOver("none_fits", goal="mon colis svp il arrive quand")


@pytest.mark.parametrize("text", ["4", "Parler à une personne", "un conseiller svp"])
def test_a_person_is_among_the_choices(text: str) -> None:
    assert pick(text)[-1] == HandOver("person_requested", person_requested=True)


def test_a_title_that_speaks_of_advisers_is_picked_by_a_click_only() -> None:
    shops = "Où trouver un conseiller ?"
    offered = (TRACK.title, shops, *OFFERED[2:])
    facts = replace(ASKED, last_choices=offered)
    assert picked(shops, offered) == shops
    assert picked("un conseiller", offered) is None
    hours = Found(replace(PAY, title=shops), 0.3)
    answer, _ = acts(text=shops, facts=facts, pick=Pick(shops, hours))
    assert isinstance(answer, Answer)
    assert acts(text="un conseiller", facts=facts)[-1] == HandOver("person_requested", True)


def test_what_is_not_served_any_more_is_not_served_by_a_click() -> None:
    assert pick("Suivre un colis", found=None)[-1] == HandOver(
        "nothing_found", goal="mon colis svp il arrive quand"
    )


@pytest.mark.parametrize(
    "text",
    ["mon colis", "bonjour", "rien ne marche chez moi", "5", "combien coûte une assurance ?", "",
     "le 12 mars", "suivre mon dossier de plainte"],
)  # fmt: skip
def test_what_names_no_title_plainly_picks_nothing(text: str) -> None:
    assert picked(text, OFFERED) is None


def test_without_choices_of_articles_nothing_is_picked() -> None:
    assert picked("1", (say("choice_solved", "fr"), say("choice_person", "fr"))) is None
    assert picked("1", ()) is None


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=20), max_size=3))
def test_only_what_was_offered_can_be_picked(text: str, titles: list[str]) -> None:
    assert picked(text, [*titles, say("choice_none", "ar")]) in (None, *titles)


def test_a_title_is_resolved_to_the_reading_with_the_best_score() -> None:
    readings = [CLOSE, (Found(TRACK, 0.5),)]
    assert resolve(TRACK.title, readings) == Pick(TRACK.title, Found(TRACK, 0.5))
    assert resolve("gone", readings) == Pick("gone", None)
