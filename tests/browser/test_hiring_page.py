"""A recruiter declares a job, takes documents in, and reaches a shortlist with its audit pack."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.applicants import documents
from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.wcag import hold_to_wcag
from hiring.papers import SECRET, lines_of, pdf, said
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR

DAY = date(2020, 1, 1)
NOUR = "recruiter:nour"
JOB = "casablanca-fr-en"
READ_MS = 240_000
HIDDEN = pdf(
    lines_of(("Salma Bennani", "Conseillère clientèle", "Langues", "Français (C1)", "Anglais (B2)"))
    + said(SECRET, 72, 600, ops="1 1 1 rg")
)


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[Server]:
    server = new_server(template, tmp_path, template.parent / "cache")
    yield server
    server.kill()


@pytest.mark.parametrize(
    ("language", "theme", "count", "wanted"),
    [("fr", "light", 300, 20), ("ar", "dark", 30, 3)],
    ids=["fr", "ar"],
)
def test_from_documents_to_a_shortlist_and_its_audit_pack(
    language: str,
    theme: str,
    count: int,
    wanted: int,
    house: Server,
    window: Windows,
    tmp_path: Path,
) -> None:
    page = window(language, theme)
    let_in(page, house.base, NOUR)
    page.goto(f"{house.base}/hiring")
    expect(page.get_by_test_id("hiring-off")).to_be_visible()
    hold_to_wcag(page)
    entry = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
    set_purpose(house.store, ADMINISTRATOR, entry)

    page.reload()
    declare(page)
    take_in(page, tmp_path / "cvs", count)
    shortlist(page, wanted)

    page.get_by_test_id("hiring-fairness").click()
    expect(page.get_by_test_id("declared").first).to_have_attribute("data-count", "0")
    hold_to_wcag(page)
    with page.expect_download() as download:
        page.get_by_test_id("pack-export").click()
    decisions = json.loads(file_of(Path(download.value.path()), "decisions.json"))
    moves = [one for one in decisions if one["what"] == "stage"]
    assert len(moves) == wanted
    assert all("critère" in one["words"] for one in moves)
    scores = json.loads(file_of(Path(download.value.path()), "scores.json"))
    assert len(scores) == count + 1
    assert all(one["document"]["inputs"] is not None for one in scores)


def file_of(archive: Path, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as opened:
        return opened.read(name)


def declare(page: Page) -> None:
    """Keep the example, after a fault in it was told with its line."""
    page.get_by_test_id("job-new").click()
    source = page.get_by_test_id("job-source")
    good = source.input_value()
    source.fill(good.replace('"B2"', '"B9"'))
    page.get_by_test_id("job-keep").click()
    expect(page.get_by_test_id("fault").first).to_have_attribute("data-line", "13")
    source.fill(good)
    page.get_by_test_id("job-keep").click()
    expect(page.get_by_test_id("intake-drop")).to_be_visible()
    hold_to_wcag(page)


def take_in(page: Page, folder: Path, count: int) -> None:
    """Choose ``count`` documents, one with hidden words and one that is broken; wait for all."""
    folder.mkdir()
    for name, content in documents(count):
        (folder / name).write_bytes(content)
    (folder / "hidden.pdf").write_bytes(HIDDEN)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 \x00")
    page.get_by_test_id("intake-files").set_input_files(sorted(folder.iterdir()))
    expect(page.get_by_test_id("intake-count")).to_have_attribute("data-count", str(count + 2))
    page.get_by_test_id("intake-start").click()
    intake = page.get_by_test_id("intake")
    expect(intake).to_have_attribute("data-state", "done", timeout=READ_MS)
    page.get_by_test_id("quarantine").locator("summary").click()
    expect(page.get_by_test_id("quarantined")).to_have_attribute("data-reason", "damaged")
    hold_to_wcag(page)
    page.get_by_test_id("hiring-list").click()
    counted = page.get_by_test_id("application-count")
    expect(counted).to_have_attribute("data-count", str(count + 1))
    hold_to_wcag(page)


def shortlist(page: Page, wanted: int) -> None:
    """Take the first ``wanted`` further, each opened and with a reason, by keyboard."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    look(page)
    for place in range(wanted):
        shown = page.get_by_test_id("application")
        this = shown.get_attribute("data-id")
        page.get_by_test_id("decide-stage").select_option("to_meet")
        met = page.locator('[data-testid="criterion"][data-met="met"]').count()
        page.get_by_test_id("decide-reason").fill(f"{met} critères remplis, lus dans le document")
        page.get_by_test_id("decide").click()
        expect(page.get_by_test_id("stage")).to_have_attribute("data-stage", "to_meet")
        if place < wanted - 1:
            page.get_by_test_id("next").click()
            expect(shown).not_to_have_attribute("data-id", this or "")
    page.get_by_test_id("back").click()
    page.get_by_test_id("stage-to_meet").click()
    counted = page.get_by_test_id("application-count")
    expect(counted).to_have_attribute("data-count", str(wanted))


