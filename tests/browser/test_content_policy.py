"""No page breaks its content security policy, and the policy is one that would stop an intruder."""

from __future__ import annotations

from playwright.sync_api import Page

from browser.conftest import Lively, Windows
from browser.server import let_in
from nawba.web import pages

LISTEN = """
window.breaches = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.breaches.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""
INTRUDE = """
const there = document.body;
there.insertAdjacentHTML('beforeend', '<p style="color: red" onclick="1">x</p>');
const script = document.createElement('script');
script.textContent = 'window.intruded = true';
there.append(script);
"""


def paths() -> list[str]:
    """Every page that the server has, the demo's shop windows and the customer's chat too."""
    plain = [getattr(one, "path", "") for one in pages.router.routes]
    named = {"/demo/{brand}": ["/demo/sahla", "/demo/waha"]}
    files = ("/widget.js", "/favicon.svg")
    return sorted(p for one in plain if one not in files for p in named.get(one, [one]))


def breaches(page: Page) -> list[str]:
    found: list[str] = page.evaluate("window.breaches")
    return found


def test_no_page_breaks_its_policy(lively: Lively, window: Windows) -> None:
    page = window("fr")
    page.add_init_script(LISTEN)
    for role in ("supervisor:nadia.berrada", "administrator:nadia.berrada"):
        let_in(page, lively.base, role)
        for path in paths():
            page.goto(f"{lively.base}{path}")
            page.wait_for_load_state("networkidle")
            assert breaches(page) == [], path


def test_the_policy_stops_what_an_intruder_would_write(lively: Lively, window: Windows) -> None:
    page = window("fr")
    page.add_init_script(LISTEN)
    page.goto(f"{lively.base}/widget?brand=sahla&language=fr")
    page.evaluate(INTRUDE)
    page.wait_for_function("window.breaches.length >= 3")
    assert page.evaluate("window.intruded") is None
    assert window.faults  # the browser says so on its console, where every other test would see it
    window.faults.clear()
