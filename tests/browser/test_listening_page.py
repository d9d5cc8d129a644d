"""A quality lead takes recordings in, hears and reads one, answers for people, and sees causes."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.server import Server, let_in, new_server
from browser.wcag import hold_to_wcag
from nawba.actions.listening import begin_intake, end_intake, keep_items, note_heard
from nawba.actions.register import set_purpose
from nawba.actions.reviews import ask_reviews
from nawba.domain.heard import Heard, Listed
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item, Transcript, Turn, Word, transcript_to_json
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.findings import find, findings_json
from nawba.listening.measures import measure
from nawba.listening.scorecard import Contact, answer_all, default_scorecard
from nawba.listening.scorecard.choosing import Shares, choose
from nawba.listening.scorecard.scene import Scene
from nawba.listening.shelf import AUDIO, PEAKS, Kept, Shelf
from nawba.store import Store

SOUND = Path(__file__).parents[1] / "data" / "acted-call" / "call.flac"
SECONDS = 9.5
DAY = date(2020, 1, 1)
LEAD = "quality:salma"
PATIENCE_MS = 120_000

FRENCH = (
    ("adviser", 0.2, 1.6, "Bonjour, Sahla, Fatou à votre écoute, que puis-je faire pour vous ?"),
    ("customer", 1.8, 3.4, "Bonjour, on m'a facturé deux fois. Mon numéro est le [PHONE_1]."),
    ("adviser", 3.6, 5.4, "Quels sont les trois chiffres au dos de votre carte ?"),
    ("customer", 5.6, 6.4, "Pourquoi en avez-vous besoin ?"),
    ("adviser", 6.6, 9.2, "Le remboursement est fait sous cinq jours. Bonne journée, au revoir."),
)
ARABIC = (
    ("adviser", 0.2, 2.4, "السلام عليكم، معك أمينة، كيف يمكنني مساعدتك؟"),
    ("customer", 2.6, 5.0, "[PHONE_1] هو رقمي، والأنترنت مقطوع."),
    ("adviser", 5.2, 9.0, "هناك عطل وسيعود خلال ساعتين. مع السلامة."),
)


@dataclass(frozen=True)
class Recordings:
    """A centre that has listened: ``french`` and ``arabic`` are recorded contacts in it."""

    server: Server
    french: str = "rc-" + "f" * 24
    arabic: str = "rc-" + "a" * 24


@pytest.fixture(scope="module")
def recordings(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recordings]:
    folder = tmp_path_factory.mktemp("listening")
    server = new_server(
        template, folder, template.parent / "cache", listening_folder=str(folder / "listening")
    )
    try:
        found = Recordings(server)
        furnish(server.store, Shelf(folder / "listening"), found)
        yield found
    finally:
        server.kill()


def furnish(store: Store, shelf: Shelf, recordings: Recordings) -> None:
    """Two recordings and one that was put aside, as an intake leaves them."""
    for purpose in ("listening", "scoring"):
        entry = Purpose(purpose, "consent", "D-1", "12 months", since=DAY, notice=DAY)
        set_purpose(store, ADMINISTRATOR, entry)
    items = [
        item_of(recordings.french, "C-1", "fr", "dakar", "sahla-fr", "sahla"),
        item_of(recordings.arabic, "C-2", "ar", "tunis", "waha-ar", "waha"),
        item_of("rc-" + "b" * 24, "C-3", "fr", "dakar", "sahla-fr", "sahla"),
    ]
    intake = begin_intake(store, ADMINISTRATOR, "october", {})
    keep_items(store, ADMINISTRATOR, intake, [Listed(one, f"{one.contact}.flac") for one in items])
    heard = [shelve(shelf, items[0], FRENCH), shelve(shelf, items[1], ARABIC)]
    aside = Heard(
        items[2].id, "quarantined", stage="probe", key="k", reason="truncated", message="Cut short."
    )
    note_heard(store, ADMINISTRATOR, intake, [*heard, aside])
    end_intake(store, ADMINISTRATOR, intake, "done")
    documents = [(one, shelf.document(one.id, "scorecard") or {}) for one in items[:2]]
    ask_reviews(store, ADMINISTRATOR, choose(documents, Shares(random=1.0, unsure=1.0)))


def item_of(id: str, contact: str, language: str, site: str, queue: str, brand: str) -> Item:
    started = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
    told = {"language": language, "site": site, "queue": queue, "brand": brand}
    return Item(
        id, "audio", (), ("adviser", "customer"), contact, started_at=started, failed=True, **told
    )


def words_of(start: float, end: float, text: str) -> tuple[Word, ...]:
    """Each as long as the others."""
    words = text.split()
    each = (end - start) / len(words)
    return tuple(
        Word(start + at * each, start + (at + 1) * each, one) for at, one in enumerate(words)
    )


def shelve(shelf: Shelf, item: Item, script: Any) -> Heard:
    """What the stages make of ``script``; the recording is another call's."""
    turns = tuple(Turn(*one, 0.9, words_of(*one[1:])) for one in script)
    transcript = Transcript(item.language, turns, "whisper-base")
    measures = measure(item, transcript, seconds=SECONDS)
    contact, card = Contact(item, transcript, measures), default_scorecard()
    answered = answer_all(card, contact)
    assert answered is not None
    found = findings_json(contact, find(Scene(card, contact)))
    spans = [
        {"turn": place, "start": match.start(), "end": match.end(), "kind": "PHONE"}
        for place, turn in enumerate(turns)
        for match in re.finditer(r"\[PHONE_1\]", turn.text)
    ]
    redact = {**transcript_to_json(transcript), "spans": spans, "audio": [[2.6, 3.2]],
              "speakers": ["adviser", "customer"], "timed": True}  # fmt: skip
    documents = {
        "probe": {"warnings": [], "fake_stereo": False},
        "redact": redact,
        "measures": measures.json(),
        "scorecard": answered.json(),
        "findings": found,
    }
    for name, document in documents.items():
        shelf.folder(item.id).mkdir(parents=True, exist_ok=True)
        shelf.keep(item.id, name, Kept("k", 0.0, document))
    shutil.copy(SOUND, shelf.folder(item.id) / AUDIO)
    peaks = {"seconds": SECONDS, "step": 0.05, "channels": [[0.1, 0.8] * 95, [0.5, 0.2] * 95]}
    (shelf.folder(item.id) / PEAKS).write_text(json.dumps(peaks))
    kinds = sorted({one["kind"] for one in found["findings"]})
    facts = {
        "seconds": SECONDS, "channels": 2, "audio": "kept", "score": answered.score,
        "knocked_out": bool(answered.json()["knocked_out"]), "findings": len(found["findings"]),
        "finding_kinds": kinds,
    }  # fmt: skip
    return Heard(item.id, "done", stage="findings", facts=facts)