def look(page: Page) -> None:
    """What a recruiter can defend: who it is is covered, each answer has its lines."""
    application = page.get_by_test_id("application")
    expect(application).to_have_attribute("data-masked", "true")
    met = page.locator('[data-testid="criterion"][data-met="met"]').first
    met.get_by_test_id("lines").click()
    expect(page.locator("[data-marked]").first).to_be_visible()
    expect(page.get_by_test_id("question").first).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("unmask").click()
    expect(application).to_have_attribute("data-masked", "false")
    expect(page.locator('[data-testid="fact"][data-kind="name"]')).not_to_have_count(0)
    page.get_by_test_id("draft-question").click()
    expect(page.get_by_test_id("message-text")).not_to_have_value("")
    hold_to_wcag(page)
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("message-dialog")).to_be_hidden()


def test_hidden_words_are_shown_and_a_statement_stands_beside_what_was_read(
    house: Server, window: Windows, tmp_path: Path
) -> None:
    entry = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
    set_purpose(house.store, ADMINISTRATOR, entry)
    page = window("fr", width=1280)
    let_in(page, house.base, NOUR)
    page.goto(f"{house.base}/hiring")
    declare(page)
    take_in(page, tmp_path / "cvs", 4)
    rows = house.get(f"/api/hiring/jobs/{JOB}/applications", NOUR)["rows"]
    told = [house.get(f"/api/hiring/applications/{row['id']}", NOUR) for row in rows]
    drawn = next(one["id"] for one in told if SECRET in str(one["document"]["lines"]))
    other = next(row["id"] for row in rows if row["id"] != drawn)
    page.goto(f"{house.base}/hiring?job={JOB}&application={drawn}")
    expect(page.get_by_test_id("hidden-text")).to_contain_text(SECRET)
    page.get_by_test_id("lines").first.hover()
    expect(page.get_by_test_id("box").first).to_be_visible()
    expect(page.get_by_test_id("page").locator("img")).to_have_js_property("complete", True)

    sum_before = page.get_by_test_id("sum").inner_text()
    page.get_by_test_id("statement-new").click()
    page.get_by_test_id("statement-kind").select_option("site")
    page.get_by_test_id("statement-city").fill("Casablanca")
    page.get_by_test_id("statement-words").fill("Je viens à Casablanca")
    page.get_by_test_id("statement-keep").click()
    stated = page.locator('[data-testid="fact"][data-said="true"]')
    expect(stated).to_have_attribute("data-kind", "site")
    expect(page.get_by_test_id("sum")).not_to_have_text(sum_before)
    expect(page.locator('[data-testid="criterion"][data-id="casablanca"]')).to_have_attribute(
        "data-met", "met"
    )
    page.get_by_test_id("compare-with").select_option(other)
    expect(page.get_by_test_id("compared")).to_have_count(2)
    hold_to_wcag(page)
    page.get_by_test_id("to-guide").click()
    expect(page.get_by_test_id("guide-question").first).to_be_visible()
    hold_to_wcag(page)
