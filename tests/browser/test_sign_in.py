"""Coming in and going out: first start, an invitation, a wrong password, a session that ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Windows
from browser.server import Server, let_in
from browser.wcag import hold_to_wcag
from nawba.actions.accounts import make_first_link
from nawba.domain.identity import CONSOLE

PASSWORD = "une phrase assez longue"
ADVISER = "fatou.seck"
LOOKS = [("fr", "light"), ("ar", "dark")]
MOST_TRIES = 30
WAITS = """() => document.querySelector('[data-testid="sign-in-wait"]') !== null
  && document.querySelector('[data-testid="sign-in"]').disabled"""

looks = pytest.mark.parametrize(("language", "theme"), LOOKS, ids=["fr-light", "ar-dark"])


@pytest.fixture
def house(new_centre: Callable[..., Server]) -> Server:
    """A configured centre that nobody has an account in."""
    return new_centre()


class Guest:
    """Somebody at a window who has to come in first."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def go(self, path: str) -> None:
        self.page.goto(self.base + path)

    def choose_password(self, password: str = PASSWORD) -> None:
        self.part("new-password").fill(password)
        expect(self.part("rule-length")).to_have_attribute("data-held", "true")
        self.part("new-password-again").fill(password)
        self.part("redeem-submit").click()

    def sign_in(self, login: str, password: str = PASSWORD) -> None:
        self.part("login").fill(login)
        self.part("password").fill(password)
        self.part("sign-in").click()


def administrator(house: Server, page: Page) -> Guest:
    """The first administrator, who has just come in by the link of the terminal."""
    guest = Guest(page, house.base)
    link = make_first_link(house.store, CONSOLE)
    assert link is not None
    guest.go(f"/welcome?token={link.token}")
    guest.part("name").fill("Salma Idrissi")
    guest.part("login").fill("salma@nawba.example")
    guest.choose_password()
    expect(guest.part("start")).to_be_visible()
    return guest


def invite(salma: Guest, adviser: str, login: str) -> str:
    """An administrator makes an adviser's account; returns the path of the link."""
    salma.go("/accounts")
    salma.part("account-add").click()
    salma.part("role-adviser").check()
    salma.part("account-person").select_option(adviser)
    expect(salma.part("account-name")).not_to_have_value("")
    salma.part("account-login").fill(login)
    salma.part("account-save").click()
    address = salma.part("once-value").input_value()
    salma.part("account-done").click()
    return "/welcome" + address.partition("/welcome")[2]


@looks
def test_from_the_first_start_to_the_desk(
    language: str, theme: str, house: Server, window: Windows
) -> None:
    salma = administrator(house, window(language, theme))
    link = invite(salma, ADVISER, "fatou@nawba.example")
    row = salma.page.locator(f'[data-testid="account-row"][data-id="{ADVISER}"]')
    expect(row.get_by_test_id("account-standing")).to_have_attribute("data-state", "invited")
    fatou = Guest(window(language, theme), house.base)
    fatou.go(link)
    expect(fatou.part("login")).to_have_value("fatou@nawba.example")
    hold_to_wcag(fatou.page)
    fatou.choose_password()
    expect(fatou.part("desk")).to_be_visible()
    expect(fatou.part("presence")).to_contain_text("Fatou Seck")
    fatou.part("presence").click()
    fatou.part("sign-out").click()
    expect(fatou.part("sign-in-page")).to_be_visible()
    fatou.go(link)
    expect(fatou.part("link-ended")).to_be_visible()
    fatou.go("/desk")
    fatou.sign_in("fatou@nawba.example", "not the password")
    expect(fatou.part("sign-in-problem")).to_be_visible()
    expect(fatou.part("password")).to_be_focused()
    fatou.sign_in("fatou@nawba.example")
    expect(fatou.part("desk")).to_be_visible()


@looks
def test_too_many_tries(language: str, theme: str, house: Server, window: Windows) -> None:
    guest = Guest(window(language, theme), house.base)
    guest.go("/?to=/history")
    hold_to_wcag(guest.page)
    told = guest.part("sign-in-problem").or_(guest.part("sign-in-wait"))
    told = told.or_(guest.part("sign-in-again"))
    for _ in range(MOST_TRIES):
        guest.sign_in("nobody@nawba.example", "not the password")
        expect(told).to_be_visible()
        # At one moment: the first waits are short, and a slow machine may see only a later one.
        if guest.page.evaluate(WAITS):
            break
    else:
        raise AssertionError(f"{MOST_TRIES} tries, and not one had to wait")
    hold_to_wcag(guest.page)


