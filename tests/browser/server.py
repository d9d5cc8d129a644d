"""The demo company's centre in a server process of its own, that a test may kill and start again.

It is `nawba serve` on the demo company, with one difference: no contact is drawn into the holdout
arm. Otherwise one customer in twenty would meet no assistant, and these tests walk with it.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page

import processes
import sessions
from nawba.actions.articles import publish_articles
from nawba.actions.setup import configure
from nawba.demo.company import COMPANY, demo_centre
from nawba.domain.words import ADMINISTRATOR
from nawba.knowledge import read_folder
from nawba.store import Store, open_store
from nawba.store.migrate import migrate

START_SECONDS = 120
_DATABASES: dict[str, str] = {}
"""Of the servers started here, by their address."""


def let_in(page: Page, base: str, actor: str) -> None:
    """Give the window of ``page`` a session of ``actor`` (``adviser:fatou.seck``), as cookie."""
    token = sessions.token_of(sessions.store_at(_DATABASES[base]), actor)
    cookie: Any = {"name": "nawba", "value": token, "url": base, "httpOnly": True}
    page.context.add_cookies([cookie])


def furnish(database: Path, only: str = "") -> None:
    """Write a database with the demo company in it; of its articles, all or ``only`` that one."""
    store = open_store(f"sqlite:///{database}")
    migrate(store)
    centre = demo_centre()
    brands = tuple(replace(brand, holdout_share=0.0) for brand in centre.brands)
    configure(store, ADMINISTRATOR, replace(centre, brands=brands))
    articles = read_folder(COMPANY / "articles")
    wanted = [article for article in articles if only in ("", article.id)]
    publish_articles(store, ADMINISTRATOR, wanted)
    store.dispose()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """One centre: ``folder`` holds its database, ``settings`` are more ``NAWBA_…`` variables."""

    folder: Path
    cache: Path
    settings: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        environment = {
            **processes.environment(),
            "NAWBA_DATABASE": f"sqlite:///{self.folder / 'centre.db'}",
            "NAWBA_CACHE_FOLDER": str(self.cache),
            "NAWBA_LOG_LEVEL": "warning",
            "NAWBA_PLANNING_NICE": "0",  # a test waits for it
            **self.settings,
        }
        command = [sys.executable, "-m", "nawba.cli", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        _DATABASES[self.base] = environment["NAWBA_DATABASE"]
        deadline, pause = time.monotonic() + START_SECONDS, threading.Event()
        while not processes.is_answering(self.base):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, f"It did not start:\n{self.log.read_text()}"
            pause.wait(0.1)

    def kill(self) -> None:
        """End it as a power cut would: no goodbye to anybody."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    @property
    def store(self) -> Store:
        return sessions.store_at(f"sqlite:///{self.folder / 'centre.db'}")

    def headers(self, actor: str) -> dict[str, str]:
        """What a page of ``actor`` (``supervisor:nadia.berrada``) sends along."""
        return sessions.headers(self.store, actor)

    def get(self, path: str, actor: str) -> Any:
        """What the server tells ``actor`` (``supervisor:nadia.berrada``) at ``path``."""
        reply = httpx.get(self.base + path, headers=self.headers(actor), timeout=30, verify=False)
        assert reply.is_success, reply.text
        return reply.json()


def new_server(template: Path, folder: Path, cache: Path, **settings: str) -> Server:
    """A running server on a copy of ``template``; ``offer_seconds="600"`` sets that setting."""
    shutil.copy(template, folder / "centre.db")
    named = {f"NAWBA_{name.upper()}": value for name, value in settings.items()}
    server = Server(folder, cache, named)
    server.start()
    return server
