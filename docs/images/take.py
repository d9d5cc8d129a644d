"""Takes the README's picture from a real, running demo: desk, wallboard and a customer's chat.

Run from the repository after ``make test`` has installed its tools and Chromium is there:
``.venv/bin/python docs/images/take.py``. It starts a demo of its own, lives through one contact,
lets simulated people in for a while, and writes ``nawba.png`` beside itself. About two minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
BASE = "http://127.0.0.1:8792"
ADVISER = "amina.el-fassi"
SUPERVISOR = "nadia.berrada"
LIVELY_SECONDS = 100
CONTACTS_PER_SECOND = 1.2
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]

COLLAGE = """
<style>
  body {{ margin: 0; padding: 28px; inline-size: 1600px; box-sizing: border-box;
    background: linear-gradient(135deg, #dfe9ec, #eef1ea); display: grid; gap: 24px;
    grid-template-columns: 1088px 408px; align-items: start; justify-content: space-between; }}
  img {{ display: block; inline-size: 100%; border-radius: 10px;
    box-shadow: 0 1px 2px rgb(0 0 0 / .18), 0 12px 32px rgb(10 40 50 / .22); }}
  div {{ display: grid; gap: 24px; }}
</style>
<div><img src="{desk}"><img src="{wallboard}"></div>
<div><img src="{french}"><img src="{arabic}"></div>
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_demo(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            wait_for_server(browser)
            take(browser, Path(folder))
        finally:
            browser.close()
            server.terminate()
            server.wait()
    print(f"{HERE / 'nawba.png'}: {(HERE / 'nawba.png').stat().st_size // 1024} KB")


def start_demo(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "nawba.cli", "demo", "--port", BASE.rpartition(":")[2]]
    database = f"sqlite:///{folder / 'demo.db'}"
    environment = {**os.environ, "NAWBA_OFFER_SECONDS": "120"}
    return subprocess.Popen([*command, "--database", database], env=environment)


def wait_for_server(browser: Browser) -> None:
    page = browser.new_page()
    for _ in range(120):
        try:
            page.goto(f"{BASE}/api/health")
        except Exception:  # noqa: BLE001 - whatever the browser says of a server not up yet
            time.sleep(0.5)
        else:
            page.close()
            return
    raise SystemExit("The demo did not start.")


def take(browser: Browser, folder: Path) -> None:
    desk = staff(browser, f"desk?as=adviser:{ADVISER}", 1280, 760)
    become_available(desk)
    french = customer(browser, "sahla", "fr")
    say(french, "Ma carte SIM est bloquée, on me demande un PUK")
    say(french, "je voudrais parler à quelqu'un svp")
    converse(desk, french)
    arabic = customer(browser, "waha", "ar")
    say(arabic, "كيف أتتبع طردي؟")
    wallboard = staff(browser, f"wallboard?as=supervisor:{SUPERVISOR}", 1280, 860)
    with lively():
        desk.wait_for_timeout(LIVELY_SECONDS * 1000)
        shots = {"desk": desk, "wallboard": wallboard, "french": french, "arabic": arabic}
        for name, page in shots.items():
            page.screenshot(path=folder / f"{name}.png")
    compose(browser, folder, list(shots))


@contextmanager
def lively() -> Iterator[None]:
    """Simulated customers and advisers in a process of their own, gone before the server is."""
    code = f"from nawba.demo.traffic import Traffic; Traffic({BASE!r}, {CONTACTS_PER_SECOND}).run()"
    people = subprocess.Popen([sys.executable, "-c", code])
    try:
        yield
    finally:
        people.kill()
        people.wait()


def staff(browser: Browser, place: str, width: int, height: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, locale="en")
    page.add_init_script("localStorage.setItem('nawba.language', 'en')")
    page.goto(f"{BASE}/{place}")
    return page


def become_available(desk: Page) -> None:
    desk.get_by_test_id("presence").click()
    desk.get_by_test_id("presence-available").click()


def customer(browser: Browser, brand: str, language: str) -> Page:
    page = browser.new_page(viewport={"width": 408, "height": 688}, locale=language)
    page.goto(f"{BASE}/widget?brand={brand}&language={language}")
    return page


def say(page: Page, words: str) -> None:
    box = page.get_by_test_id("chat-input")
    box.fill(words)
    box.press("Enter")
    page.wait_for_timeout(1500)


def converse(desk: Page, chat: Page) -> None:
    desk.get_by_test_id("offer-accept").click(timeout=30_000)
    reply(desk, "Bonjour, je suis Amina. Avez-vous accès à l'application Sahla ?")
    say(chat, "Oui, sur le téléphone de mon frère")
    reply(desk, "Parfait : Ma ligne > Carte SIM > Code PUK. Je reste avec vous.")


def reply(desk: Page, words: str) -> None:
    box = desk.get_by_test_id("composer")
    box.fill(words)
    box.press("Enter")
    desk.wait_for_timeout(1500)


def compose(browser: Browser, folder: Path, names: list[str]) -> None:
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    collage = folder / "collage.html"
    collage.write_text(COLLAGE.format(**{name: f"{name}.png" for name in names}), "utf-8")
    page.goto(collage.as_uri())
    page.screenshot(path=HERE / "nawba.png", full_page=True)


if __name__ == "__main__":
    main()
