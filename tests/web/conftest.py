"""A real server on loopback, in this process: real HTTP, real streams, a small centre."""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

import sessions
from nawba.actions.articles import publish_articles
from nawba.actions.register import set_purpose
from nawba.actions.setup import configure
from nawba.assistant.flow_shelf import FlowShelf
from nawba.domain.documents import read_centre
from nawba.domain.errors import Conflict
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR, Article
from nawba.settings import Settings
from nawba.store import Store, open_store
from nawba.store.migrate import migrate
from nawba.web import create_app
from nawba.web.house import House
from web import described

_DAY = date(2020, 1, 1)
LEARNING = Purpose("training", "consent", "D-1", "24 months", since=_DAY, notice=_DAY)
"""Without it nothing is learned from contacts."""
CENTRE = Path(__file__).parent / "centre.yaml"
PATIENCE_SECONDS = 60


@dataclass
class Web:
    """The running server seen from outside; staff act by name, through sessions made in ``store``
    (of a server in another process: in its ``database``)."""

    base: str
    client: httpx.Client
    store: Store | None = None
    database: str | None = None
    customers: list[Customer] = field(default_factory=list)

    def customer(self, language: str = "fr", brand: str = "atlas", **details: str) -> Customer:
        body = {"brand": brand, "language": language, "client_id": secrets.token_hex(16)}
        reply = self.client.post("/api/contacts", json=body | details)
        assert reply.status_code == 201, reply.text
        self.customers.append(Customer(self, reply.json()["token"], reply.json()["view"]))
        return self.customers[-1]

    def staff(self, actor: str, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.client.request(method, path, json=body, headers=self.headers(actor))

    def headers(self, actor: str) -> dict[str, str]:
        """What a page of ``actor`` (``role:id``) sends along: its session."""
        store = self.store or sessions.store_at(self.database or "")
        return sessions.headers(store, actor)

    def available(self, *advisers: str) -> None:
        for adviser in advisers:
            body = {"state": "available"}
            reply = self.staff(f"adviser:{adviser}", "POST", "/api/desk/presence", body)
            assert reply.status_code == 200, reply.text

    def offer_for(self, contact: str, *advisers: str) -> dict[str, Any]:
        """The live offer of ``contact``, once it rings at one of ``advisers``."""

        def ringing() -> dict[str, Any] | None:
            for adviser in advisers:
                desk = self.staff(f"adviser:{adviser}", "GET", "/api/desk").json()
                for offer in desk["offers"]:
                    if offer["contact"] == contact:
                        return dict(offer)
            return None

        return eventually(ringing)

    def accepted(self, customer: Customer, *advisers: str) -> str:
        """Hand ``customer`` to whoever of ``advisers`` it rings at; returns the adviser."""
        offer = self.offer_for(customer.id, *advisers)
        path = f"/api/offers/{offer['id']}/accept"
        reply = self.staff(f"adviser:{offer['adviser']}", "POST", path, {"epoch": offer["epoch"]})
        assert reply.status_code == 200, reply.text
        return str(offer["adviser"])


@dataclass
class Customer:
    web: Web
    token: str
    view: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.view["contact"]["id"])

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def post(self, what: str, body: Any = None, method: str = "POST") -> httpx.Response:
        path = f"/api/contacts/me/{what}"
        return self.web.client.request(method, path, json=body, headers=self.headers)

    def say(self, text: str, client_id: str = "") -> httpx.Response:
        return self.post("messages", {"client_id": client_id or secrets.token_hex(8), "text": text})

    def look(self) -> dict[str, Any]:
        reply = self.web.client.get("/api/contacts/me", headers=self.headers)
        assert reply.status_code == 200, reply.text
        self.view = reply.json()
        return self.view

    def in_state(self, state: str) -> dict[str, Any]:
        def there() -> dict[str, Any] | None:
            view = self.look()
            return view if view["contact"]["state"] == state else None

        return eventually(there)

    def texts(self, author: str) -> list[str]:
        return [m["text"] for m in self.look()["messages"] if m["author"] == author]


