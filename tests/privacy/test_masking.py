"""Card numbers and codes are masked, however they are written or said, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.privacy import redact_query
from nawba.privacy.masking import Before, mask_codes, mask_values

ASKED = Before("Quel est le cryptogramme au dos de votre carte, s'il vous plaît ?", own=False)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4111 1111 1111 1111", "•••• 1111"),
        ("ma carte 5500-0055-5555-5559 merci", "ma carte •••• 5559 merci"),
        ("amex 3782 822463 10005, code 1234", "amex •••• 0005, code •••"),
        ("رقم بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١ والرمز ١٢٣", "رقم بطاقتي •••• 1111 والرمز •••"),
        ("4111\u200b1111\u200b1111\u200b1111", "•••• 1111"),
        ("the cvv is 737", "the cvv is •••"),
        ("le cryptogramme, c'est sept trois sept", "le cryptogramme, c'est •••"),
        ("the card is four one one one " + "one one one one " * 3, "the card is •••• "),
        (
            "ma carte, quatre mille cent onze, " + "mille cent onze, " * 2 + "mille cent onze",
            "ma carte, ••••",
        ),
    ],
)
def test_cards_and_their_codes_are_masked(text: str, left: str) -> None:
    masked = mask_codes(text)
    assert masked.text.strip() == left.strip()
    assert masked.kinds
    assert mask_codes(masked.text).text == masked.text


@pytest.mark.parametrize(
    "text",
    [
        "ma carte SIM est la 8921200000000000001",
        "commande 4111111111111112",
        "mon code de vérification est 4821",
        "mon numéro est le 0661 22 33 44",
        "je paie 120 dh depuis le 12/03/2026",
        "IBAN MA64 0115 1900 0001 2050 0053 4921",
        "",
        "deux cartes, trois euros",
    ],
)
def test_what_is_no_card_stays_as_it_was_typed(text: str) -> None:
    assert mask_codes(text).text == text


@pytest.mark.parametrize("reply", ["123", "c'est 123", "cent vingt-trois", "١٢٣", "one two three"])
def test_a_code_that_was_asked_for_is_masked(reply: str) -> None:
    assert "•••" in mask_codes(reply, [ASKED]).text
    assert mask_codes(reply).text == reply


def test_a_code_by_sms_is_none_of_a_card() -> None:
    asked = Before(
        "Donnez-moi le code de vérification reçu par SMS pour votre carte SIM", own=False
    )
    assert mask_codes("4821", [asked]).text == "4821"


def test_a_number_in_several_messages_is_masked_in_all_of_them() -> None:
    said = [Before("voici 4111", own=True), Before("1111 1111", own=True)]
    masked = mask_codes("1111", said)
    assert (masked.text, masked.earlier) == ("••••", {0: "voici ••••", 1: "••••"})


def test_the_words_of_somebody_else_are_no_part_of_a_number() -> None:
    said = [Before("4111", own=True), Before("1111 1111", own=False)]
    assert mask_codes("1111", said).text == "1111"


def test_values_of_an_operation_are_masked_wherever_they_stand() -> None:
    value = {"card": 4111111111111111, "lines": [{"note": "carte 5500 0055 5555 5559"}], "n": 12}
    assert mask_values(value) == {"card": "•••• 1111", "lines": [{"note": "carte •••• 5559"}],
                                  "n": 12}  # fmt: skip


def test_a_query_loses_names_and_keeps_the_question() -> None:
    said = "Je m'appelle Samira Alaoui, 0661223344, je veux résilier mon abonnement"
    query = redact_query(said)
    assert "Samira" not in query
    assert "0661223344" not in query
    assert query.endswith("je veux résilier mon abonnement")


def test_a_query_without_anybody_in_it_is_the_very_same() -> None:
    said = "Mon téléphone demande le code PUK"
    assert redact_query(said) is said


@settings(deadline=None)
@given(st.text(max_size=300), st.lists(st.builds(Before, st.text(max_size=60), st.booleans())))
def test_any_text_can_be_masked(text: str, before: list[Before]) -> None:
    masked = mask_codes(text, before)
    assert set(masked.earlier) <= set(range(len(before)))
    assert bool(masked.kinds) == (masked.text != text)
