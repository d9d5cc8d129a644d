"""Stop a real server at every named fail point; after the restart nothing is lost or doubled.

Each case drives one contact to the action that the fail point is named after, as the pages do.
The request that the crash swallowed is sent again, as the pages do; what was acknowledged before
must be there once, and the invariants of rule 4 must hold before anything is mended.
"""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

import processes
import sessions
from nawba.actions.articles import publish_articles
from nawba.actions.setup import configure
from nawba.domain.documents import read_centre
from nawba.domain.words import ADMINISTRATOR
from nawba.store import open_store
from nawba.store.doctor import find_violations
from nawba.store.failpoints import EXIT_CODE, FAIL_POINTS
from nawba.store.migrate import migrate
from web.conftest import CENTRE, small_library

pytestmark = pytest.mark.crash

ADVISERS = ("amina", "karim")
PATIENCE_SECONDS = 60


@dataclass
class Server:
    """``nawba serve`` in a process of its own, stopped by fail points and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/crash.db"

    @property
    def points(self) -> Path:
        return self.folder / "failpoint"

    def arm(self, point: str) -> None:
        self.points.write_text(point)

    def start(self) -> None:
        command = [sys.executable, "-m", "nawba.cli", "serve", "--port", str(self.port)]
        environment = {
            **processes.environment(),
            "NAWBA_DATABASE": self.url,
            "NAWBA_CACHE_FOLDER": str(self.folder),
            "NAWBA_FAILPOINTS": str(self.points),
            "NAWBA_LEASE_SECONDS": "1",
            "NAWBA_OFFER_SECONDS": "600",
            "NAWBA_ADVISER_LOST_SECONDS": "600",
            "NAWBA_LOG_LEVEL": "error",
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until(lambda: processes.is_answering(f"http://127.0.0.1:{self.port}"))

    def crashed(self) -> None:
        """Wait until the fail point has ended the process."""
        assert self.process is not None
        assert self.process.wait(PATIENCE_SECONDS) == EXIT_CODE

    def violations(self) -> list[Any]:
        store = open_store(self.url)
        try:
            with store.read() as connection:
                return find_violations(connection)
        finally:
            store.dispose()

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class Pages:
    """A customer's and the advisers' pages: they repeat a request until it is acknowledged."""

    server: Server
    client: httpx.Client
    token: str = ""
    contact: str = ""
    opening: str = field(default_factory=lambda: secrets.token_hex(16))
    acknowledged: dict[str, str] = field(default_factory=dict)
    adviser: str = ""

    def insist(self, send: Callable[[], httpx.Response]) -> httpx.Response:
        """Send; when the server dies of it, start it again, check it, and send again."""
        try:
            return send()
        except httpx.TransportError:
            self.server.crashed()
            self.recover()
            return send()

    def recover(self) -> None:
        assert self.server.violations() == []
        self.server.start()

    def open(self) -> None:
        body = {"brand": "atlas", "client_id": self.opening, "language": "fr"}
        reply = self.insist(lambda: self.client.post("/api/contacts", json=body))
        assert reply.is_success, reply.text
        self.token, self.contact = reply.json()["token"], reply.json()["view"]["contact"]["id"]

    def say(self, text: str) -> None:
        body = {"client_id": secrets.token_hex(8), "text": text}
        headers = {"authorization": f"Bearer {self.token}"}
        path = "/api/contacts/me/messages"
        reply = self.insist(lambda: self.client.post(path, json=body, headers=headers))
        assert reply.is_success, reply.text
        self.acknowledged[reply.json()["id"]] = text

    def look(self) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.token}"}
        reply = self.insist(lambda: self.client.get("/api/contacts/me", headers=headers))
        return dict(reply.json())

    def in_state(self, *states: str) -> None:
        until(lambda: self.look()["contact"]["state"] in states)

    def staff(self, adviser: str, path: str, body: Any = None) -> httpx.Response:
        headers = self.headers(adviser)
        return self.insist(lambda: self.client.post(path, json=body, headers=headers))

    def headers(self, adviser: str) -> dict[str, str]:
        return sessions.headers(sessions.store_at(self.server.url), f"adviser:{adviser}")

    def come_in(self) -> None:
        for adviser in ADVISERS:
            self.staff(adviser, "/api/desk/presence", {"state": "available"})

    def accept(self) -> None:
        """Accept as a page does: an offer that a new dispatcher withdrew rings again."""

        def accepted() -> bool:
            offer = self._ringing()
            if offer is None:
                return False
            path = f"/api/offers/{offer['id']}/accept"
            reply = self.staff(offer["adviser"], path, {"epoch": offer["epoch"]})
            self.adviser = offer["adviser"]
            return reply.is_success

        until(lambda: accepted() or self.look()["contact"]["state"] == "held")

    def _ringing(self) -> dict[str, Any] | None:
        for adviser in ADVISERS:
            headers = self.headers(adviser)
            desk = self.insist(lambda h=headers: self.client.get("/api/desk", headers=h)).json()
            for offer in desk["offers"]:
                if offer["contact"] == self.contact:
                    return dict(offer)
        return None

    def transfer(self) -> None:
        """To the technical queue; a transfer that had happened is seen as such and not repeated."""
        path = f"/api/contacts/{self.contact}/transfer"
        reply = self.staff(self.adviser, path, {"queue": "atlas-technical"})
        assert reply.is_success or reply.status_code in (403, 409), reply.text

    def wrap_up(self) -> None:
        self.staff(self.adviser, f"/api/contacts/{self.contact}/end")
        path = f"/api/contacts/{self.contact}/wrap-up"
        reply = self.staff(self.adviser, path, {"code": "solved", "summary": "fait"})
        assert reply.is_success, reply.text


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Server(tmp_path_factory.mktemp("crash"), port)
    store = open_store(server.url)
    migrate(store)
    configure(store, ADMINISTRATOR, read_centre(CENTRE.read_text(), CENTRE.name))
    publish_articles(store, ADMINISTRATOR, small_library())
    store.dispose()
    server.arm("")
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("point", FAIL_POINTS)
def test_nothing_is_lost_or_doubled(server: Server, point: str) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=60) as client:
        pages = Pages(server, client)
        pages.come_in()
        server.arm(point)
        pages.open()
        pages.say("Je veux résilier mon abonnement")
        pages.in_state("assistant", "waiting")
        pages.say("je voudrais parler à quelqu'un svp")
        pages.in_state("waiting", "held")
        pages.accept()
        pages.in_state("held")
        pages.transfer()
        pages.accept()
        pages.in_state("held")
        pages.say("merci beaucoup")
        pages.wrap_up()
        view = pages.look()
    assert server.points.read_text() == "", f"{point} was never reached"
    said = [m for m in view["messages"] if m["author"] == "customer"]
    assert {m["id"]: m["text"] for m in said} == pages.acknowledged
    assert len(said) == len(pages.acknowledged)
    assert view["contact"]["state"] == "closed"
    assert len({m["client_id"] for m in view["messages"]}) == len(view["messages"])
    assert server.violations() == []


def until(look: Callable[[], bool]) -> None:
    """Look again until it is so."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
    while not look():
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.05)
