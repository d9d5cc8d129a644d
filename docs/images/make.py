"""Takes the pictures of the documentation from a real, lively demo.

Run from the repository once ``make pages`` is done and Chromium is there:
``.venv/bin/python docs/images/make.py``. It opens a demo of its own with simulated customers and
advisers, lives through one contact, and writes beside itself in some five minutes: ``widget``
(a cited answer on the brand's page), ``nawba`` (the desk in conversation, for the README), ``desk``
(an offer ringing, in English), ``wallboard``, ``redispatch`` (a site that would go dark),
``planning`` (four what-ifs), ``assistant`` (on invented cases, in a centre of its own), ``causes``
and ``contact`` (why the demo company's month went wrong, and what was said in one failure of it).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright.sync_api import Browser, FrameLocator, Page, expect, sync_playwright

HERE = Path(__file__).parent
ADVISER, SUPERVISOR = "amina.el-fassi", "nadia.berrada"
CONTACTS_PER_SECOND = 0.5
OTHERS = (
    ("سلمى الإدريسي", "ar", "الإنترنت بطيء جدا في المنزل"),
    ("Hugo Marchetti", "fr", "Comment activer le roaming avant mon voyage ?"),
)
LIVELY_SECONDS = 120
PURPOSES = ("listening", "scoring")
LARGEST_BYTES = 300_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]


@dataclass
class Studio:
    """A running demo, and the browser that looks at it."""

    base: str
    browser: Browser

    def page(self, place: str, language: str, width: int, height: int) -> Page:
        page = self.browser.new_page(
            viewport={"width": width, "height": height}, locale=language, reduced_motion="reduce"
        )
        page.goto(f"{self.base}/{place}")
        return page


def main() -> None:
    expect.set_options(timeout=90_000)
    with demo() as base, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take(Studio(base, browser))
        take_assistant(browser)
        take_causes(browser)
        browser.close()


@contextmanager
def demo() -> Iterator[str]:
    """The demo on a port and a database of its own; its address once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "nawba.cli", "demo", "--port", str(port)]
        place = ["--database", f"sqlite:///{folder}/demo.db"]
        patience = {"NAWBA_OFFER_SECONDS": "90"}
        server = subprocess.Popen([*command, *place], env={**os.environ, **patience})
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


@contextmanager
def traffic(base: str) -> Iterator[None]:
    """What ``--traffic`` adds, but only now: it would have taken our customer to its advisers."""
    code = f"from nawba.demo.traffic import Traffic; Traffic({base!r}, {CONTACTS_PER_SECOND}).run()"
    people = subprocess.Popen([sys.executable, "-c", code])
    try:
        yield
    finally:
        people.kill()
        people.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise SystemExit("The demo did not start; its reason stands above.")


def take(studio: Studio) -> None:
    shop, chat = ask(studio, "demo/sahla?lang=fr", "Ma carte SIM est bloquée, on me demande un PUK")
    save(shop, "widget")
    desk = studio.page(f"?enter=adviser:{ADVISER}&to=desk", "fr", 1440, 900)
    desk.get_by_test_id("presence").click()
    desk.get_by_test_id("presence-available").click()
    introduce(chat, "Karim Bennis", "karim.bennis@example.com")
    hand_over(chat, desk)
    converse(desk, shop, chat)
    for name, language, question in OTHERS:
        _, other = ask(studio, f"demo/sahla?lang={language}", question)
        introduce(other, name, "")
        hand_over(other, desk)
    take_of_desk(desk, studio)
    with traffic(studio.base):
        wallboard = studio.page(f"?enter=supervisor:{SUPERVISOR}&to=wallboard", "en", 1440, 900)
        wallboard.wait_for_timeout(LIVELY_SECONDS * 1000)
        save(wallboard, "wallboard")
        take_redispatch(wallboard)
    take_planning(studio)