def test_signing_out_everywhere_covers_the_other_window(house: Server, window: Windows) -> None:
    here = administrator(house, window())
    there = Guest(window("ar"), house.base)
    there.go("/accounts")
    there.sign_in("salma@nawba.example")
    expect(there.part("account-row")).to_have_count(1)
    here.go("/account")
    expect(here.part("own-session")).to_have_count(2)
    here.part("end-everywhere").click()
    expect(here.part("sign-in-page")).to_be_visible()
    there.part("account-search").fill("salma")
    expect(there.part("cover")).to_have_attribute("data-why", "ended")
    hold_to_wcag(there.page)
    there.part("password").fill(PASSWORD)
    there.part("sign-in").click()
    expect(there.part("cover")).to_have_count(0)
    expect(there.part("account-search")).to_have_value("salma")


def test_tabs_of_one_browser_know_of_each_other(house: Server, window: Windows) -> None:
    salma = administrator(house, window())
    salma.go("/access")
    second = Guest(salma.page.context.new_page(), house.base)
    second.go("/account")
    second.part("account-menu").click()
    second.part("sign-out").click()
    expect(salma.part("cover")).to_have_attribute("data-why", "left")
    second.sign_in("salma@nawba.example")
    expect(second.part("start")).to_be_visible()
    expect(salma.part("cover")).to_have_count(0)


@looks
def test_a_page_that_is_not_ones_own(
    language: str, theme: str, house: Server, window: Windows
) -> None:
    page = window(language, theme)
    let_in(page, house.base, f"adviser:{ADVISER}")
    guest = Guest(page, house.base)
    guest.go("/access")
    expect(guest.part("forbidden")).to_be_visible()
    hold_to_wcag(page)
    guest.part("forbidden").get_by_role("button").click()
    expect(guest.part("desk")).to_be_visible()


def test_a_new_password_ends_the_old_one(house: Server, window: Windows) -> None:
    salma = administrator(house, window())
    salma.go("/account")
    salma.part("current-password").fill(PASSWORD)
    salma.part("new-password").fill(PASSWORD + " encore")
    salma.part("new-password-again").fill(PASSWORD + " encore")
    salma.part("password-submit").click()
    expect(salma.part("toast")).to_be_visible()
    guest = Guest(window(), house.base)
    guest.go("/")
    guest.sign_in("salma@nawba.example")
    expect(guest.part("sign-in-problem")).to_be_visible()
    guest.sign_in("salma@nawba.example", PASSWORD + " encore")
    expect(guest.part("start")).to_be_visible()


@looks
def test_keys_and_the_log_of_access(
    language: str, theme: str, house: Server, window: Windows
) -> None:
    salma = administrator(house, window(language, theme))
    salma.go("/accounts?part=keys")
    expect(salma.part("keys-empty")).to_be_visible()
    salma.part("key-add").click()
    salma.part("key-name").fill("Rapports")
    salma.part("key-role-client").check()
    hold_to_wcag(salma.page)
    salma.part("key-save").click()
    assert salma.part("once-value").input_value().startswith("nawba_")
    salma.part("key-done").click()
    expect(salma.part("key-row")).to_have_count(1)
    salma.part("key-revoke").click()
    salma.part("confirm-do").click()
    expect(salma.part("key-standing")).to_have_attribute("data-state", "revoked")
    salma.go("/access")
    expect(salma.part("access-row").first).to_be_visible()
    hold_to_wcag(salma.page)
    salma.part("access-search").fill("nobody did this")
    expect(salma.part("access-empty")).to_be_visible()


@looks
def test_accounts_hold_to_wcag(language: str, theme: str, house: Server, window: Windows) -> None:
    salma = administrator(house, window(language, theme))
    hold_to_wcag(salma.page)
    salma.go("/account")
    expect(salma.part("own-session").first).to_be_visible()
    hold_to_wcag(salma.page)
    salma.go("/accounts")
    salma.part("account-row").first.click()
    expect(salma.part("account-panel")).to_be_visible()
    hold_to_wcag(salma.page)
    salma.page.keyboard.press("Escape")
    salma.part("account-add").click()
    salma.part("account-save").click()
    expect(salma.part("new-account").locator(".error").first).to_be_visible()
    hold_to_wcag(salma.page)
