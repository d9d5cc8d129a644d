"""Numbers, amounts, names and answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.fields import extract

TODAY = date(2026, 3, 11)


def read(text: str, kind: str, *, asked: bool = False, language: str = "fr") -> list[str]:
    found = extract(text, [kind], language, TODAY, asked=kind if asked else "")
    return [field.value for field in found]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250", "250"), ("1 250,50", "1250.5"), ("1.250", "1250"), ("٢٥٠", "250"), ("2,5", "2.5"),
        ("deux cents", "200"), ("quatre-vingt-dix-sept", "97"), ("soixante et onze", "71"),
        ("mille neuf cent quatre-vingt", "1980"), ("vingt et un", "21"),
        ("cent deux mille", "102000"),
        ("deux millions trois cent mille un", "2300001"), ("3 mille cinq", "3005"),
        ("septante-deux", "72"), ("two hundred and five", "205"), ("forty-two", "42"),
        ("خمسة وعشرون", "25"), ("مائة وخمسين", "150"), ("ثلاثمائة وخمسة وستين", "365"),
        ("ثلاث مئة", "300"), ("ألف ومئتان", "1200"), ("خمسة عشر", "15"), ("ثلاثة آلاف", "3000"),
        ("khamsa w 3chrin", "25"), ("mya w khamsin", "150"), ("alf w khamsmya", "1500"),
        ("tlat alaf", "3000"), ("ربعين", "40"), ("خمسطاش", "15"), ("7dach", "11"), ("jouj", "2"),
    ],
)  # fmt: skip
def test_numbers_in_figures_and_words(text: str, number: str) -> None:
    assert read(text, "number") == [number]


def test_what_a_mark_means_follows_the_language() -> None:
    assert read("1,250", "number", language="fr") == ["1.25"]
    assert read("1,250", "number", language="en") == ["1250"]
    assert read("1.250", "number", language="en") == ["1.25"]
    assert read("0,250", "number", language="en") == ["0.25"]


@pytest.mark.parametrize(
    "text", ["un colis", "téléphone neuf", "WH123456", "12/03/2026", "3am", ""]
)
def test_no_number_stands_here(text: str) -> None:
    assert read(text, "number") == []


def test_un_is_a_number_when_one_was_asked_for() -> None:
    assert read("un", "number", asked=True) == ["1"]


def test_numbers_that_do_not_fit_together_stand_apart() -> None:
    assert read("deux trois colis", "number") == ["2", "3"]
    assert read("zéro six soixante et un douze", "number") == ["0", "6", "61", "12"]


UNITS = ["", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"]
TENS = ["", "dix", "vingt", "trente", "quarante", "cinquante", "soixante"]


def french(number: int) -> str:
    """A second opinion on how French says a number below a million."""
    if number >= 1000:
        head = "" if number // 1000 == 1 else french(number // 1000) + " "
        return f"{head}mille {french(number % 1000)}".strip()
    if number >= 100:
        head = "" if number // 100 == 1 else UNITS[number // 100] + " "
        return f"{head}cent {french(number % 100)}".strip()
    if number >= 80:
        return f"quatre-vingt {french(number - 80)}".strip()
    if number >= 60:
        return f"soixante {french(number - 60)}".strip()
    if number >= 17 and number < 20:
        return f"dix-{UNITS[number - 10]}"
    if 10 <= number < 17:
        return TEENS[number - 10]
    return f"{TENS[number // 10]} {UNITS[number % 10]}".strip()


@given(st.integers(1, 999_999))
def test_every_french_number_is_read(number: int) -> None:
    assert read(french(number), "number", asked=True) == [str(number)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("payé 1 250,50 DH", "1250.50 MAD"), ("250dh", "250.00 MAD"), ("€20.50", "20.50 EUR"),
        ("20 €", "20.00 EUR"), ("99 MAD", "99.00 MAD"), ("٢٥٠ درهم", "250.00 MAD"),
        ("deux cents dirhams", "200.00 MAD"), ("مئتا درهم", "200.00 MAD"),
        ("mitin dh", "200.00 MAD"),
        ("درهمين", "2.00 MAD"), ("alf w khamsmya dirham", "1500.00 MAD"), ("un euro", "1.00 EUR"),
        ("20 euros 50", "20.50 EUR"), ("20 euros et 5 centimes", "20.05 EUR"),
        ("تلاتين درهم وخمسين سنتيم", "30.50 MAD"), ("5000 FCFA", "5000 XOF"),
        ("1,250 DH", "1250.00 MAD"),
        ("1,250 DT", "1.250 TND"), ("$15", "15.00 USD"), ("MAD 250", "250.00 MAD"),
        ("250 dh 15 jours", "250.00 MAD"), ("250 dh 0661123456", "250.00 MAD"),
    ],
)  # fmt: skip
def test_amounts(text: str, amount: str) -> None:
    assert read(text, "amount") == [amount]


def test_a_currency_belongs_to_one_number() -> None:
    assert read("20€ 50€", "amount") == ["20.00 EUR", "50.00 EUR"]
    assert read("pas 250 dh, 350 dh", "amount") == ["250.00 MAD", "350.00 MAD"]


def test_a_bare_number_is_an_amount_only_when_asked_for() -> None:
    assert read("250", "amount") == []
    assert read("250 svp", "amount", asked=True) == ["250.00"]
    assert read("250 ou 350", "amount", asked=True) == []


@pytest.mark.parametrize("text", ["100 ryal", "100 ريال", "dh", "le dirham", "sans frais"])
def test_no_amount_is_guessed(text: str) -> None:
    assert read(text, "amount") == []


@given(st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2), st.sampled_from(["DH", "€"]))
def test_every_amount_in_figures_is_read(value: Decimal, currency: str) -> None:
    code = {"DH": "MAD", "€": "EUR"}[currency]
    written = f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")
    assert read(f"j'ai payé {written} {currency}", "amount") == [f"{value:.2f} {code}"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("je m'appelle Karim Benali et j'ai un souci", "Karim Benali"),
        ("Je m’appelle Jean-Pierre", "Jean-Pierre"),
        ("My name is Sara O'Neil.", "Sara O'Neil"),
        ("smiti sara", "Sara"),
        ("اسمي سارة العلوي ورقمي 0661123456", "سارة العلوي"),
        ("سميتي كريم", "كريم"),
        ("Mme Fatima Zahra El Idrissi, bonjour", "Fatima Zahra El Idrissi"),
        ("M. Benali", "Benali"),
        ("nom: karim", "Karim"),
        ("mon nom est BENALI", "BENALI"),
    ],
)
def test_names_that_are_announced(text: str, name: str) -> None:
    assert read(text, "name") == [name]


@pytest.mark.parametrize("text", ["merci monsieur", "je suis en colère", "Karim", "bonjour", ""])
def test_names_that_are_not(text: str) -> None:
    assert read(text, "name") == []


def test_the_whole_answer_may_be_a_name() -> None:
    assert read("sara el idrissi", "name", asked=True) == ["Sara El Idrissi"]
    assert read("c'est Karim !", "name", asked=True) == ["Karim"]
    for text in ("je ne sais pas", "pourquoi ?", "oui", "0661123456", "annuler", "لا", "x"):
        assert read(text, "name", asked=True) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("oui", "yes"), ("Oui, merci !", "yes"), ("oui oui, je confirme", "yes"),
        ("d'accord", "yes"),
        ("c'est bon", "yes"), ("yes please, go ahead", "yes"), ("نعم", "yes"), ("إيه واخا", "yes"),
        ("wakha", "yes"), ("pas de problème", "yes"), ("non", "no"), ("non merci", "no"),
        ("pas d'accord", "no"), ("لا شكرا", "no"), ("لالا", "no"), ("mabghitch", "no"),
    ],
)  # fmt: skip
def test_explicit_answers(text: str, answer: str) -> None:
    assert read(text, "yes_no") == [answer]


@pytest.mark.parametrize(
    "text",
    ["oui mais demain", "oui ou non ?", "ok?", "non, le 15", "oui non", "merci", "", "…",
     "peut-être", "oui " * 20, "la facture"],
)  # fmt: skip
def test_anything_else_is_no_answer(text: str) -> None:
    assert read(text, "yes_no") == []


def test_la_is_a_no_in_arabic_only() -> None:
    assert read("la", "yes_no", language="ary") == ["no"]
    assert read("la", "yes_no", language="fr") == []
