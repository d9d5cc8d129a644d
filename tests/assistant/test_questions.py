"""A message is taken apart only where each part stands for itself."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.questions import MOST_PARTS, split


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (
            "Comment activer mon eSIM ? Quels sont les horaires de la boutique ?",
            ["Comment activer mon eSIM ?", "Quels sont les horaires de la boutique ?"],
        ),
        (
            "comment suivre mon colis et aussi comment changer mon adresse",
            ["comment suivre mon colis", "comment changer mon adresse"],
        ),
        (
            "how do I activate my eSIM? Also, when will I get my refund?",
            ["how do I activate my eSIM?", "Also, when will I get my refund?"],
        ),
        (
            "كيف أفعل الشريحة الإلكترونية؟ وكم سعر التجوال في إسبانيا؟",
            ["كيف أفعل الشريحة الإلكترونية؟", "وكم سعر التجوال في إسبانيا؟"],
        ),
        (
            "كيفاش نفعل الشريحة و زيد شحال التجوال فاسبانيا",
            ["كيفاش نفعل الشريحة", "شحال التجوال فاسبانيا"],
        ),
        (
            "kifach nfa3el la puce w zid ch7al roaming f espagne",
            ["kifach nfa3el la puce", "ch7al roaming f espagne"],
        ),
        (
            "Bonjour,\noù est mon colis\nje veux résilier mon contrat\nmerci",
            ["où est mon colis", "je veux résilier mon contrat"],
        ),
        (
            "Ma box clignote. Comment la redémarrer ? Quel est le prix de la fibre ?",
            ["Ma box clignote. Comment la redémarrer ?", "Quel est le prix de la fibre ?"],
        ),
    ],
)
def test_questions_that_stand_are_parts(message: str, parts: list[str]) -> None:
    assert [part.text for part in split(message)] == parts


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Où est mon colis ?",
        "Mon téléphone demande le code PUK. Que dois-je faire ?",
        "Où est mon colis ? Il est en retard ?",
        "Comment résilier mon contrat ? C'est combien ?",
        "where is my parcel?? hello??",
        "payer 2 factures en meme temps c possible? et par carte?",
        "mon internet ne marche pas\ndepuis hier soir\nà Fès",
        "أين طردي؟ هل هو متأخر؟",
        "فين الكولي ديالي؟ واش هو معطل؟",
        "Où est mon colis ? Comment payer ma facture ? Quel est mon solde ? Où est ma box ?",
    ],
)
def test_what_hangs_together_stays_whole(message: str) -> None:
    assert split(message) == ()


def test_a_very_long_message_stays_whole() -> None:
    two = "Comment suivre mon colis ? Comment payer ma facture ?"
    assert len(split(two)) == 2
    assert split(two + " et aussi" * 200) == ()


@given(st.text(alphabet="où est mon colis ?؟\n.,abcكيف", max_size=120))
def test_parts_are_in_the_message_in_order_and_apart(message: str) -> None:
    parts = split(message)
    assert len(parts) in (0, *range(2, MOST_PARTS + 1))
    assert all(message[part.start : part.end] == part.text for part in parts)
    assert all(a.end <= b.start for a, b in pairwise(parts))
