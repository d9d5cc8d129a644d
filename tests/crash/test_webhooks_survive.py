"""Stop a real server in the middle of a webhook: every event arrives, nothing is made twice."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

import sessions
from nawba.domain.events import EVENT_TYPES, ContactEvent
from nawba.store.failpoints import EXIT_CODE
from processes import ServerProcess
from receiver import Receiver, receiving
from web.conftest import eventually, free_port, prepared

pytestmark = pytest.mark.crash

ADMINISTRATOR = "administrator:salma"
DELIVERY_POINTS = (
    "follow_webhook.recorded", "follow_webhook.committed",
    "webhook.sent", "keep_delivery.committed",
)  # fmt: skip
KEY_POINTS = ("add_webhook.recorded", "add_webhook.committed")


class Server(ServerProcess):
    @property
    def points(self) -> Path:
        return self.folder / "failpoint"

    @property
    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.base, timeout=60)

    def headers(self, **more: str) -> dict[str, str]:
        return {**sessions.headers(sessions.store_at(self.url), ADMINISTRATOR), **more}

    def crashed(self) -> None:
        assert self.process is not None
        assert self.process.wait(60) == EXIT_CODE


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hooks")
    url = f"sqlite:///{folder}/hooks.db"
    prepared(url)
    (folder / "failpoint").write_text("")
    settings = {
        "failpoints": str(folder / "failpoint"),
        "webhook_hosts": "127.0.0.1",
        "log_level": "error",
    }
    server = Server(folder, url, free_port(), settings=settings)
    server.start()
    yield server
    assert server.process is not None
    server.process.kill()
    server.process.wait()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.mark.parametrize("point", DELIVERY_POINTS)
def test_every_event_arrives_in_order(server: Server, receiver: Receiver, point: str) -> None:
    wanted = {"url": receiver.url, "events": ["*"]}
    with server.client as client:
        reply = client.post("/api/webhooks", json=wanted, headers=server.headers())
        webhook = reply.json()["id"]
        server.points.write_text(point)
        _quietly(lambda: a_visit(client))
    server.crashed()
    server.start()
    with server.client as client:
        a_visit(client)
    expected = events_of(server, webhook)
    assert len(expected) > 3
    eventually(lambda: True if set(expected) <= set(came(receiver)) else None)
    for mine in by_contact(receiver).values():
        assert mine == sorted(mine)
    with server.client as client:
        client.delete(f"/api/webhooks/{webhook}", headers=server.headers())


def a_visit(client: httpx.Client) -> None:
    opening = {"brand": "atlas", "language": "fr", "client_id": secrets.token_hex(16)}
    token = client.post("/api/contacts", json=opening).json()["token"]
    mine = {"authorization": f"Bearer {token}"}
    words = {"client_id": "m-1", "text": "bonjour"}
    client.post("/api/contacts/me/messages", json=words, headers=mine)
    client.post("/api/contacts/me/end", headers=mine)


def _quietly(work: Any) -> None:
    """The crash may come in the middle of a request; what is kept by then must arrive."""
    with suppress(httpx.HTTPError, KeyError):
        work()


def events_of(server: Server, webhook: str) -> list[int]:
    """The numbers of the contacts' events since the subscription, from the database itself."""
    of_contacts = [name for name, kind in EVENT_TYPES.items() if issubclass(kind, ContactEvent)]
    marks = ", ".join("?" for _ in of_contacts)
    began = (
        "SELECT seq FROM events WHERE type = 'webhook_changed' "
        "AND json_extract(data, '$.webhook') = ?"
    )
    with sqlite3.connect(server.folder / "hooks.db") as database:
        query = f"SELECT seq FROM events WHERE seq > ({began}) AND type IN ({marks}) ORDER BY seq"
        return [row[0] for row in database.execute(query, (webhook, *of_contacts))]


def came(receiver: Receiver) -> list[int]:
    return [seq for seqs in by_contact(receiver).values() for seq in seqs]


def by_contact(receiver: Receiver) -> dict[str, list[int]]:
    """The numbers of each contact's events as they first came: one sent twice counts once."""
    found: dict[str, list[int]] = {}
    for one in list(receiver.came):
        told = one.told["data"]
        if "contact" in told and told["seq"] not in found.setdefault(told["contact"], []):
            found[told["contact"]].append(told["seq"])
    return found


@pytest.mark.parametrize("point", KEY_POINTS)
def test_a_request_with_a_key_is_carried_out_once(server: Server, point: str) -> None:
    wanted = {"url": "https://crm.example/hook", "events": ["rating_given"], "is_on": False}
    key = {"idempotency-key": secrets.token_hex(8)}
    with server.client as client:
        before = count(client, server)
        server.points.write_text(point)
        with pytest.raises(httpx.HTTPError):
            client.post("/api/webhooks", json=wanted, headers=server.headers(**key))
    server.crashed()
    server.start()
    with server.client as client:
        again = client.post("/api/webhooks", json=wanted, headers=server.headers(**key))
        if point == "add_webhook.committed":
            assert (again.status_code, again.json()["code"]) == (409, "key_done")
        else:
            assert again.status_code == 201, again.text
        assert count(client, server) == before + 1


def count(client: httpx.Client, server: Server) -> int:
    return len(client.get("/api/webhooks", headers=server.headers()).json()["rows"])
