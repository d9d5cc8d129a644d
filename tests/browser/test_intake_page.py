"""A quality lead hands files over, sees what was put aside, and reads a contact they brought."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.wcag import hold_to_wcag
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR

DAY = date(2020, 1, 1)
LEAD = "quality:salma"
HEARD_MS = 120_000
FRENCH = (
    ("adviser", "Bonjour, Sahla, Fatou à votre écoute, que puis-je faire pour vous ?"),
    ("customer", "Bonjour, on m'a facturé deux fois. Mon numéro est le 06 61 22 33 44."),
    ("adviser", "Quels sont les trois chiffres au dos de votre carte ?"),
    ("customer", "Pourquoi en avez-vous besoin ?"),
    ("adviser", "Le remboursement est fait sous cinq jours. Bonne journée, au revoir."),
)
ARABIC = (
    ("adviser", "السلام عليكم، معك أمينة، كيف يمكنني مساعدتك؟"),
    ("customer", "رقمي هو 0661223344، والأنترنت مقطوع."),
    ("adviser", "هناك عطل وسيعود خلال ساعتين. مع السلامة."),
)
MANIFEST = """file,contact_id,adviser,site,queue,started_at,failed,language
fr.jsonl,C-1,fatou.seck,dakar,sahla-fr,2026-10-05T09:30:00Z,1,fr
ar.jsonl,C-2,amina.trabelsi,tunis,waha-ar,2026-10-05T10:00:00Z,0,ar
torn.jsonl,C-3,amina.trabelsi,tunis,waha-ar,2026-10-05T11:00:00Z,0,ar
"""


@pytest.fixture
def centre(template: Path, tmp_path: Path) -> Iterator[Server]:
    server = new_server(
        template, tmp_path, template.parent / "cache", listening_folder=str(tmp_path / "listening")
    )
    yield server
    server.kill()


def folder_of(path: Path) -> Path:
    """Three transcripts that a manifest names, one of them torn, one more, and an empty one."""
    path.mkdir()
    (path / "fr.jsonl").write_text(lines_of(FRENCH), "utf-8")
    (path / "ar.jsonl").write_text(lines_of(ARABIC), "utf-8")
    (path / "other.jsonl").write_text(lines_of(FRENCH[:2]), "utf-8")
    (path / "torn.jsonl").write_text('{"speaker": "customer"', "utf-8")
    (path / "call.wav").write_bytes(b"")
    (path / "manifest.csv").write_text(MANIFEST, "utf-8")
    return path


def lines_of(script: tuple[tuple[str, str], ...]) -> str:
    turns = [
        {"speaker": who, "start": at * 4.0, "end": at * 4.0 + 3, "text": text}
        for at, (who, text) in enumerate(script)
    ]
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in turns)


@pytest.mark.parametrize(
    ("language", "theme", "contact", "said"),
    [("fr", "light", "C-1", "facturé deux fois"), ("ar", "dark", "C-2", "مقطوع")],
    ids=["fr", "ar"],
)
def test_from_files_to_a_contact(
    language: str, theme: str, contact: str, said: str, centre: Server, window: Windows,
    tmp_path: Path,
) -> None:  # fmt: skip
    page = window(language, theme)
    let_in(page, centre.base, LEAD)
    page.goto(f"{centre.base}/listening?part=intake")
    expect(page.get_by_test_id("listening-off")).to_be_visible()
    allow(centre)
    page.reload()
    expect(page.get_by_test_id("no-intakes")).to_be_visible()
    hold_to_wcag(page)
    hand_over(page, folder_of(tmp_path / "calls"))

    page.get_by_test_id("intake-contacts").click()
    expect(page.get_by_test_id("filter-intake")).not_to_have_value("")
    expect(page.get_by_test_id("recorded-row")).to_have_count(3)
    page.get_by_test_id("filter-named").fill(contact)
    page.get_by_test_id("filter-named").press("Enter")
    expect(page.get_by_test_id("recorded-row")).to_have_count(1)
    page.get_by_test_id("recorded-row").get_by_role("link").click()
    expect(page.get_by_test_id("transcript")).to_contain_text(said)
    cut = page.locator('[data-testid="redacted"][data-kind="PHONE"]')
    expect(cut).to_be_visible()
    expect(page.get_by_test_id("player")).to_have_count(0)
    hold_to_wcag(page)
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("recorded-row")).to_have_count(1)


def allow(centre: Server) -> None:
    entry = Purpose("listening", "consent", "D-1", "12 months", since=DAY, notice=DAY)
    set_purpose(centre.store, ADMINISTRATOR, entry)


def hand_over(page: Page, folder: Path) -> None:
    """Choose all files, begin, wait, and read why one was put aside."""
    page.get_by_test_id("intake-files").set_input_files(sorted(folder.iterdir()))
    expect(page.get_by_test_id("intake-count")).to_have_attribute("data-count", "5")
    expect(page.get_by_test_id("intake-refused")).to_have_attribute("data-count", "1")
    page.get_by_test_id("intake-start").click()
    expect(page.get_by_test_id("intake")).to_have_attribute("data-state", "done", timeout=HEARD_MS)
    expect(page.get_by_test_id("intake-unnamed")).to_have_attribute("data-count", "1")
    page.get_by_test_id("quarantine").locator("summary").click()
    expect(page.get_by_test_id("quarantined")).to_have_attribute("data-reason", "bad_transcript")
    hold_to_wcag(page)
