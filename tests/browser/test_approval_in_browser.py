"""What cannot be undone waits for a person, who says yes at the desk or no on the wallboard."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Adviser, Customer, Staff, Supervisor
from browser.server import Server
from browser.wcag import hold_to_wcag
from nawba.demo import backoffice

THEFT = "On m'a volé mon téléphone hier, bloquez le 0600000101"
ADVISER = "fatou.seck"


def robbed(acting: Server, window: Windows) -> Customer:
    """A customer who has said yes to having their line suspended."""
    customer = Customer(window("fr"), acting.base, "sahla", "fr")
    customer.open_chat()
    expect(customer.said("", by="assistant").first).to_be_visible()
    for said, heard in (
        (THEFT, "à quel nom"),
        ("Samira Alaoui", "sans votre oui"),
        ("oui", "pas encore suspendue"),
    ):
        customer.say(said)
        expect(customer.said(heard, by="assistant").last).to_be_visible()
    return customer


def suspensions(office: backoffice.Handle) -> list[Any]:
    return office.books.all("SELECT * FROM cases WHERE kind = 'suspension'")


def stands(staff: Staff, state: str) -> None:
    expect(staff.part("approval")).to_have_attribute("data-state", state)


def test_an_adviser_approves_with_keys_and_it_is_done_once(
    acting: Server, office: backoffice.Handle, window: Windows
) -> None:
    adviser = Adviser(window("ar", "dark"), acting.base, ADVISER)
    adviser.sit_down()
    robbed(acting, window)
    adviser.accept()
    stands(adviser, "awaiting")
    told = adviser.part("approval").get_by_test_id("approval-told")
    for value in ("C-1001", "06 00 00 01 01", "الخط المراد توقيفه", "سرقة"):
        expect(told).to_contain_text(value)
    expect(adviser.part("approval-mark")).to_be_visible()
    hold_to_wcag(adviser.page)

    keys = adviser.page.keyboard
    keys.press("Alt+KeyX")
    expect(adviser.part("approval-reason")).to_be_visible()
    expect(adviser.part("approval-confirm")).to_be_disabled()
    keys.press("Escape")
    expect(adviser.part("approval-dialog")).to_be_hidden()
    assert not suspensions(office)

    keys.press("Alt+KeyY")
    expect(adviser.part("approval-dialog")).to_contain_text("06 00 00 01 01")
    hold_to_wcag(adviser.page)
    adviser.part("approval-confirm").focus()
    keys.press("Enter")
    stands(adviser, "done")
    (case,) = suspensions(office)
    expect(adviser.part("approval")).to_contain_text(str(case["reference"]))
    expect(adviser.part("approval-mark")).to_be_hidden()


def test_a_supervisor_refuses_with_a_reason_and_the_desk_follows(
    acting: Server, office: backoffice.Handle, window: Windows
) -> None:
    supervisor = Supervisor(window("en", width=420, height=900), acting.base, "nadia.berrada")
    supervisor.go("wallboard")
    adviser = Adviser(window("fr"), acting.base, ADVISER)
    adviser.sit_down()
    robbed(acting, window)
    adviser.accept()
    stands(adviser, "awaiting")

    expect(supervisor.part("wallboard-approvals")).to_have_attribute("data-count", "1")
    supervisor.part("wallboard-approvals-open").click()
    stands(supervisor, "awaiting")
    hold_to_wcag(supervisor.page)
    supervisor.part("approval-refuse").click()
    supervisor.part("approval-reason").fill("Not the holder's voice")
    supervisor.part("approval-confirm").click()
    stands(supervisor, "declined")
    stands(adviser, "declined")
    expect(adviser.part("approval")).to_contain_text("Not the holder's voice")
    expect(supervisor.part("wallboard-approvals")).to_be_hidden()
    assert not suspensions(office)
    supervisor.part("panel-close").click()
    choose_policy(supervisor, "ratio_then_salvage")


def choose_policy(supervisor: Supervisor, policy: str) -> None:
    """Of all that a supervisor decides here, who is next."""
    supervisor.part("policy-open").click()
    supervisor.part(f"policy-{policy}").check()
    supervisor.part("policy-reason").fill("Dakar comes back")
    supervisor.part("policy-choose").click()
    expect(supervisor.part("policy-dialog")).to_be_hidden()
    expect(supervisor.part("wallboard-policy")).to_have_attribute("data-policy", policy)
    expect(supervisor.part("wallboard-policy")).to_contain_text("Nadia Berrada")
