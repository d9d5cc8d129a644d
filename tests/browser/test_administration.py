"""An administrator sets a centre up by the pages alone, changes it, and takes changes back."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from browser.administrator import Administrator
from browser.conftest import Windows
from browser.server import Server, new_server
from browser.test_accessibility import looks
from browser.wcag import hold_to_wcag
from nawba.store import open_store
from nawba.store.migrate import migrate

SARA = "sara"
PARTS = (
    "overview", "skills", "sites", "calendars", "brands", "queues", "canned_replies", "advisers",
    "supervisors", "wrap_up_codes", "pause_reasons", "sampling", "retention", "files", "changes",
)  # fmt: skip

WAHA = """\
skills:
  - {id: ar, name: العربية}
  - {id: fr, name: Français}
  - {id: waha, name: Waha}
sites:
  - id: fes
    name: Fès
    country: MA
    timezone: Africa/Casablanca
    hours: [{days: [mon, tue, wed, thu, fri], start: "09:00", end: "18:00"}]
brands:
  - id: waha
    name: Waha
    languages: [fr, ar]
    timezone: Africa/Casablanca
    assistant_name: Awa
    colour: "#8a3b12"
    names: {ar: واحة}
    advisers: [rim.jebali, amal.tazi]
queues:
  - id: waha-fr
    brand: waha
    name: Waha, Français
    language: fr
    requires: {fr: 3, waha: 2}
    target: {share: 0.85, seconds: 30}
    entry: true
    timezone: Africa/Casablanca
    priority: 1
    reserved: 1
    relaxed: [{after_seconds: 90, requires: {fr: 2, waha: 1}}]
  - id: waha-ar
    brand: waha
    name: واحة بالعربية
    language: ar
    requires: {ar: 3, waha: 2}
    target: {share: 0.8, seconds: 20}
    entry: true
    timezone: Africa/Casablanca
    hours: [{days: [mon, tue, wed, thu, fri], start: "08:30", end: "18:00"}]
advisers:
  - {id: amal.tazi, name: Amal Tazi, site: fes, skills: {fr: 3, waha: 2}, capacity: {chat: 2}}
  - {id: rim.jebali, name: Rim Jebali, site: fes, skills: {fr: 3, waha: 2, ar: 4}}
  - {id: adviser.1, name: هدى الفاسي, site: fes, skills: {fr: 3, waha: 2}, capacity: {chat: 3}}
