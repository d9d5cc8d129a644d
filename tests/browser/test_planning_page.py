"""A planner asks the four what-ifs on the page, sees figures with intervals, takes them along."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Lively, Windows
from browser.server import let_in
from browser.wcag import hold_to_wcag

LONG_PATIENCE_MS = 300_000  # the first simulation compiles, on a loaded machine for long


def row(page: Page, id: str | re.Pattern[str]) -> str:
    """What the row of the whole day's table says of one day."""
    found = page.get_by_test_id("figure-row").filter(has_text=id)
    expect(found).to_have_count(1)
    return found.inner_text()


@pytest.mark.parametrize(
    ("language", "theme", "dark", "closed"),
    [("fr", "light", "Dakar perd", "Tunis reste"), ("ar", "dark", "Dakar من", "Tunis مغلق")],
    ids=["fr", "ar"],
)
def test_four_what_ifs(
    language: str,
    theme: str,
    dark: str,
    closed: str,
    lively: Lively,
    window: Windows,
    tmp_path: Path,
) -> None:
    page = window(language, theme)
    let_in(page, lively.base, "planner:nadia.berrada")
    page.goto(f"{lively.base}/planning")
    cards = page.get_by_test_id("alternative")
    expect(cards).to_have_count(4)
    hold_to_wcag(page)
    cards.filter(has_text=dark).get_by_test_id("alternative-edit").click()
    page.get_by_test_id("form-to").select_option("15:30")
    page.get_by_test_id("form-keep").click()
    expect(cards.filter(has_text="15:30")).to_have_count(1)
    page.get_by_test_id("days").select_option("10")
    page.get_by_test_id("run-start").click()
    expect(page.get_by_test_id("planning-result")).to_be_visible(timeout=LONG_PATIENCE_MS)
    hold_to_wcag(page)

    expect(page.get_by_test_id("figure-row")).to_have_count(5)
    assert re.search(r"\d[.,]\d.?%", row(page, closed))
    worse = page.get_by_test_id("figure-row").filter(has_text=closed)
    expect(worse.locator('[data-verdict="worse"]').first).to_be_visible()
    page.get_by_test_id("view-interval").click()
    expect(page.get_by_test_id("figure-row")).to_have_count(24)
    expect(page).to_have_url(re.compile("by=interval"))
    hold_to_wcag(page)

    with page.expect_download() as download:
        page.get_by_test_id("export-csv").click()
    saved = tmp_path / "what-if.csv"
    download.value.save_as(saved)
    text = saved.read_text("utf-8-sig")
    figures = list(csv.DictReader(StringIO(text)))
    assert {one["kind"] for one in figures} == {"all", "queue", "site", "interval"}
    assert len({one["alternative"] for one in figures}) == 5
    page.reload()
    expect(page.get_by_test_id("figure-row")).to_have_count(24)