def take_redispatch(wallboard: Page) -> None:
    """What would come of it if a site went dark, before anything is done."""
    wallboard.get_by_test_id("redispatch-open").click()
    wallboard.get_by_test_id("measure-site").select_option("tunis")
    wallboard.get_by_test_id("measure-reason").fill("No power")
    wallboard.get_by_test_id("measure-preview").click()
    expect(wallboard.get_by_test_id("redispatch-outlook")).to_be_visible()
    settle(wallboard)
    save(wallboard, "redispatch")


def take_planning(studio: Studio) -> None:
    """The four what-ifs of the sample, answered; the first simulation compiles."""
    page = studio.page(f"?enter=supervisor:{SUPERVISOR}&to=planning", "en", 1440, 900)
    page.get_by_test_id("run-start").click()
    expect(page.get_by_test_id("planning-result")).to_be_visible(timeout=300_000)
    settle(page)
    save(page, "planning")


def take_of_desk(desk: Page, studio: Studio) -> None:
    """In conversation, others waiting for a reply; then in English, with a further one ringing."""
    desk.get_by_test_id("contact-row").filter(has_text="Karim Bennis").click()
    expect(desk.get_by_test_id("attachment").locator("img")).to_be_visible()
    settle(desk)
    save(desk, "nawba")
    _, last = ask(studio, "demo/sahla?lang=fr", "Je ne comprends pas ma facture de ce mois")
    introduce(last, "Mariam Sissoko", "")
    hand_over(last)
    desk.get_by_test_id("language-menu").click()
    desk.get_by_test_id("language-en").click()
    expect(desk.get_by_test_id("offer-card")).to_be_visible()
    settle(desk)
    save(desk, "desk")


def take_assistant(browser: Browser) -> None:
    """The effect of a lower risk, before it is applied; the cases are those of the tests."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from browser.assistant_material import write_material
    from browser.server import furnish, let_in, new_server

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        furnish(folder / "template.db")
        write_material(folder / "assistant")
        server = new_server(
            folder / "template.db", folder, folder / "cache", assistant_folder=f"{folder}/assistant"
        )
        try:
            actor = server.headers(f"supervisor:{SUPERVISOR}")
            publish = f"{server.base}/api/assistant/publish"
            httpx.post(publish, json={"risk": 0.05}, headers=actor, timeout=600).raise_for_status()
            page = Studio(server.base, browser).page("", "en", 1440, 900)
            let_in(page, server.base, f"supervisor:{SUPERVISOR}")
            page.goto(f"{server.base}/assistant")
            page.get_by_test_id("risk-2").click()
            expect(page.get_by_test_id("preview")).to_be_visible()
            save(page, "assistant")
        finally:
            server.kill()


def take_causes(browser: Browser) -> None:
    """The demo company's month, listened to and diagnosed, in a centre of its own."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from browser.server import furnish, let_in, new_server

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        furnish(folder / "template.db")
        shelf = folder / "listening"
        server = new_server(
            folder / "template.db", folder, folder / "cache", listening_folder=str(shelf)
        )
        try:
            listen(f"sqlite:///{folder}/centre.db", shelf, folder / "month")
            page = Studio(server.base, browser).page("", "en", 1440, 900)
            let_in(page, server.base, "quality:salma")
            page.goto(f"{server.base}/causes")
            opening = page.get_by_test_id("cohort-open").first
            expect(opening).to_be_visible()
            settle(page)
            save(page, "causes")
            opening.click()
            page.get_by_test_id("cause-contact").first.get_by_role("link").click()
            expect(page.get_by_test_id("evidence")).to_be_visible()
            settle(page)
            save(page, "contact")
        finally:
            server.kill()


