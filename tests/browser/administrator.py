"""An administrator at the pages that configure a centre: what they do, one thing at a time."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from browser.people import Staff


class Administrator(Staff):
    role = "administrator"

    def open(self, part: str = "overview", id: str = "") -> None:
        """Open one part of the administration, as oneself."""
        self.go(f"admin?part={part}" + (f"&id={id}" if id else ""))
        self.at(part)

    def at(self, part: str) -> None:
        """Wait until ``part`` is shown."""
        shown = self.page.locator(f'[data-testid="part"][data-part="{part}"]')
        expect(shown).to_be_attached()

    def turn_to(self, part: str) -> None:
        """Go to another part by the list of contents."""
        self.part(f"part-{part}").click()
        self.at(part)

    def next_step(self, kind: str) -> None:
        """From the way's next step, which must be ``kind``, to the form of a new one."""
        self.turn_to("overview")
        expect(self.step(kind)).to_have_attribute("data-state", "next")
        self.part("next-step").click()
        self.at(kind)

    def step(self, kind: str) -> Locator:
        return self.page.locator(f'[data-testid="step"][data-id="{kind}"]')

    def field(self, name: str) -> Locator:
        return self.part(f"field-{name}")

    def choose(self, name: str, text: str) -> None:
        """Pick from a long list by typing."""
        self.field(name).click()
        search = self.part(f"field-{name}-list").get_by_role("combobox")
        search.fill(text)
        search.press("Enter")
        expect(search).to_be_hidden()

    def give_skill(self, id: str, level: int) -> None:
        """Add a skill to the open queue or adviser, at ``level``."""
        self.part("add-skill").click()
        self.part("add-skill-list").locator(f'[data-id="{id}"]').click()
        row = self.page.locator(f'[data-testid="level-row"][data-id="{id}"]')
        row.get_by_text(str(level), exact=True).click()

    def save(self) -> None:
        """Save the form and wait until it is clean."""
        self.part("save").click()
        self.saved()

    def saved(self) -> None:
        clean = self.page.locator('[data-testid="form"][data-dirty="false"]')
        expect(clean.get_by_test_id("save")).to_be_disabled()

    def undo(self) -> None:
        """Take back what the last message says."""
        self.part("toast-action").last.click()

    def row(self, id: str) -> Locator:
        return self.page.locator(f'[data-testid="row"][data-id="{id}"]')

    def rows(self, count: int) -> None:
        expect(self.part("list-count")).to_have_attribute("data-count", str(count))

    def speak(self, language: str) -> None:
        """Read the pages in another language."""
        self.part("language-menu").click()
        self.part(f"language-{language}").click()
        expect(self.page.locator("html")).to_have_attribute("lang", re.compile(language))
