"""The six flows of the demo against its real back office, over HTTP: what is said is what is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.operations import Connected, Secrets, connect, read_systems
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.faults import INJECTION, Fault
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY

NOON = datetime(2026, 11, 18, 12, tzinfo=ZONE)  # a Wednesday
SYSTEMS = "brand: sahla\nsystems:\n  - name: backoffice\n    address: {}\n    secret: TOKEN\n"
ME = ("0600000101", "Samira Alaoui")  # C-1001, plan Sahla 25


@dataclass
class Talk:
    """A customer, the engine and the back office; keeps the state as JSON, as a row would."""

    book: flows.FlowBook
    handle: Handle
    connected: Connected
    language: str = "fr"
    kept: Any = None
    acts: list[flows.Act] = field(default_factory=list)

    def begin(self, flow: str, text: str) -> str:
        first = flows.start(self._setting(), flow, contact="c-1", run="r-1", heard=[text])
        return self._carry_out(*first)

    def say(self, text: str, article: str | None = None) -> str:
        """What is said to ``text``, with every operation really called on the way."""
        state = flows.from_json(self.kept)
        words = flows.Words(text, article)
        return self._carry_out(*flows.advance(self._setting(), state, words))

    def _carry_out(self, state: flows.State, made: tuple[flows.Act, ...]) -> str:
        said = []
        while True:
            self.acts += made
            self.kept = json.loads(json.dumps(flows.to_json(state)))
            said += [act.text for act in made if isinstance(act, flows.Say)]
            call = next((act for act in made if isinstance(act, flows.Call)), None)
            if call is None:
                return "\n".join(said)
            result = self.connected.call(call.operation, call.fields, call.key)
            state, made = flows.advance(self._setting(), state, flows.Result(result))

    def _setting(self) -> flows.Setting:
        return flows.Setting(self.book, self.language, NOON.date(), extract)

    def made(self, kind: type[Any]) -> list[Any]:
        return [act for act in self.acts if isinstance(act, kind)]

    def rows(self, table: str) -> list[Any]:
        return self.handle.books.all(f"SELECT * FROM {table}")

    def code(self) -> str:
        row = self.handle.books.one("SELECT code FROM codes WHERE customer = 'C-1001'")
        assert row is not None
        return str(row["code"])


@pytest.fixture(scope="module")
def book() -> flows.FlowBook:
    return flows.read_flows(COMPANY / "flows" / "sahla")


@pytest.fixture
def talk(tmp_path: Path, book: flows.FlowBook) -> Iterator[Talk]:
    handle = start(tmp_path, clock=lambda: NOON)
    systems = read_systems(SYSTEMS.format(handle.address), "systems.yaml")
    connected = connect(book.operations, systems, Secrets(environment={"TOKEN": handle.token}))
    yield Talk(book, handle, connected)
    connected.close()
    handle.stop()


def test_a_dispute_with_digression_and_corrections_is_filed_as_read_back(talk: Talk) -> None:
    talk.begin("dispute-invoice", "Je veux contester ma facture")
    for line in ME:
        told = talk.say(line)
    assert "F-202611-01 du dimanche 1er novembre 2026 : 349 DH" in talk.acts[-1].choices  # type: ignore[union-attr]
    assert "Quelle facture" in told
    talk.say("celle de 349 dh")
    told = talk.say("combien de temps prend la réponse ?", "contester-facture")
    assert talk.made(flows.Digress) == [flows.Digress("contester-facture")]
    assert "Quel montant" in told
    talk.say("200 dh")
    talk.say("le 5")
    assert "8 novembre" in talk.say("non, le 8")
    assert "250 DH" in talk.say("pas 200, 250")
    assert not talk.rows("cases")
    told = talk.say("oui")
    (case,) = talk.rows("cases")
    details = json.loads(case["details"])
    wanted = {"invoice": "F-202611-01", "amount": "250.00", "charged_on": "2026-11-08"}
    assert wanted.items() <= details.items()
    assert case["reference"] in told
    (done,) = talk.made(flows.Done)
    assert done.commitments[0].reference == case["reference"]


def test_a_choice_is_read_back_in_the_language_of_now(talk: Talk) -> None:
    talk.begin("dispute-invoice", "Je veux contester ma facture, ligne 0600000101")
    talk.say(ME[1])
    talk.say("la première")
    talk.say("250 dh")
    talk.language = "ar"
    told = talk.say("5 نونبر")
    assert "الفاتورة: F-202611-01 بتاريخ الأحد 1 نونبر 2026" in told


def test_a_dispute_in_arabic(talk: Talk) -> None:
    talk.language = "ar"
    talk.begin("dispute-invoice", "بغيت نعترض على الفاتورة، النمرة ديالي 0600000101")
    talk.say("سميرة العلوي")
    talk.say("الأولى")
    talk.say("250 درهم")
    assert "هل هذا صحيح؟" in talk.say("نهار 5 نونبر")
    told = talk.say("واخا")
    (case,) = talk.rows("cases")
    assert case["reference"] in told


def test_an_appointment_is_moved_to_the_chosen_slot(talk: Talk) -> None:
    talk.begin("move-appointment", "je veux déplacer mon rendez-vous, ligne 0600000101")
    assert "samedi 21 novembre 2026, de 08:00 à 12:00" in talk.say(ME[1])
    talk.say("à partir du 26")
    assert "jeudi 26 novembre 2026, de 12:00 à 16:00" in talk.say("la deuxième")
    assert "jeudi 26 novembre 2026" in talk.say("oui")
    moved = talk.handle.books.one("SELECT * FROM appointments WHERE customer = 'C-1001'")
    assert moved is not None
    assert (moved["date"], moved["start"]) == ("2026-11-26", "12:00")


def test_a_plan_changes_only_behind_a_code(talk: Talk) -> None:
    talk.begin("change-plan", "passez le 0600000101 au forfait Sahla 60")
    assert "•••• 01" in talk.say(ME[1])
    code = talk.code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert "pas le bon code" in talk.say(wrong)
    assert "199 DH" in talk.say(code)
    assert code not in json.dumps(talk.kept)
    assert talk.handle.books.one("SELECT plan FROM lines WHERE customer = 'C-1001'") == {
        "plan": "sahla-25"
    }
    assert "C'est fait" in talk.say("oui, envoyer")
    assert talk.handle.books.one("SELECT plan FROM lines WHERE customer = 'C-1001'") == {
        "plan": "sahla-60"
    }


def test_an_order_is_looked_up_and_somebody_elses_is_not_found(talk: Talk) -> None:
    talk.begin("order-status", "où en est ma commande SH-20418 ? ligne 0600000101")
    assert "Je ne trouve pas de commande SH-20418" in talk.say(ME[1])
    told = talk.say("pardon, SH-20417")
    assert "expédiée" in told
    assert "vendredi 20 novembre 2026" in told


def test_a_line_is_never_suspended_by_the_machine(talk: Talk) -> None:
    talk.begin("suspend-line", "On m'a volé mon téléphone hier, bloquez le 0600000101")
    talk.say(ME[1])
    told = talk.say("oui")
    assert "pas encore suspendue" in told
    (handed,) = talk.made(flows.HandOver)
    assert handed.approval is not None
    assert handed.approval.operation == "suspend-line"
    wanted = {"customer": "C-1001", "line": "+212600000101", "cause": "theft"}
    assert wanted.items() <= handed.approval.fields.items()
    assert {row["state"] for row in talk.rows("lines")} == {"active"}
    approved = handed.approval
    result = talk.connected.call(approved.operation, approved.fields, approved.key)
    assert result.status == "done"


def test_an_e_mail_is_changed_to_the_corrected_one(talk: Talk) -> None:
    talk.begin("change-contact", "je change mon email: a@b.example, ligne 0600000101")
    talk.say(ME[1])
    talk.say(talk.code())
    assert "samira@exemple.example" in talk.say("non, samira@exemple.example")
    talk.say("oui")
    row = talk.handle.books.one("SELECT email FROM customers WHERE customer = 'C-1001'")
    assert row == {"email": "samira@exemple.example"}


def at_the_read_back(talk: Talk) -> None:
    line = "Je conteste 250 dh du 8 novembre sur la facture F-202611-01, ligne 0600000101"
    talk.begin("dispute-invoice", line)
    assert "sans votre oui" in talk.say(ME[1])


@pytest.mark.parametrize("kind", ["lost", "duplicate", "garbage"])
def test_a_write_whose_answer_is_lost_is_looked_up_and_made_once(talk: Talk, kind: str) -> None:
    at_the_read_back(talk)
    talk.handle.faults.add(Fault(kind, "/disputes"))
    told = talk.say("oui")
    (case,) = talk.rows("cases")
    assert case["reference"] in told


def test_a_system_that_is_down_makes_nobody_claim_anything(talk: Talk) -> None:
    at_the_read_back(talk)
    talk.handle.faults.add(Fault("down", "", times=20))
    told = talk.say("oui")
    assert "C'est fait" not in told
    (handed,) = talk.made(flows.HandOver)
    assert handed.reason == "operation_unknown"
    assert handed.done == ()
    assert not talk.rows("cases")


def test_words_for_a_machine_in_an_answer_reach_nobody(talk: Talk) -> None:
    talk.begin("dispute-invoice", "Je veux contester ma facture, ligne 0600000101")
    talk.handle.faults.add(Fault("inject", "/invoices"))
    told = talk.say(ME[1])
    assert INJECTION not in json.dumps(talk.kept)
    assert INJECTION not in told
    assert not talk.made(flows.Done)
