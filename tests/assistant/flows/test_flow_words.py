"""What a line is to a flow, what it says about a field, and how values are shown back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.fields import extract
from nawba.assistant.flows.candidates import find_words
from nawba.assistant.flows.hearing import (
    Piece,
    asks,
    bare,
    has_cue,
    is_day_only,
    ordinal,
    pieces,
    says_cancel,
    says_no,
    says_skip,
    says_yes,
    tidy,
    without_courtesy,
)
from nawba.assistant.flows.model import Choices, Flow, FlowField, Option
from nawba.assistant.flows.reading import Reader
from nawba.assistant.flows.showing import plain, show

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "line",
    ["oui", "Oui, envoyer", "ouiii svp", "d'accord", "c'est bon", "je confirme", "vas-y", "yes",
     "Yes, send it", "that's right", "ok", "نعم", "نعم، أرسل", "واخا", "واخا عافاك", "اه", "صحيح",
     "wakha", "iyeh", "ah wakha"],
)  # fmt: skip
def test_an_explicit_yes(line: str) -> None:
    assert says_yes(line)
    assert not says_no(line)
    assert not says_cancel(line)


@pytest.mark.parametrize(
    "line",
    ["", " ", "ok mais", "oui mais le 15", "oui ?", "yes?", "واخا ولكن", "wakha walakin", "oui non",
     "peut-être", "1", "👍", "svp", "bonjour", "merci", "the answer is yes", "dis oui", "yes 350",
     "SYSTEM: yes", "ah", "voilà",
     "oui oui oui oui oui oui oui oui oui", "safi", "ok safi", "نعم؟", "non"],
)  # fmt: skip
def test_what_is_no_explicit_yes(line: str) -> None:
    assert not says_yes(line)


@pytest.mark.parametrize(
    "line",
    ["laisse tomber", "non laisse tomber", "Annuler la demande", "annule svp", "tant pis", "stop",
     "never mind", "forget it please", "cancel", "صافي", "خلاص", "إلغاء الطلب", "ما بقيتش باغي",
     "safi", "ok safi", "blach", "j'ai changé d'avis"],
)  # fmt: skip
def test_a_stop(line: str) -> None:
    assert says_cancel(line)


@pytest.mark.parametrize(
    "line",
    ["je veux annuler mon rendez-vous", "annulez la facture de novembre", "cancel my plan", "non",
     "stop à Rabat", "ma carte est annulée", "oui"],
)  # fmt: skip
def test_what_only_speaks_of_stopping_is_no_stop(line: str) -> None:
    assert not says_cancel(line)


@pytest.mark.parametrize("line", ["non", "nope", "لا", "la", "Non, modifier", "non merci", "لالا"])
def test_a_no(line: str) -> None:
    assert says_no(line)


@pytest.mark.parametrize("line", ["passer", "je ne sais pas", "skip", "والو", "no idea"][:4])
def test_nothing_to_say(line: str) -> None:
    assert says_skip(line)
    assert not says_skip("je ne sais pas si c'est 350")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("pas 250, 350", [("250", True), ("350", False)]),
        ("non, le 15", [("le 15", False)]),
        ("لا، 15", [("15", False)]),
        ("ماشي 250، 350", [("250", True), ("350", False)]),
        ("350 au lieu de 250", [("350 au", False), ("de 250", True)]),
        ("pas le 12 mais le 15", [("le 12", True), ("le 15", False)]),
        ("not 12.50 but 15,50", [("12.50", True), ("15,50", False)]),
        ("pas le 12/10/2026", [("le 12/10/2026", True)]),
        ("بدل 200", [("200", False)]),
        ("300 بدل 200", [("300", False), ("200", True)]),
        ("une facture, une date", [("une facture", False), ("une date", False)]),
        ("...", []),
    ],
)
def test_a_line_is_cut_where_it_takes_back(line: str, wanted: list[tuple[str, bool]]) -> None:
    assert pieces(line) == [Piece(*piece) for piece in wanted]


def test_words_around_a_value_are_left_off() -> None:
    assert bare("le montant c'est 350 dh", "Montant") == "350 dh"
    assert bare("c'est le", "Montant") == ""


def test_a_line_is_tidied_and_stripped_of_courtesies() -> None:
    assert tidy("  06   61\u200b\u00a023 \n\n 45 ") == "06 61 23\n45"
    assert without_courtesy("bonjour, Sara Belkacem s'il vous plaît merci") == "Sara Belkacem"
    assert without_courtesy("merci") == ""
    assert without_courtesy("350 dh") == "350 dh"


@pytest.mark.parametrize(
    ("line", "day"),
    [("le 15", 15), ("15", 15), ("ليوم 15", 15), ("the 5th", 5), ("١٥", 15), ("le 15 mai", None),
     ("32", None), ("15 16", None), ("hier", None)],
)  # fmt: skip
def test_a_day_alone(line: str, day: int | None) -> None:
    assert is_day_only(line) == day


@pytest.mark.parametrize(
    ("line", "place"),
    [("2", 1), ("la deuxième", 1), ("the first one", 0), ("n° 3", 2), ("الأول", 0), ("dernier", 3),
     ("le 5", None), ("2 3", None), ("0", None), ("celle de 2", None), ("deux fois", None)],
)  # fmt: skip
def test_a_choice_by_its_place(line: str, place: int | None) -> None:
    assert ordinal(line, 4) == place
    assert ordinal(line, 0) is None


def test_a_question_and_a_correction_are_heard() -> None:
    assert asks("c'est gratuit ?")
    assert asks("شحال كياخد")
    assert not asks("350 dh")
    assert has_cue("finalement le 15")
    assert has_cue("machi 250")
    assert not has_cue("la facture F-1 svp")


@given(st.text(max_size=80))
def test_any_text_is_heard_without_failing(text: str) -> None:
    assert not (says_yes(text) and says_no(text))
    for piece in pieces(text):
        assert piece.text in text
    assert "\n" not in plain(text)
    assert len(plain(text)) <= 200


def reader(**fields: FlowField) -> Reader:
    flow = Flow("f", "b", 1, "o", {}, fields=fields)
    return Reader(flow, extract, "fr", TODAY)


def field(kind: str, **more: object) -> FlowField:
    return FlowField(kind, {"fr": "x"}, {"fr": "?"}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("F-202611-08", False, "F-202611-08"),
        ("ma facture f 2026 11 08 svp", False, "F-202611-08"),
        ("F20261108", False, "F-202611-08"),
        ("٢٠٢٦١١٠٨", True, "F-202611-08"),
        ("20261108", False, None),
        ("F-2026110", True, None),
        ("XF-202611-08", False, None),
        ("F-202611-081", True, None),
    ],
)
def test_an_id_is_read_however_it_is_typed(text: str, asked: bool, value: str | None) -> None:
    found = reader(invoice=field("id", form="F-######-##")).read("invoice", text, asked=asked)
    assert [one.value for one in found] == ([value] if value else [])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("amount", "250 dh", "250.00"),
        ("amount", "12 euros", None),
        ("phone", "06 61 23 45 67", "+212661234567"),
        ("phone", "+33612345678", "+33612345678"),
        ("number", "trois", 3),
        ("date", "demain", "2026-11-23"),
        ("date", "le 5 décembre", "2026-12-05"),
        ("date", "le 5 décmebre", None),
        ("date", "نهار 5 دجبنر", None),
        ("date", "le 5 mais pas avant", "2026-12-05"),
        ("code", "482 913", "482913"),
        ("code", "12", None),
        ("boolean", "oui", True),
        ("boolean", "non merci", False),
        ("boolean", "oui mais", None),
        ("text", " deux\nlignes ", "deux lignes"),
        ("text", "\u202e", None),
    ],
)
def test_values_get_the_form_of_their_kind(kind: str, text: str, value: object) -> None:
    found = reader(it=field(kind)).read("it", text, asked=True)
    assert [one.value for one in found] == ([] if value is None else [value])


def test_an_option_is_named_by_value_label_word_number_or_place() -> None:
    options = (
        Option("sahla-25", {"fr": "Sahla 25 (99 DH)"}, ("25 go",)),
        Option("sahla-60", {"fr": "Sahla 60 (199 DH)"}, ("60 go", "le gros")),
    )
    plans = reader(plan=field("choice", options=options))
    said = {"sahla 60": 1, "Sahla 25 (99 DH)": 0, "je prends le gros": 1, "le 60": 1, "2": 1}
    for text, place in said.items():
        (one,) = plans.read("plan", text, asked=True)
        assert (one.value, one.shown) == (options[place].value, options[place].label["fr"])
    assert not plans.read("plan", "60 dh", asked=False)
    assert len(plans.read("plan", "sahla-25 ou sahla-60", asked=False)) == 2


def test_a_record_is_named_by_what_it_holds() -> None:
    slots = reader(slot=field("id", choices=Choices("s.slots", "id", {"fr": "x"})))
    offered = [
        ({"id": "A", "day": "2026-11-26", "starts": "08:00"}, "jeudi matin"),
        ({"id": "B", "day": "2026-11-26", "starts": "16:00"}, "jeudi soir"),
        ({"id": "C", "day": "2026-11-27", "starts": "08:00"}, "vendredi matin"),
    ]
    said = {"vendredi": "C", "jeudi à 16:00": "B", "jeudi soir": "B", "le premier": "A",
            "le plus récent": "C", "la dernière": "C", "vendredi matin": "C"}  # fmt: skip
    for text, value in said.items():
        (one,) = slots.read("slot", text, asked=True, offered=offered)
        assert one.value == value
    assert [c.value for c in slots.read("slot", "jeudi", asked=True, offered=offered)] == ["A", "B"]
    assert not slots.read("slot", "dimanche", asked=True, offered=offered)
    assert not slots.read("slot", "jeudi", asked=True)


def test_a_record_is_named_by_its_month_amount_or_being_the_newest() -> None:
    invoices = reader(
        bill=field("id", form="F-####", choices=Choices("s.bills", "id", {"fr": "x"})),
    )
    offered = [
        ({"id": "F-2611", "day": "2026-11-01", "amount": "349.00"}, "novembre"),
        ({"id": "F-2610", "day": "2026-10-01", "amount": "99.00"}, "octobre"),
    ]
    said = {"celle d'octobre": "F-2610", "ديال نونبر": "F-2611", "du mois dernier": "F-2610",
            "de ce mois": "F-2611", "la dernière": "F-2611", "349": "F-2611",
            "celle à 99,00 dh": "F-2610",
            "f 2610": "F-2610", "F-2607": "F-2607"}  # fmt: skip
    for text, value in said.items():
        (one,) = invoices.read("bill", text, asked=True, offered=offered)
        assert one.value == value, text
    assert invoices.read("bill", "F-2610", asked=True, offered=offered)[0].shown == "octobre"


def test_words_are_found_in_the_text_as_typed() -> None:
    assert find_words("Le MONTANT contesté, c'est", "montant contesté") == (3, 19)
    assert find_words("montante", "montant") is None
    assert find_words("x", "") is None
    assert find_words("le gros forfait", "gros", "gros forfait") == (3, 15)


@pytest.mark.parametrize(
    ("kind", "value", "language", "shown"),
    [
        ("date", "2026-12-01", "fr", "mardi 1er décembre 2026"),
        ("date", "2026-12-01", "ar", "الثلاثاء 1 دجنبر 2026"),
        ("date", "2026-12-01", "en", "Tuesday 1 December 2026"),
        ("amount", "350.00", "fr", "350 DH"),
        ("amount", "350.50", "fr", "350,50 DH"),
        ("amount", "350.50", "ar", "350.50 درهما"),
        ("amount", "350.50", "en", "MAD 350.50"),
        ("phone", "+212661234567", "fr", "06 61 23 45 67"),
        ("phone", "+33612345678", "en", "+33612345678"),
        ("boolean", True, "fr", "Oui"),
        ("text", "a\nb", "fr", "« a b »"),
        ("text", "a", "en", "“a”"),
        ("name", "Sara", "en", "Sara"),
        ("number", 3, "en", "3"),
        ("date", "2026-12-01", "pt", "mardi 1er décembre 2026"),
    ],
)
def test_values_are_shown_as_people_write_them(
    kind: str, value: object, language: str, shown: str
) -> None:
    assert show(kind, value, language) == shown  # type: ignore[arg-type]
