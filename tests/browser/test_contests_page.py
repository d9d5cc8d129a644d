"""An adviser reads why they were scored so and contests it; a quality lead decides, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.test_listening_page import ARABIC, DAY, FRENCH, LEAD, item_of, shelve
from browser.wcag import hold_to_wcag
from nawba.actions.listening import begin_intake, end_intake, keep_items, note_heard
from nawba.actions.register import set_purpose
from nawba.domain.heard import Listed
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.shelf import Shelf
from nawba.store.personal import read_register

FATOU = "adviser:fatou.seck"
ITEMS = {"fr": "rc-" + "f" * 24, "ar": "rc-" + "a" * 24}


@pytest.fixture(scope="module")
def centre(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One recorded contact of hers in French, one in Arabic; scoring is not allowed yet."""
    folder = tmp_path_factory.mktemp("contests")
    shelf = Shelf(folder / "listening")
    server = new_server(
        template, folder, template.parent / "cache", listening_folder=str(folder / "listening")
    )
    try:
        allow(server, "listening")
        french = item_of(ITEMS["fr"], "C-1", "fr", "dakar", "sahla-fr", "sahla")
        arabic = item_of(ITEMS["ar"], "C-2", "ar", "tunis", "waha-ar", "waha")
        items = [replace(one, adviser="fatou.seck") for one in (french, arabic)]
        intake = begin_intake(server.store, ADMINISTRATOR, "october", {})
        keep_items(server.store, ADMINISTRATOR, intake, [Listed(one, one.id) for one in items])
        scripts = (FRENCH, ARABIC)
        heard = [shelve(shelf, item, script) for item, script in zip(items, scripts, strict=True)]
        note_heard(server.store, ADMINISTRATOR, intake, heard)
        end_intake(server.store, ADMINISTRATOR, intake, "done")
        yield server
    finally:
        server.kill()


def allow(server: Server, purpose: str) -> None:
    with server.store.read() as connection:
        kept = {one.id: one.revision for one in read_register(connection)}
    entry = Purpose(purpose, "consent", "D-1", "12 months", since=DAY, notice=DAY)
    set_purpose(server.store, ADMINISTRATOR, replace(entry, revision=kept.get(purpose, 0)))


def test_nobody_is_scored_and_nothing_contested(centre: Server, window: Windows) -> None:
    page = window("fr")
    let_in(page, centre.base, FATOU)
    page.goto(f"{centre.base}/mine")
    expect(page.get_by_test_id("no-own")).to_be_visible()
    hold_to_wcag(page)
    page = window("fr")
    let_in(page, centre.base, LEAD)
    page.goto(f"{centre.base}/listening?part=contests")
    expect(page.get_by_test_id("no-contests")).to_be_visible()
    hold_to_wcag(page)


@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("ar", "dark")], ids=["fr", "ar"])
def test_contested_and_decided(language: str, theme: str, centre: Server, window: Windows) -> None:
    allow(centre, "scoring")
    item, question = ITEMS[language], "greeting"
    hers = window(language, theme)
    let_in(hers, centre.base, FATOU)
    hers.goto(f"{centre.base}/mine")
    expect(hers.get_by_test_id("own-row")).to_have_count(2)
    hold_to_wcag(hers)
    hers.locator(f'[data-testid="own-row"][data-id="{item}"]').get_by_role("link").click()
    expect(hers.get_by_test_id("redacted")).to_be_visible()
    hers.get_by_test_id("play").click()
    expect(hers.get_by_test_id("player")).to_have_attribute("data-playing", "true")
    hers.get_by_test_id("play").click()
    hold_to_wcag(hers)
    hers.get_by_test_id(f"contest-{question}").press("Enter")
    hers.get_by_test_id("contest-words").fill("Écoutez la fin, card 4111 1111 1111 1111")
    hold_to_wcag(hers)
    hers.get_by_test_id("contest-send").press("Enter")
    mark = hers.get_by_test_id("contest-mark")
    expect(mark).to_have_attribute("data-answer", "")
    expect(mark).not_to_contain_text("4111")
    expect(hers.get_by_test_id(f"contest-{question}")).to_have_count(0)

    lead = window(language, theme)
    let_in(lead, centre.base, LEAD)
    lead.goto(f"{centre.base}/listening")
    lead.get_by_test_id("part-contests").click()
    waiting = lead.locator('[data-testid="contest"][data-answer=""]')
    expect(waiting).to_have_count(1)
    expect(waiting.get_by_test_id("contest-said")).to_contain_text("Écoutez")
    expect(waiting.get_by_test_id("decide")).to_be_disabled()
    waiting.get_by_test_id("decide-not_applicable").click()
    waiting.get_by_test_id("decide-reason").fill("C’était une reprise d’appel.")
    hold_to_wcag(lead)
    waiting.get_by_test_id("decide").press("Enter")
    expect(waiting).to_have_count(0)
    lead.get_by_test_id("contest-open").first.click()
    expect(lead.get_by_test_id("player")).to_be_visible()

    hers.reload()
    expect(mark).to_have_attribute("data-answer", "not_applicable")
    expect(mark).to_contain_text("reprise")
    answer = hers.locator(f'[data-testid="answer"][data-question="{question}"]')
    expect(answer).to_have_attribute("data-answer", "not_applicable")
