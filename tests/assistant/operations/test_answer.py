"""Only what was declared is read out of an answer, and only in the form of its kind."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.assistant.operations.answer import MAX_RECORDS, parse_object, read_answer
from nawba.domain.kinds import KINDS, fits
from nawba.domain.operations import Operation, Risk

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


def declare(result: dict[str, Any], **more: Any) -> Operation:
    return Operation("look", Risk.READ, "backoffice", "GET", "/x", result=result, **more)


def read(kind: Any, value: Any) -> Any:
    content = json.dumps({"x": value}).encode()
    body = parse_object(content)
    assert body is not None
    found = read_answer(declare({"x": kind}), body)
    return None if found is None else found["x"]


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("amount", "250.00", "250.00"),
        ("amount", 250, "250.00"),
        ("amount", 250.5, "250.50"),
        ("amount", 0.1, "0.10"),
        ("amount", 250.005, None),
        ("amount", "250", None),
        ("amount", True, None),
        ("amount", 10**15, None),
        ("amount", -1, None),
        ("id", "F-2026-1", "F-2026-1"),
        ("id", 20417, "20417"),
        ("id", "a b", None),
        ("id", True, None),
        ("number", 12, 12),
        ("number", 12.0, None),
        ("number", "12", None),
        ("date", "2026-11-15", "2026-11-15"),
        ("date", "2026-11-15T00:00:00Z", None),
        ("date", "2026-02-30", None),
        ("boolean", False, False),
        ("boolean", 0, None),
        ("text", "Déplacement", "Déplacement"),
        ("text", "two\nlines", None),
        ("text", "right\u202eleft", None),
        ("text", "x" * 501, None),
        ("text", "", None),
        ("text", None, None),
        ("text", ["a"], None),
        ({"a": "number"}, [{"a": 1, "b": 2}, {"a": 3}], [{"a": 1}, {"a": 3}]),
        ({"a": "number"}, [], []),
        ({"a": "number"}, [{"a": 1}, {}], None),
        ({"a": "number"}, {"a": 1}, None),
        ({"a": "number"}, [1], None),
        ({"a": "number"}, [{"a": 1}] * (MAX_RECORDS + 1), None),
    ],
)
def test_a_result_has_the_form_of_its_kind_or_is_none(kind: Any, value: Any, wanted: Any) -> None:
    assert read(kind, value) == wanted


def test_results_are_found_where_the_operation_says() -> None:
    body = {"data": {"case": {"no": "D-1"}, "rows": [{"price": {"value": 5}}]}, "note": "ignored"}
    operation = declare(
        {"dispute": "id", "items": {"amount": "amount"}},
        answer={"dispute": "data.case.no", "items": "data.rows", "amount": "price.value"},
    )
    assert read_answer(operation, body) == {"dispute": "D-1", "items": [{"amount": "5.00"}]}
    assert read_answer(operation, {"data": []}) is None
    assert read_answer(declare({}), {"anything": 1}) == {}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"1", b'"x"', b"null", b"<html>", b"\xff", b'{"a": NaN}',
     b'{"a": Infinity}', b'{"a":' * 100_000, b'{"a": 1e999999999999999999999}'],
)  # fmt: skip
def test_what_is_no_object_is_none(content: bytes) -> None:
    assert parse_object(content) is None


def test_numbers_keep_their_decimals() -> None:
    assert parse_object(b'{"a": 0.10, "b": 3}') == {"a": Decimal("0.10"), "b": 3}


@settings(max_examples=50, deadline=None)
@given(body=st.dictionaries(st.text(), JSON), kind=st.sampled_from(sorted(KINDS)))
def test_any_answer_is_read_into_its_kind_or_refused(body: dict[str, Any], kind: str) -> None:
    parsed = parse_object(json.dumps({**body, "x": body}).encode())
    assert parsed is not None
    for place in ("x", *body):
        if "." in place or not place:
            continue
        found = read_answer(declare({"r": kind}, answer={"r": place}), parsed)
        assert found is None or fits(kind, found["r"])
