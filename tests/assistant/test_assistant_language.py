"""Chat lines are short; a wrong switch is worse than none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from nawba.assistant import Detected, asked_language, detect_language, warm
from nawba.assistant.language import KNOWN

SERVED = ("fr", "ar", "en")
LIST = Path(__file__).parents[1] / "data" / "person_requests.jsonl"
LINES = {
    "fr": [
        "où est ma commande ?",
        "ma box ne marche plus",
        "cest koi le prix",
        "comment activer le roaming svp",
        "J'ai reçu une facture de 300 DH",
        "slt jai un pb de connexion",
        "internet coupé depuis hier",
        "je suis en 4G mais ca rame",
    ],
    "en": [
        "where is my order?",
        "my internet is down",
        "i want to cancel",
        "how do i activate roaming",
        "pls help me",
        "I was charged twice in 2 days",
        "track parcel WH123456789",
        "the mp3 player from the 7th did not arrive",
    ],
    "es": ["dónde está mi pedido", "mi internet no funciona", "no puedo entrar en mi cuenta"],
    "pt": ["onde está a minha encomenda", "quero cancelar o contrato", "bom dia, preciso de ajuda"],
    "ar": [
        "أين طلبي",
        "شكرا",
        "الإنترنت مقطوع منذ أمس",
        "كم سعر الباقة",
        "لا أستطيع الدخول إلى حسابي",
        "كيف كانت الخدمة",
    ],
    "ary": [
        "فين الكوموند ديالي",
        "واش كاين شي عرض",
        "كيفاش نفعل الرومينغ",
        "الكونيكسيون ماخدامش",
        "fin lcommande dyali",
        "connexion ma khdamach",
        "kifach n3amr rassid",
        "salam 3afak bghit nsowel",
        "la facture dyali ghalya bzaf",
        "mafhamtch hadchi",
    ],
}


@pytest.fixture(scope="module", autouse=True)
def _warmed() -> None:
    warm()


@pytest.mark.parametrize("current", SERVED)
@pytest.mark.parametrize(("variety", "line"), [(v, line) for v in LINES for line in LINES[v]])
def test_each_variety_is_told(variety: str, line: str, current: str) -> None:
    found = detect_language(line, KNOWN, current)
    assert found is not None
    assert (found.variety, found.language) == (variety, "ar" if variety == "ary" else variety)
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("current", SERVED)
@pytest.mark.parametrize(
    "line", ["", "ok", "?", "12345", "WH123456789", "a@b.ma", "https://x.fr/le/la", "😀😀", "4G 5G"]
)
def test_undecidable_lines_keep_the_language(line: str, current: str) -> None:
    assert detect_language(line, SERVED, current) is None


@pytest.mark.parametrize("line", ["conseiller", "hello", "merci", "internet", "agent"])
def test_one_word_never_switches_between_latin_languages(line: str) -> None:
    for current in SERVED:
        found = detect_language(line, SERVED, current)
        assert found is None or found.language == current


def test_a_language_not_served_is_not_reported() -> None:
    assert detect_language("dónde está mi pedido, por favor", SERVED, "fr") is None
    assert detect_language("أين طلبي", ("fr", "en"), "fr") is None


def test_mixed_scripts_follow_the_larger_share() -> None:
    assert detect_language("بغيت نعرف فين وصل colis ديالي", SERVED, "fr") == Detected(
        "ar", "ary", 1.0
    )
    french = detect_language("je veux mon colis maintenant يا", SERVED, "ar")
    assert french is not None
    assert french.language == "fr"


def _labelled() -> Iterator[tuple[str, str]]:
    for line in LIST.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["language"][:2] in SERVED:
            yield case["text"], case["language"][:2]


def test_wrong_switches_are_rare_on_the_labelled_list() -> None:
    """Real chat lines of fr, en, ar and Darija, each met in another language than its own."""
    lines = list(_labelled())
    wrong = []
    for text, language in lines:
        found = detect_language(text, SERVED, "en" if language == "fr" else "fr")
        if found is not None and found.language != language:
            wrong.append((text, found))
    assert len(wrong) <= 0.02 * len(lines), wrong


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("english please", "en"),
        ("parlez-vous anglais ?", "en"),
        ("en français svp", "fr"),
        ("بالعربية من فضلك", "ar"),
        ("do you speak Spanish?", "es"),
        ("je veux une facture en français", None),
        ("french or english", None),
        ("facture", None),
        ("", None),
    ],
)
def test_asked_language(text: str, language: str | None) -> None:
    assert asked_language(text) == language
