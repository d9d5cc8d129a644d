"""Windows in a real Chromium on a real server; what a page must never do fails the test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    expect,
    sync_playwright,
)

from browser.scene import Visit, play
from browser.server import Server, furnish, new_server
from nawba.demo import backoffice
from nawba.demo.company import COMPANY
from nawba.web.pages import STATIC

TOKEN = "for-this-test-only"

SYSTEMS = """\
brand: sahla
systems:
  - name: backoffice
    address: {address}
    secret: SAHLA_BACKOFFICE_TOKEN
"""

PATIENCE_MS = 45_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"fr": "fr-FR", "ar": "ar-MA", "en": "en-GB"}
# What the browser itself says of a request that failed; the pages must live with those.
_NETWORK = re.compile(r"Failed to load resource|net::ERR_|ERR_CONNECTION|EventSource")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A browser that hangs holds the main thread: its worker ends, another goes on.
            item.add_marker(pytest.mark.timeout(480, method="thread"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let fixtures know how the test went: a failed one leaves pictures behind."""
    report = yield
    if report.when == "call":
        item.stash[_FAILED] = report.failed
    return report


_FAILED = pytest.StashKey[bool]()


def _missing(what: str) -> None:
    """Skip on a machine of a person, fail where everything must have been run."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all; its loop ends with these tests, others may need one of their own."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        _missing("There is no Chromium. Install it (Debian: apt-get install chromium).")
    if not (STATIC / "index.html").is_file():
        _missing("The pages are not built. Run `make pages`.")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo company; each server gets a copy."""
    folder = tmp_path_factory.mktemp("company")
    furnish(folder / "template.db")
    return folder / "template.db"


@pytest.fixture(scope="module")
def new_centre(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Server]]:
    """Starts servers: ``new_centre(adviser_lost_seconds="15")``."""
    started: list[Server] = []

    def start(**settings: str) -> Server:
        folder = tmp_path_factory.mktemp("centre")
        started.append(new_server(template, folder, template.parent / "cache", **settings))
        return started[-1]

    yield start
    for server in started:
        server.kill()


@dataclass(frozen=True)
class Lively:
    """A centre where something goes on; ``held`` is the customer in conversation, by language."""

    base: str
    held: dict[str, Visit]


@pytest.fixture(scope="package")
def lively(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    """One for all tests that look rather than act: nothing in it ends by itself."""
    patience = dict.fromkeys(
        ("offer_seconds", "adviser_lost_seconds", "customer_gone_seconds"), "3600"
    )
    folder = tmp_path_factory.mktemp("lively")
    server = new_server(template, folder, template.parent / "cache", **patience)
    yield Lively(server.base, play(server))
    server.kill()


@dataclass
class Windows:
    """Opens windows, each as another person would: its own storage, language and theme."""

    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __call__(
        self,
        language: str = "fr",
        theme: str = "light",
        width: int = 1280,
        height: int = 800,
    ) -> Page:
        context = self.chromium.new_context(
            locale=LOCALES[language],
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        context.on("console", self._heard)
        context.on("dialog", self._refuse)
        self.contexts.append(context)
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _NETWORK.search(message.text):
            self.faults.append(f"console: {message.text}")

    def _refuse(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def photograph(self, folder: Path) -> None:
        pages = [page for context in self.contexts for page in context.pages]
        for number, page in enumerate(pages):
            page.screenshot(path=folder / f"window-{number}.png", timeout=10_000)
        print(f"{len(pages)} pictures are in {folder}")


@pytest.fixture
def window(chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Windows]:
    """Opens a window; no page may raise, log an error or pop a dialog up while it is open."""
    windows = Windows(chromium)
    yield windows
    if request.node.stash.get(_FAILED, False):
        windows.photograph(tmp_path)
    for context in windows.contexts:
        context.close()
    assert windows.faults == []


@pytest.fixture
def office(tmp_path: Path) -> Iterator[backoffice.Handle]:
    handle = backoffice.start(tmp_path / "office", token=TOKEN)
    yield handle
    handle.stop()


@pytest.fixture
def acting(office: backoffice.Handle, tmp_path: Path, new_centre: Callable[..., Server]) -> Server:
    """A centre whose assistant acts on that back office, configured as an operator would."""
    systems = tmp_path / "systems"
    systems.mkdir()
    (systems / "sahla.yaml").write_text(SYSTEMS.format(address=office.address))
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "SAHLA_BACKOFFICE_TOKEN").write_text(TOKEN)
    return new_centre(
        assistant_folder=str(COMPANY), systems_folder=str(systems), secrets_folder=str(secrets)
    )
