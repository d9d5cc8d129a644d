"""Words meet whatever their accents, clitics, endings, script or language."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.knowledge.tokens import fold, tokens


@pytest.mark.parametrize(
    "same",
    [
        ("résilier", "résiliation", "RESILIER", "résilié"),
        ("l'abonnement", "L’abonnements", "abonnement"),
        ("qu'une facture", "mes factures", "d'facture"),
        ("payer", "paiement"),
        ("parcels", "parcel"),
        ("deliver", "delivered", "delivering"),
        ("فاتورة", "الفاتورة", "وفاتورتي", "بالفاتورة", "فَاتُورَة", "فاتـــورة"),
        ("وكالة", "الوكالة", "وكالاتكم"),
        ("الاشتراك", "اشتراكي", "للاشتراك"),
        ("أداء", "اداء"),
        ("svp résilieeeeer", "résilier"),
    ],
)
def test_forms_of_one_word_share_their_tokens(same):
    assert len({tuple(sorted(set(tokens(text)))) for text in same}) == 1, [*map(tokens, same)]


@pytest.mark.parametrize(
    ("concept", "written"),
    [
        ("=invoice", ["facture", "bill", "فاتورة", "fatora", "لفاكتورة"]),
        ("=cancel", ["résilier", "cancel", "إلغاء", "n7bes", "نحبس"]),
        ("=parcel", ["colis", "parcel", "طردي", "lcolis", "الكولي"]),
        ("=pay", ["payer", "paid", "أداء", "nkhelles", "نخلص"]),
    ],
)
def test_languages_and_scripts_meet_in_a_concept(concept, written):
    assert [word for word in written if concept not in tokens(word)] == []


def test_stop_words_of_every_language_are_left_out():
    assert tokens("Bonjour, je voudrais le, please, how can I, كيف يمكنني، واش بغيت") == []
    assert tokens("à la à l' d' , ; 🙂") == []


def test_numbers_and_mixtures_stay():
    assert tokens("4G 12 n7bes")[:2] == ["4g", "12"]


@settings(deadline=None)
@given(st.text())
def test_any_text_has_tokens_and_folding_is_stable(text):
    assert all(tokens(text))
    assert fold(fold(text)) == fold(text)
