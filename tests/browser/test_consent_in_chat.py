"""Once a conversation is over the customer is asked whether it may be read again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Customer
from browser.server import Server, new_server
from browser.wcag import hold_to_wcag
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR

DAY = date(2020, 1, 1)


@pytest.fixture
def centre(template: Path, tmp_path: Path) -> Iterator[Server]:
    server = new_server(template, tmp_path, template.parent / "cache")
    yield server
    server.kill()


def ended(centre: Server, window: Windows, language: str, theme: str, brand: str) -> Customer:
    customer = Customer(window(language, theme), centre.base, brand, language)
    customer.open_chat()
    customer.part("end-chat").click()
    customer.part("end-confirm").click()
    expect(customer.part("farewell")).to_be_visible()
    return customer


@pytest.mark.parametrize(
    ("language", "theme", "brand"),
    [("fr", "light", "sahla"), ("ar", "dark", "waha")],
    ids=["fr", "ar"],
)
def test_asked_once_it_is_over(
    language: str, theme: str, brand: str, centre: Server, window: Windows
) -> None:
    expect(ended(centre, window, language, theme, brand).part("consent")).to_have_count(0)
    entry = Purpose("listening", "consent", "D-1", "12 months", since=DAY, notice=DAY)
    set_purpose(centre.store, ADMINISTRATOR, entry)
    customer = ended(centre, window, language, theme, brand)
    question = customer.part("consent")
    expect(question).to_have_attribute("data-given", "null")
    hold_to_wcag(customer.page)
    customer.part("consent-yes").press("Enter")
    expect(question).to_have_attribute("data-given", "true")
    customer.part("rating-5").click()
    customer.part("rating-send").click()
    expect(customer.part("thanks")).to_be_visible()
    expect(question).to_have_attribute("data-given", "true")
    customer.part("consent-no").click()
    expect(question).to_have_attribute("data-given", "false")
    hold_to_wcag(customer.page)