@pytest.mark.parametrize(("language", "theme"), [("fr", "light"), ("ar", "dark")], ids=["fr", "ar"])
def test_hear_and_read(language: str, theme: str, recordings: Recordings, window: Windows) -> None:
    page = window(language, theme)
    base = recordings.server.base
    let_in(page, base, LEAD)
    page.goto(f"{base}/listening")
    expect(page.get_by_test_id("recorded-row")).to_have_count(3)
    hold_to_wcag(page)
    page.get_by_test_id("filter-named").fill("c-2")
    page.get_by_test_id("filter-named").press("Enter")
    expect(page.get_by_test_id("recorded-row")).to_have_count(1)
    page.get_by_test_id("filter-clear").click()
    expect(page.get_by_test_id("recorded-row")).to_have_count(3)
    page.get_by_test_id("filter-finding").select_option("card_code_asked")
    expect(page.get_by_test_id("recorded-row")).to_have_count(1)
    page.get_by_test_id("recorded-row").get_by_role("link").click()

    expect(page.get_by_test_id("waveform")).to_have_attribute("data-lanes", "2")
    expect(page.get_by_test_id("redacted")).to_have_attribute("data-kind", "PHONE")
    hold_to_wcag(page)
    asked = page.locator('[data-testid="finding"][data-kind="card_code_asked"]')
    asked.get_by_test_id("quote").first.click()
    expect(page.get_by_test_id("quoted")).to_be_visible()
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-now", re.compile(r"^[345]\."))
    expect(page.locator('[data-testid="turn"][aria-current]')).to_have_attribute("data-turn", "2")
    page.get_by_test_id("waveform").press("Home")
    onward = "ArrowLeft" if language == "ar" else "ArrowRight"
    page.get_by_test_id("waveform").press(onward)
    expect(player).to_have_attribute("data-now", re.compile(r"^5\."))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    assert "at=5" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_test_id("waveform").press("Space")
    expect(player).to_have_attribute("data-playing", "true")

    page.goto(f"{base}/listening?contact={recordings.arabic}")
    expect(page.get_by_test_id("redacted")).to_be_visible()
    for words in page.get_by_test_id("turn").locator("p").all():
        assert words.evaluate("one => one.matches(':dir(rtl)')")
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("recorded-row")).to_have_count(3)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_word_by_word_and_on_to_the_next(
    language: str, recordings: Recordings, window: Windows
) -> None:
    page = window(language)
    base = recordings.server.base
    let_in(page, base, LEAD)
    page.goto(f"{base}/listening?site=dakar")
    expect(page.get_by_test_id("recorded-row")).to_have_count(2)
    page.get_by_test_id("recorded-row").filter(has_text="C-1").get_by_role("link").click()
    turn = page.locator('[data-testid="turn"][data-turn="3"]')
    expect(turn.locator("p")).to_have_text(FRENCH[3][3])
    turn.get_by_text("besoin", exact=True).click()
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-playing", "true")
    expect(page.locator("[data-word].now")).not_to_have_count(0)
    page.keyboard.press(" ")
    expect(player).to_have_attribute("data-playing", "false")
    assert 6.0 <= float(player.get_attribute("data-now") or 0) < 9.0
    hold_to_wcag(page)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn.get_by_test_id("cite").click()
    expect(page.get_by_test_id("toast")).to_be_visible()
    cited = page.evaluate("navigator.clipboard.readText()")
    for part in (FRENCH[3][3], "C-1", "at=5"):
        assert part in cited

    here = page.url
    ways = {"KeyJ": page.get_by_test_id("next"), "KeyK": page.get_by_test_id("previous")}
    open_way = next(key for key, way in ways.items() if way.is_enabled())
    page.keyboard.press(open_way)
    expect(page.get_by_test_id("stopped")).to_be_visible()
    ways["KeyK" if open_way == "KeyJ" else "KeyJ"].click()
    expect(page.get_by_test_id("waveform")).to_be_visible()
    assert page.url == here
    page.get_by_test_id("back").click()
    expect(page.get_by_test_id("recorded-row")).to_have_count(2)
    page.goto(here)
    expect(page.get_by_test_id("waveform")).to_be_visible()
    expect(page.get_by_test_id("next")).to_have_count(0)


