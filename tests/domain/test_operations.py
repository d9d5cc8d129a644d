"""An operation that could not be called safely is refused when its file is read."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import DocumentError
from nawba.domain.kinds import KINDS, amount, fits
from nawba.domain.operations import Level, Operation, Risk
from nawba.domain.operations_document import read_operations

SOUND = """
brand: sahla
operations:
  - name: find-customer
    risk: read
    system: backoffice
    method: GET
    path: /customers
    fields: {line: phone, name: name}
    result: {customer: identity}
    grants: known
  - name: find-dispute
    risk: read
    system: backoffice
    method: GET
    path: /customers/{customer}/disputes
    fields: {customer: identity, key: id}
    result: {dispute: id, lines: {label: text, amount: amount}}
    personal: [lines]
    authentication: known
  - name: dispute-invoice
    risk: reversible
    system: backoffice
    method: POST
    path: /invoices/{invoice}/disputes
    fields: {customer: identity, invoice: id, amount: amount, note: text}
    optional: [note]
    arguments: {amount: disputed_amount}
    result: {dispute: id}
    answer: {dispute: data.dispute}
    reference: dispute
    refusals: [too-late]
    authentication: verified
    lookup: find-dispute
    timeout_seconds: 4
"""


def read(*changes: tuple[str, str]) -> dict[str, Operation]:
    text = SOUND.strip() + "\n"
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read_operations(text, "operations.yaml").operation


def test_a_sound_file_gives_its_operations() -> None:
    dispute = read()["dispute-invoice"]
    assert (dispute.risk, dispute.authentication) == (Risk.REVERSIBLE, Level.VERIFIED)
    assert (dispute.writes, dispute.identity) == (True, ("customer",))
    assert dispute.result == {"dispute": "id"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("risk: reversible", "risk: harmless", ":21: operations[2].risk"),
        ("name: find-dispute", "name: find-customer", "'find-customer' is used twice"),
        ("name: find-customer", "name: Find_it", "'Find_it' cannot be a name"),
        ("amount: amount, note", "amount: money, note", "unknown kind 'money'"),
        ("label: text, amount", "label: txt, amount", "Did you mean 'text'?"),
        ("/invoices/{invoice}/", "/invoices/{bill}/", "unknown field 'bill'"),
        ("/customers\n", "/../customers\n", "is no path"),
        ("/customers\n", "http://evil.example/\n", "is no path"),
        ("method: POST", "method: GET", "GET cannot change anything"),
        ("method: POST", "method: POST\n    tool: x", "needs one way to be called"),
        ("lookup: find-dispute", "lookup: find-it", "unknown operation 'find-it'"),
        ("lookup: find-dispute", "lookup: dispute-invoice", "'dispute-invoice' writes"),
        ("grants: known", "grants: known\n    undo: find-dispute", "no sense for risk read"),
        ("optional: [note]", "optional: [notes]", "unknown field 'notes'"),
        ("optional: [note]", "optional: [invoice]", "'invoice' is optional"),
        ("personal: [lines]", "personal: [line]", "unknown result 'line'"),
        ("authentication: known", "authentication: none", "personal data for anybody"),
        (
            "{customer: identity, key: id}",
            "{customer: id, key: id}",
            "does not say whose data it is about",
        ),
        ("{customer: identity}\n    grants", "{customer: id}\n    grants", "who was recognised"),
        ("result: {dispute: id, lines", "result: {lines", "does not find 'dispute'"),
        ("identity, key: id", "identity, key: text", "cannot be asked by key"),
        ("identity, key: id", "identity, key: id, city: text", "needs 'city'"),
        ("risk: reversible", "risk: reversible\n    grants: verified", "a write cannot"),
        ("reference: dispute", "reference: case", "unknown result 'case'"),
        ("data.dispute", "data..dispute", "is no place"),
        ("refusals: [too-late]", "refusals: [Too late]", "cannot be a reason code"),
        ("timeout_seconds: 4", "timeout_seconds: 400", "at most 30 seconds"),
        ("timeout_seconds: 4", "timeout: 4", "Did you mean 'timeout_seconds'?"),
    ],
)
def test_what_could_not_be_called_safely_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read((old, new))
    assert told in str(refused.value)
    assert str(refused.value).startswith("operations.yaml:")


@pytest.mark.parametrize("text", ["", "- a", "brand: sahla", "operations: []", "brand: x\nops: 1"])
def test_what_is_no_list_of_operations_is_told_as_such(text: str) -> None:
    with pytest.raises(DocumentError, match=r"operations\.yaml:1"):
        read_operations(text, "operations.yaml")


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "il manque 20 DH", "two\nlines"),
        ("name", "Amina El Fassi", "x" * 81),
        ("number", 12, True),
        ("amount", "350.00", "350"),
        ("date", "2026-11-15", "2026-02-30"),
        ("time", "09:30", "24:00"),
        ("phone", "+212661234567", "0661234567"),
        ("email", "amina@exemple.ma", "amina@exemple"),
        ("id", "F-2026/118", "a b"),
        ("code", "482913", "48"),
        ("masked", "06 •• •• •• 21", "06 12 34 56 21"),
        ("masked", "s•••@exemple.ma", "your refund is approved •••"),
        ("boolean", False, "yes"),
        ("identity", "C-1001", ""),
    ],
)
def test_each_kind_has_one_written_form(kind: str, good: object, bad: object) -> None:
    assert fits(kind, good)
    assert not fits(kind, bad)
    assert not fits(kind, None)


def test_every_kind_refuses_what_is_not_a_value() -> None:
    assert not any(fits(kind, odd) for kind in KINDS for odd in (None, [], {}, 1.5, "", "\u202e"))


@given(st.decimals(min_value=0, max_value=10**8, places=2))
def test_any_amount_is_written_in_the_form_of_amounts(value: object) -> None:
    assert fits("amount", amount(value))  # type: ignore[arg-type]


def test_levels_are_ordered() -> None:
    assert Level.VERIFIED.reaches(Level.KNOWN)
    assert Level.KNOWN.reaches(Level.KNOWN)
    assert not Level.NONE.reaches(Level.KNOWN)


def test_the_demo_company_declares_its_operations() -> None:
    file = files("nawba.demo").joinpath("company/flows/sahla/operations.yaml")
    operations = read_operations(file.read_text("utf-8"), "operations.yaml").operation
    risks = {name: one.risk for name, one in operations.items() if one.writes}
    assert risks.pop("suspend-line") is Risk.IRREVERSIBLE
    assert {*risks.values()} == {Risk.REVERSIBLE}
    assert all(one.identity for one in operations.values() if one.writes)
