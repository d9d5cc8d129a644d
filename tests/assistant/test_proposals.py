"""A model may find what the customer said; it may not say it for them."""

from __future__ import annotations

import pytest

from nawba.assistant.proposals import consider
from nawba.domain.writing import (
    AnswerFrom,
    Clarify,
    ProposeHandOver,
    Sentence,
    SetField,
    StartFlow,
    WordAnswer,
)

SAID = ("Bonjour, ma facture FA-2025-0031", "payée ٢٥٠ dh, le 06 61 12 34 56")


@pytest.mark.parametrize("value", ["FA-2025-0031", "fa 2025 0031", "250 DH", "06 61 12 34 56"])
def test_a_value_that_the_customer_wrote_may_be_looked_at(value: str) -> None:
    command = SetField("x", value)
    assert consider(command, SAID) is command


@pytest.mark.parametrize("value", ["FA-2025-0032", "2025-003", "25", "50 dh", "", " . ", "payer"])
def test_a_value_that_nobody_wrote_is_not(value: str) -> None:
    assert consider(SetField("x", value), SAID) is None


def test_words_are_not_taken_unchecked() -> None:
    assert consider(WordAnswer((Sentence("ma facture", ("P1",)),)), SAID) is None


@pytest.mark.parametrize(
    "command", [AnswerFrom("P1"), StartFlow("f"), Clarify(("a", "b")), ProposeHandOver(), None]
)
def test_what_only_names_things_of_ours_may_be_looked_at(command: object) -> None:
    assert consider(command, SAID) is command  # type: ignore[arg-type]
