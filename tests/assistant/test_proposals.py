"""A model may find what the customer said; it may not say it for them."""

from __future__ import annotations

import pytest

from nawba.assistant.flows import read_flows
from nawba.assistant.proposals import consider, find_quote, flow_options
from nawba.demo.company import COMPANY
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


def test_a_flow_may_be_looked_at_with_fields_that_the_customer_wrote_only() -> None:
    amount, invented = SetField("amount", "250 dh"), SetField("day", "le 3 mars")
    whole = StartFlow("dispute", (amount,))
    assert consider(whole, SAID) is whole
    assert consider(StartFlow("dispute", (amount, invented)), SAID) is None


@pytest.mark.parametrize(
    ("value", "place", "written"),
    [
        ("250 DH", 1, "٢٥٠ dh"),
        ("fa 2025 0031", 0, "FA-2025-0031"),
        ("BONJOUR", 0, "Bonjour"),
        ("06 61 12 34 56", 1, "06 61 12 34 56"),
    ],
)
def test_a_quote_is_found_where_it_stands_as_it_was_written(
    value: str, place: int, written: str
) -> None:
    found = find_quote(value, SAID)
    assert found is not None
    assert (found[0], SAID[place][found[1] : found[2]]) == (place, written)


def test_the_latest_message_is_quoted() -> None:
    assert find_quote("3", ("3 lignes", "non, 3")) == (1, 5, 6)


def test_flows_are_told_in_the_language_that_is_spoken_and_without_those_that_identify() -> None:
    book = read_flows(COMPANY / "flows" / "sahla")
    told = {option.id: option for option in flow_options(book, "en")}
    assert "identify" not in told
    assert "verify" not in told
    assert told["dispute-invoice"].about.startswith("Dispute an invoice: I want to dispute")
    assert [one.id for one in told["dispute-invoice"].fields] == ["amount", "charged_on"]
    assert flow_options(book, "de") == ()
