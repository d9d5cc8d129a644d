"""Ways in beside the password: the company's own provider, a demo's doors; and somebody else's
coming in with the same browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from oidc_provider_mock import User, run_server_in_thread
from playwright.sync_api import Page, expect

from browser.conftest import Windows
from browser.server import Server, let_in
from browser.test_sign_in import ADVISER, Guest, looks
from browser.wcag import hold_to_wcag
from nawba.actions.accounts import add_account
from nawba.bench.server import demo_server
from nawba.domain.identity import CONSOLE, Account

OTHER = "moussa.diop"
PEOPLE = (
    User(sub="s-fatou", claims={"email": "fatou@x.example", "email_verified": True}),
    User(sub="s-stranger", claims={"email": "who@x.example", "email_verified": True}),
)


@pytest.fixture(scope="module")
def with_provider(
    new_centre: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A centre in which an adviser may come in by the company's provider."""
    secrets = tmp_path_factory.mktemp("secrets")
    (secrets / "PROVIDER").write_text("for-this-test-only")
    named = {"oidc_client_id": "nawba", "oidc_secret": "PROVIDER", "oidc_label": "Maison"}
    with run_server_in_thread(user_claims=PEOPLE) as provider:
        issuer = f"http://localhost:{provider.server_port}"
        house = new_centre(oidc_issuer=issuer, secrets_folder=str(secrets), **named)
        made = Account(ADVISER, "Fatou Seck", "fatou@x.example", ("adviser",), "fatou@x.example")
        add_account(house.store, CONSOLE, made)
        yield house


def agree(page: Page, subject: str) -> None:
    """Say at the provider who one is."""
    page.locator('input[name="sub"]').fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()


@looks
def test_by_the_companys_provider(
    language: str, theme: str, with_provider: Server, window: Windows
) -> None:
    guest = Guest(window(language, theme), with_provider.base)
    guest.go("/desk")
    expect(guest.part("sign-in-oidc")).to_contain_text("Maison")
    hold_to_wcag(guest.page)
    guest.part("sign-in-oidc").click()
    agree(guest.page, "s-stranger")
    expect(guest.part("sign-in-refused")).to_have_attribute("data-code", "oidc_unknown")
    hold_to_wcag(guest.page)
    guest.part("sign-in-oidc").click()
    agree(guest.page, "s-fatou")
    expect(guest.part("desk")).to_be_visible()
    expect(guest.part("presence")).to_contain_text("Fatou Seck")


@looks
def test_somebody_else_came_in_with_this_browser(
    language: str, theme: str, with_provider: Server, window: Windows
) -> None:
    page = window(language, theme)
    base = with_provider.base
    let_in(page, base, "editor:hind")
    first = Guest(page, base)
    first.go("/account")
    expect(first.part("own-session").first).to_be_visible()
    let_in(page, base, "quality:rim")
    second = Guest(page.context.new_page(), base)
    second.go("/account")
    expect(first.part("cover")).to_have_attribute("data-why", "other")
    hold_to_wcag(page)
    first.part("cover-other").click()
    expect(first.part("cover")).to_have_count(0)
    expect(first.part("account-menu")).to_contain_text("rim")


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of a demo, where everybody has a door."""
    with demo_server(None, "--plain") as server:
        yield server.base


@looks
def test_a_link_that_enters_by_a_demos_door(
    language: str, theme: str, demo: str, window: Windows
) -> None:
    first = Guest(window(language, theme), demo)
    first.go(f"/?enter=adviser:{ADVISER}&to=desk")
    expect(first.part("desk")).to_be_visible()
    assert first.page.url == f"{demo}/desk"
    second = Guest(first.page.context.new_page(), demo)
    second.go("/?enter=supervisor:nadia.berrada&to=/wallboard")
    expect(second.part("wall-toggle")).to_be_visible()
    expect(first.part("cover")).to_have_attribute("data-why", "other")
    hold_to_wcag(first.page)
    first.part("cover-door").click()
    expect(first.part("cover")).to_have_count(0)
    expect(first.part("desk")).to_be_visible()
    expect(second.part("cover")).to_have_attribute("data-why", "other")


def test_a_link_to_a_door_that_is_not_there_leads_to_the_others(demo: str, window: Windows) -> None:
    guest = Guest(window("ar"), demo)
    guest.go("/?enter=adviser:nobody&to=desk")
    expect(guest.part("enter-adviser").first).to_be_visible()
    assert guest.page.url == f"{demo}/?to=desk"
