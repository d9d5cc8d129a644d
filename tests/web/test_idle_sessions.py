"""When a session counts as used: what a person does keeps it, what a page does by itself does not.

The clock is the test's; the idle limit is two hours.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from nawba.actions.sessions import begin_session
from nawba.domain.identity import DOOR, Lives, Where
from nawba.store import open_store
from nawba.web.callers import csrf_of
from sessions import headers
from virtual_time import VirtualClock
from web.conftest import Web, serving

HOUR = 3600
BEAT = ("POST", "/api/desk/heartbeat")
LOOK = ("GET", "/api/desk")
ALONE = {"x-nawba-background": "1"}
STREAM = {"accept": "text/event-stream"}
PICTURE = {"sec-fetch-dest": "image"}


@pytest.fixture(scope="module")
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory, clock: VirtualClock) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("idle")
    url = f"sqlite:///{folder}/web.db"
    with serving(url, folder, open_store(url, clock)) as one:
        yield one


@pytest.fixture
def amina(web: Web) -> dict[str, str]:
    """What a page of an adviser sends, whose session began just now."""
    assert web.store is not None
    headers(web.store, "adviser:amina")
    token = begin_session(
        web.store, DOOR, "amina", "link", where=Where("test"), lives=Lives()
    ).token
    return {"cookie": f"nawba={token}", "x-csrf-token": csrf_of(token)}


def ask(
    web: Web, who: dict[str, str], method: str, path: str, marks: dict[str, str]
) -> httpx.Response:
    return web.client.request(method, path, headers=who | marks)


@pytest.mark.parametrize(
    ("asked", "marks"),
    [(BEAT, ALONE), (LOOK, ALONE), (LOOK, STREAM), (LOOK, PICTURE)],
    ids=["heartbeat", "poll", "stream", "picture"],
)
def test_an_open_page_that_nobody_is_at_ends(
    web: Web,
    clock: VirtualClock,
    amina: dict[str, str],
    asked: tuple[str, str],
    marks: dict[str, str],
) -> None:
    clock.advance(HOUR)
    assert ask(web, amina, *asked, marks).status_code == 200
    clock.advance(HOUR - 1)
    assert ask(web, amina, *asked, marks).status_code == 200
    clock.advance(1)
    refused = ask(web, amina, *asked, marks)
    assert (refused.status_code, refused.json()["code"]) == (401, "sign_in_needed")


@pytest.mark.parametrize("asked", [BEAT, LOOK], ids=["heartbeat", "look"])
def test_what_a_person_does_keeps_their_session(
    web: Web, clock: VirtualClock, amina: dict[str, str], asked: tuple[str, str]
) -> None:
    for _ in range(3):
        clock.advance(HOUR)
        assert ask(web, amina, *LOOK, ALONE).status_code == 200
        assert ask(web, amina, *asked, {}).status_code == 200
        clock.advance(HOUR - 1)
        assert ask(web, amina, *LOOK, ALONE).status_code == 200
