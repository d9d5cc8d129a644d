"""Nothing that names a customer is left in their words; what is replaced can be put back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.domain.errors import Invalid
from nawba.domain.words import CustomerDetails
from nawba.privacy import redact, redaction
from nawba.privacy.redaction import mark

NOBODY = CustomerDetails()


def redacted(text: str, details: CustomerDetails = NOBODY) -> str:
    return redact([text], details).texts[0]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("écrivez à sara.b+x@mail.example.com svp", "écrivez à [EMAIL_1] svp"),
        ("sara(at)mail.com", "[EMAIL_1]"),
        ("tel 06 61 12 34 56.", "tel [PHONE_1]."),
        ("0661-123456", "[PHONE_1]"),
        ("+212 6 61-12-34-56 ou 00 33 6 12 34 56 78", "[PHONE_1] ou [PHONE_2]"),
        ("رقمي ٠٦٦١١٢٣٤٥٦", "رقمي [PHONE_1]"),
        ("06\u200b61123456", "[PHONE_1]"),
        ("carte 4111 1111 1111 1111", "carte [CARD_1]"),
        ("بطاقتي ٤١١١١١١١١١١١١١١١", "بطاقتي [CARD_1]"),
        ("IBAN MA64 0115 1900 0001 2050 0053 4921 merci", "IBAN [IBAN_1] merci"),
        ("iban gb82west12345698765432", "iban [IBAN_1]"),
        ("facture FA-2025-0031", "facture [ID_1]"),
        ("ma CIN AB123456", "ma CIN [ID_1]"),
        ("dossier n° 778899", "dossier n° [ID_1]"),
        ("code reçu : 4821", "code reçu : [ID_1]"),
        ("je m'appelle Sara Benali et ma box est en panne", "je m'appelle [NAME_1] et"),
        ("my name is John Smith, hello", "my name is [NAME_1], hello"),
        ("اسمي كريم الإدريسي وعندي مشكل", "اسمي [NAME_1]"),
        ("smiti Youssef bghit nbdel carte", "smiti [NAME_1] bghit nbdel carte"),
        ("ici Madame Alami", "ici Madame [NAME_1]"),
        ("http://exemple.ma/compte?id=7 est en panne", "[URL_1] est en panne"),
    ],
)
def test_what_names_a_customer_is_replaced(text: str, left: str) -> None:
    assert redacted(text).startswith(left)


@pytest.mark.parametrize(
    "text",
    [
        "payé 1 250,50 DH le 12/03/2026",
        "249 DH pour 100 Mb/s pendant 12 mois",
        "depuis le 15 mars 2026, forfait Sahla 25",
        "دفعت ٢٥٠ درهم يوم 3 مارس",
        "I paid €20.50 twice, 48 hours ago",
        "ma box 5G clignote 3 fois",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert redacted(text) == text


def test_a_card_number_with_a_wrong_check_digit_is_sealed_as_one_all_the_same() -> None:
    assert redacted("4111 1111 1111 1112") == "[CARD_1]"
    assert (
        redacted("le modem affiche 4111111111111112 ce soir") == "le modem affiche [ID_1] ce soir"
    )


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("c'est le zéro six douze trente-quatre cinquante-six soixante-dix", "c'est le [PHONE_1]"),
        ("carte 4111 1111 1111 1111 cvv 123", "carte [CARD_1] cvv [CVV_1]"),
        ("sara point alami arobase mail point com", "[EMAIL_1]"),
        ("livrez 12 rue des Lilas, Rabat", "livrez [ADDRESS_1]"),
    ],
)
def test_what_is_said_in_words_is_replaced_before_a_model_sees_it(text: str, left: str) -> None:
    assert redacted(text) == left


def test_what_the_customer_told_of_themselves_is_found_in_their_words() -> None:
    details = CustomerDetails("Leïla Ben Salah", "L@x.ma", "0522 00 11 22", "ref-77")
    left = redacted("ici LEILA, famille ben salah, dossier ref-77, 0522001122", details)
    assert left == "ici [NAME_1], famille [NAME_2], dossier [ID_1], [PHONE_1]"


def test_the_same_value_has_one_placeholder_over_all_messages() -> None:
    found = redact(["mon n° 06 61 12 34 56", "06.61.12.34.56 !", "pas 0661123457"], NOBODY)
    assert found.texts == ("mon n° [PHONE_1]", "[PHONE_1] !", "pas [PHONE_2]")


def test_a_customer_cannot_forge_a_placeholder() -> None:
    found = redact(["[PHONE_1] et 0661123456"], NOBODY)
    assert found.texts == ("[TEXT_1] et [PHONE_1]",)
    assert found.restore(found.texts[0]) == "[PHONE_1] et 0661123456"


def test_a_card_number_is_never_put_back() -> None:
    found = redact(["4111111111111111"], NOBODY)
    with pytest.raises(Invalid):
        found.restore("votre carte [CARD_1]")


def test_a_placeholder_that_was_not_given_out_is_refused() -> None:
    with pytest.raises(Invalid):
        redact(["0661123456"], NOBODY).restore("appelez [PHONE_2]")


@settings(deadline=None)
@given(
    before=st.text("abcé ,.'\n", max_size=20),
    phone=st.from_regex(r"0[5-7]( ?[0-9]{2}){4}", fullmatch=True),
    name=st.from_regex(r"[a-z]{3,9}", fullmatch=True),
)
def test_no_digit_of_a_phone_number_or_mail_address_survives(
    before: str, phone: str, name: str
) -> None:
    text = f"{before} {phone} , {name}@mail.ma"
    found = redact([text], NOBODY)
    assert not re.search(r"\d{2}", found.texts[0])
    assert f"{name}@" not in found.texts[0]
    assert found.restore(found.texts[0]) == text


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_can_be_redacted_and_put_back(text: str) -> None:
    found = redact([text], NOBODY)
    if not found.sealed:
        again = redact([found.restore(found.texts[0])], NOBODY)
        assert again.texts == found.texts


@pytest.mark.parametrize("piece", ["a", "1", "A1", "1-", "a/", "a.", "+1", "0 ", "a@", "اسمي "])
def test_a_message_made_to_be_slow_is_read_as_far_as_any(piece: str) -> None:
    """Once a pattern took a second for each of these; the time is not asserted, the reading is."""
    text = f"{piece * (3900 // len(piece))} 0661123456"
    assert "0661123456" not in redacted(text)


def test_a_name_behind_this_is_begins_with_a_capital() -> None:
    texts = ["And this is all at no charge.", "Hello, this is Xanthi speaking."]
    said, named = redact(texts, CustomerDetails()).texts
    assert said == texts[0]
    assert "Xanthi" not in named


def test_what_is_marked_is_what_is_redacted() -> None:
    texts = ["au 06 12 34 56 78\u200b svp", "je m'appelle Sara", "merci Sara, ton mail a@b.ma ?"]
    marked = mark(texts)
    assert tuple(one.redacted for one in marked) == redact(texts, CustomerDetails()).texts
    assert [one.text[a:b] for one in marked for a, b, _ in one.marks] == [
        "06 12 34 56 78", "Sara", "Sara", "a@b.ma"
    ]  # fmt: skip


def test_a_dotted_capital_i_stops_nobody() -> None:
    assert mark(["FR76 3000 6000 0112 3456 78İ 189"])[0].marks


def test_what_was_read_before_is_read_the_same_and_nothing_personal_is_remembered() -> None:
    stock, told = "Que puis-je faire pour vous ?", "Mon numéro est le 06 12 34 56 78."
    first = redact([stock, told], CustomerDetails()).texts
    assert (
        redact([stock, told], CustomerDetails()).texts
        == first
        == (stock, "Mon numéro est le [PHONE_1].")
    )
    assert told not in redaction._nothing_in
    assert stock in redaction._nothing_in


def test_a_text_that_held_nothing_is_read_again_for_a_name_that_was_said() -> None:
    thanks = "merci zorblat et bonne journée"
    assert redact([thanks], CustomerDetails()).texts == (thanks,)
    assert thanks in redaction._nothing_in
    told = redact(["Je m'appelle Zorblat.", thanks], CustomerDetails()).texts
    assert told[1] == "merci [NAME_1] et bonne journée"
    assert redact([thanks], CustomerDetails(name="Zorblat")).texts[0] == told[1]
    assert redact([thanks], CustomerDetails()).texts == (thanks,)