def test_answer_before_the_machine(recordings: Recordings, window: Windows) -> None:
    page = window("fr")
    base = recordings.server.base
    let_in(page, base, LEAD)
    page.goto(f"{base}/listening?part=review")
    review = page.get_by_test_id("review")
    expect(review).to_be_visible()
    first = review.get_attribute("data-question")
    expect(page.get_by_test_id("review-machine")).to_have_count(0)
    hold_to_wcag(page)
    page.keyboard.press("n")
    expect(page.get_by_test_id("review-machine")).to_have_attribute(
        "data-answer", re.compile("yes|no|not_applicable|unknown")
    )
    page.keyboard.press("Enter")
    expect(review).not_to_have_attribute("data-question", first or "")
    expect(page.get_by_test_id("agreement-row")).to_have_count(1)
    page.keyboard.press("z")
    expect(review).to_have_attribute("data-question", first or "")


def test_what_was_put_aside(recordings: Recordings, window: Windows) -> None:
    page = window("fr", width=420)
    base = recordings.server.base
    let_in(page, base, LEAD)
    page.goto(f"{base}/listening?part=intake")
    page.get_by_test_id("quarantine").locator("summary").click()
    expect(page.get_by_test_id("quarantined")).to_have_attribute("data-reason", "truncated")
    hold_to_wcag(page)
