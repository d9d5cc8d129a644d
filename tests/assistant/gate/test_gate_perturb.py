"""The same question by other fingers: still readable, never the same by accident, always alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.gate import perturb

FRENCH = "Bonjour, pourquoi ma facture a-t-elle été prélevée 2 fois, s'il vous plaît ?"
ARABIC = "السلام عليكم، لماذا فاتورتي أعلى من 250 درهمًا؟"


@pytest.mark.parametrize(
    ("kind", "text", "changed"),
    [
        ("bare", "Été déjà prélevé", "Ete deja preleve"),
        ("bare", "فاتورتي أعلى درهمًا", "فاتورتي اعلي درهما"),
        ("shouted", "ma facture", "MA FACTURE"),
        ("shouted", "سلام", "سلااام"),
        ("texted", "Bonjour, pourquoi ?", "bjr pk"),
    ],
)
def test_each_kind_does_what_it_says(kind: str, text: str, changed: str) -> None:
    assert perturb.KINDS[kind](text) == changed


@pytest.mark.parametrize("text", [FRENCH, ARABIC])
@pytest.mark.parametrize("kind", sorted(perturb.KINDS))
def test_it_is_another_text_and_the_same_one_each_time(kind: str, text: str) -> None:
    change = perturb.KINDS[kind]
    assert change(text) != text
    assert change(text) == change(text)


@given(st.text(max_size=80))
def test_a_slip_spares_numbers_and_changes_few_letters(text: str) -> None:
    slipped = perturb.slipped(text)
    digits = [char for char in text if char.isdigit()]
    assert [char for char in slipped if char.isdigit()] == digits
    letters = sum(char.isalpha() for char in text)
    assert abs(len(slipped) - len(text)) <= max(1, letters // 12)


@given(st.text(max_size=60), st.sampled_from(sorted(perturb.KINDS)))
def test_no_text_is_too_strange(text: str, kind: str) -> None:
    assert isinstance(perturb.KINDS[kind](text), str)