def listen(database: str, shelf: Path, month: Path) -> None:
    """Write the month, take it in and look for its causes, as an operator would."""
    where = ("--database", database)
    entry = ["--basis", "legitimate_interest", "--authorisation", "D-1", "--retention", "12 months"]
    days = ["--since", "2020-01-01", "--notice", "2020-01-01"]
    lists = [f"--{one}={month / one}.csv" for one in ("incidents", "versions")]
    commands = [
        *(["privacy", "register", "set", one, *entry, *days, *where] for one in PURPOSES),
        ["demo", "month", "--out", str(month)],
        ["listen", "import", str(month), *where],
        ["listen", "diagnose", "--centre", *lists, "--out", str(month / "report"), *where],
    ]
    shelved = {**os.environ, "NAWBA_LISTENING_FOLDER": str(shelf)}
    for words in commands:
        subprocess.run([sys.executable, "-m", "nawba.cli", *words], check=True, env=shelved)


def ask(studio: Studio, place: str, question: str) -> tuple[Page, FrameLocator]:
    """A customer who asked the assistant; one contact in twenty meets none, and is left."""
    while True:
        shop = studio.page(place, "fr", 1280, 800)
        shop.get_by_test_id("widget-launcher").click()
        chat = shop.frame_locator('[data-testid="widget-frame"]')
        expect(chat.get_by_test_id("message").first).to_be_visible()
        settle(shop)
        if chat.get_by_test_id("choice").count():
            break
        chat.get_by_test_id("end-chat").click()
        chat.get_by_test_id("end-confirm").click()
        shop.close()
    say(chat, question)
    settle(shop)
    return shop, chat


def introduce(chat: FrameLocator, name: str, email: str) -> None:
    chat.get_by_test_id("leave-details").click()
    chat.get_by_test_id("details-name").fill(name)
    chat.get_by_test_id("details-email").fill(email)
    chat.get_by_test_id("details-save").click()
    expect(chat.get_by_test_id("details-saved")).to_be_visible()
    chat.get_by_test_id("sheet-close").click()


def hand_over(chat: FrameLocator, desk: Page | None = None) -> None:
    """Ask for a person; accepted at ``desk``, or left ringing."""
    say(chat, "un conseiller svp")
    if desk is not None:
        desk.get_by_test_id("offer-accept").click()
        expect(chat.get_by_test_id("lead")).to_have_attribute("data-party", "adviser")


def converse(desk: Page, shop: Page, chat: FrameLocator) -> None:
    reply(desk, "Bonjour Karim, je suis Amina. Avez-vous accès à l'application Sahla ?")
    say(chat, "Oui, sur ma tablette. Voilà ce que je vois :")
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "application.png"
        shop.screenshot(path=seen, clip={"x": 680, "y": 300, "width": 170, "height": 240})
        chat.get_by_test_id("attach-input").set_input_files(seen)
        expect(chat.locator('[data-testid="attach-item"][data-state="ready"]')).to_be_visible()
        say(chat, "Ma ligne est encore active")
    reply(desk, "Parfait. Ouvrez Ma ligne > Carte SIM > Code PUK : il a 8 chiffres.")
    desk.get_by_test_id("note-toggle").click()
    reply(desk, "Rappeler demain si le code est refusé : nouvelle SIM en boutique.")
    say(chat, "Ça marche, mon téléphone est débloqué, merci !")


def say(chat: FrameLocator, words: str) -> None:
    chat.get_by_test_id("chat-input").fill(words)
    chat.get_by_test_id("chat-input").press("Enter")
    sent = chat.locator('[data-testid="message"][data-author="customer"]').filter(has_text=words)
    expect(sent).to_be_visible()


def reply(desk: Page, words: str) -> None:
    desk.get_by_test_id("composer").fill(words)
    desk.get_by_test_id("composer").press("Enter")
    expect(desk.get_by_test_id("message").filter(has_text=words)).to_be_visible()


def settle(page: Page) -> None:
    """What slides or loads has come to rest."""
    page.wait_for_timeout(1500)


def save(page: Page, name: str) -> None:
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    print(f"{path}: {size // 1000} kB")
    if size > LARGEST_BYTES:
        raise SystemExit(f"{path} is larger than {LARGEST_BYTES // 1000} kB.")


if __name__ == "__main__":
    main()
