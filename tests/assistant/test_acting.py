"""The driver with flows: people first, then the flow under way, sure articles, flows asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from house import SALMA, House
from nawba.actions import contacts, hands
from nawba.assistant import flows
from nawba.assistant.acting import Acting
from nawba.assistant.driver import Driver
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import BrandFlows, FlowTurns, Heard
from nawba.assistant.operations import connect
from nawba.assistant.serving import serve_fixed
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain import events as ev
from nawba.domain.errors import Unavailable
from nawba.domain.ports import Found
from nawba.domain.texts import say
from nawba.domain.words import Article
from nawba.store.doctor import find_violations
from nawba.store.journal import read_commitments

NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)  # the day of the virtual clock
DISPUTE = Article("contester-facture", "sahla", "fr", "Contester", "Vous avez 60 jours.")
HOURS = Article("boutiques-horaires", "sahla", "fr", "Horaires", "De 9 h à 19 h.")
BEGIN = "Je veux contester ma facture, ligne 0600000101, je m'appelle Samira Alaoui"


class Shelf:
    """A search that finds what the test lays on it."""

    def __init__(self) -> None:
        self.found: list[Found] = []

    def __call__(
        self, text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> Sequence[Found]:
        return self.found

    def lay(self, article: Article, score: float = 0.95) -> None:
        self.found = [Found(article, score, 0.5)]


@dataclass
class Talk:
    house: House
    driver: Driver
    shelf: Shelf
    handle: Handle
    contact: str

    def says(self, text: str) -> list[Any]:
        """What the assistant answers to ``text``: its messages."""
        before = self.house.row(self.contact).last_number
        self.house.say(self.contact, text=text)
        assert self.driver.take(self.contact)
        rows = self.house.rows("messages", contact=self.contact)
        new = sorted((row for row in rows if row.number > before + 1), key=lambda row: row.number)
        return [row for row in new if row.author == "assistant"]

    def told(self, text: str) -> str:
        return "\n".join(row.text for row in self.says(text))

    @property
    def cases(self) -> list[Any]:
        return self.handle.books.all("SELECT * FROM cases")


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handle]:
    running = start(tmp_path_factory.mktemp("backoffice"), clock=lambda: NOON)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def brand(handle: Handle) -> Iterator[BrandFlows]:
    book = flows.read_flows(COMPANY / "flows" / "sahla")
    connected = connect(book.operations, *link(handle))
    yield BrandFlows(book, connected)
    connected.close()


@pytest.fixture
def talk(sqlite_house: House, handle: Handle, brand: BrandFlows) -> Talk:
    handle.reset()
    shelf = Shelf()
    acting = Acting(FlowTurns(sqlite_house.store, {"sahla": brand}.get, extract))
    driver = Driver(
        sqlite_house.store, lambda: sqlite_house.centre, lambda: serve_fixed(shelf, 0.8), acting
    )
    contact = sqlite_house.opened("sahla").contact
    assert driver.take(contact)  # the greeting
    return Talk(sqlite_house, driver, shelf, handle, contact)


def test_a_dispute_goes_from_the_wish_to_the_books(talk: Talk) -> None:
    assert "Quelle facture" in talk.told(BEGIN)
    talk.says("celle de 349 dh")
    talk.shelf.lay(DISPUTE)
    told = talk.says("combien de temps prend la réponse ?")
    assert told[0].text == DISPUTE.body
    assert told[0].sources[0]["article"] == "contester-facture"
    assert "Quel montant" in told[-1].text
    talk.shelf.found = []
    talk.says("200 dh")
    talk.says("le 1er mars")
    assert "250 DH" in talk.told("pas 200, 250")
    assert talk.cases == []
    told = talk.says("oui")
    (case,) = talk.cases
    assert case["reference"] in told[0].text
    with talk.house.store.read() as connection:
        assert len(read_commitments(connection, talk.contact)) == 1
        assert find_violations(connection) == []
    assert talk.house.events(ev.AnswerGiven)[0].article == "contester-facture"
    kept = talk.house.rows("decisions", contact=talk.contact)
    assert Counter(row.did for row in kept if row.reason == "flow") == {"answered": 1, "said": 6}


def test_a_surely_right_answer_comes_before_a_flow_and_offers_it(talk: Talk) -> None:
    talk.shelf.lay(DISPUTE)
    told = talk.says("Comment contester ma facture ?")
    assert told[0].text == DISPUTE.body
    assert told[-1].choices[0] == "Contester une facture"
    talk.shelf.found = []
    assert "numéro de votre ligne" in talk.told("Contester une facture")


def test_a_wish_begins_the_flow_of_the_article_that_is_sure(talk: Talk) -> None:
    talk.shelf.lay(DISPUTE)
    assert "numéro de votre ligne" in talk.told("Je veux contester ma facture")


def test_a_sure_article_of_something_else_is_answered(talk: Talk) -> None:
    talk.shelf.lay(HOURS)
    told = talk.says("Je veux contester ma facture en boutique, vos horaires ?")
    assert told[0].text == HOURS.body
    assert "Contester une facture" not in told[-1].choices


@pytest.mark.parametrize("text", ["je voudrais parler à quelqu'un svp", "بغيت نهضر مع شي واحد"])
def test_a_person_comes_first_also_within_a_flow(talk: Talk, text: str) -> None:
    talk.says(BEGIN)
    talk.says("celle de 349 dh")
    talk.says(text)
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.house.events(ev.PersonRequested)
    brief = talk.house.rows("briefs", contact=talk.contact)[0].document
    assert any("349 DH" in value for value in brief["fields"].values())
    assert "C-1001" in brief["identity"]


def test_what_waits_for_approval_stands_in_the_brief(talk: Talk) -> None:
    talk.says("On m'a volé mon téléphone hier, bloquez le 0600000101, je m'appelle Samira Alaoui")
    talk.says("oui")
    row = talk.house.row(talk.contact)
    assert row.state == "waiting"
    brief = talk.house.rows("briefs", contact=talk.contact)[0].document
    assert any("suspend-line" in line for line in brief["done"])
    assert talk.house.line(talk.contact).operations[0].state == "awaiting"
    assert talk.cases == []


def test_an_operation_under_way_elsewhere_leaves_the_turn_owed(talk: Talk) -> None:
    talk.says(BEGIN)
    talk.says("celle de 349 dh")
    talk.says("200 dh")
    talk.says("le 1er mars")
    talk.house.say(talk.contact, text="oui")
    due = talk.house.row(talk.contact).turn_due
    turns = talk.driver.acting.turns if talk.driver.acting else None
    assert turns is not None
    run = turns.open_run(talk.contact)
    assert run is not None
    said = ((talk.house.row(talk.contact).last_number, "oui"),)
    turns.go_on("sahla", run, Heard(talk.contact, "fr", NOON.date(), said))  # then it dies
    talk.house.raw("UPDATE operations SET state = 'started', due_at = '2027-01-01'")
    with pytest.raises(Unavailable):
        talk.driver.take(talk.contact)
    assert talk.house.row(talk.contact).turn_due == due
    assert len(talk.cases) == 1


def test_files_and_the_holdout_arm_go_to_people(talk: Talk) -> None:
    house = talk.house
    customer = house.customer_of(talk.contact)
    file = contacts.attach(
        house.store, customer, talk.contact, name="a.png", media_type="image/png", content=b"x"
    )
    contacts.say(house.store, customer, talk.contact, BEGIN, client_id="file", attachments=(file,))
    assert talk.driver.take(talk.contact)
    assert house.row(talk.contact).state == "waiting"
    other = house.opened("sahla", draw=0.0).contact
    assert talk.driver.take(other)
    assert house.row(other).state == "waiting"
    assert house.rows("flow_runs") == []


def test_a_brand_without_flows_and_a_driver_without_acting_go_on_as_before(talk: Talk) -> None:
    waha = talk.house.opened("waha").contact
    talk.driver.take(waha)
    talk.house.say(waha, text=BEGIN)
    assert talk.driver.take(waha)
    bare = replace(talk.driver, acting=None)
    talk.house.say(talk.contact, text=BEGIN)
    assert bare.take(talk.contact)
    assert talk.house.rows("flow_runs") == []


def test_a_flow_is_mute_once_a_person_leads(talk: Talk) -> None:
    talk.says(BEGIN)
    hands.take_over(talk.house.store, SALMA, talk.contact)
    talk.house.say(talk.contact, text="celle de 349 dh")
    assert not talk.driver.take(talk.contact)


def test_danger_in_the_middle_of_a_flow_goes_to_a_person(talk: Talk) -> None:
    talk.says(BEGIN)
    assert say("danger_handover", "fr") in talk.told("je vais me suicider")
    assert talk.house.row(talk.contact).state == "waiting"
    assert talk.cases == []


def test_anger_is_heard_and_the_flow_goes_on(talk: Talk) -> None:
    told = [row.text for row in talk.says(f"Bande de voleurs. {BEGIN}")]
    assert told[0] == say("upset_acknowledged", "fr")
    assert "Quelle facture" in told[-1]
    assert say("upset_acknowledged", "fr") not in talk.told("celle de 349 dh, ras le bol")


def test_a_title_that_names_a_flow_is_the_article_that_was_picked(talk: Talk) -> None:
    dispute = replace(DISPUTE, title="Contester une facture")
    talk.shelf.found = [Found(dispute, 0.5, 0.1), Found(HOURS, 0.4)]
    (asked,) = talk.says("ça concerne le montant du mois dernier")
    assert asked.choices[0] == dispute.title
    told = talk.says(dispute.title)
    assert told[0].text == DISPUTE.body
    assert talk.house.rows("flow_runs") == []
