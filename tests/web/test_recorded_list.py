"""The list of recorded contacts: its order, page by page, and what one intake brought."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nawba.actions.articles import publish_articles
from nawba.actions.listening import begin_intake, keep_items
from nawba.actions.register import set_purpose
from nawba.domain.heard import Listed
from nawba.domain.recordings import Item
from nawba.domain.words import ADMINISTRATOR
from nawba.web.listening_list import file_of
from web.conftest import LEARNING, Web, serving, small_library

LIST = "/api/listening/contacts"
LEAD = "quality:nour"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("recorded")
    told = {"listening_folder": folder / "heard"}
    with serving(f"sqlite:///{folder}/web.db", folder, **told) as web:
        assert web.store is not None
        set_purpose(web.store, ADMINISTRATOR, replace(LEARNING, id="listening"))
        yield web


def take_in(web: Web, *days: int) -> str:
    """An intake of a contact of each day of October; of day 0 nobody told when it was."""
    assert web.store is not None
    intake = begin_intake(web.store, ADMINISTRATOR, "october", {})
    items = [item_of(f"{intake}-{day}", day) for day in days]
    keep_items(web.store, ADMINISTRATOR, intake, [Listed(one, one.contact) for one in items])
    return intake


def item_of(id: str, day: int, intent: str = "") -> Item:
    at = datetime(2026, 10, day, 9, tzinfo=UTC) if day else None
    return Item(id[-36:], "text", (), (), str(day), started_at=at, intent=intent)


def shown(web: Web, query: str) -> tuple[list[str], str | None]:
    reply = web.staff(LEAD, "GET", f"{LIST}?{query}")
    assert reply.status_code == 200, reply.text
    return [row["contact"] for row in reply.json()["rows"]], reply.json()["next"]


def test_latest_first_then_those_without_a_start(web: Web) -> None:
    first = take_in(web, 3, 0, 9)
    take_in(web, 0, 5)
    seen, cursor = shown(web, "limit=2")
    assert seen == ["9", "5"]
    more, cursor = shown(web, f"limit=2&next={cursor}")
    last, end = shown(web, f"limit=2&next={cursor}")
    assert (more, last, end) == (["3", "0"], ["0"], None)
    assert shown(web, f"intake={first}")[0] == ["9", "3", "0"]
    assert shown(web, "intake=none")[0] == []


def test_what_has_no_number_is_called_by_its_file() -> None:
    assert file_of("Auto_Repairs_40.flac") == "Auto_Repairs_40.flac"
    assert "0661223344" not in file_of("2026_0661223344_in.wav")


def test_intents_are_offered_with_the_titles_of_their_articles(web: Web) -> None:
    assert web.store is not None
    [one, *_] = [one for one in small_library() if one.language == "fr"]
    publish_articles(web.store, ADMINISTRATOR, [one])
    intake = begin_intake(web.store, ADMINISTRATOR, "october", {})
    items = [item_of(f"{intake}-1", 1, one.id), item_of(f"{intake}-2", 2, "no article of this")]
    keep_items(web.store, ADMINISTRATOR, intake, [Listed(each, each.contact) for each in items])
    told = web.staff(LEAD, "GET", f"{LIST}/choices").json()
    assert told["intents"] == sorted([one.id, "no article of this"])
    assert told["intent_titles"]["fr"] == {one.id: one.title}
