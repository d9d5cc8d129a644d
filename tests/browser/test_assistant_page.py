"""A supervisor moves the risk, sees what it costs first, takes it back, and reads why."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Locator, expect

from browser.assistant_material import write_material
from browser.conftest import Lively, Windows
from browser.people import Supervisor
from browser.scene import Scene
from browser.server import Server
from browser.test_accessibility import hold_to_wcag, looks

NADIA = "nadia.berrada"
GATE_SECONDS = 600

languages = pytest.mark.parametrize("language", ["fr", "ar"])


@pytest.fixture(scope="module")
def proven(new_centre: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A centre whose assistant may answer in French at a risk of 5 %, and nowhere else."""
    folder = tmp_path_factory.mktemp("material") / "assistant"
    write_material(folder)
    server = new_centre(assistant_folder=str(folder))
    address = f"{server.base}/api/assistant/publish"
    mine = server.headers(f"supervisor:{NADIA}")
    reply = httpx.post(address, json={"risk": 0.05}, headers=mine, timeout=GATE_SECONDS)
    assert reply.json()["published"], reply.text
    return server


def open_page(server: Server, window: Windows, language: str, theme: str = "light") -> Supervisor:
    supervisor = Supervisor(window(language, theme), server.base, NADIA)
    supervisor.go("assistant")
    expect(supervisor.part("coverage-now")).to_be_visible()
    return supervisor


def share(figure: Locator) -> str:
    """The share that ``figure`` shows, exactly as the server told it."""
    value = figure.get_attribute("data-share")
    assert value is not None
    return value


def number(supervisor: Supervisor) -> int:
    """The version that answers, as the page says."""
    expect(supervisor.part("current-version")).to_have_attribute("data-number", re.compile(r"\d"))
    return int(supervisor.part("current-version").get_attribute("data-number") or 0)


def look_at(supervisor: Supervisor, risk: int) -> str:
    """Choose ``risk`` per cent; returns the share that would be answered."""
    supervisor.part(f"risk-{risk}").click()
    expect(supervisor.part("preview")).to_have_count(1)
    return share(supervisor.part("preview-then"))


def test_a_lower_risk_is_seen_then_applied_then_undone(proven: Server, window: Windows) -> None:
    supervisor = open_page(proven, window, "fr")
    first, before = number(supervisor), share(supervisor.part("coverage-now"))
    then = look_at(supervisor, 2)
    assert 0 < float(then) < float(before)
    expect(supervisor.part("coverage-words")).to_contain_text("95 %")
    expect(supervisor.part("coverage-now")).to_have_attribute("data-share", before)
    supervisor.part("risk-apply").click()
    expect(supervisor.part("gate-passed")).to_be_visible()
    expect(supervisor.part("coverage-now")).to_have_attribute("data-share", then)
    assert number(supervisor) != first
    supervisor.part("undo").click()
    expect(supervisor.part("coverage-now")).to_have_attribute("data-share", before)
    assert number(supervisor) == first


def test_one_goes_back_to_any_version_and_others_see_it(proven: Server, window: Windows) -> None:
    supervisor, other = (open_page(proven, window, language) for language in ("ar", "fr"))
    first, before = number(supervisor), share(supervisor.part("coverage-now"))
    then = look_at(supervisor, 2)
    supervisor.part("risk-apply").click()
    expect(other.part("coverage-now")).to_have_attribute("data-share", then)
    supervisor.part("part-versions").click()
    expect(supervisor.part("changes").locator('[data-kind="threshold"]').first).to_be_visible()
    expect(supervisor.part("check")).not_to_have_count(0)
    row = supervisor.page.locator(f'[data-testid="version-row"][data-id="{first}"]')
    row.click()
    supervisor.part("roll-back").click()
    supervisor.part("roll-back-confirm").click()
    expect(row).to_contain_text("تجيب الآن")
    expect(other.part("coverage-now")).to_have_attribute("data-share", before)
    assert number(supervisor) == number(other) == first


