"""The centre's own contacts: the page says how many, and new ones are taken in by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nawba.actions.register import set_purpose
from nawba.actions.setup import configure
from nawba.domain.purposes import Purpose
from nawba.domain.sampling import Sampling
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.reasons.keeping import FOLDER, keep_insight
from nawba.store.listening import ItemFilter, every_item
from nawba.store.rows import read_centre
from web.conftest import LEARNING, Web, eventually, serving

LEAD = "quality:nour"
OWN = "/api/listening/own"
EVERY = Sampling("all", "listening", 1.0)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own") / "heard"


@pytest.fixture(scope="module")
def web(heard: Path) -> Iterator[Web]:
    """A centre that takes its contacts in every third of a second, once the register lets it."""
    folder = heard.parent
    told: dict[str, Any] = {"listening_folder": heard, "listening_every_minutes": 0.005}
    with serving(f"sqlite:///{folder}/web.db", folder, **told) as web:
        yield web


def closed(web: Web, *, consents: bool | None = None) -> str:
    customer = web.customer()
    customer.say("Ma ligne est en panne depuis hier soir")
    if consents is not None:
        said = customer.post("consent", {"purpose": "listening", "given": consents})
        assert said.status_code == 204
    assert customer.post("end").status_code == 200
    return customer.id


def told(web: Web) -> dict[str, Any]:
    reply = web.staff(LEAD, "GET", OWN)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_the_page_tells_how_many_and_why_not_and_new_ones_come_by_themselves(web: Web) -> None:
    assert web.store is not None
    closed(web, consents=False)
    contact = closed(web)
    why = [{"reason": "no_rule", "contacts": 1}, {"reason": "refused", "contacts": 1}]
    assert told(web)["left_out"] == why
    assert web.staff(LEAD, "POST", OWN).status_code == 409
    with web.store.read() as connection:
        centre = read_centre(connection)
    configure(web.store, ADMINISTRATOR, replace(centre, sampling=(EVERY,)))
    assert (told(web)["taken"], told(web)["in_force"]) == (1, False)
    assert web.staff(LEAD, "GET", "/api/listening/intakes").json()["rows"] == []

    set_purpose(web.store, ADMINISTRATOR, _listening())

    def there() -> Any:
        rows = web.staff(LEAD, "GET", "/api/listening/contacts").json()["rows"]
        return next((one for one in rows if one["state"] == "done"), None)

    found = eventually(there)
    assert (found["contact"], found["kind"], found["brand"]) == (contact, "text", "atlas")
    [intake] = web.staff(LEAD, "GET", "/api/listening/intakes").json()["rows"]
    assert (intake["source"], intake["by"], intake["found"]) == ("centre", "system:listener", 1)
    assert told(web)["taken"] == 0


def _listening() -> Purpose:
    return replace(LEARNING, id="listening", basis="legitimate_interest")


def test_advisers_take_nothing_in(web: Web) -> None:
    assert web.staff("adviser:amina", "GET", OWN).status_code == 403


def test_reasons_are_shown_and_handed_to_the_editors(web: Web, heard: Path) -> None:
    path = "/api/listening/reasons"
    assert web.staff(LEAD, "GET", path).json()["insight"] is None
    assert web.staff(LEAD, "POST", f"{path}/gaps").status_code == 404
    assert web.store is not None
    with web.store.read() as connection:
        item = next(every_item(connection, ItemFilter()))
    said = {"item": item.id, "text": "Une eSIM pour ma montre ?", "language": "fr"}
    gap = {"reason": "found-1-1", "names": {"fr": "esim · montre"}, "brand": "atlas",
           "contacts": 9, "examples": [said]}  # fmt: skip
    keep_insight(heard / FOLDER, {
        "made_at": "2026-03-01T10:00:00+00:00", "version": 1, "contacts": 9, "since": None,
        "until": None, "reasons": [], "changes": [], "gaps": [gap],
    })  # fmt: skip
    assert web.staff(LEAD, "GET", path).json()["insight"]["gaps"] == [gap]
    assert web.staff("adviser:amina", "GET", path).status_code == 403
    assert web.staff(LEAD, "POST", f"{path}/gaps").json() == {"new": 1, "handed": 1}
    assert web.staff(LEAD, "POST", f"{path}/gaps").json() == {"new": 0, "handed": 1}
    [line] = web.staff("editor:esma", "GET", "/api/knowledge/gaps?state=open").json()["gaps"]
    assert (line["title"], line["contacts"], line["heard"]) == (said["text"], 9, 9)
    shown = web.staff("editor:esma", "GET", f"/api/knowledge/gaps/{line['id']}").json()
    assert (shown["said"], shown["items"]) == ([said], [])
    drafted = web.staff("editor:esma", "POST", f"/api/knowledge/gaps/{line['id']}/draft", {})
    assert drafted.status_code == 201, drafted.text
    assert drafted.json()["drafts"][0]["document"]["questions"] == [said["text"]]
