"""A recruiter asks the reserve who could be called, and sees how declared groups fared."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Windows
from browser.server import Server, let_in
from browser.test_hiring_page import DAY, JOB, NOUR, declare, house, shortlist, take_in
from browser.wcag import hold_to_wcag
from nawba.actions.candidates import declare_groups, set_reserve
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR, Actor

__all__ = ["house"]
COUNT = 26
AGREED = 14


@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("ar", "dark")], ids=["fr", "ar"])
def test_who_of_the_reserve_could_be_called(
    language: str, theme: str, house: Server, window: Windows, tmp_path: Path
) -> None:
    entry = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
    set_purpose(house.store, ADMINISTRATOR, entry)
    page = window(language, theme)
    let_in(page, house.base, NOUR)
    page.goto(f"{house.base}/hiring")
    page.get_by_test_id("to-reserve").click()
    expect(page.get_by_test_id("reserve-empty")).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("back").click()
    declare(page)
    take_in(page, tmp_path / "cvs", COUNT)
    say_of_themselves(house)

    page.goto(f"{house.base}/hiring?reserve=1")
    counted = page.get_by_test_id("reserve-count")
    expect(counted).to_have_attribute("data-count", str(AGREED))
    seek(page)
    expect(counted).to_have_attribute("data-count", str(AGREED))
    rows = page.get_by_test_id("reserve-row")
    expect(rows).to_have_count(AGREED)
    expect(rows.first.locator("[data-mark]")).to_have_count(4)
    assert rows.last.locator('[data-mark="not_met"]').count() > 0
    hold_to_wcag(page)
    rows.first.click()
    expect(page.get_by_test_id("application")).to_have_attribute("data-masked", "true")
    page.get_by_test_id("back").click()
    expect(rows).to_have_count(AGREED)
    expect(page.get_by_test_id("reserve-level")).to_have_value("C2")
    page.set_viewport_size({"width": 390, "height": 844})
    hold_to_wcag(page)


def seek(page: Page) -> None:
    """French at C2, nights, within six weeks."""
    page.get_by_test_id("reserve-add").click()
    page.get_by_test_id("reserve-level").select_option("C2")
    page.get_by_test_id("reserve-within").select_option("42")
    page.get_by_test_id("reserve-shift-night").check()
    page.get_by_test_id("reserve-look").press("Enter")


def say_of_themselves(house: Server) -> None:
    """Everybody declares a gender; every second agrees to be called."""
    rows = house.get(f"/api/hiring/jobs/{JOB}/applications", NOUR)["rows"]
    for at, row in enumerate(rows):
        told = house.get(f"/api/hiring/applications/{row['id']}", NOUR)
        one = told["candidate"]["id"]
        oneself = Actor("candidate", one)
        declare_groups(house.store, oneself, one, {"gender": "female" if at % 2 else "male"})
        if at % 2 == 0:
            set_reserve(house.store, oneself, one, reserve=True)


@pytest.mark.parametrize(("language", "theme"), [("fr", "dark"), ("ar", "light")], ids=["fr", "ar"])
def test_how_declared_groups_fared_is_a_table(
    language: str, theme: str, house: Server, window: Windows, tmp_path: Path
) -> None:
    entry = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
    set_purpose(house.store, ADMINISTRATOR, entry)
    page = window(language, theme)
    let_in(page, house.base, NOUR)
    page.goto(f"{house.base}/hiring")
    declare(page)
    take_in(page, tmp_path / "cvs", COUNT)
    say_of_themselves(house)
    shortlist(page, 3)
    page.goto(f"{house.base}/hiring?job={JOB}&part=fairness")
    declared = page.locator('[data-testid="declared"][data-id="gender"]')
    expect(declared).to_have_attribute("data-count", str(COUNT + 1))
    rates = page.get_by_test_id("group-rate")
    expect(rates).to_have_count(2)
    expect(page.get_by_test_id("comparison")).to_have_count(1)
    hold_to_wcag(page)
    page.set_viewport_size({"width": 390, "height": 844})
    hold_to_wcag(page)
