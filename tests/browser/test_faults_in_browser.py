"""What a page does when something breaks, and what it does with words that are not meant well."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Windows
from browser.people import Adviser, Customer, Supervisor
from browser.server import Server

PERSON = "je voudrais parler à quelqu'un svp"
HOSTILE = (
    '<img src="x" onerror="window.struck = true"><script>window.struck = true</script>'
    "<b>gras</b> {{7*7}} javascript:window.struck=true"
)
TEN_MB = 10_000_000


@pytest.fixture(scope="module")
def centre(new_centre: Callable[..., Server]) -> Server:
    return new_centre(offer_seconds="300", adviser_lost_seconds="600")


@pytest.fixture(autouse=True)
def _nobody_is_left(centre: Server) -> Iterator[None]:
    """Each test begins with no adviser at work, so that only its own are offered contacts."""
    yield
    for adviser in ("amina.el-fassi", "fatou.seck", "skander.trabelsi"):
        headers = centre.headers(f"adviser:{adviser}")
        with httpx.Client(base_url=centre.base, headers=headers, timeout=60) as client:
            for row in client.get("/api/desk").json()["contacts"]:
                client.post(f"/api/contacts/{row['id']}/end")
                body = {"code": "answered", "summary": "", "follow_ups": ""}
                client.post(f"/api/contacts/{row['id']}/wrap-up", json=body)
            client.post("/api/desk/presence", json={"state": "offline"})


def waiting_customer(window: Windows, centre: Server) -> Customer:
    customer = Customer(window("fr"), centre.base, "sahla", "fr")
    customer.open_chat()
    customer.say(PERSON)
    expect(customer.part("queue-position")).to_have_attribute("data-position", "1")
    return customer


def talking(window: Windows, centre: Server) -> tuple[Customer, Adviser, str]:
    """A customer and an adviser in conversation, and the contact's id."""
    customer = waiting_customer(window, centre)
    adviser = Adviser(window("fr"), centre.base, "amina.el-fassi")
    adviser.sit_down()
    contact = adviser.accept()
    adviser.say("Bonjour, je vous écoute")
    expect(customer.said("je vous écoute", by="adviser")).to_be_visible()
    return customer, adviser, contact


def test_a_closed_adviser_page_gives_the_contact_back_with_its_age(
    new_centre: Callable[..., Server], window: Windows
) -> None:
    # Pages tell every ten seconds that they are there; the limit must be longer than that.
    centre = new_centre(offer_seconds="300", adviser_lost_seconds="14")
    customer, adviser, contact = talking(window, centre)
    began = time.monotonic()
    adviser.page.context.close()
    expect(customer.notice("La connexion avec votre conseiller a été coupée")).to_be_visible()
    expect(customer.part("queue-position")).to_be_visible()
    colleague = Adviser(window("fr"), centre.base, "fatou.seck")
    colleague.sit_down()
    expect(colleague.offer).to_have_attribute("data-contact", contact)
    waited = re.compile(r"attend depuis (\d+):(\d\d)")
    expect(colleague.offer).to_contain_text(waited)
    found = waited.search(colleague.offer.inner_text())
    assert found
    assert int(found[1]) * 60 + int(found[2]) >= time.monotonic() - began - 2
    assert colleague.accept() == contact
    expect(colleague.said("je vous écoute", by="adviser")).to_be_visible()
    expect(customer.notice("Fatou Seck")).to_be_visible()


def test_a_killed_server_interrupts_nothing(centre: Server, window: Windows) -> None:
    customer, adviser, contact = talking(window, centre)
    supervisor = Supervisor(window("fr"), centre.base, "nadia.berrada")
    supervisor.go("wallboard")
    expect(supervisor.row(contact)).to_be_visible()
    centre.kill()
    expect(customer.part("offline")).to_be_visible()
    expect(adviser.part("disconnected")).to_be_visible()
    expect(supervisor.part("wallboard-stale")).to_be_visible()
    customer.say("Dit pendant la coupure, par le client")
    expect(customer.part("pending")).to_have_attribute("data-state", re.compile("queued|sending"))
    adviser.say("Dit pendant la coupure, par le conseiller")
    expect(adviser.part("message-pending")).to_be_visible()
    centre.start()
    for one in (customer, adviser):
        expect(one.said("par le client", by="customer")).to_have_count(1)
        expect(one.said("par le conseiller", by="adviser")).to_have_count(1)
    expect(customer.part("pending")).to_have_count(0)
    expect(customer.part("offline")).to_be_hidden()
    expect(adviser.part("message-pending")).to_have_count(0)
    expect(adviser.part("disconnected")).to_be_hidden()
    expect(supervisor.part("wallboard-stale")).to_be_hidden()
    adviser.say("Et nous continuons")
    expect(customer.said("Et nous continuons", by="adviser")).to_have_count(1)
    adviser.page.reload()
    for words in ("par le client", "par le conseiller", "Et nous continuons"):
        expect(adviser.said(words)).to_have_count(1)


def test_two_pages_accept_at_once(centre: Server, window: Windows) -> None:
    """The same adviser at two screens: one hand, and both screens show the conversation."""
    customer = waiting_customer(window, centre)
    screens = [Adviser(window("fr"), centre.base, "amina.el-fassi") for _ in range(2)]
    screens[0].sit_down()
    screens[1].go("desk")
    for screen in screens:
        expect(screen.offer).to_be_visible()
    at = screens[0].page.evaluate("Date.now() + 1000")
    for screen in screens:
        button = screen.part("offer-accept").element_handle()
        screen.page.evaluate(
            "([b, at]) => setTimeout(() => b.click(), at - Date.now())", [button, at]
        )
    for screen in screens:
        expect(screen.part("contact-row")).to_have_count(1)
        expect(screen.part("contact-row")).to_have_attribute("data-state", "held")
        expect(screen.offer).to_have_count(0)
    expect(customer.notice("Amina El Fassi")).to_have_count(1)