@languages
def test_a_version_that_proves_nothing_is_stopped_and_says_what_to_mend(
    language: str, proven: Server, window: Windows
) -> None:
    supervisor = open_page(proven, window, language)
    first, before = number(supervisor), share(supervisor.part("coverage-now"))
    assert look_at(supervisor, 1) == "0"
    expect(supervisor.part("preview-silent")).to_be_visible()
    supervisor.part("risk-apply").click()
    stopped = supervisor.part("gate-stopped")
    failed = stopped.locator('[data-id="calibration"][data-passed="false"]')
    expect(failed).to_be_visible()
    mend = {"fr": "Ajoutez des cas étiquetés", "ar": "أضف حالات معنونة"}
    expect(failed.get_by_test_id("remedy")).to_contain_text(mend[language])
    expect(failed.get_by_test_id("examples")).to_contain_text("nothing may be answered")
    expect(supervisor.part("coverage-now")).to_have_attribute("data-share", before)
    assert number(supervisor) == first


def test_a_risk_of_ones_own_is_read_as_people_type_it(proven: Server, window: Windows) -> None:
    supervisor = open_page(proven, window, "fr")
    supervisor.part("risk-own").click()
    supervisor.part("risk-typed").fill("3,5 %")
    supervisor.part("risk-typed").press("Enter")
    expect(supervisor.part("risk-apply")).to_contain_text("3,5")
    expect(supervisor.part("point-row").filter(has_text="3,5")).to_have_count(1)
    supervisor.part("risk-typed").fill("beaucoup")
    expect(supervisor.page.get_by_text("Entre 0,1 et 49 %.")).to_be_visible()


@languages
def test_where_nothing_is_proven_a_person_answers_and_the_page_says_what_is_missing(
    language: str, proven: Server, window: Windows
) -> None:
    supervisor = open_page(proven, window, language)
    supervisor.part("brand-waha").click()
    expect(supervisor.part("assist-only")).to_be_visible()
    expect(supervisor.part("coverage-now")).to_have_attribute("data-share", "0")
    missing = {"fr": r"manque au moins \d+ cas", "ar": r"تنقص \d+ حالة على الأقل"}
    expect(supervisor.part("coverage-words")).to_contain_text(re.compile(missing[language]))
    supervisor.part("spoken-en").click()
    expect(supervisor.part("no-cases")).to_contain_text("59")


def test_before_the_first_version_the_page_says_that_nothing_is_proven(
    lively: Lively, window: Windows
) -> None:
    supervisor = Supervisor(window("fr"), lively.base, NADIA)
    supervisor.go("assistant")
    expect(supervisor.part("unpublished")).to_be_visible()
    expect(supervisor.part("current-version")).to_contain_text("non prouvé")
    supervisor.part("publish").click()
    expect(supervisor.part("publish-dialog")).to_be_visible()
    supervisor.part("publish-confirm").click()  # there is no case here: the gate stops it
    expect(supervisor.part("gate-stopped")).to_be_visible()
    expect(supervisor.part("unpublished")).to_be_visible()


def test_a_stranger_reads_why(proven: Server, window: Windows) -> None:
    with httpx.Client(base_url=proven.base, timeout=60) as client:
        visit = Scene(proven, client).visit("fr")
        client.post(
            "/api/contacts/me/end", headers={"authorization": f"Bearer {visit.token}"}
        ).raise_for_status()
    supervisor = Supervisor(window("fr"), proven.base, NADIA)
    supervisor.go("history")
    supervisor.page.locator(f'[data-testid="history-row"][data-id="{visit.contact}"]').click()
    supervisor.part("why-link").click()
    turns = supervisor.part("turn")
    answered = turns.and_(supervisor.page.locator('[data-did="answered"]'))
    expect(answered).to_contain_text("Mon téléphone demande le code PUK")
    expect(answered.get_by_test_id("why")).to_contain_text(re.compile(r"score .+ atteint le seuil"))
    asked = turns.and_(supervisor.page.locator('[data-reason="person_requested"]'))
    expect(asked.get_by_test_id("why")).to_have_text("Le client a demandé une personne.")
    answered.get_by_role("button").first.click()
    expect(supervisor.part("article-dialog")).to_be_visible()


@looks
def test_the_page_is_for_everybody(
    language: str, theme: str, proven: Server, window: Windows
) -> None:
    supervisor = open_page(proven, window, language, theme)
    look_at(supervisor, 2)
    hold_to_wcag(supervisor.page)
    supervisor.part("part-versions").click()
    expect(supervisor.part("report")).to_be_visible()
    hold_to_wcag(supervisor.page)
    supervisor.part("part-why").click()
    expect(supervisor.part("why-empty")).to_be_visible()
    hold_to_wcag(supervisor.page)
