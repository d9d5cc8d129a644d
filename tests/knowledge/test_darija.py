"""Darija in either script, said again in standard Arabic."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nawba.knowledge import clitics, darija, sounds
from nawba.knowledge.darija_lexicon import lexicon


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("bghit nbeddel lforfait dyali", "بغيت نبدل الفورفي ديالي"),
        ("مابغيتش نخلص", "ma bghitch nkhelles"),
        ("3lach mabghatch tkhdem", "علاش مابغاتش تخدم"),
        ("kayn chi mochkil f réseau", "كاين شي مشكل ف الريزو"),
        ("kifach nkhelles lfacture", "كيفاش نخلص لفاكتورة"),
        ("9te3 liya lkonexion", "قطع ليا لكونيكسيون"),
    ],
)
def test_both_scripts_mean_the_same(latin: str, arabic: str) -> None:
    assert darija.normalise(latin) == darija.normalise(arabic)


@pytest.mark.parametrize(
    ("said", "standard"),
    [
        ("مابغيتش نخلص", "لا اريد دفع"),
        ("ما قدرتش ندخل للكونط", "لا استطيع دخل حساب"),
        ("علاش وصلاتني الفاكتورة غالية بزاف", "لماذا وصل فاتوره غال كثيرا"),
        ("نحب نعرف قداش باقيلي في الصولد", "اريد عرف كم لا يزال في رصيد"),
        ("وبالكارط؟", "بطاقه"),
        ("عفاك", ""),
        ("ma 3andich la connexion", "لا عند انترنت"),
    ],
)
def test_clitics_are_stripped_and_signs_dropped(said: str, standard: str) -> None:
    assert darija.normalise(said) == standard


@pytest.mark.parametrize(
    "text", ["je veux payer ma facture", "how do i pay", "ma box ne marche plus", "mp3 7 dh", ""]
)
def test_another_language_is_only_folded(text: str) -> None:
    assert not darija.is_arabizi(text)
    assert darija.normalise(text) == text


@pytest.mark.parametrize("text", ["fin kayna l'agence", "kifach ndir", "3lach ghalya had facture"])
def test_arabizi_is_known_from_few_words(text: str) -> None:
    assert darija.is_arabizi(text)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("ghadi", "غادي"),
        ("3chrin", "عشرين"),
        ("Qahwa", "قاهوا"),
        ("khouya, chouf!", "خويا, شوف!"),
        ("20dh 15", "20dh 15"),
        ("كيفاش kifach", "كيفاش كيفاش"),
    ],
)
def test_spelling_by_sound(latin: str, arabic: str) -> None:
    assert darija.to_arabic(latin) == arabic


@pytest.mark.parametrize(
    ("one", "other"), [("mzyan", "مزيان"), ("choukran", "شكران"), ("7anout", "حانوت"), ("tta", "تّ")]
)
def test_a_skeleton_is_the_same_in_both_scripts(one: str, other: str) -> None:
    assert sounds.skeleton(one) == sounds.skeleton(darija.fold(other))


def test_a_negation_needs_both_of_its_halves() -> None:
    assert clitics.Stem("قدر", denied=True, light=False) in clitics.stems("ماقدرش")
    assert not any(stem.denied for stem in clitics.stems("ماكينة"))


def test_a_word_is_its_own_first_stem() -> None:
    assert clitics.stems("والكونط")[0] == clitics.Stem("والكونط")


def test_little_words_are_not_found_inside_others() -> None:
    assert darija.normalise("وعلاش") == darija.normalise("علاش") == "لماذا"
    assert darija.normalise("شكله") == "شكله"


def test_the_lexicon_explains_every_form_by_itself() -> None:
    loans = [form for form in ("facture", "carte", "connexion") if lexicon().is_loan(form)]
    assert len(loans) == 3
    assert all(lexicon().meaning(form) for form in loans)


@given(st.text(max_size=200))
@example("3aa e")  # a letter that makes no sound in Arabic
def test_any_text_gives_folded_words(text: str) -> None:
    said = darija.normalise(text)
    assert said == " ".join(said.split())
    assert darija.fold(said) == said
    assert isinstance(darija.to_arabic(text), str)
