"""One contact from hello to wrap-up as its people see it, in French and again in Arabic."""

from __future__ import annotations

import csv
import re
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.conftest import Windows
from browser.people import Adviser, Customer, Supervisor
from browser.server import Server


@dataclass(frozen=True)
class Words:
    """What is said in one language, and who speaks it."""

    language: str
    direction: str
    brand: str
    queue: str
    disclosure: str
    question: str
    title: str
    in_article: str
    person: str
    goal: str
    note: str
    canned: str
    canned_text: str
    summary: str
    adviser: str
    adviser_name: str
    colleague: str
    colleague_name: str


FRENCH = Words(
    language="fr",
    direction="ltr",
    brand="sahla",
    queue="Sahla, français",
    disclosure="une machine, pas une personne",
    question="Mon téléphone demande le code PUK",
    title="Mon téléphone demande le code PUK : que faire ?",
    in_article="la carte SIM demande le code PUK, un code de 8 chiffres",
    person="je voudrais parler à quelqu'un svp",
    goal="Débloquer la carte SIM de ma fille, le PUK est refusé",
    note="Cliente fidèle, vérifier la date de la carte",
    canned="/bonj",
    canned_text="Bonjour et bienvenue chez Sahla.",
    summary="Carte SIM débloquée avec le bon PUK.",
    adviser="amina.el-fassi",
    adviser_name="Amina El Fassi",
    colleague="fatou.seck",
    colleague_name="Fatou Seck",
)
ARABIC = Words(
    language="ar",
    direction="rtl",
    brand="waha",
    queue="Waha, arabe",
    disclosure="أنا برنامج آلي ولست إنسانًا",
    question="كيف أتتبع طردي؟",
    title="كيف أتتبع طردي؟",
    in_article="رقم التتبع",
    person="بغيت نهضر مع شي واحد",
    goal="الطرد WH204518 لم يصل منذ أسبوع",
    note="زبون وفي، راجعوا مركز الدار البيضاء",
    canned="/مرح",
    canned_text="مرحبا",
    summary="تم تحديد مكان الطرد وسيصل غدًا.",
    adviser="rim.jebali",
    adviser_name="Rim Jebali",
    colleague="rachid.amrani",
    colleague_name="Rachid Amrani",
)


@pytest.fixture(scope="module")
def centre(new_centre: Callable[..., Server]) -> Server:
    """Offers ring longer than a loaded machine needs; no adviser's page counts as lost."""
    return new_centre(offer_seconds="300", adviser_lost_seconds="600")


@pytest.mark.parametrize("words", [FRENCH, ARABIC], ids=["fr", "ar"])
def test_the_whole_contact(words: Words, centre: Server, window: Windows, tmp_path: Path) -> None:
    customer = Customer(window(words.language), centre.base, words.brand, words.language)
    first = Adviser(window(words.language), centre.base, words.adviser)
    colleague = Adviser(window(words.language), centre.base, words.colleague)
    supervisor = Supervisor(window(words.language), centre.base, "nadia.berrada")
    ask_the_assistant(customer, words)
    ask_for_a_person(customer, words)
    contact = take_the_offer(first, customer, words)
    talk(first, customer, words, picture(tmp_path / "puk.png"))
    see_it_live(supervisor, contact, words.adviser_name)
    hand_on(first, colleague, customer, words, contact)
    finish(colleague, customer, words)
    find_it_afterwards(supervisor, contact, words, tmp_path)


def ask_the_assistant(customer: Customer, words: Words) -> None:
    customer.open_chat()
    expect(customer.chat.locator("html")).to_have_attribute("dir", words.direction)
    expect(customer.said(words.disclosure, by="assistant")).to_be_visible()
    expect(customer.part("choice")).to_have_count(2)
    customer.say(words.question)
    expect(customer.said(words.in_article, by="assistant")).to_be_visible()
    customer.part("source-link").first.click()
    expect(customer.part("article").get_by_role("heading")).to_have_text(words.title)
    expect(customer.part("article-body")).to_contain_text(words.in_article)
    customer.part("sheet-close").click()
    expect(customer.part("article")).to_be_hidden()


def ask_for_a_person(customer: Customer, words: Words) -> None:
    customer.say(words.person)
    expect(customer.part("queue-position")).to_have_attribute("data-position", "1")
    expect(customer.part("brief-card")).to_be_visible()
    expect(customer.part("brief-goal-text")).to_contain_text(words.question)
    customer.mend_brief(words.goal)
    expect(customer.part("brief-card")).to_have_attribute("data-revision", "2")


def take_the_offer(adviser: Adviser, customer: Customer, words: Words) -> str:
    adviser.sit_down()
    expect(adviser.page.locator("html")).to_have_attribute("dir", words.direction)
    expect(adviser.offer).to_be_visible()
    expect(adviser.part("offer-brief")).to_contain_text(words.goal)
    expect(adviser.offer).to_contain_text(words.queue)
    count_down(adviser)
    contact = adviser.accept()
    expect(customer.notice(words.adviser_name)).to_be_visible()
    expect(customer.part("lead")).to_have_attribute("data-party", "adviser")
    expect(customer.part("queue")).to_be_hidden()
    expect(adviser.part("brief")).to_contain_text(words.goal)
    expect(adviser.part("brief-mended")).to_be_visible()
    expect(adviser.said(words.question, by="customer")).to_be_visible()
    return contact


