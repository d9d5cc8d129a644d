"""The people of a contact centre at their windows: what they do and what they can see.

A method does one thing as a person would; what must be seen is left to the tests, which find it
with ``part`` (the names are listed in ``ui/README.md`` and ``ui/src/widget/README.md``).
"""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import FrameLocator, Locator, Page, expect

from browser.server import let_in


class Customer:
    """Somebody on the demo page of a brand, with the chat in its frame."""

    def __init__(self, page: Page, base: str, brand: str, language: str) -> None:
        self.page, self.brand = page, brand
        self.address = f"{base}/demo/{brand}?lang={language}"
        self.chat: FrameLocator = page.frame_locator('[data-testid="widget-frame"]')

    def part(self, name: str) -> Locator:
        return self.chat.get_by_test_id(name)

    def open_chat(self) -> None:
        self.page.goto(self.address)
        self.page.get_by_test_id("widget-launcher").click()
        expect(self.part("chat")).to_have_attribute("data-phase", "ready")

    def say(self, text: str) -> None:
        self.part("chat-input").fill(text)
        self.part("chat-input").press("Enter")

    def attach(self, path: Path) -> None:
        self.part("attach-input").set_input_files(path)
        expect(self.part("attach-item")).to_have_attribute("data-state", "ready")

    def said(self, text: str | re.Pattern[str], by: str | None = None) -> Locator:
        """Messages that hold ``text``, of one party (``assistant``, ``adviser``…) or of anybody."""
        return _said(self.chat.get_by_test_id("message"), text, by)

    def notice(self, text: str | re.Pattern[str]) -> Locator:
        return self.part("notice").filter(has_text=text)

    def mend_brief(self, goal: str) -> None:
        self.part("brief-edit").click()
        self.part("brief-goal").fill(goal)
        self.part("brief-save").click()
        expect(self.part("brief-goal-text")).to_have_text(goal)


class Staff:
    """Somebody who works here, at one of the staff pages."""

    role: str

    def __init__(self, page: Page, base: str, id: str) -> None:
        self.page, self.base, self.id = page, base, id

    def part(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def go(self, place: str) -> None:
        """Open a page of the house, as oneself, and wait until it is live where it can be."""
        let_in(self.page, self.base, f"{self.role}:{self.id}")
        self.page.goto(f"{self.base}/{place}")

    def said(self, text: str | re.Pattern[str], by: str | None = None) -> Locator:
        return _said(self.part("message"), text, by)


class Adviser(Staff):
    role = "adviser"

    def sit_down(self) -> None:
        """Open the desk and become available."""
        self.go("desk")
        self.become("available")

    def become(self, state: str) -> None:
        """``available``, ``offline`` or ``paused-lunch``."""
        self.part("presence").click()
        self.part(f"presence-{state}").click()
        shown = self.page.locator(f'.presence[data-state="{state.partition("-")[0]}"]')
        expect(shown).to_be_visible()

    @property
    def offer(self) -> Locator:
        return self.part("offer-card")

    def accept(self) -> str:
        """Accept the one offer on the desk; returns the contact's id."""
        expect(self.offer).to_have_count(1)
        contact = self.offer.get_attribute("data-contact")
        assert contact
        self.part("offer-accept").click()
        expect(self.row(contact)).to_have_attribute("data-state", "held")
        expect(self.part("composer")).to_be_visible()
        return contact

    def row(self, contact: str) -> Locator:
        return self.page.locator(f'[data-testid="contact-row"][data-contact="{contact}"]')

    def say(self, text: str) -> None:
        self.part("composer").fill(text)
        self.part("composer").press("Enter")

    def note(self, text: str) -> None:
        """Write a private note."""
        self.part("note-toggle").click()
        self.say(text)

    def transfer(self, kind: str, to: str, note: str) -> None:
        """Hand the contact to another ``queue`` or ``adviser``."""
        self.part("transfer-open").click()
        self.part(f"transfer-kind-{kind}").click()
        self.part("transfer-list").locator(f'[data-id="{to}"]').click()
        self.part("transfer-note").fill(note)
        self.part("transfer-submit").click()
        expect(self.part("transfer-dialog")).to_be_hidden()

    def end(self) -> None:
        self.part("end-open").click()
        self.part("end-confirm").click()
        expect(self.part("wrapup-form")).to_be_visible()

    def wrap_up(self, code: str, summary: str) -> None:
        self.part("wrapup-code").select_option(code)
        self.part("wrapup-summary").fill(summary)
        self.part("wrapup-submit").click()
        expect(self.part("wrapup-form")).to_be_hidden()


class Supervisor(Staff):
    role = "supervisor"

    def row(self, contact: str) -> Locator:
        """A contact in the wallboard's list."""
        return self.page.locator(f'[data-testid="wallboard-contact"][data-id="{contact}"]')


class Editor(Staff):
    """Somebody who feeds the assistant; ``role`` is another one's who may approve."""

    def __init__(self, page: Page, base: str, id: str, role: str = "editor") -> None:
        super().__init__(page, base, id)
        self.role = role

    def row(self, kind: str, id: str) -> Locator:
        return self.page.locator(f'[data-testid="{kind}"][data-id="{id}"]')

    def open(self, query: str = "") -> None:
        """Open the page, at a part or at one thing: ``draft=…``."""
        self.go(f"editor?{query}")
        expect(self.part("part-gaps")).to_be_visible()

    def saved(self) -> None:
        expect(self.part("save-state")).to_have_attribute("data-state", "saved")


def _said(messages: Locator, text: str | re.Pattern[str], by: str | None) -> Locator:
    found = messages.filter(has_text=text)
    return found.and_(found.page.locator(f'[data-author="{by}"]')) if by else found
