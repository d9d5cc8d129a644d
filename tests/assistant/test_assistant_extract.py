"""Fields found in what customers write, in French, Arabic and English."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.extract import extract_fields

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("mon colis WH123456789", {"Order": "WH123456789"}),
        ("wh-123456789 svp", {"Order": "WH123456789"}),
        ("طلبي WH123456789 لم يصل", {"Order": "WH123456789"}),
        ("commande n° CMD-2024-118", {"Order": "CMD2024118"}),
        ("my order number 778899", {"Order": "778899"}),
        ("رقم الطلبية: ٧٧٨٨٩٩", {"Order": "778899"}),
        ("facture n° FA-2025-0031", {"Invoice": "FA-2025-0031"}),
        ("invoice #88123", {"Invoice": "88123"}),
        ("فاتورة رقم 88123", {"Invoice": "88123"}),
        ("ma facture est fausse", {}),
        ("ma commande du 12/03/2025", {"Date": "12/03/2025"}),
        ("depuis le 3 mars 2026", {"Date": "le 3 mars 2026"}),
        ("le 1er août", {"Date": "le 1er août"}),
        ("on March 3rd, 2026", {"Date": "March 3rd, 2026"}),
        ("2026-03-02 et 5.4.26", {"Date": "2026-03-02, 5.4.26"}),
        ("يوم 3 مارس", {"Date": "يوم 3 مارس"}),
        ("payé 1 250,50 DH", {"Amount": "1 250,50 DH"}),
        ("250dh ou 20€", {"Amount": "250dh, 20€"}),
        ("€20.50 and 99 MAD", {"Amount": "€20.50, 99 MAD"}),
        ("دفعت ٢٥٠ درهم", {"Amount": "250 درهم"}),
        ("tel 06 61 12 34 56", {"Phone": "06 61 12 34 56"}),
        ("+212 661-123456", {"Phone": "+212 661-123456"}),
        ("0661123456", {"Phone": "0661123456"}),
        ("00 33 6 12 34 56 78", {"Phone": "00 33 6 12 34 56 78"}),
        ("a.b+c@mail.example.com", {"E-mail": "a.b+c@mail.example.com"}),
        ("j'ai 2 colis et 3 enfants", {}),
        ("le 200 est en panne", {}),
        ("demain, ou lundi 16 mars", {"Date": "demain, lundi 16 mars"}),
        ("mitin dirham", {"Amount": "mitin dirham"}),
        ("", {}),
    ],
)
def test_fields(text: str, fields: dict[str, str]) -> None:
    assert extract_fields(text, "en", TODAY) == fields


def test_a_sentence_with_everything_keeps_each_piece_once() -> None:
    text = (
        "Facture FA-2025-0031 du 12/03/2025 : 1 250,50 DH au lieu de 250 DH, "
        "rappel WH123456789 et wh123456789, 0661123456, sara@x.ma"
    )
    assert extract_fields(text, "fr", TODAY) == {
        "Commande": "WH123456789",
        "Facture": "FA-2025-0031",
        "Téléphone": "0661123456",
        "E-mail": "sara@x.ma",
        "Date": "12/03/2025",
        "Montant": "1 250,50 DH, 250 DH",
    }


def test_labels_follow_the_language_and_fall_back_to_french() -> None:
    assert list(extract_fields("WH123456789", "ar", TODAY)) == ["رقم الطلب"]
    assert list(extract_fields("WH123456789", "es", TODAY)) == ["Commande"]


def test_at_most_five_values_of_a_kind() -> None:
    text = " ".join(f"{n}0 DH" for n in range(1, 9))
    assert extract_fields(text, "fr", TODAY)["Montant"].count("DH") == 5


def test_a_card_number_is_no_field() -> None:
    assert extract_fields("ma carte 4111 1111 1111 1111 cvv 123", "fr", TODAY) == {}


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    assert all(value for value in extract_fields(text, "fr", TODAY).values())


def test_a_long_message_takes_no_time() -> None:
    extract_fields("1 " * 20_000 + "a@" * 5_000 + "facture " * 5_000, "fr", TODAY)
