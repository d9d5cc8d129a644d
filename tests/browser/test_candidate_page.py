"""A candidate opens their link, mends a fact, and withdraws; the recruiter sees both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.wcag import hold_to_wcag
from hiring.resumes import JOB, fill
from nawba.actions.candidates import invite_candidate
from nawba.actions.cv_intake import begin_cv_intake
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.hiring.intake.importing import declare
from nawba.hiring.intake.reading import read_waiting
from nawba.hiring.intake.sources import receive
from nawba.store.hiring_tables import applications
from nawba.store.statements import find_all

DAY = date(2020, 1, 1)
NOUR = Actor("recruiter", "nour")


@pytest.fixture
def house(template: Path, tmp_path: Path) -> Iterator[Server]:
    """Two people applied, in whose documents French is A2 and B1: a B2 is wanted."""
    server = new_server(template, tmp_path, template.parent / "cache")
    entry = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
    set_purpose(server.store, ADMINISTRATOR, entry)
    job, _ = declare(server.store, NOUR, JOB, "JOB.toml")
    intake = begin_cv_intake(server.store, NOUR, job, "cvs/")
    receive(server.store, NOUR, intake, fill(tmp_path / "cvs", 2))
    read_waiting(server.store, NOUR, intake, readers=1)
    yield server
    server.kill()


def test_a_link_that_opens_nothing_says_so(house: Server, window: Windows) -> None:
    page = window("fr")
    for fragment in ("", "#never-given"):
        page.goto("about:blank")
        page.goto(f"{house.base}/candidate{fragment}")
        expect(page.get_by_test_id("own-ended")).to_be_visible()
    hold_to_wcag(page)


@pytest.mark.parametrize(
    ("language", "theme", "at"), [("fr", "light", 0), ("ar", "dark", 1)], ids=["fr", "ar"]
)
def test_a_candidate_mends_a_fact_and_withdraws(
    language: str, theme: str, at: int, house: Server, window: Windows
) -> None:
    row = applied(house)[at]
    secret = invite_candidate(house.store, NOUR, row.candidate)
    page = window(language, theme)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{house.base}/candidate#{secret}")
    french = page.locator('[data-testid="own-criterion"][data-id="french"]')
    expect(french).to_have_attribute("data-met", "not_met")
    hold_to_wcag(page)

    mend(page)
    expect(french).to_have_attribute("data-met", "met")
    expect(page.get_by_test_id("own-replaced")).to_have_count(1)
    page.get_by_test_id("ask-human").click()
    expect(page.get_by_test_id("human-asked")).to_be_visible()
    page.get_by_test_id("reserve-agree").check()
    page.get_by_test_id("group-gender").fill("femme")
    page.get_by_test_id("groups-keep").click()
    page.get_by_test_id("own-explain").click()
    expect(page.get_by_test_id("own-letter")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("reserve-agree")).to_be_checked()
    expect(page.get_by_test_id("group-gender")).to_have_value("femme")
    hold_to_wcag(page)

    recruiter = window(language, theme)
    let_in(recruiter, house.base, str(NOUR))
    recruiter.goto(f"{house.base}/hiring?job=casa&application={row.id}")
    expect(recruiter.get_by_test_id("application")).to_be_visible()
    recruiter.get_by_test_id("unmask").click()
    expect(recruiter.get_by_test_id("replaced")).to_have_count(1)
    said = recruiter.locator('[data-testid="fact"][data-kind="language"][data-said="true"]')
    expect(said).to_contain_text("DALF C1")
    expect(recruiter.locator("body")).not_to_contain_text("femme")

    page.get_by_test_id("withdraw").click()
    hold_to_wcag(page)
    page.get_by_test_id("confirm-do").click()
    expect(page.get_by_test_id("own-gone")).to_be_visible()
    page.goto("about:blank")
    page.goto(f"{house.base}/candidate#{secret}")
    expect(page.get_by_test_id("own-ended")).to_be_visible()
    with house.store.read() as connection:
        (left,) = find_all(connection, applications, id=row.id)
    assert (left.document, left.stage) == (None, "withdrawn")


def test_what_is_uncovered_stays_so_when_an_older_answer_is_late(
    house: Server, window: Windows
) -> None:
    row = applied(house)[0]
    page = window("fr")
    let_in(page, house.base, str(NOUR))
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)
        if len(asked) != 2:  # the second is read once the document counts as looked at
            route.continue_()

    page.route(f"**/applications/{row.id}?**masked=true", hold)
    page.goto(f"{house.base}/hiring?job=casa&application={row.id}")
    while len(asked) < 2:
        page.wait_for_timeout(50)
    shown = page.get_by_test_id("application")
    page.get_by_test_id("unmask").click()
    expect(shown).to_have_attribute("data-masked", "false")
    with page.expect_response(lambda one: "masked=true" in one.url):
        asked[1].continue_()
    expect(page.get_by_test_id("unmask")).to_have_attribute("aria-pressed", "true")
    expect(shown).to_have_attribute("data-masked", "false")


def applied(house: Server) -> list[Any]:
    with house.store.read() as connection:
        return find_all(connection, applications, ("received_at", "id"), job="casa")


def mend(page: Page) -> None:
    """Say that one's French is C1."""
    facts = page.locator('[data-testid="own-fact"][data-kind="language"]')
    facts.first.get_by_test_id("own-mend").click()
    page.get_by_test_id("statement-language").select_option("fr")
    page.get_by_test_id("statement-level").select_option("C1")
    page.get_by_test_id("statement-words").fill("DALF C1, 2025")
    hold_to_wcag(page)
    page.get_by_test_id("statement-keep").click()
