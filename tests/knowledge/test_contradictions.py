"""Articles that say the same of other numbers, or deny each other: found; the demo's are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nawba.demo.company import COMPANY
from nawba.domain.words import Article
from nawba.knowledge import read_folder
from nawba.knowledge.contradictions import contradicting, find_contradictions


def article(name: str, body: str, language: str = "fr", title: str = "", **more: object) -> Article:
    made = Article(name, "waha", language, title or name, body, owner="Nadia")
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "Le colis perdu est remboursé sous 7 jours ouvrables.",
         "Un colis perdu est remboursé sous 14 jours ouvrables."),
        ("en", "A lost parcel is refunded within 7 working days.",
         "A lost parcel is refunded within 30 working days."),
        ("ar", "نعوض الطرد المفقود خلال 7 أيام عمل.", "نعوض الطرد المفقود خلال 14 أيام عمل."),
        ("fr", "Le retrait du colis par un proche est possible avec une procuration.",
         "Le retrait du colis par un proche n'est pas possible avec une procuration."),
        ("en", "You can cancel a parcel after the courier has collected it.",
         "You can never cancel a parcel after the courier has collected it."),
    ],
)  # fmt: skip
def test_two_articles_that_cannot_both_be_true_are_found(
    language: str, one: str, other: str
) -> None:
    first, second = article("one", one, language), article("other", other, language)
    (found,) = find_contradictions([first, second])
    assert found.articles == (first, second)
    assert one in str(found)
    assert other in str(found)
    assert "Nadia" in str(found)
    assert {version.id for version in contradicting([found])} == {"one", "other"}


def test_of_articles_that_answer_one_question_fewer_words_must_agree() -> None:
    title = "Quel est le délai de remboursement d'un colis ?"
    one = article("a", "Le remboursement arrive sur votre compte sous 7 jours.", title=title)
    other = article("b", "Comptez 21 jours avant le remboursement sur le compte de l'expéditeur.",
                    title=title)  # fmt: skip
    assert find_contradictions([one, other])
    apart = replace(other, title="Le paiement à la livraison", questions=())
    assert not find_contradictions([one, apart])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Le colis arrive en 2 jours.", "Le colis arrive en 2 jours."),
        ("Le transfert coûte 150 DH.", "La restauration de la ligne coûte 30 DH après un impayé."),
        ("Le colis pèse 30 kg au plus.", "Le colis arrive en 3 jours au plus."),
        ("Appelez le 0522 00 11 22 pour un colis.", "Le colis coûte 40 DH par envoi."),
    ],
)
def test_what_agrees_or_speaks_of_something_else_is_not_accused(one: str, other: str) -> None:
    assert not find_contradictions([article("one", one), article("other", other)])


def test_brands_and_languages_are_compared_apart() -> None:
    one = article("one", "Le colis perdu est remboursé sous 7 jours ouvrables.")
    other = article("other", "Le colis perdu est remboursé sous 14 jours ouvrables.")
    assert find_contradictions([one, other])
    assert not find_contradictions([one, replace(other, brand="sahla")])
    assert not find_contradictions([one, replace(other, language="en")])
    assert not find_contradictions([one, replace(other, id="one")])  # another version of it


def test_the_demo_does_not_contradict_itself() -> None:
    assert find_contradictions(read_folder(COMPANY / "articles")) == []
