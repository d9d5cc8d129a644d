"""What people type is kept as typed, within limits, without what no database can store."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import Invalid, TooLarge
from nawba.domain.text import MAX_MESSAGE, check_client_id, check_code, clean, clean_required

TYPED = st.text(st.characters(), max_size=300)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  hello \n", "hello"),
        ("a\r\nb\rc\td", "a\nb\nc\td"),
        ("nul\0 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("مرحبا \u200fبك", "مرحبا \u200fبك"),
        ("family 👨‍👩‍👧", "family 👨‍👩‍👧"),
        ("lone \ud800 half", "lone  half"),
        ("\x85\x9f", ""),
    ],
)
def test_words_stay_and_control_characters_go(typed: str, kept: str) -> None:
    assert clean(typed, field="text") == kept


@given(typed=TYPED)
def test_what_is_kept_can_be_stored_and_cleaning_again_changes_nothing(typed: str) -> None:
    kept = clean(typed, field="text")
    kept.encode()
    assert "\0" not in kept
    assert clean(kept, field="text") == kept
    assert len(kept) <= len(typed)


@given(typed=TYPED)
def test_no_letter_is_lost(typed: str) -> None:
    letters = [char for char in typed if unicodedata.category(char)[0] in "LNPSM"]
    kept = clean(typed, field="text")
    assert [char for char in kept if unicodedata.category(char)[0] in "LNPSM"] == letters


def test_the_limit_counts_characters_and_is_named() -> None:
    assert len(clean("é" * MAX_MESSAGE, field="text")) == MAX_MESSAGE
    with pytest.raises(TooLarge, match=r"4,001.*4,000") as refused:
        clean("é" * (MAX_MESSAGE + 1), field="text")
    assert refused.value.field == "text"
    with pytest.raises(TooLarge):
        clean("abc", field="name", limit=2)


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "\0"])
def test_something_must_be_said(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_required(typed, field="goal")
    assert refused.value.field == "goal"


@pytest.mark.parametrize("code", ["lunch", "adviser_lost", "A1", "v1.2-b", "x" * 64])
def test_codes_pass(code: str) -> None:
    assert check_code(code, field="reason") == code


@pytest.mark.parametrize("words", ["", " ", "two words", "é", "-x", "_x", "x\n", "x" * 65, "a/b"])
def test_words_are_no_codes(words: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_code(words, field="reason")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("own", ["1", "x" * 80, "é-1", "a b"])
def test_an_id_of_the_callers_passes(own: str) -> None:
    assert check_client_id(own) == own


@pytest.mark.parametrize("own", ["", "x" * 81, "\0", "a\n", "\ud800"])
def test_an_id_that_cannot_be_kept_is_refused(own: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_client_id(own)
    assert refused.value.field == "client_id"
