"""Each page speaks its reader's language and fits the screen, from a telephone to a wall."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Lively, Windows
from browser.people import Adviser
from browser.scene import ADVISERS
from browser.server import let_in

WIDTHS = (390, 1280, 1920)
LANGUAGES = ("fr", "ar", "en")

# `desk.offer.accept` or `{name}` on the screen is a text that nobody wrote or filled.
KEY = re.compile(
    r"\b(?:common|home|desk|widget|wallboard|history|assistant)(?:\.[a-z0-9_]+)+\b|\{[a-z_]+\}"
)
TEXTS = """() => {
  const named = [...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')];
  const names = ['aria-label', 'title', 'placeholder', 'alt'];
  const texts = named.flatMap(one => names.map(name => one.getAttribute(name) ?? ''));
  return [document.title, document.body.innerText, ...texts];
}"""
# What sticks out at the side of the page, unless it is in something that scrolls or clips.
OUTSIDE = """() => {
  const clipped = one => {
    for (let up = one.parentElement; up; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    return false;
  };
  const wide = document.documentElement.clientWidth;
  const out = [...document.body.querySelectorAll('*')].filter(one => {
    const { left, right, width } = one.getBoundingClientRect();
    return width > 1 && (left < -1 || right > wide + 1) && !clipped(one);
  });
  const scrolls = document.documentElement.scrollWidth > wide ? ['the page scrolls'] : [];
  return [...scrolls, ...out.map(one => one.outerHTML.slice(0, 120))];
}"""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("place", "actor", "ready"),
    [
        ("", "", "sign-in"),
        ("desk", "adviser:{adviser}", "contact-row"),
        ("wallboard", "supervisor:nadia.berrada", "wallboard-contact"),
        ("history", "supervisor:nadia.berrada", "history-row"),
        ("assistant", "supervisor:nadia.berrada", "unpublished"),
        ("assistant?part=why", "supervisor:nadia.berrada", "why-row"),
        ("demo/sahla?lang={language}", "", "widget-launcher"),
        ("demo/waha?lang={language}", "", "widget-launcher"),
        ("widget?brand=sahla&language={language}", "", "choice"),
    ],
    ids=["home", "desk", "wallboard", "history", "assistant", "why", "sahla", "waha", "widget"],
)
def test_speaks_and_fits(
    place: str, actor: str, ready: str, language: str, lively: Lively, window: Windows
) -> None:
    page = window(language)
    address = place.format(language=language)
    if actor:
        let_in(page, lively.base, actor.format(adviser=ADVISERS[language]))
    page.goto(f"{lively.base}/{address}")
    expect(page.get_by_test_id(ready).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    if ready == "contact-row":
        page.get_by_test_id(ready).first.click()
        expect(page.get_by_test_id("message").first).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert untranslated(page) == []
        assert page.evaluate(OUTSIDE) == [], f"at {width} pixels"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_cannot_be_had(language: str, lively: Lively, window: Windows) -> None:
    """Nobody yet, or nobody known: the page says so in words, and how to go on."""
    page = window(language)
    for place in ("desk", "wallboard", "widget?brand=nobody"):
        page.goto(f"{lively.base}/{place}")
        page.wait_for_load_state("networkidle")
        expect(page.locator("body")).to_contain_text(re.compile(r"\w{3}"))
        assert untranslated(page) == []


def test_the_desk_on_a_telephone(lively: Lively, window: Windows) -> None:
    """An offer rings above the list, whose contacts can still be opened and left again."""
    adviser = Adviser(window("fr", width=390, height=844), lively.base, ADVISERS["fr"])
    adviser.go("desk")
    expect(adviser.offer.first).to_be_visible()
    adviser.row(lively.held["fr"].contact).click()
    expect(adviser.part("desk")).to_have_attribute("data-pane", "conversation")
    expect(adviser.part("composer")).to_be_visible()
    adviser.part("conversation-head").get_by_role("button").first.click()
    expect(adviser.row(lively.held["fr"].contact)).to_be_visible()


def untranslated(page: Page) -> list[str]:
    return [found for text in page.evaluate(TEXTS) for found in KEY.findall(text)]