def count_down(adviser: Adviser) -> None:
    before = adviser.part("offer-left").inner_text()
    expect(adviser.part("offer-left")).to_have_text(re.compile(r"^\d+\s*s$"))
    expect(adviser.part("offer-left")).not_to_have_text(before)


def talk(adviser: Adviser, customer: Customer, words: Words, image: Path) -> None:
    adviser.part("composer").fill(words.canned)
    adviser.part("canned-reply").first.click()
    expect(adviser.part("composer")).to_have_value(re.compile(words.canned_text))
    adviser.part("send").click()
    expect(customer.said(words.canned_text, by="adviser")).to_be_visible()
    customer.attach(image)
    customer.say("PUK 12345678")
    expect(adviser.said("PUK 12345678", by="customer")).to_be_visible()
    expect(adviser.part("attachment").locator("img")).to_have_js_property("naturalWidth", 48)
    adviser.note(words.note)
    expect(adviser.said(words.note)).to_have_attribute("data-kind", "note")
    adviser.say("OK, 87654321")
    expect(customer.said("OK, 87654321", by="adviser")).to_be_visible()
    resume(customer, words)
    expect(customer.said(words.note)).to_have_count(0)


def resume(customer: Customer, words: Words) -> None:
    """A reload in the middle: the same conversation is there, and goes on."""
    customer.page.reload()
    if customer.page.get_by_test_id("widget-launcher").get_attribute("aria-expanded") == "false":
        customer.page.get_by_test_id("widget-launcher").click()
    expect(customer.said("OK, 87654321", by="adviser")).to_have_count(1)
    expect(customer.said(words.question, by="customer")).to_have_count(1)
    expect(customer.part("attachment").locator("img")).to_have_js_property("naturalWidth", 48)


def see_it_live(supervisor: Supervisor, contact: str, leads: str) -> None:
    supervisor.go("wallboard")
    expect(supervisor.row(contact)).to_contain_text(leads)
    expect(supervisor.part("wallboard-waiting")).to_have_text("0")


def hand_on(
    adviser: Adviser, colleague: Adviser, customer: Customer, words: Words, contact: str
) -> None:
    colleague.sit_down()
    adviser.transfer("adviser", colleague.id, words.note)
    expect(adviser.row(contact)).to_have_count(0)
    assert colleague.accept() == contact
    expect(colleague.said("PUK 12345678", by="customer")).to_be_visible()
    expect(colleague.said(words.note).first).to_be_visible()
    expect(customer.notice(words.colleague_name)).to_be_visible()
    colleague.say("87654321 ✓")
    expect(customer.said("87654321 ✓", by="adviser")).to_be_visible()
    customer.say("👍 42")
    expect(colleague.said("👍 42", by="customer")).to_be_visible()


def finish(adviser: Adviser, customer: Customer, words: Words) -> None:
    adviser.end()
    expect(customer.part("farewell")).to_be_visible()
    expect(customer.part("chat-input")).to_be_hidden()
    adviser.wrap_up("answered", words.summary)
    customer.part("solved-yes").click()
    customer.part("rating-5").click()
    customer.part("rating-send").click()
    expect(customer.part("thanks")).to_be_visible()
    expect(adviser.part("contact-row")).to_have_count(0)


def find_it_afterwards(supervisor: Supervisor, contact: str, words: Words, folder: Path) -> None:
    expect(supervisor.row(contact)).to_have_count(0)
    supervisor.go("history")
    row = supervisor.page.locator(f'[data-testid="history-row"][data-id="{contact}"]')
    expect(row).to_be_visible()
    other = "waha" if words.brand == "sahla" else "sahla"
    filter_by_brand(supervisor, other)
    expect(row).to_have_count(0)
    filter_by_brand(supervisor, words.brand)
    row.click()
    expect(supervisor.part("history-wrap-up")).to_contain_text(words.summary)
    expect(supervisor.part("history-detail")).to_contain_text(words.note)
    supervisor.part("detail-close").click()
    with supervisor.page.expect_download() as download:
        supervisor.part("history-export").click()
    download.value.save_as(folder / "history.csv")
    with (folder / "history.csv").open(encoding="utf-8-sig", newline="") as file:
        (line,) = [line for line in csv.DictReader(file) if contact in line.values()]
    assert {"answered", words.brand, "5"} <= set(line.values())
    assert words.summary not in str(line)


def filter_by_brand(supervisor: Supervisor, brand: str) -> None:
    supervisor.part("history-filter-brand").select_option(brand)


def picture(path: Path) -> Path:
    """A real PNG of 48 by 32 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        end = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + end

    head = struct.pack(">IIBBBBB", 48, 32, 8, 2, 0, 0, 0)
    lines = b"".join(
        b"\0" + b"".join(bytes((x * 5, y * 8, 120)) for x in range(48)) for y in range(32)
    )
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    return path
