"""Pages of a list: every row once, whatever the size of a page; foreign cursors are refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.actions.articles import publish_articles
from nawba.domain.errors import Invalid
from nawba.domain.words import ADMINISTRATOR, Article
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


def walked(web: Web, actor: str, path: str) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list, by the addresses that each gives of the next."""
    following: str | None = path
    while following:
        reply = web.staff(actor, "GET", following)
        assert reply.status_code == 200, reply.text
        assert ("next" in reply.links) == (reply.json()["next"] is not None)
        yield reply.json()["rows"]
        following = reply.links["next"]["url"] if reply.links else None


@pytest.mark.parametrize("size", [1, 2, 200])
def test_history_comes_in_pages_newest_first(web: Web, size: int) -> None:
    before = datetime.now(UTC)
    mine = [web.customer().id for _ in range(4)]
    stretch = {"from": before, "to": datetime.now(UTC) + timedelta(minutes=1)}
    query = urlencode({name: at.isoformat() for name, at in stretch.items()} | {"limit": size})
    pages = list(walked(web, SUPERVISOR, f"/api/history?{query}"))
    assert all(len(page) <= size for page in pages)
    seen = [row["id"] for page in pages for row in page]
    assert [one for one in seen if one in mine] == mine[::-1]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("size", [1, 3, 200])
def test_articles_come_in_pages_by_brand_and_id(web: Web, size: int) -> None:
    names = [f"paged-{letter}" for letter in "badc"]
    assert web.store is not None
    question = ("?",)
    publish_articles(
        web.store,
        ADMINISTRATOR,
        [Article(one, "control", "fr", one, "Voici.", question) for one in names],
    )
    pages = list(walked(web, "editor:salma", f"/api/knowledge/articles?q=paged&limit={size}"))
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [row["id"] for page in pages for row in page] == sorted(names)


@pytest.mark.parametrize("path", ["/api/history", "/api/knowledge/articles"])
def test_a_place_of_another_list_is_refused(web: Web, path: str) -> None:
    stretch = "from=2020-01-01T00:00:00&to=2020-01-02T00:00:00"
    who = "editor:salma" if "knowledge" in path else SUPERVISOR
    for cursor in ("nonsense", encode([1]), encode([1, 2, 3])):
        reply = web.staff(who, "GET", f"{path}?{stretch}&next={cursor}")
        assert (reply.status_code, reply.json()["field"]) == (422, "next")


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
