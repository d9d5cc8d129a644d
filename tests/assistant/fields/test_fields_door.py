"""The door of the field readers: which findings stand, and where they say they are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.assistant.fields import KINDS, Field, Pattern, extract

TODAY = date(2026, 3, 11)  # a Wednesday
ORDER = Pattern("order", r"WH\d{6,12}")
EVERY = (*sorted(KINDS), ORDER)


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("mon colis WH123456789 svp", "WH123456789", "WH123456789"),
        ("wh-123456789", "WH123456789", "wh-123456789"),
        ("wh 123 456 789.", "WH123456789", "wh 123 456 789"),
        ("طلبي WH١٢٣٤٥٦٧٨٩ لم يصل", "WH123456789", "WH١٢٣٤٥٦٧٨٩"),
    ],
)
def test_a_pattern_bears_separators_capitals_and_digit_sets(
    text: str, value: str, written: str
) -> None:
    at = text.index(written)
    assert extract(text, [ORDER], "fr", TODAY) == [Field("order", value, at, at + len(written))]


@pytest.mark.parametrize("text", ["XWH123456789", "WH123456789AB", "WH12", "wh"])
def test_a_pattern_is_not_found_inside_another_word(text: str) -> None:
    assert extract(text, [ORDER], "fr", TODAY) == []


def test_an_email_and_phones() -> None:
    text = "Écrivez à A.b+c@Mail.example.com, ou +212 661-123456, 00 33 6 12 34 56 78, 0661123456"
    assert [field.value for field in extract(text, ["email", "phone"], "fr", TODAY)] == [
        "a.b+c@mail.example.com",
        "+212661123456",
        "+33612345678",
        "0661123456",
    ]


def test_fewer_digits_are_a_phone_only_when_asked_for() -> None:
    assert extract("77 123 45 67", ["phone"], "fr", TODAY) == []
    assert extract("77 123 45 67", ["phone"], "fr", TODAY, asked="phone")[0].value == "771234567"


@pytest.mark.parametrize(
    "text",
    [
        "zéro six soixante et un douze trente-quatre cinquante-six",
        "c'est le zéro six, soixante et un, 12 34 56",
        "صفر ستة واحد وستين طناش 34 56",
    ],
)
def test_a_dictated_phone_is_read_when_asked_for(text: str) -> None:
    assert extract(text, ["phone"], "fr", TODAY) == []
    assert [f.value for f in extract(text, ["phone"], "fr", TODAY, asked="phone")] == ["0661123456"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        extract("rouge", ["colour"], "fr", TODAY)


@given(st.text(max_size=200), st.sampled_from(["fr", "ar", "en", "ary"]), st.booleans())
def test_any_text_gives_fields_in_order_inside_it(text: str, language: str, bare: bool) -> None:
    for asked in EVERY if bare else [""]:
        name = asked.kind if isinstance(asked, Pattern) else asked
        found = extract(text, EVERY, language, TODAY, asked=name)
        edges = [edge for field in found for edge in (field.start, field.end)]
        assert edges == sorted(edges)
        assert all(0 <= field.start < field.end <= len(text) and field.value for field in found)


def test_a_long_message_is_read_to_a_limit() -> None:
    assert extract("1 " * 20_000 + "a@" * 5_000, EVERY, "fr", TODAY) is not None