def test_an_offer_that_a_colleague_has_by_now(centre: Server, window: Windows) -> None:
    """A screen that was cut off still shows the offer; accepting it says that it is gone."""
    customer = waiting_customer(window, centre)
    adviser = Adviser(window("fr"), centre.base, "amina.el-fassi")
    adviser.sit_down()
    expect(adviser.offer).to_be_visible()
    stale = Adviser(window("fr"), centre.base, "amina.el-fassi")
    stale.page.route("**/api/stream?*", lambda route: route.abort())
    stale.go("desk")
    expect(stale.offer).to_be_visible()
    adviser.part("offer-refuse").click()
    colleague = Adviser(window("fr"), centre.base, "fatou.seck")
    colleague.sit_down()
    contact = colleague.accept()
    stale.part("offer-accept").click()
    expect(stale.part("offer-gone")).to_have_attribute("data-outcome", "taken")
    expect(stale.offer).to_have_count(0)
    expect(stale.part("contact-row")).to_have_count(0)
    expect(colleague.row(contact)).to_have_attribute("data-state", "held")
    expect(customer.notice("Fatou Seck")).to_be_visible()


def test_markup_is_text_everywhere(centre: Server, window: Windows, tmp_path: Path) -> None:
    customer = waiting_customer(window, centre)
    customer.mend_brief(HOSTILE)
    introduce_oneself(customer, HOSTILE[:80])
    adviser = Adviser(window("fr"), centre.base, "amina.el-fassi")
    adviser.sit_down()
    expect(adviser.part("offer-brief")).to_contain_text(HOSTILE)
    contact = adviser.accept()
    file = tmp_path / "<img src=x onerror=window.struck=1>.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    customer.attach(file)
    customer.say(HOSTILE)
    expect(adviser.said(HOSTILE, by="customer")).to_be_visible()
    adviser.say(HOSTILE)
    expect(customer.said(HOSTILE, by="adviser")).to_be_visible()
    adviser.note(HOSTILE)
    supervisor = Supervisor(window("fr"), centre.base, "nadia.berrada")
    supervisor.go("wallboard")
    supervisor.row(contact).click()
    supervisor.part("watch").click()
    expect(supervisor.said(HOSTILE, by="customer")).to_be_visible()
    adviser.end()
    adviser.wrap_up("answered", HOSTILE)
    supervisor.go("history")
    supervisor.page.locator(f'[data-testid="history-row"][data-id="{contact}"]').click()
    expect(supervisor.part("history-wrap-up")).to_contain_text(HOSTILE)
    for page in (customer.page, adviser.page, supervisor.page):
        assert_unharmed(page)


def introduce_oneself(customer: Customer, name: str) -> None:
    customer.part("leave-details").click()
    customer.part("details-name").fill(name)
    customer.part("details-save").click()
    expect(customer.part("details-saved")).to_be_visible()
    customer.part("sheet-close").click()


def assert_unharmed(page: Page) -> None:
    """No script of a message ran, and none of its elements came to be, in any frame."""
    for frame in page.frames:
        assert frame.evaluate("window.struck") is None
        assert frame.locator('[onerror], img[src="x"], script:has-text("struck")').count() == 0


def test_ten_megabytes_are_refused_in_clear_words(centre: Server, window: Windows) -> None:
    customer, adviser, _ = talking(window, centre)
    paste(customer.page, TEN_MB, customer.part("chat-input"))
    expect(customer.part("paste-refused")).to_contain_text("4 000 au plus")
    paste(customer.page, 5_000, customer.part("chat-input"))
    expect(customer.part("too-long")).to_have_text("Trop long : retirez 1 000 caractères")
    expect(customer.part("chat-send")).to_be_disabled()
    customer.say("Voilà, plus court")
    expect(adviser.said("Voilà, plus court", by="customer")).to_be_visible()
    paste(adviser.page, TEN_MB, adviser.part("composer"))
    expect(adviser.part("toast")).to_contain_text("4 000 au plus")
    paste(adviser.page, 5_000, adviser.part("composer"))
    adviser.part("send").click()
    expect(adviser.part("message-pending")).to_contain_text("Non envoyé. C’est trop volumineux")
    adviser.part("message-discard").click()
    adviser.say("Je suis toujours là")
    expect(customer.said("Je suis toujours là", by="adviser")).to_be_visible()


def paste(page: Page, size: int, into: Locator) -> None:
    """Paste ``size`` characters from the clipboard, as a person would."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("size => navigator.clipboard.writeText('dix lettre'.repeat(size / 10))", size)
    into.click()
    page.keyboard.press("ControlOrMeta+V")


def test_a_file_that_is_too_big_or_not_what_it_says(
    centre: Server, window: Windows, tmp_path: Path
) -> None:
    customer = waiting_customer(window, centre)
    big, disguised = tmp_path / "grande.png", tmp_path / "photo.png"
    big.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(6_000_000))
    disguised.write_bytes(b"MZ" + bytes(1000))
    customer.part("attach-input").set_input_files(big)
    expect(customer.part("attach-refused")).to_contain_text("5")
    customer.part("attach-input").set_input_files(disguised)
    expect(customer.part("attach-item")).to_have_attribute("data-state", "failed")
    expect(customer.part("attach-item")).to_contain_text("refusé")
