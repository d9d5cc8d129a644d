"""A flow that a language model finds: proposed, confirmed by the customer, and only then begun."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest

from house import House
from nawba.assistant.acting import Acting
from nawba.assistant.driver import Driver
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import BrandFlows, FlowTurns
from nawba.assistant.flows import read_flows
from nawba.assistant.operations import connect
from nawba.assistant.serving import serve_fixed
from nawba.assistant.writing import Writing
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain.decisions import Asked, Came, Quote
from nawba.domain.ports import Found
from nawba.models.scripted_write import ScriptedWriter, command
from nawba.privacy import redact
from nawba.store.decisions import read_decisions
from nawba.store.doctor import find_violations

NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)  # the day of the virtual clock
WISH = (
    "Trois cent quarante-neuf ça me semble énorme, je paie 99 dirhams normalement. Rendez-moi 250"
)
DISPUTE = "Contester une facture"


@dataclass
class Model:
    """Writes ``command`` each time, as JSON; notes what it was given to read."""

    command: Any
    read: list[Any] = field(default_factory=list)

    def __call__(self, data: Any) -> str:
        self.read.append(data)
        return command(self.command)


def start_flow(flow: str = "dispute-invoice", **fields: str) -> dict[str, Any]:
    given = [{"name": name, "value": value} for name, value in fields.items()]
    return {"kind": "start_flow", "flow": flow, "fields": given}


@dataclass
class Talk:
    house: House
    driver: Driver
    handle: Handle
    contact: str

    def says(self, text: str, proposed: Any = None) -> list[Any]:
        """The assistant's messages to ``text``, with a model that proposes ``proposed``."""
        self.model = Model(proposed or {"kind": "hand_over"})
        driver = replace(self.driver, writing=Writing(ScriptedWriter(self.model, redact)))
        self.house.clock.advance(1)
        before = self.house.row(self.contact).last_number
        self.house.say(self.contact, text=text)
        assert driver.take(self.contact)
        rows = self.house.rows("messages", contact=self.contact)
        new = sorted((row for row in rows if row.number > before + 1), key=lambda row: row.number)
        return [row for row in new if row.author == "assistant"]

    @property
    def asked(self) -> Asked | None:
        with self.house.store.read() as connection:
            assert find_violations(connection) == []
            return read_decisions(connection, self.contact)[-1].decision.asked

    @property
    def state(self) -> str:
        return str(self.house.row(self.contact).state)


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handle]:
    running = start(tmp_path_factory.mktemp("backoffice"), clock=lambda: NOON)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def brand(handle: Handle) -> Iterator[BrandFlows]:
    book = read_flows(COMPANY / "flows" / "sahla")
    connected = connect(book.operations, *link(handle))
    yield BrandFlows(book, connected)
    connected.close()


@pytest.fixture
def talk(sqlite_house: House, handle: Handle, brand: BrandFlows) -> Talk:
    def nothing(*_: Any, today: date) -> Sequence[Found]:
        return []

    handle.reset()
    store, centre = sqlite_house.store, sqlite_house.centre
    acting = Acting(FlowTurns(store, {"sahla": brand}.get, extract))
    driver = Driver(store, lambda: centre, lambda: serve_fixed(nothing, 0.8), acting)
    contact = sqlite_house.opened("sahla").contact
    assert driver.take(contact)  # the greeting
    return Talk(sqlite_house, driver, handle, contact)


def test_where_the_dialogue_gives_up_a_flow_is_asked_about_and_nothing_begins(talk: Talk) -> None:
    (question,) = talk.says(WISH, start_flow(amount="250"))
    assert DISPUTE in question.text
    assert "Montant contesté : 250 DH" in question.text
    assert question.choices == [DISPUTE, "Parler à une personne"]
    assert talk.state == "assistant"
    assert talk.house.rows("flow_runs") == []
    assert talk.house.rows("operations") == []
    asked = talk.asked
    assert asked is not None
    assert (asked.came, asked.flow) == (Came.PROPOSED, "dispute-invoice")
    place = WISH.index("250")
    assert asked.quotes == (Quote("amount", 2, place, place + 3),)
    (row,) = [row for row in talk.house.rows("decisions") if row.asked]
    assert (row.did, row.reason) == ("withheld", "nothing_found")
    assert "250" not in json.dumps(row.asked | {"milliseconds": 0})


