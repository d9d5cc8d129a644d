"""Typing habits must not change what is understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.normalise import fold, is_arabic, skeleton, strip_invisible, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Éléphant ÇA", "elephant ca"),
        ("SVPPPPP", "svp"),
        ("quelqu’un", "quelqu un"),
        ("cœur", "coeur"),
        ("ﬁbre ＡＢＣ", "fibre abc"),
        ("أُرِيدُ", "اريد"),
        ("إلى آخر مسؤول شيء", "الي اخر مسوول شيء"),
        ("مســـتشار", "مستشار"),
        ("خدمة", "خدمه"),
        ("اريييييد", "اريد"),
        ("الله", "الله"),
        ("موظف", "موضف"),
        ("٠٦٦١", "0661"),
        ("1100", "1100"),
        ("un\u200b \u202eagent\u202c", "un agent"),
        ("a\nb", "a . b"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wa7ed", "wahd"),
        ("nhder", "nhdar"),
        ("bghit", "bghyt"),
        ("khassni", "5assni"),
        ("chi", "shi"),
        ("dewezni", "dewzni"),
    ],
)
def test_arabizi_spellings_share_a_skeleton(one: str, other: str) -> None:
    assert skeleton(fold(one)) == skeleton(fold(other))


def test_a_leading_vowel_is_kept() -> None:
    assert skeleton("insan") != skeleton("snan")


def test_words_drop_punctuation_and_keep_digits() -> None:
    assert words("Nº WH-123, d'accord ?") == ["no", "wh", "123", "d", "acord"]


def test_script() -> None:
    assert is_arabic("ok نعم")
    assert not is_arabic("naam")


def test_invisible_characters_go_and_line_ends_stay() -> None:
    assert strip_invisible("a\u200f\x00b\n\tc") == "ab\n\tc"


@given(st.text(max_size=60))
def test_fold_of_any_text_is_one_tidy_line(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
