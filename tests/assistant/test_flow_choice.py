"""Which flow is asked for: by its button or in its editor's words, in any of the languages."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import yaml

from nawba.assistant import flows
from nawba.assistant.flow_choice import flow_asked, is_question
from nawba.demo.company import COMPANY
from nawba.knowledge import read_folder

FLOWS = COMPANY / "flows" / "sahla"
REQUESTS = Path(__file__).parents[1] / "data" / "flow_requests.jsonl"


@pytest.fixture(scope="module")
def book() -> flows.FlowBook:
    return flows.read_flows(FLOWS)


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        ("Bonjour, je voudrais contester une facture svp", "dispute-invoice"),
        ("je conteste 120 dh sur ma facture d'octobre", "dispute-invoice"),
        ("بغيت نعترض على الفاتورة", "dispute-invoice"),
        ("I WANT TO DISPUTE MY INVOICE!!", "dispute-invoice"),
        ("où en est ma commande SC-204117", "order-status"),
        ("on m'a volé le téléphone hier, bloquez la ligne", "suspend-line"),
        ("Changer de forfait mobile", "change-plan"),
        ("bonjour", None),
        ("", None),
        ("merci beaucoup", None),
        ("0661234567", None),
        ("Quels sont vos horaires à Rabat ?", None),
        ("ma box clignote en rouge", None),
        ("Vérifier l'identité", None),
    ],
)
def test_a_flow_is_asked_for_in_words_like_its_editors(
    book: flows.FlowBook, text: str, flow: str | None
) -> None:
    assert flow_asked(book, text) == flow


def test_every_title_and_phrase_leads_to_its_own_flow(book: flows.FlowBook) -> None:
    for flow in book.flows:
        led = flow.id if flow.intents or flow.phrases else None
        said = [*flow.title.values(), *(one for of in flow.phrases.values() for one in of)]
        assert {flow_asked(book, text) for text in said} <= {led}


def test_flows_that_recognise_are_nobodys_wish(book: flows.FlowBook) -> None:
    for flow in book.granting.values():
        assert all(flow_asked(book, title) is None for title in flow.title.values())


def test_most_first_lines_of_customers_reach_their_flow(book: flows.FlowBook) -> None:
    reached = []
    for file in sorted((FLOWS / "conversations").glob("*.yaml")):
        script = yaml.safe_load(file.read_text("utf-8"))
        for conversation in script["conversations"]:
            first = conversation["turns"][0].get("customer") or ""
            reached.append(flow_asked(book, first) in (script["flow"],))
    assert sum(reached) / len(reached) >= 0.8


def test_few_questions_for_articles_start_a_flow_of_something_else(book: flows.FlowBook) -> None:
    asked, astray = 0, []
    brand = book.operations.brand
    for article in read_folder(COMPANY / "articles"):
        if article.brand != brand:
            continue  # nobody asks this brand's flows what another's customers ask
        own = book.by_intent.get(article.id)
        for question in article.questions:
            found, asked = flow_asked(book, question), asked + 1
            if found is not None and (own is None or found != own.id):
                astray.append(question)
    assert len(astray) / asked <= 0.02, astray


@dataclass
class Counted:
    """How requests of one part of the labelled set were taken."""

    right: int = 0
    asked: int = 0
    started: int = 0
    astray: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.right / self.asked

    @property
    def precision(self) -> float:
        return self.right / self.started


def counted(book: flows.FlowBook, part: str, language: str = "") -> Counted:
    """What became of the ``part`` ("mend" was looked at while writing the lexicon, "held" not)."""
    count = Counted()
    for line in REQUESTS.read_text("utf-8").splitlines():
        one = json.loads(line)
        if one["part"] != part or language not in ("", one["language"]):
            continue
        found = flow_asked(book, one["text"])
        count.asked += one["flow"] is not None
        count.started += found is not None
        count.right += found is not None and found == one["flow"]
        count.astray += [one["text"]] if found not in (None, one["flow"]) else []
    return count


@pytest.mark.parametrize(("part", "least"), [("mend", 0.95), ("held", 0.85)])
def test_labelled_requests_begin_their_flow_and_no_other(
    book: flows.FlowBook, part: str, least: float
) -> None:
    count = counted(book, part)
    assert count.asked >= 100
    assert count.recall >= least
    assert count.precision >= 0.99, count.astray


@pytest.mark.parametrize("language", ["fr", "ar", "ary", "ary-latin", "en"])
def test_no_language_is_left_behind(book: flows.FlowBook, language: str) -> None:
    assert counted(book, "held", language).recall >= 0.7


def test_of_two_flows_meant_alike_none_begins(book: flows.FlowBook) -> None:
    twice = "on m'a volé mon téléphone et je veux changer de forfait"
    assert flow_asked(book, twice) is None


def test_a_brands_own_words_lead_to_its_flows_without_being_in_the_lexicon(
    book: flows.FlowBook,
) -> None:
    lend = replace(book.flows[0], id="lend", title={}, phrases={"en": ("Borrow a zorbulator",)})
    other = replace(book, flows=(lend,))
    assert flow_asked(other, "may I borrow a zorbulator tomorrow?") == "lend"
    assert flow_asked(other, "may I borrow a pen?") is None


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("comment contester ?", True), ("Combien coûte le changement", True), ("chhal taman", True),
        ("how do I change it", True), ("كيف أغير الباقة", True), ("je veux contester", False),
        ("بغيت نبدل الباقة", False), ("change my plan", False), ("", False),
    ],
)  # fmt: skip
def test_a_question_is_told_from_a_wish(text: str, asks: bool) -> None:
    assert is_question(text) is asks
