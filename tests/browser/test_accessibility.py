"""Every page holds to WCAG A and AA as far as axe-core can tell, and works without a mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Lively, Windows
from browser.people import Adviser, Customer, Supervisor
from browser.scene import ADVISERS, VISITS
from browser.wcag import hold_to_wcag

LOOKS = [("fr", "light"), ("ar", "dark")]
MANY_TABS = 80

looks = pytest.mark.parametrize(("language", "theme"), LOOKS, ids=["fr-light", "ar-dark"])


@looks
def test_home(language: str, theme: str, lively: Lively, window: Windows) -> None:
    page = window(language, theme)
    page.goto(lively.base)
    expect(page.get_by_test_id("sign-in")).to_be_visible()
    hold_to_wcag(page)


@looks
@pytest.mark.parametrize("brand", ["sahla", "waha"])
def test_demo_pages(brand: str, language: str, theme: str, lively: Lively, window: Windows) -> None:
    page = window(language, theme)
    page.goto(f"{lively.base}/demo/{brand}?lang={language}")
    expect(page.get_by_test_id("widget-launcher")).to_be_visible()
    hold_to_wcag(page)


@looks
def test_widget(language: str, theme: str, lively: Lively, window: Windows) -> None:
    brand, _, question, person = VISITS[language]
    customer = Customer(window(language, theme), lively.base, brand, language)
    customer.open_chat()
    expect(customer.part("choice")).to_have_count(2)
    hold_to_wcag(customer.page)
    customer.say(question)
    customer.part("source-link").first.click()
    expect(customer.part("article-body")).to_be_visible()
    hold_to_wcag(customer.page)
    customer.part("sheet-close").click()
    customer.say(person)
    expect(customer.part("queue")).to_be_visible()
    customer.part("brief-edit").click()
    expect(customer.part("brief-goal")).to_be_visible()
    hold_to_wcag(customer.page)
    customer.part("end-chat").click()
    customer.part("end-confirm").click()
    customer.part("rating-4").click()
    expect(customer.part("rating-send")).to_be_visible()
    hold_to_wcag(customer.page)


@looks
def test_desk(language: str, theme: str, lively: Lively, window: Windows) -> None:
    adviser = Adviser(window(language, theme), lively.base, ADVISERS[language])
    adviser.go("desk")
    expect(adviser.offer.first).to_be_visible()
    adviser.row(lively.held[language].contact).click()
    expect(adviser.part("brief")).to_be_visible()
    expect(adviser.part("message").last).to_be_visible()
    hold_to_wcag(adviser.page)
    for opener, dialog in (("help-open", "help"), ("transfer-open", "transfer-dialog")):
        adviser.part(opener).click()
        expect(adviser.part(dialog)).to_be_visible()
        hold_to_wcag(adviser.page)
        adviser.page.keyboard.press("Escape")
        expect(adviser.part(dialog)).to_be_hidden()


@looks
def test_wallboard(language: str, theme: str, lively: Lively, window: Windows) -> None:
    supervisor = Supervisor(window(language, theme), lively.base, "nadia.berrada")
    supervisor.go("wallboard")
    supervisor.row(lively.held[language].contact).click()
    supervisor.part("watch").click()
    expect(supervisor.part("message").last).to_be_visible()
    hold_to_wcag(supervisor.page)
    supervisor.part("panel-close").click()
    supervisor.part("policy-open").click()
    expect(supervisor.part("policy-cmu_theta")).to_be_disabled()
    hold_to_wcag(supervisor.page)
    supervisor.page.keyboard.press("Escape")
    expect(supervisor.part("policy-dialog")).to_be_hidden()
    supervisor.part("wall-toggle").click()
    expect(supervisor.part("wall")).to_be_visible()
    hold_to_wcag(supervisor.page)


@looks
def test_history(language: str, theme: str, lively: Lively, window: Windows) -> None:
    supervisor = Supervisor(window(language, theme), lively.base, "nadia.berrada")
    supervisor.go("history")
    expect(supervisor.part("history-intervals")).to_be_visible()
    hold_to_wcag(supervisor.page)
    supervisor.part("history-row").first.click()
    expect(supervisor.part("message").first).to_be_visible()
    hold_to_wcag(supervisor.page)


def test_a_customer_without_a_mouse(lively: Lively, window: Windows) -> None:
    customer = Customer(window("fr"), lively.base, "sahla", "fr")
    keys = customer.page.keyboard
    customer.page.goto(customer.address)
    launcher = customer.page.get_by_test_id("widget-launcher")
    tab_to(customer.page, launcher)
    keys.press("Enter")
    expect(customer.part("chat-input")).to_be_focused()
    keys.type("Mon téléphone demande le code PUK")
    keys.press("Enter")
    expect(customer.part("source-link").first).to_be_visible()
    solved = customer.part("choice").first
    expect(solved).to_have_text("Oui, c'est réglé")
    tab_to(customer.page, solved, "Shift+Tab")
    keys.press("Enter")
    expect(customer.said("Oui, c'est réglé", by="customer")).to_be_visible()
    expect(customer.said("Tant mieux", by="assistant")).to_be_visible()
    expect(customer.part("farewell")).to_be_focused()
    keys.press("Escape")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_be_focused()


def test_an_adviser_without_a_mouse(lively: Lively, window: Windows) -> None:
    customer = Customer(window("ar"), lively.base, "waha", "ar")
    customer.open_chat()
    customer.say("بغيت نهضر مع شي واحد")
    expect(customer.part("queue")).to_be_visible()
    adviser = Adviser(window("ar"), lively.base, "aymen.gharbi")
    adviser.sit_down()
    keys = adviser.page.keyboard
    expect(adviser.offer).to_be_visible()
    keys.press("Alt+KeyA")
    expect(adviser.part("composer")).to_be_focused()
    keys.type("مرحبا")
    keys.press("Enter")
    expect(customer.said("مرحبا", by="adviser").last).to_be_visible()
    keys.press("Alt+KeyN")
    expect(adviser.part("note-toggle")).to_have_attribute("aria-pressed", "true")
    keys.press("Alt+KeyN")
    adviser.part("conversation-head").click()
    keys.press("?")
    expect(adviser.part("help")).to_be_visible()
    keys.press("Escape")
    keys.press("ControlOrMeta+KeyK")
    expect(adviser.part("palette")).to_be_visible()
    keys.type("إنهاء")
    keys.press("Enter")
    expect(adviser.part("end-dialog")).to_be_visible()
    expect(adviser.part("end-confirm")).to_be_focused()
    keys.press("Enter")
    expect(adviser.part("wrapup-code")).to_be_focused()
    adviser.wrap_up("answered", "")
    adviser.become("offline")


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press ``key`` until ``wanted`` has the focus."""
    for _ in range(MANY_TABS):
        if wanted.evaluate("one => one.getRootNode().activeElement === one"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} was not reached by {MANY_TABS} times {key}")