"""


@pytest.fixture
def nothing(tmp_path: Path, template: Path) -> Iterator[Server]:
    """A server on a database in which nothing is configured."""
    bare = tmp_path / "bare.db"
    store = open_store(f"sqlite:///{bare}")
    migrate(store)
    store.dispose()
    folder = tmp_path / "centre"
    folder.mkdir()
    server = new_server(bare, folder, template.parent / "cache")
    yield server
    server.kill()


@pytest.fixture(scope="module")
def centre(new_centre: Callable[..., Server]) -> Server:
    """The demo company; a test that changes something changes a noun of its own."""
    return new_centre()


def arrive(server: Server, window: Windows, language: str = "fr", who: str = SARA) -> Administrator:
    return Administrator(window(language), server.base, who)


def test_a_brand_with_three_advisers_from_an_empty_store(
    nothing: Server, window: Windows, tmp_path: Path
) -> None:
    sara = arrive(nothing, window)
    sara.open()
    make_skills_and_site(sara)
    make_brand(sara)
    make_queues(sara)
    make_advisers(sara)
    name_who_may_answer(sara)
    sara.turn_to("overview")
    expect(sara.page.locator('[data-testid="step"][data-state="done"]')).to_have_count(5)
    expect(sara.part("completeness")).to_have_attribute("data-count", "0")
    assert exported(nothing.folder / "centre.db") == exported(by_files(tmp_path))


def make_skills_and_site(sara: Administrator) -> None:
    sara.next_step("skills")
    sara.part("language-skill-fr").click()
    sara.rows(1)
    sara.part("language-skill-ar").click()
    sara.rows(2)
    sara.field("name").fill("Waha")
    sara.save()
    sara.next_step("sites")
    sara.field("name").fill("Fès")
    sara.choose("country", "Maroc")
    expect(sara.field("timezone")).to_have_attribute("data-value", "Africa/Casablanca")
    sara.save()


def make_brand(sara: Administrator) -> None:
    sara.next_step("brands")
    sara.field("name").fill("Waha")
    sara.part("language-ar-spoken").check()
    sara.field("assistant_name").fill("Awa")
    sara.field("colour").fill("#8a3b12")
    sara.part("field-names-ar").fill("واحة")
    sara.page.keyboard.press("ControlOrMeta+KeyS")
    sara.saved()


def make_queues(sara: Administrator) -> None:
    """The one in French with all that dispatch may be asked; the one in Arabic with hours."""
    sara.turn_to("overview")
    expect(sara.part("completeness")).to_have_attribute("data-count", "2")
    sara.next_step("queues")
    sara.part("target-share").fill("85")
    sara.part("target-seconds").fill("30")
    sara.part("more").locator("summary").click()
    sara.field("priority").fill("1")
    sara.field("reserved").fill("1")
    sara.part("add-relaxed").click()
    sara.part("relaxed-0-seconds").fill("90")
    sara.save()
    sara.speak("ar")
    sara.next_step("queues")
    sara.field("name").fill("واحة بالعربية")
    sara.part("add-hours").click()
    start = sara.page.get_by_role("textbox", name="البداية")
    start.fill("8h30")
    sara.save()
    expect(start).to_have_value("08:30")


def make_advisers(sara: Administrator) -> None:
    """The second and the third begin where the one before ended."""
    sara.turn_to("overview")
    unserved = sara.part("completeness").get_by_role("listitem").filter(has_text="Français")
    unserved.get_by_test_id("mend").click()
    sara.field("name").fill("Amal Tazi")
    sara.part("save-another").click()
    sara.rows(1)
    sara.field("name").fill("Rim Jebali")
    sara.give_skill("ar", 4)
    sara.save()
    sara.row("amal.tazi").click()
    expect(sara.part("form-title")).to_have_text("Amal Tazi")
    sara.part("new").click()
    expect(sara.field("name")).to_have_value("")
    sara.field("name").fill("هدى الفاسي")
    sara.give_skill("fr", 3)
    sara.give_skill("waha", 2)
    sara.part("capacity-chat").fill("3")
    sara.save()


def name_who_may_answer(sara: Administrator) -> None:
    """By name, in another order than that of the file."""
    sara.turn_to("brands")
    sara.row("waha").click()
    sara.part("more").locator("summary").click()
    for name in ("Amal", "Rim"):
        sara.part("add-adviser").click()
        search = sara.part("add-adviser-list").get_by_role("combobox")
        search.fill(name)
        search.press("Enter")
    expect(sara.part("chosen-adviser")).to_have_count(2)
    sara.save()


def by_files(folder: Path) -> Path:
    """A database with the same centre, set up from a file."""
    document, database = folder / "waha.yaml", folder / "files.db"
    document.write_text(WAHA, encoding="utf-8")
    run("config", "apply", str(document), "--yes", database=database)
    return database


def exported(database: Path) -> str:
    return run("config", "export", database=database)


def run(*words: str, database: Path) -> str:
    command = [sys.executable, "-m", "nawba.cli", *words, "--database", f"sqlite:///{database}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_faults_stand_at_their_field_in_the_readers_language(
    centre: Server, window: Windows
) -> None:
    sara = arrive(centre, window, "ar")
    sara.open("queues", "new")
    sara.part("target-share").fill("120")
    sara.part("save").click()
    expect(sara.field("target")).to_contain_text("نسبة مئوية من 1 إلى 100")
    expect(sara.part("target-share")).to_be_focused()
    sara.part("target-share").fill("90")
    expect(sara.field("target")).not_to_contain_text("نسبة مئوية من")


def test_a_change_is_undone_and_put_back(centre: Server, window: Windows) -> None:
    sara = arrive(centre, window)
    sara.open("skills", "billing")
    sara.field("name").fill("Facturation et paiement")
    sara.save()
    expect(sara.row("billing")).to_contain_text("Facturation et paiement")
    sara.undo()
    expect(sara.field("name")).to_have_value("Facturation")
    sara.turn_to("changes")
    newest = sara.part("change").first
    expect(newest).to_contain_text(SARA)
    newest.get_by_test_id("put-back").click()
    sara.turn_to("skills")
    expect(sara.row("billing")).to_contain_text("Facturation et paiement")


def test_two_who_change_the_same_see_both(centre: Server, window: Windows) -> None:
    sara, nora = arrive(centre, window), arrive(centre, window, who="nora")
    for one in (sara, nora):
        one.open("sites", "douala")
    sara.field("name").fill("Douala Akwa")
    sara.choose("country", "Gabon")
    sara.save()
    nora.field("name").fill("Douala Bonanjo")
    nora.part("save").click()
    expect(nora.part("conflict")).to_contain_text(SARA)
    expect(nora.part("conflict-field")).to_have_count(3)  # the name, the country and its time zone
    nora.part("save-merged").click()
    expect(nora.part("conflict")).to_be_hidden()
    nora.saved()
    expect(nora.field("name")).to_have_value("Douala Bonanjo")
    expect(nora.field("country")).to_have_attribute("data-value", "GA")


def test_unsaved_changes_are_asked_about(centre: Server, window: Windows) -> None:
    sara = arrive(centre, window)
    sara.open("skills")
    sara.row("retention").click()
    sara.field("name").fill("Fidélité")
    sara.part("part-sites").click()
    sara.part("stay").click()
    expect(sara.field("name")).to_have_value("Fidélité")
    sara.page.go_back()
    expect(sara.part("leave-dialog")).to_be_visible()
    sara.part("stay").click()
    sara.part("part-sites").click()
    sara.part("leave").click()
    sara.at("sites")
    sara.turn_to("skills")
    expect(sara.row("retention")).to_contain_text("Fidélisation")


def test_what_is_retired_comes_back(centre: Server, window: Windows) -> None:
    sara = arrive(centre, window)
    sara.open("canned_replies")
    count = int(sara.part("list-count").get_attribute("data-count") or 0)
    sara.part("row").first.click()
    sara.part("retire").click()
    sara.rows(count - 1)
    sara.part("with-retired").check()
    expect(sara.part("retired")).to_be_visible()
    sara.part("restore").click()
    expect(sara.part("retired")).to_be_hidden()
    sara.rows(count)


def test_holidays_are_proposed_and_ticked(centre: Server, window: Windows) -> None:
    sara = arrive(centre, window)
    sara.open("calendars", "new")
    sara.choose("country", "Maroc")
    sara.part("propose").click()
    expect(sara.part("proposal").nth(8)).to_be_visible()
    found = sara.part("proposal").count()
    sara.part("proposal").first.uncheck()
    sara.part("propose-take").click()
    expect(sara.part("holiday")).to_have_count(found - 1)
    sara.save()
    sara.row("maroc").click()
    sara.turn_to("queues")
    sara.row("waha-en").click()
    sara.part("calendar-maroc").check()
    sara.save()


def test_many_advisers_come_by_csv_and_change_at_once(
    nothing: Server, window: Windows, tmp_path: Path
) -> None:
    by_files_into(nothing, tmp_path)
    many = tmp_path / "many.csv"
    lines = [f"a{n};Adviser {n};fes;fr:3 waha:2;chat:2" for n in range(5000)]
    many.write_text("\n".join(["id;name;site;skills;capacity", *lines]), encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("id;name;site;skills;capacity\nb1;B;nowhere;fr:9;chat:2\n", encoding="utf-8")
    sara = arrive(nothing, window)
    sara.open("advisers")
    sara.part("csv-import").click()
    sara.part("import-file").set_input_files(wrong)
    expect(sara.page.locator('[data-testid="fault"][data-line="2"]').first).to_be_visible()
    sara.part("import-file").set_input_files(many)
    expect(sara.part("diff")).to_have_attribute("data-count", "5000")
    sara.part("import-apply").click()
    expect(sara.part("csv-dialog")).to_be_hidden()
    sara.rows(5003)
    sara.part("choose-many").click()
    sara.part("list-search").fill("adviser 499")
    sara.rows(15)
    sara.part("choose-all").check()
    sara.part("bulk-skill").select_option("ar")
    sara.part("bulk-level").select_option("5")
    sara.part("bulk-apply").click()
    expect(sara.row("a4990")).to_contain_text(re.compile("العربية\\W* 5"))
    sara.undo()
    expect(sara.row("a4990")).not_to_contain_text("العربية")


def by_files_into(server: Server, folder: Path) -> None:
    """The same centre, brought in through the server."""
    headers = {**server.headers(f"administrator:{SARA}"), "content-type": "application/yaml"}
    reply = httpx.post(
        f"{server.base}/api/admin/import?dry_run=false", content=WAHA.encode(), headers=headers
    )
    assert reply.is_success, reply.text


def test_the_whole_goes_out_and_in_again(centre: Server, window: Windows, tmp_path: Path) -> None:
    sara = arrive(centre, window)
    sara.open("files")
    with sara.page.expect_download() as started:
        sara.part("export").click()
    zipped = tmp_path / "centre.zip"
    started.value.save_as(zipped)
    sara.part("import-file").set_input_files(zipped)
    expect(sara.part("no-difference")).to_be_visible()


@looks
def test_every_part_holds_to_wcag(
    language: str, theme: str, centre: Server, window: Windows
) -> None:
    sara = Administrator(window(language, theme), centre.base, SARA)
    sara.open()
    for part in PARTS:
        sara.turn_to(part)
        row = sara.part("row").first
        if part not in ("overview", "retention", "files", "changes") and row.count():
            row.click()
            expect(sara.part("form")).to_be_visible()
        elif sara.part("new").count():
            sara.part("new").click()
            expect(sara.part("form")).to_be_visible()
        hold_to_wcag(sara.page)


def test_a_supervisor_reads_without_changing(centre: Server, window: Windows) -> None:
    nadia = arrive(centre, window, who="nadia.berrada")
    nadia.role = "supervisor"
    nadia.open("queues", "sahla-fr")
    expect(nadia.field("name")).to_be_disabled()
    expect(nadia.part("save")).to_have_count(0)
    expect(nadia.part("new")).to_have_count(0)


def test_on_a_narrow_screen_the_list_then_the_form(centre: Server, window: Windows) -> None:
    sara = Administrator(window("ar", width=420), centre.base, SARA)
    sara.open()
    sara.part("contents-menu").click()
    sara.part("menu-sites").click()
    sara.row("tunis").click()
    expect(sara.part("list")).to_be_hidden()
    expect(sara.field("name")).to_have_value("Tunis")
    sara.part("back").click()
    expect(sara.row("tunis")).to_be_visible()
