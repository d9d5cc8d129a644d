"""A supervisor switches a site off, sees what that would come to and what it did, and ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Windows
from browser.people import Supervisor
from browser.scene import ADVISERS, Scene, Visit
from browser.server import Server
from browser.test_accessibility import looks
from browser.wcag import hold_to_wcag
from web import described

SITES = {"fr": "dakar", "ar": "tunis"}
NADIA = "supervisor:nadia.berrada"
COMPILES_MS = 300_000  # the first outlook of a process compiles what plays it


@pytest.fixture(scope="module")
def busy(new_centre: Callable[..., Server]) -> Server:
    """Offers ring longer than a loaded machine needs; no adviser's page counts as lost."""
    named = ("offer_seconds", "adviser_lost_seconds", "customer_gone_seconds")
    return new_centre(**dict.fromkeys(named, "3600"))


@looks
def test_a_site_goes_dark(language: str, theme: str, busy: Server, window: Windows) -> None:
    with described.Client(base_url=busy.base, timeout=60) as client:
        scene = Scene(busy, client)
        under_way = [scene.held(language) for _ in range(2)]
    supervisor = Supervisor(window(language, theme), busy.base, "nadia.berrada")
    supervisor.go("wallboard")
    page, part = supervisor.page, supervisor.part
    before = {visit.contact: row(busy, visit) for visit in under_way}
    part("redispatch-open").click()
    part("measure-site").select_option(SITES[language])
    part("measure-reason").fill("Panne")
    hold_to_wcag(page)
    part("measure-preview").click()
    expect(part("moving-contact")).to_have_count(2)
    shown = {id: seconds(cells(page, "moving-contact", id).first) for id in before}
    expect(part("redispatch-outlook")).to_be_visible(timeout=COMPILES_MS)
    expect(part("outlook-queue").first).to_be_visible()
    hold_to_wcag(page)
    part("measure-apply").click()
    expect(part("measure-sure")).to_have_attribute("data-count", "2")
    part("measure-confirm").click()
    queue = before[under_way[0].contact]["queue"]
    effect = page.locator(f'[data-testid="effect-queue"][data-id="{queue}"]')
    expect(effect).to_have_attribute("data-verdict", "early")
    told = busy.get(f"/api/redispatch/{part('effect').get_attribute('data-id')}/effect", NADIA)
    assert next(one for one in told["queues"] if one["queue"] == queue)["predicted"]
    hold_to_wcag(page)
    page.keyboard.press("Escape")
    expect(part("redispatch-open")).to_be_focused()
    for id, line in before.items():
        moved = supervisor.row(id)
        expect(moved.get_by_test_id("wallboard-moved-mark")).to_be_visible()
        assert seconds(moved.locator("time").first) >= shown[id]
        after = next(one for one in contacts(busy) if one["id"] == id)
        assert (after["state"], after["waiting_since"]) == ("waiting", line["waiting_since"])
    site = part(f"wallboard-site-{SITES[language]}")
    expect(site.get_by_test_id("place-measure")).to_be_visible()
    hold_to_wcag(page)
    part("measures").get_by_test_id("measure-end").click()
    expect(part("measures")).to_have_count(0)
    Scene.until(lambda: rings(busy, ADVISERS[language]))


def test_the_centre_by_itself(busy: Server, window: Windows) -> None:
    supervisor = Supervisor(window("ar", width=390), busy.base, "nadia.berrada")
    supervisor.go("wallboard")
    page, part = supervisor.page, supervisor.part
    part("redispatch-open").click()
    part("redispatch-part-automatic").click()
    part("limits-on").check()
    part("limits-minutes").fill("0")
    expect(part("limits-save")).to_be_disabled()
    part("limits-minutes").fill("20")
    hold_to_wcag(page)
    part("limits-save").click()
    expect(part("toast")).to_be_visible()
    assert busy.get("/api/redispatch", NADIA)["automatic"]["minutes"] == 20
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    part("redispatch-part-measure").click()
    part("kind-move_waiting").check()
    assert part("measure-preview").is_disabled()
    hold_to_wcag(page)


def contacts(server: Server) -> Any:
    return server.get("/api/wallboard", NADIA)["contacts"]


def row(server: Server, visit: Visit) -> Any:
    return next(one for one in contacts(server) if one["id"] == visit.contact)


def cells(page: Page, name: str, id: str) -> Locator:
    return page.locator(f'[data-testid="{name}"][data-id="{id}"] td')


def seconds(place: Locator) -> int:
    """What stands there as ``4:05``."""
    minutes, _, rest = place.inner_text().strip().partition(":")
    return 60 * int(minutes) + int(rest)


def rings(server: Server, adviser: str) -> bool:
    return bool(server.get("/api/desk", f"adviser:{adviser}")["offers"])
