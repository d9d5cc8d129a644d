"""Personal data is found to the character, written or said in words; what names nobody stays."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.privacy.personal import TYPES, find_personal
from nawba.privacy.personal.reading import Reading, readings_shared


def found(text: str, language: str = "") -> list[tuple[str, str]]:
    return [(one.type, text[one.start : one.end]) for one in find_personal(text, language)]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ma carte 4970-1012-3456-7893 svp", "CARD", "4970-1012-3456-7893"),
        ("paid with 378282246310005 twice", "CARD", "378282246310005"),
        ("ok 5555 5555 5555 4444", "CARD", "5555 5555 5555 4444"),
        ("بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١ شكرا", "CARD", "٤١١١ ١١١١ ١١١١ ١١١١"),
        ("my card is double four 7 8 not it", "PHONE", ""),
        ("le cryptogramme visuel est 482", "CVV", "482"),
        ("ورمز الأمان ٧٣٧", "CVV", "٧٣٧"),
        ("IBAN MA64 0115 1900 0001 2050 0053 4921 merci", "IBAN",
         "MA64 0115 1900 0001 2050 0053 4921"),
        ("iban gb82west12345698765432", "IBAN", "gb82west12345698765432"),
        ("mon rib 011 780 0000123456789012 34 ok", "IBAN", "011 780 0000123456789012 34"),
        ("au +212 6 61-12-34-56 ce soir", "PHONE", "+212 6 61-12-34-56"),
        ("tel 00221 77 123 45 67", "PHONE", "00221 77 123 45 67"),
        ("+44 (0)20 7946 0958 today", "PHONE", "+44 (0)20 7946 0958"),
        ("call (555) 123-4567 ext. 12 now", "PHONE", "(555) 123-4567 ext. 12"),
        ("رقمي ٠٦٦١١٢٣٤٥٦", "PHONE", "٠٦٦١١٢٣٤٥٦"),
        ("à sara.b+x@mail.example.com, merci", "EMAIL", "sara.b+x@mail.example.com"),
        ("ma cin BE 123456 du 12/03/2021", "NATIONAL_ID", "BE 123456"),
        ("my NI number is QQ123456C", "NATIONAL_ID", "QQ123456C"),
        ("sécu 1 84 12 76 451 089 46", "NATIONAL_ID", "1 84 12 76 451 089 46"),
        ("je m'appelle Fatima Zahra El Idrissi et", "PERSON", "Fatima Zahra El Idrissi"),
        ("my name is john smith and i", "PERSON", "john smith"),
        ("اسمي عبد الرحيم العلوي وعندي مشكل", "PERSON", "عبد الرحيم العلوي"),
        ("hello my name is ben and i", "PERSON", "ben"),
        ("Tom O'Brien called", "PERSON", "Tom O'Brien"),
        ("sure 9177772888", "PHONE", "9177772888"),
        ("oui 5454158748569857", "CARD", "5454158748569857"),
        ("email id jane 54 gmailcom", "EMAIL", "jane 54 gmailcom"),
        ("address 85 boston street and contact number 964 859 7896", "PHONE", "964 859 7896"),
        ("smiti youssef bghit nbdel", "PERSON", "youssef"),
        ("mon nom s'écrit d u p o n t merci", "PERSON", "d u p o n t"),
        ("au 12 bis rue des Lilas, 75011 Paris et", "ADDRESS",
         "12 bis rue des Lilas, 75011 Paris"),
        ("to Flat 2, 22 Baker Street, London NW1 6XE please", "ADDRESS",
         "Flat 2, 22 Baker Street, London NW1 6XE"),
        ("أسكن في زنقة الياسمين رقم 5 الرباط شكرا", "ADDRESS", "زنقة الياسمين رقم 5 الرباط"),
    ],
)  # fmt: skip
def test_what_is_written_is_found_to_the_character(text: str, kind: str, value: str) -> None:
    if value:
        assert (kind, value) in found(text)
    else:
        assert kind not in dict(found(text))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ma carte quarante-neuf soixante-dix dix douze trente-quatre cinquante-six "
         "soixante-dix-huit quatre-vingt-treize voilà", "CARD",
         "quarante-neuf soixante-dix dix douze trente-quatre cinquante-six "
         "soixante-dix-huit quatre-vingt-treize"),
        ("card four one one one one one one one one one one one one one one one thanks", "CARD",
         "four one one one one one one one one one one one one one one one"),
        ("le code au dos sept cent trente-sept", "CVV", "sept cent trente-sept"),
        ("c'est le zéro six euh six cent douze trente quatre zéro cinq", "PHONE",
         "zéro six euh six cent douze trente quatre zéro cinq"),
        ("it's oh seven double nine one one two three four five six", "PHONE",
         "oh seven double nine one one two three four five six"),
        ("رقمي صفر ستة واحد وستين اثنا عشر أربعة وثلاثين ستة وخمسين", "PHONE",
         "صفر ستة واحد وستين اثنا عشر أربعة وثلاثين ستة وخمسين"),
        ("nemra zero setta wahed jouj tlata reb3a khamsa setta seb3a tmenya", "PHONE",
         "zero setta wahed jouj tlata reb3a khamsa setta seb3a tmenya"),
        ("mail: karim point benali arobase gmail point com merci", "EMAIL",
         "karim point benali arobase gmail point com"),
        ("it is j o h n underscore 45 at yahoo dot co dot uk", "EMAIL",
         "j o h n underscore 45 at yahoo dot co dot uk"),
        ("ايميلي كريم نقطة العلوي آت جيميل نقطة كوم", "EMAIL",
         "كريم نقطة العلوي آت جيميل نقطة كوم"),
        ("البطاقة تسعة وأربعين سبعين أحد عشر خمسة وخمسين صفر خمسة أحد عشر سبعة وسبعين واحد وعشرين",
         "CARD", "تسعة وأربعين سبعين أحد عشر خمسة وخمسين صفر خمسة أحد عشر سبعة وسبعين واحد وعشرين"),
        ("ma cin c'est b e un deux trois quatre cinq six", "NATIONAL_ID",
         "b e un deux trois quatre cinq six"),
        ("au douze rue des lilas rabat merci", "ADDRESS", "douze rue des lilas rabat"),
        ("iban foxtrot romeo seven six three oh oh oh six oh oh oh oh one one two three four five "
         "six seven eight nine oh one eight nine ok", "IBAN",
         "foxtrot romeo seven six three oh oh oh six oh oh oh oh one one two three four five "
         "six seven eight nine oh one eight nine"),
        ("on triple four, oh double seven five one double six seven one two three four five now",
         "CARD", "triple four, oh double seven five one double six seven one two three four five"),
        ("mail l e a tiret du bas p i c arobase free point fr merci", "EMAIL",
         "l e a tiret du bas p i c arobase free point fr"),
        ("jean trait d'union luc arobase mon trait d'union site point fr", "EMAIL",
         "jean trait d'union luc arobase mon trait d'union site point fr"),
        ("mon numéro de passeport huit neuf A K neuf quatre zéro cinq zéro voilà", "NATIONAL_ID",
         "huit neuf A K neuf quatre zéro cinq zéro"),
        ("my id card is whiskey xray five five seven five five seven", "NATIONAL_ID",
         "whiskey xray five five seven five five seven"),
    ],
)  # fmt: skip
def test_what_is_said_in_words_is_found_to_the_character(text: str, kind: str, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("priyanka", "priyanka"),
        ("yes it's venkatesh 4512", "venkatesh"),
        ("kwabena and 2684", "kwabena"),
        ("name kamila okonjo", "kamila okonjo"),
        ("marwick jessamine", "marwick jessamine"),
        ("my name rajeswari", "rajeswari"),
        ("j'ai eu thandiwe mokoena hier", "thandiwe mokoena"),
        ("the account is under Siobhan Featherstone", "Siobhan Featherstone"),
        ("معكم الزروالي سهام بخصوص الفاتورة", "الزروالي سهام"),
        ("أنا نورالدين وعندي مشكل", "نورالدين"),
        ("on l'a vu là MICHEL CYMES hier", "MICHEL CYMES"),
    ],
)
def test_a_name_that_no_table_holds_is_found(text: str, name: str) -> None:
    assert found(text) == [("PERSON", name)]


@pytest.mark.parametrize(
    "text",
    [
        "wichita",
        "delhi 110001",
        "my company name is honey mills",
        "code promo NOEL25",
        "thanks for calling",
        "can I change from AUD to GBP",
        "how long does it take",
        "facture",
        "3eyto liya 3afakom",
        "الله يرحم الوالدين",
        "so I have an 8 a.m. appointment for you",
        "and I'm just I'm a little baffled",
    ],
)
def test_what_only_looks_like_a_name_stays(text: str) -> None:
    assert "PERSON" not in dict(found(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("résidence Les Mimosas, bâtiment B, 20 rue Pasteur, Lyon",
         "résidence Les Mimosas, bâtiment B, 20 rue Pasteur, Lyon"),
        ("je vis quartier Maârif rue 7 numéro 42 depuis", "quartier Maârif rue 7 numéro 42"),
    ],
)  # fmt: skip
def test_an_address_begins_with_what_its_street_lies_in(text: str, value: str) -> None:
    assert ("ADDRESS", value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "ma commande 123456789012 du 12/03/2026 à 14h30",
        "facture FA-2025-0031 de 1 250,50 euros",
        "contrat numéro 4970123456789012, 24 mois",
        "j'attends depuis trois mille deux cents secondes, madame, les colis",
        "tracking number 0612345678",
        "طلبي رقم 9570765313 لم يصل منذ 10 أيام",
        "c'est clair pour la carte sim et la carte de fidélité",
        "I ordered 12 street maps in may",
        "لم أتوصل بأي شيء على الهاتف",
        "le code promo 482 ne marche pas, il reste 2 500 points",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert found(text) == []


def test_what_stands_beside_a_card_is_told_apart() -> None:
    text = "carte 4970 1012 3456 7893 expire 04/28 cryptogramme 737, tel 06 12 34 56 78"
    assert [kind for kind, _ in found(text)] == ["CARD", "CVV", "PHONE"]


def test_two_telephones_side_by_side_are_two() -> None:
    assert found("0612345678 ou 06 98 76 54 32") == [
        ("PHONE", "0612345678"),
        ("PHONE", "06 98 76 54 32"),
    ]


SAID = (
    "zéro six vingt quatre-vingt arobase point at dot rue 12 0612345678 fr 76 , . @ ( + - euh "
    "double je m'appelle Karim اسمي محمد صفر ستة شارع cvv carte 4111 iban a\u0301 \u200f ½ ٣ ﷺ n' 𝟜"
)
WORDS = st.sampled_from(SAID.split(" "))


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=30).map(" ".join)),
       language=st.sampled_from(("", "fr", "ar", "en", "xx")))  # fmt: skip
def test_no_text_breaks_it_and_what_it_finds_stands_apart(text: str, language: str) -> None:
    end = 0
    for one in find_personal(text, language):
        assert end <= one.start < one.end <= len(text)
        assert one.type in TYPES
        end = one.end


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "a.",
        "a@",
        "zéro six ",
        "rue ",
        "f r ",
        "fl 12345 ",
        "((+",
        "cin a 1 ",
        "ben ",
        "lot 1 ",
    ],
)
def test_a_long_text_of_one_thing_does_not_cost_its_square(unit: str) -> None:
    """A bound far beyond any slow machine: the square of this length would take hours."""
    began = process_time()
    find_personal(unit * 20_000)
    assert process_time() - began < 300


def test_what_was_read_is_kept_only_while_a_conversation_is() -> None:
    text = "Ma carte est la 4111 1111 1111 1111"
    with readings_shared():
        inside = Reading.of(text)
        assert Reading.of(text) is inside
    assert Reading.of(text) is not inside
    assert find_personal(text)[0].type == "CARD"
