"""A planner counts advisers for an interval and for a day, sees what fewer come to."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Lively, Windows
from browser.server import let_in
from browser.test_accessibility import looks
from browser.wcag import hold_to_wcag

DAY = "Heure;Contacts;Traitement\n09:00;600;300\n09:30;0;300\n10:00;60;240\n"


def enter(page: Page, lively: Lively, part: str = "one", role: str = "planner") -> Page:
    let_in(page, lively.base, f"{role}:nadia.berrada")
    page.goto(f"{lively.base}/staffing?part={part}")
    return page


def advisers(page: Page) -> Locator:
    return page.get_by_test_id("advisers")


@looks
def test_one_interval(language: str, theme: str, lively: Lively, window: Windows) -> None:
    page = enter(window(language, theme), lively)
    expect(advisers(page)).to_have_attribute("data-count", "99")
    expect(page.get_by_test_id("on-payroll")).to_have_attribute("data-count", "142")
    expect(page.locator('[data-testid="curve-row"][data-id="99"]')).to_be_visible()
    expect(page.get_by_test_id("rule")).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("definition-served_of_offered").click()
    expect(advisers(page)).to_have_attribute("data-count", "100")
    page.get_by_test_id("staffing-patience").fill("")
    expect(advisers(page)).to_have_attribute("data-count", "108")
    page.get_by_test_id("staffing-advisers").fill("90")
    expect(advisers(page)).to_have_attribute("data-kept", "false")
    page.get_by_test_id("staffing-handling").fill("0")
    expect(page.get_by_test_id("staffing-handling")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_test_id("staffing-incomplete")).to_be_visible()
    hold_to_wcag(page)


@looks
def test_a_day(language: str, theme: str, lively: Lively, window: Windows, tmp_path: Path) -> None:
    page = enter(window(language, theme), lively, "day")
    expect(page.get_by_test_id("staffing-empty")).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("day-text").fill("09:00;many")
    expect(page.get_by_test_id("day-text")).to_have_attribute("aria-invalid", "true")
    page.get_by_test_id("day-text").fill(DAY)
    rows = page.get_by_test_id("interval-row")
    expect(rows).to_have_count(3)
    expect(page.get_by_test_id("day-sum")).to_have_attribute("data-count", "99")
    expect(page.locator('[data-testid="curve-row"][data-id="99"]')).to_be_visible()
    hold_to_wcag(page)
    rows.nth(2).press("Enter")  # the keyboard opens a row as a click does
    expect(rows.nth(2)).to_have_attribute("aria-selected", "true")
    expect(page.locator('[data-testid="curve-row"][data-id="99"]')).to_have_count(0)
    with page.expect_download() as saved:
        page.get_by_test_id("staffing-export").click()
    saved.value.save_as(tmp_path / "day.csv")
    lines = list(csv.DictReader(StringIO((tmp_path / "day.csv").read_text("utf-8-sig"))))
    assert [line["interval"] for line in lines] == ["09:00", "09:30", "10:00"]
    assert [line["advisers"] for line in lines][:2] == ["99", "0"]


def test_a_file_is_chosen_instead(lively: Lively, window: Windows, tmp_path: Path) -> None:
    page = enter(window("en"), lively, "day", "supervisor")
    (tmp_path / "day.csv").write_text(DAY, encoding="utf-8")
    page.get_by_test_id("day-file").set_input_files(tmp_path / "day.csv")
    expect(page.get_by_test_id("interval-row")).to_have_count(3)
    page.get_by_test_id("day-example").click()
    expect(page.get_by_test_id("day-count")).to_have_attribute("data-count", "22")
    expect(page.get_by_test_id("interval-row")).to_have_count(22)


def test_a_server_that_fails_is_told_and_asked_again(lively: Lively, window: Windows) -> None:
    page = window("fr")
    page.route("**/api/staffing", lambda route: route.abort())
    enter(page, lively)
    expect(page.get_by_test_id("error-state")).to_be_visible()
    page.unroute("**/api/staffing")
    page.get_by_test_id("error-state").get_by_role("button").click()
    expect(advisers(page)).to_have_attribute("data-count", "99")


@pytest.mark.parametrize("width", [390, 1280])
def test_it_fits(width: int, lively: Lively, window: Windows) -> None:
    page = enter(window("ar", width=width), lively, "day")
    page.get_by_test_id("day-example").click()
    expect(page.get_by_test_id("interval-row")).to_have_count(22)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_adviser_has_no_such_page(lively: Lively, window: Windows) -> None:
    page = window("fr")
    let_in(page, lively.base, "adviser:ghita.bennani")
    page.goto(f"{lively.base}/staffing")
    expect(page.get_by_test_id("forbidden")).to_be_visible()
