"""An administrator finds a customer, takes a copy, erases them, and writes the register."""

from __future__ import annotations

import json
import secrets
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Staff
from browser.server import Server, new_server
from browser.wcag import hold_to_wcag

LOOKS = [("fr", "light", 1280), ("ar", "dark", 420)]


class Administrator(Staff):
    role = "administrator"


@pytest.fixture(scope="module")
def house(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("personal")
    backups = str(folder / "backups")
    server = new_server(template, folder, template.parent / "cache", backup_folder=backups)
    yield server
    server.kill()


def over(house: Server, name: str) -> str:
    """A contact of a customer called ``name``, who came and went; the contact's id."""
    body = {"brand": "sahla", "language": "fr", "name": name, "email": "x@client.example",
            "client_id": secrets.token_hex(16)}  # fmt: skip
    opened = httpx.post(f"{house.base}/api/contacts", json=body, timeout=30).json()
    headers = {"authorization": f"Bearer {opened['token']}"}
    httpx.post(f"{house.base}/api/contacts/me/end", headers=headers, timeout=30)
    return str(opened["view"]["contact"]["id"])


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS, ids=["fr-light", "ar-dark-narrow"])
def test_a_customer_is_found_copied_and_erased(
    language: str, theme: str, width: int, house: Server, window: Windows, tmp_path: Path
) -> None:
    name = f"Zohra {secrets.token_hex(4)}"
    contact = over(house, name)
    page = window(language, theme, width)
    admin = Administrator(page, house.base, "driss.benkirane")
    admin.go("privacy")
    admin.part("privacy-search").fill(name)
    admin.part("privacy-find").click()
    admin.part("privacy-row").filter(has_text=name).click()
    panel = admin.part("privacy-customer")
    expect(panel).to_contain_text(contact)
    expect(admin.part("privacy-counts")).to_be_visible()
    hold_to_wcag(page)
    with page.expect_download() as coming:
        admin.part("privacy-export").click()
    coming.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as file:
        assert json.loads(file.read("data.json"))["held"]["customers"][0]["name"] == name

    admin.part("privacy-erase").click()
    expect(admin.part("privacy-erase-do")).to_be_disabled()
    hold_to_wcag(page)
    customer = panel.get_attribute("data-id") or ""
    admin.part("privacy-confirm").fill(customer)
    admin.part("privacy-erase-do").click()
    expect(admin.part("privacy-nothing")).to_be_visible()
    expect(panel).not_to_contain_text(name)
    admin.part("privacy-search").fill(name)
    admin.part("privacy-find").click()
    expect(admin.part("privacy-nobody")).to_be_visible()


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS, ids=["fr-light", "ar-dark-narrow"])
def test_a_purpose_is_off_until_its_entry_is_whole(
    language: str, theme: str, width: int, house: Server, window: Windows
) -> None:
    purpose = {"fr": 3, "ar": 4}[language]  # another one for each, of those that nobody wrote
    page = window(language, theme, width)
    admin = Administrator(page, house.base, "driss.benkirane")
    admin.go("privacy?part=register")
    row = admin.part("purpose-row").nth(purpose)
    state = row.get_by_test_id("purpose-state")
    expect(state).to_have_attribute("data-state", "off")
    hold_to_wcag(page)
    row.click()
    admin.part("entry-basis").select_option("consent")
    admin.part("entry-authorisation").fill("CNDP D-1/2026")
    hold_to_wcag(page)
    admin.part("entry-save").click()
    expect(admin.part("purpose-entry")).to_be_hidden()
    expect(state).to_have_attribute("data-state", "off")
    row.click()
    expect(admin.part("entry-authorisation")).to_have_value("CNDP D-1/2026")
    admin.part("entry-retention").fill("6")
    for day in ("since", "notice"):
        admin.part(f"entry-{day}").fill("2020-01-01")
    admin.part("entry-save").click()
    expect(state).to_have_attribute("data-state", "on")


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS, ids=["fr-light", "ar-dark-narrow"])
def test_what_is_deleted_when_can_be_seen(
    language: str, theme: str, width: int, house: Server, window: Windows
) -> None:
    page = window(language, theme, width)
    admin = Administrator(page, house.base, "driss.benkirane")
    admin.go("privacy?part=retention")
    expect(admin.part("retention-row")).to_have_count(7)
    expect(admin.part("retention-due")).to_be_visible()
    expect(admin.part("retention-run")).to_be_disabled()
    hold_to_wcag(page)
