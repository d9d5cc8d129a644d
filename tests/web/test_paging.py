"""Pages of a list: every row once, whatever the size of a page; foreign cursors are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.errors import Invalid
from nawba.web.paging import decode, encode
from web.conftest import Web

SUPERVISOR = "supervisor:salma"
KINDS = [datetime, str, int]

moments = st.datetimes(timezones=st.just(UTC))
ids = st.text(st.characters(codec="ascii", categories=("L", "N")), max_size=40)
numbers = st.integers(-(2**63) + 1, 2**63 - 1)


@given(moments, ids, numbers)
def test_a_cursor_comes_back_as_it_was(moment: datetime, name: str, number: int) -> None:
    values = [moment, name, number]
    cursor = encode(values)
    assert decode(cursor, KINDS) == values
    assert cursor.isascii()
    assert not set(cursor) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: encode([raw.hex()])))
def test_any_other_word_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode(cursor, KINDS)
    assert refused.value.field == "next"


@pytest.mark.parametrize(
    "values", [[1, "a", 2], ["2026-01-01", 1, 2], ["2026-01-01", "a\0", 2], ["x", "a", 2**80]]
)
def test_values_of_another_kind_are_refused(values: list[Any]) -> None:
    with pytest.raises(Invalid):
        decode(encode(values), KINDS)


@pytest.mark.parametrize("size", [1, 2, 3, 200])
def test_every_contact_comes_once_newest_first(web: Web, size: int) -> None:
    mine = [web.customer().id for _ in range(5)]
    seen: list[str] = []
    path: str | None = f"/api/contacts?limit={size}&brand=atlas"
    while path:
        reply = web.staff(SUPERVISOR, "GET", path)
        assert reply.status_code == 200, reply.text
        assert len(reply.json()["rows"]) <= size
        seen += [row["id"] for row in reply.json()["rows"]]
        assert ("next" in reply.links) == (reply.json()["next"] is not None)
        path = reply.links["next"]["url"] if reply.links else None
        if set(mine) <= set(seen):
            break
    assert [one for one in seen if one in mine] == list(reversed(mine))
    assert len(seen) == len(set(seen))


def test_a_list_of_contacts_is_filtered(web: Web) -> None:
    one, other = web.customer(), web.customer(brand="control")
    rows = web.staff(SUPERVISOR, "GET", "/api/contacts?brand=control").json()["rows"]
    assert other.id in {row["id"] for row in rows}
    assert {row["brand"] for row in rows} == {"control"}
    since = one.view["contact"]["opened_at"]
    late = web.staff(SUPERVISOR, "GET", "/api/contacts", None)
    assert late.status_code == 200
    newer = web.client.get(
        "/api/contacts", params={"since": since}, headers=web.headers(SUPERVISOR)
    ).json()["rows"]
    assert {one.id, other.id} <= {row["id"] for row in newer}
    assert all(row["opened_at"] >= since for row in newer)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "next=nonsense", "state=gone", "since=yesterday"]
)
def test_a_wrong_question_is_refused(web: Web, query: str) -> None:
    reply = web.staff(SUPERVISOR, "GET", f"/api/contacts?{query}")
    assert (reply.status_code, reply.json()["field"]) == (422, query.split("=")[0])
