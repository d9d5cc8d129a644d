"""What waits for a person, in that person's words, made from what will be sent."""

from __future__ import annotations

import pytest

from nawba.assistant import flows
from nawba.demo.company import COMPANY

SENT = {"customer": "C-1001", "line": "+212600000101", "cause": "theft", "since": "2026-11-21"}


@pytest.fixture(scope="module")
def book() -> flows.FlowBook:
    return flows.read_flows(COMPANY / "flows" / "sahla")


@pytest.mark.parametrize(
    ("language", "title", "cause", "day"),
    [
        ("fr", "Suspendre une ligne", ("Motif", "Vol"), "samedi 21 novembre 2026"),
        ("ar", "توقيف خط", ("السبب", "سرقة"), "السبت 21 نونبر 2026"),
        ("en", "Suspend a", ("Cause", "Theft"), "Saturday 21 November 2026"),
    ],
)
def test_names_and_values_are_those_of_the_read_back(
    book: flows.FlowBook, language: str, title: str, cause: tuple[str, str], day: str
) -> None:
    made = flows.propose(book, "suspend-line", "approve", SENT, language)
    assert made is not None
    assert made.title.startswith(title)
    assert made.customer == "C-1001"
    told = dict(made.told)
    assert told[cause[0]] == cause[1]
    assert day in told.values()
    assert any("06 00 00 01 01" in value for value in told.values())
    assert "C-1001" not in told.values()


def test_what_is_not_sent_is_not_told(book: flows.FlowBook) -> None:
    made = flows.propose(book, "suspend-line", "approve", {"line": "+212600000101"}, "en")
    assert made is not None
    assert len(made.told) == 1
    assert made.customer == ""


@pytest.mark.parametrize(("flow", "step"), [("gone", "approve"), ("suspend-line", "ask-line")])
def test_without_its_flow_only_the_bare_fields_are_left(
    book: flows.FlowBook, flow: str, step: str
) -> None:
    assert flows.propose(book, flow, step, SENT, "fr") is None
    left = flows.bare("suspend-line", SENT)
    assert (left.title, dict(left.told)) == ("suspend-line", SENT)