@pytest.mark.parametrize("yes", ["oui", "Oui, c'est ça", DISPUTE, "الاعتراض على فاتورة"])
def test_the_customers_yes_begins_it_with_what_they_had_said(talk: Talk, yes: str) -> None:
    talk.says(WISH, start_flow(amount="250"))
    told = talk.says(yes)
    assert talk.driver.acting is not None
    run = talk.driver.acting.turns.open_run(talk.contact)
    assert run is not None
    assert run.flow == "dispute-invoice"
    assert run.document["state"]["frames"][0]["fields"]["amount"]["value"] == "250.00"
    assert "numéro de votre ligne" in told[-1].text or "رقم" in told[-1].text
    assert talk.model.read == []  # a flow under way asks no model


@pytest.mark.parametrize(
    "said", ["non", "non merci", "et vos horaires de samedi ?", "oui mais 300"]
)
def test_anything_but_a_yes_does_not_begin_it_and_it_is_not_asked_twice(
    talk: Talk, said: str
) -> None:
    talk.says(WISH, start_flow())
    talk.says(said, start_flow())
    assert talk.house.rows("flow_runs") == []
    assert talk.model.read == []


def test_a_person_is_still_one_word_away(talk: Talk) -> None:
    talk.says(WISH, start_flow())
    talk.says("un conseiller svp")
    assert talk.state == "waiting"


@pytest.mark.parametrize(
    ("proposed", "reason"),
    [
        (start_flow(amount="300"), "not_quoted"),  # the customer wrote no 300
        (start_flow(amount="énorme"), "does_not_fit"),
        (start_flow(charged_on="250"), "does_not_fit"),
        (start_flow(invoice="250"), "not_allowed"),  # chosen from a list that only systems know
        (start_flow("refund-everything"), "not_allowed"),
        (start_flow("identify"), "not_allowed"),  # who it is, is for other flows to ask
        (start_flow(iban="250"), "not_allowed"),
        ({"kind": "hand_over"}, "no_flow"),
        ({"kind": "pay", "amount": 250}, "wrong_schema"),
    ],
)
def test_what_does_not_hold_is_not_proposed(talk: Talk, proposed: Any, reason: str) -> None:
    talk.says(WISH, proposed)
    assert talk.state == "waiting"
    asked = talk.asked
    assert asked is not None
    assert (asked.came, asked.reason, asked.quotes) == (Came.NOTHING, reason, ())


def test_without_flows_or_without_a_model_it_is_handed_over_as_ever(talk: Talk) -> None:
    waha = talk.house.opened("waha").contact
    talk.driver.take(waha)
    other = replace(talk, contact=waha)
    other.says(WISH, start_flow())
    assert (other.state, other.asked, other.model.read) == ("waiting", None, [])
    talk.house.say(talk.contact, text=WISH)
    assert talk.driver.take(talk.contact)
    assert (talk.state, talk.asked) == ("waiting", None)


def test_the_model_reads_flows_and_redacted_words_only(talk: Talk) -> None:
    talk.says(f"{WISH}, je suis au 06 61 12 34 56")
    (data,) = talk.model.read
    assert {one["id"] for one in data["flows"]} == {
        "change-contact", "change-plan", "dispute-invoice", "move-appointment", "order-status",
        "suspend-line",
    }  # fmt: skip
    (dispute,) = [one for one in data["flows"] if one["id"] == "dispute-invoice"]
    assert [one["id"] for one in dispute["fields"]] == ["amount", "charged_on"]
    assert "[PHONE_1]" in data["customer"][-1]
    assert "06 61" not in json.dumps(data)


def test_a_wish_for_a_person_asks_no_model(talk: Talk) -> None:
    talk.says("passez-moi un conseiller", start_flow())
    assert (talk.state, talk.model.read) == ("waiting", [])
