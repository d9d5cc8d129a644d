"""An administrator subscribes a system, tries it, sees what was sent, and ends it; any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Windows
from browser.server import Server, let_in
from browser.test_accessibility import looks
from browser.wcag import hold_to_wcag
from receiver import Receiver, receiving


@pytest.fixture(scope="module")
def open_house(new_centre: Callable[..., Server]) -> Server:
    return new_centre(webhook_hosts="127.0.0.1")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


def enter(page: Page, server: Server) -> Page:
    let_in(page, server.base, "administrator:nadia.berrada")
    page.goto(f"{server.base}/webhooks")
    return page


@looks
def test_a_subscription_from_beginning_to_end(
    language: str, theme: str, open_house: Server, receiver: Receiver, window: Windows
) -> None:
    page = enter(window(language, theme), open_house)
    expect(page.get_by_test_id("webhooks-empty")).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("webhook-add").click()
    page.get_by_test_id("webhook-url").fill("https://10.0.0.1/hook")
    page.get_by_test_id("webhook-submit").click()
    expect(page.get_by_test_id("webhook-url")).to_have_attribute("aria-invalid", "true")
    page.get_by_test_id("webhook-url").fill(receiver.url)
    page.get_by_test_id("webhook-events").get_by_label("contact_closed").check()
    hold_to_wcag(page)
    page.get_by_test_id("webhook-submit").click()
    expect(page.get_by_test_id("webhook-secret")).to_contain_text("whsec_")
    page.get_by_test_id("secret-close").click()
    expect(page.get_by_test_id("webhook-detail")).to_be_visible()
    expect(page.get_by_test_id("deliveries-empty")).to_be_visible()
    page.get_by_test_id("webhook-test").click()
    row = page.get_by_test_id("delivery-row")
    expect(row).to_have_count(1)
    expect(_refreshed(page, "done")).to_be_visible()
    hold_to_wcag(page)
    page.get_by_test_id("webhook-switch").click()
    state = page.get_by_test_id("webhook-detail").get_by_test_id("webhook-state")
    expect(state).to_have_attribute("data-state", "by_hand")
    page.get_by_test_id("webhook-remove").click()
    page.get_by_test_id("remove-confirm").click()
    expect(page.get_by_test_id("webhooks-empty")).to_be_visible()


def _refreshed(page: Page, state: str) -> Locator:
    """The delivery once it is in that state; the page is asked to look again meanwhile."""
    wanted = page.locator(f'[data-testid="delivery-row"][data-state="{state}"]')
    for _ in range(60):
        if wanted.count():
            break
        with page.expect_response(lambda reply: "/deliveries" in reply.url):
            page.get_by_test_id("deliveries-refresh").click()
    return wanted
