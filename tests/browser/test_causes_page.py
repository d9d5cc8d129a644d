"""A quality lead sees why the demo company's month went wrong: three causes, told apart, down to
what was said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.wcag import hold_to_wcag
from nawba.actions.listening import Heard, Listed, begin_intake, end_intake, keep_items, note_heard
from nawba.actions.register import set_purpose
from nawba.demo.month_files import write_month
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item, Transcript, Turn, transcript_to_json
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.shelf import Kept, Shelf
from nawba.listening.sources import Source

LEAD = "quality:salma"
DAY = date(2020, 1, 1)
PATIENCE_MS = 240_000


@dataclass(frozen=True)
class Month:
    server: Server
    folder: Path


@pytest.fixture(scope="module")
def month(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """The demo's month, taken in: its rows at once, its words without the other stages."""
    folder = tmp_path_factory.mktemp("month")
    shelf = folder / "listening"
    server = new_server(template, folder, template.parent / "cache", listening_folder=str(shelf))
    try:
        write_month(folder / "month")
        furnish(server, Shelf(shelf), folder / "month")
        yield Month(server, folder / "month")
    finally:
        server.kill()


def furnish(server: Server, shelf: Shelf, folder: Path) -> None:
    for purpose in ("listening", "scoring"):
        entry = Purpose(purpose, "consent", "D-1", "12 months", since=DAY, notice=DAY)
        set_purpose(server.store, ADMINISTRATOR, entry)
    source = Source(str(folder))
    taken = [source.take(one, shelf) for one in source.walk()]
    store, intake = server.store, begin_intake(server.store, ADMINISTRATOR, str(folder), {})
    keep_items(store, ADMINISTRATOR, intake, [Listed(one.item, one.name) for one in taken])
    for one in taken:
        if one.item.failed:
            shelve(shelf, one.item)
    heard = [Heard(one.item.id, "done", stage="findings", facts={}) for one in taken]
    note_heard(store, ADMINISTRATOR, intake, heard)
    end_intake(store, ADMINISTRATOR, intake, "done")


def shelve(shelf: Shelf, item: Item) -> None:
    lines = [json.loads(line) for line in Path(item.files[0]).read_text("utf-8").splitlines()]
    turns = tuple(Turn(one["speaker"], one["start"], one["end"], one["text"]) for one in lines)
    document = transcript_to_json(Transcript(item.language, turns)) | {"spans": [], "audio": []}
    shelf.folder(item.id).mkdir(parents=True, exist_ok=True)
    shelf.keep(item.id, "redact", Kept("k", 0.0, document))


@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("ar", "dark")], ids=["fr", "ar"])
def test_three_causes_are_told_apart(
    language: str, theme: str, month: Month, window: Windows
) -> None:
    page = window(language, theme)
    let_in(page, month.server.base, LEAD)
    page.goto(f"{month.server.base}/causes")
    known = page.get_by_test_id("known")
    known.locator("summary").click()
    for listed in ("incidents", "versions"):
        page.get_by_test_id(f"known-{listed}-file").set_input_files(month.folder / f"{listed}.csv")
        expect(page.get_by_test_id(f"known-{listed}")).to_have_attribute("data-count", "2")
    page.get_by_test_id("diagnose").click()
    found = page.locator('[data-testid="cohort-row"][data-found="true"]')
    expect(found).to_have_count(3, timeout=PATIENCE_MS)
    causes = {row.get_attribute("data-cause"): row for row in found.all()}
    assert set(causes) == {"technology", "process", "human"}
    expect(causes["technology"]).to_contain_text("payment-gateway")
    expect(causes["process"]).to_contain_text("return equipment within 15 days")
    expect(causes["human"]).to_contain_text("Dakar")
    expect(page.locator('[data-testid="mark"][data-found="false"]')).to_have_count(2)
    expect(causes["technology"].get_by_text(re.compile("12:40.*17:50.*UTC"))).to_be_visible()
    nobody = {"fr": "Personne ne passe ce seuil.", "ar": "لا أحد يتجاوز هذه العتبة."}
    expect(page.get_by_test_id("adviser-effects")).to_contain_text(nobody[language])
    hold_to_wcag(page)

    causes["technology"].get_by_test_id("cohort-open").click()
    contact = page.get_by_test_id("cause-contact").first
    expect(contact.get_by_test_id("verdict")).to_have_attribute(
        "data-verdict", re.compile("technology")
    )
    contact.get_by_role("link").click()
    expect(page.get_by_test_id("evidence")).to_contain_text("payment-gateway")
    expect(page.get_by_test_id("turn").first).to_be_visible()
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("cohort-contacts")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_test_id("report-html").click()
    told = saved.value.path().read_text("utf-8")
    assert f'lang="{language}"' in told
    assert "payment-gateway" in told


def test_a_wrong_table_is_refused_with_its_line(month: Month, window: Windows) -> None:
    page = window("fr")
    let_in(page, month.server.base, LEAD)
    page.goto(f"{month.server.base}/causes")
    page.get_by_test_id("known").locator("summary").click()
    wrong: FilePayload = {
        "name": "wrong.csv",
        "mimeType": "text/csv",
        "buffer": b"system,started_at,ended_at,intents\ncrm,yesterday,2026-10-01T09:00:00Z,\n",
    }
    page.get_by_test_id("known-incidents-file").set_input_files(wrong)
    expect(page.get_by_test_id("known-wrong")).to_contain_text("incidents.csv:2")
    page.set_viewport_size({"width": 390, "height": 800})
    hold_to_wcag(page)