@dataclass
class Listener:
    """Reads a stream in a thread; ``wait`` for the first frame that satisfies a condition."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    frames: list[tuple[str, str, Any]] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _stop: bool = False

    def start(self) -> Listener:
        threading.Thread(target=self._read, daemon=True).start()
        self.wait(lambda name, _: name in ("ready", "connected"))
        return self

    def wait(self, wanted: Callable[[str, Any], bool]) -> Any:
        deadline = time.monotonic() + PATIENCE_SECONDS
        with self._news:
            while True:
                found = [data for _, name, data in self.frames if wanted(name, data)]
                if found:
                    return found[0]
                left = deadline - time.monotonic()
                assert left > 0, f"nothing of the kind among {self.frames}"
                self._news.wait(left)

    def stop(self) -> None:
        self._stop = True

    def _read(self) -> None:
        with (
            suppress(httpx.HTTPError),
            httpx.stream("GET", self.url, headers=self.headers, timeout=None) as reply,
        ):
            self._take("", "connected", reply.status_code)
            cursor = name = ""
            for line in reply.iter_lines():
                if self._stop:
                    return
                if line.startswith("id: "):
                    cursor = line[4:]
                elif line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: "):
                    self._take(cursor, name, json.loads(line[6:]))

    def _take(self, cursor: str, name: str, data: Any) -> None:
        with self._news:
            self.frames.append((cursor, name, data))
            self._news.notify_all()


def eventually(look: Callable[[], Any]) -> Any:
    """What ``look`` returns once it is not None; it looks again ever less often."""
    deadline, pause, seconds = time.monotonic() + PATIENCE_SECONDS, threading.Event(), 0.02
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        pause.wait(seconds)
        seconds = min(0.5, seconds * 1.3)  # on a slow machine too below what one caller may ask
    raise AssertionError("it did not happen in time")


@pytest.fixture
def web(server: Web) -> Iterator[Web]:
    """The server; the customers of a test leave with it, so that none blocks the next one."""
    web = Web(server.base, server.client, server.store)
    yield web
    for customer in web.customers:
        customer.post("end")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One server for the session; every test opens contacts of its own."""
    folder = tmp_path_factory.mktemp("web")
    with serving(f"sqlite:///{folder}/web.db", folder) as web:
        yield web


@contextmanager
def serving(
    url: str,
    folder: Path,
    store: Store | None = None,
    shelf: FlowShelf | None = None,
    *,
    empty: bool = False,
    **settings: Any,
) -> Iterator[Web]:
    """A server in this process on the small centre in the database ``url``, opened as ``store``;
    ``empty``: where nothing is configured yet."""
    if not empty:
        prepared(url)
    calm = {"offer_seconds": 120, "adviser_lost_seconds": 600, "cache_folder": folder}
    calm["planning_nice"] = 0  # a test waits for it
    port = free_port()
    house = House(Settings(**{**calm, "database": url, "port": port, **settings}), store, shelf)
    running = uvicorn.Server(
        uvicorn.Config(
            create_app(house.settings, house),
            port=port,
            log_config=None,
            proxy_headers=False,
            timeout_graceful_shutdown=1,
        )
    )
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{port}"
    eventually(lambda: True if running.started else None)
    with described.Client(base_url=base, timeout=30) as client:
        yield Web(base, client, house.store)
    running.should_exit = True
    thread.join(timeout=10)


def prepared(url: str) -> None:
    """The small centre and its articles, in the database ``url``."""
    store = open_store(url)
    migrate(store)
    configure(store, ADMINISTRATOR, read_centre(CENTRE.read_text(), CENTRE.name))
    with suppress(Conflict):  # a database that was prepared before
        set_purpose(store, ADMINISTRATOR, LEARNING)
    publish_articles(store, ADMINISTRATOR, small_library())
    store.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def small_library() -> list[Article]:
    return [
        Article(
            id="resilier",
            brand="atlas",
            language=language,
            title=title,
            body=body,
            questions=(title, question),
            owner="Nadia",
        )
        for language, title, body, question in (
            (
                "fr",
                "Comment résilier mon abonnement ?",
                "Résiliez dans l'application, rubrique Contrat.",
                "Je veux résilier mon abonnement",
            ),
            (
                "ar",
                "كيف ألغي اشتراكي؟",
                "يمكنك الإلغاء من التطبيق، قسم العقد.",
                "أريد إلغاء الاشتراك",
            ),
            (
                "en",
                "How do I cancel my subscription?",
                "Cancel in the app, section Contract.",
                "I want to cancel my subscription",
            ),
        )
    ]
