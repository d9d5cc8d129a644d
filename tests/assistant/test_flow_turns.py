"""The demo's flows through rows and journal: whatever happens between, it happens once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from house import SALMA, House
from nawba.actions import hands
from nawba.actions.flow_runs import keep_flow
from nawba.actions.operations import approve_operation
from nawba.actions.turns import take_turn
from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import BrandFlows, FlowTurn, FlowTurns, Heard
from nawba.assistant.operations import connect, perform_approved
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.faults import Fault
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.flow_runs import FlowRun
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT
from nawba.store.doctor import find_violations
from nawba.store.journal import read_commitments, read_operations

NOON = datetime(2026, 11, 18, 12, tzinfo=ZONE)
NAME = "Samira Alaoui"
DISPUTE = "Je conteste 250 dh du 8 novembre sur la facture F-202611-01, ligne 0600000101"
THEFT = "On m'a volé mon téléphone hier, bloquez le 0600000101"


@dataclass
class Stage:
    """A contact of the house whose customer talks with flows on the demo's back office."""

    house: House
    handle: Handle
    turns: FlowTurns
    contact: str
    unanswered: list[tuple[int, str]] = field(default_factory=list)

    def writes(self, text: str) -> None:
        """The customer writes; nobody has answered yet."""
        self.house.say(self.contact, text=text)
        number = self.house.row(self.contact).last_number
        self.unanswered.append((number, text))

    def heard(self) -> Heard:
        return Heard(self.contact, "fr", NOON.date(), tuple(self.unanswered))

    def run(self) -> FlowRun:
        found = self.turns.open_run(self.contact)
        assert found is not None
        return found

    def thinks(self, flow: str = "") -> FlowTurn | None:
        """A turn as far as its reply, which is not written."""
        if flow:
            return self.turns.begin("sahla", flow, self.heard())
        return self.turns.go_on("sahla", self.run(), self.heard())

    def replies(self, turn: FlowTurn | None) -> str:
        assert turn is not None
        said = [one.text for one in turn.said if isinstance(one, flows.Say)]
        outcome = Outcome(tuple(map(Draft, said)), flow=turn.run, commitments=turn.commitments)
        owed = self.house.row(self.contact).turn_due
        assert take_turn(self.house.store, ASSISTANT, self.contact, owed, outcome)
        self.unanswered.clear()
        return "\n".join(said)

    def says(self, text: str, flow: str = "") -> str:
        self.writes(text)
        return self.replies(self.thinks(flow))

    def at_the_read_back(self) -> None:
        self.says(DISPUTE, "dispute-invoice")
        assert "sans votre oui" in self.says(NAME)

    @property
    def cases(self) -> list[Any]:
        return self.handle.books.all("SELECT * FROM cases")

    @property
    def promises(self) -> list[Any]:
        with self.house.store.read() as connection:
            return read_commitments(connection, self.contact)

    def entries(self, name: str) -> list[Any]:
        with self.house.store.read() as connection:
            found = read_operations(connection, self.contact)
        return [one for one in found if one.name == name]

    def agrees(self) -> bool:
        with self.house.store.read() as connection:
            return find_violations(connection) == []


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
def stage(sqlite_house: House, handle: Handle, brand: BrandFlows) -> Stage:
    handle.reset()
    turns = FlowTurns(sqlite_house.store, lambda name: brand, extract)
    return Stage(sqlite_house, handle, turns, sqlite_house.opened("sahla").contact)


def test_a_dispute_is_made_told_and_promised(stage: Stage) -> None:
    stage.at_the_read_back()
    assert stage.cases == []
    told = stage.says("oui")
    (case,), (promise,) = stage.cases, stage.promises
    assert case["reference"] in told
    assert (promise.name, promise.reference) == ("dispute-invoice", case["reference"])
    assert stage.turns.open_run(stage.contact) is None
    ended = [one.outcome for one in stage.house.events(ev.FlowEnded)]
    assert ended == ["done"]
    assert stage.agrees()


def test_a_crash_before_the_reply_changes_nothing_and_says_all(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.writes("oui")
    assert stage.thinks() is not None  # and here the process dies
    assert len(stage.cases) == 1
    assert stage.promises == []
    told = stage.replies(stage.thinks())
    assert stage.cases[0]["reference"] in told
    assert len(stage.cases) == len(stage.promises) == 1
    assert len(stage.entries("dispute-invoice")) == 1


def test_a_crash_in_a_first_turn_does_not_begin_it_twice(stage: Stage) -> None:
    stage.writes(f"{DISPUTE}, je m'appelle {NAME}")
    assert stage.thinks("dispute-invoice") is not None
    assert stage.run().heard == stage.unanswered[-1][0]
    assert "sans votre oui" in stage.replies(stage.thinks())
    assert len(stage.house.events(ev.FlowStarted)) == 1


def test_who_writes_while_it_is_sent_is_heard_after_it_and_not_twice(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.writes("oui")
    stage.thinks()
    stage.writes("non attendez, annulez")
    told = stage.replies(stage.thinks())
    assert stage.cases[0]["reference"] in told
    assert len(stage.cases) == len(stage.promises) == 1
    assert stage.agrees()


def test_a_call_that_a_crash_cut_is_awaited_then_made_once_more(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.writes("oui")
    stage.handle.faults.add(Fault("lost", "/disputes", times=9))
    stage.handle.faults.add(Fault("down", "/requests", times=9))
    turn = stage.thinks()
    assert turn is not None
    assert turn.hand_over is not None
    stage.handle.faults.clear()
    # The same again, as if the process had died inside the call: its entry never ended.
    stage.house.raw("UPDATE operations SET state = 'started', due_at = started_at")
    stage.house.raw("UPDATE operations SET due_at = '2027-01-01' WHERE name = 'dispute-invoice'")
    assert stage.thinks() is None
    stage.house.raw("UPDATE operations SET due_at = started_at")
    told = stage.replies(stage.thinks())
    assert stage.cases[0]["reference"] in told
    assert len(stage.cases) == 1


def test_an_end_that_nobody_knows_is_handed_over_and_not_claimed(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.writes("oui")
    stage.handle.faults.add(Fault("garbage", "/disputes", times=2))
    stage.handle.faults.add(Fault("down", "/requests", times=2))
    turn = stage.thinks()
    assert turn is not None
    assert turn.hand_over is not None
    assert (turn.hand_over.reason, turn.commitments) == ("operation_unknown", ())
    told = stage.replies(turn)
    assert "C'est fait" not in told
    assert stage.promises == []
    assert [one.outcome for one in stage.house.events(ev.FlowEnded)] == ["handed_over"]
    assert [one.state for one in stage.entries("dispute-invoice")] == ["unknown"]


def test_what_cannot_be_undone_waits_in_the_journal_for_a_person(stage: Stage) -> None:
    stage.says(THEFT, "suspend-line")
    stage.says(NAME)
    stage.writes("oui")
    turn = stage.thinks()
    assert turn is not None
    assert turn.approval is not None
    assert "pas encore suspendue" in stage.replies(turn)
    assert stage.house.line(stage.contact).operations[0].state == "awaiting"
    assert stage.cases == []
    hands.take_over(stage.house.store, SALMA, stage.contact)
    approve_operation(stage.house.store, SALMA, turn.approval.id)
    found = stage.turns.flows_of("sahla")
    assert found is not None
    done = perform_approved(stage.house.store, found.connected, SALMA, turn.approval.id)
    assert done.reference == stage.cases[0]["reference"]
    assert stage.agrees()


def test_who_was_recognised_is_not_asked_again(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.says("oui")
    told = stage.says("où en est ma commande SH-20417 ?", "order-status")
    assert "expédiée" in told
    assert stage.entries("find-customer")[0].attempt == 1
    assert len(stage.entries("find-customer")) == 1


def test_a_cancelled_flow_makes_room_and_sends_nothing(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.says("laissez tomber")
    assert stage.turns.open_run(stage.contact) is None
    assert [one.outcome for one in stage.house.events(ev.FlowEnded)] == ["cancelled"]
    assert stage.cases == []


def test_silence_puts_it_aside_and_it_is_taken_up_again(stage: Stage) -> None:
    stage.at_the_read_back()
    aside = stage.turns.fall_silent("sahla", stage.run(), stage.heard())
    assert aside is not None
    assert aside.said
    keep_flow(stage.house.store, ASSISTANT, stage.contact, aside.run)
    assert "sans votre oui" not in stage.says("oui")
    assert stage.cases == []
    assert stage.turns.open_run(stage.contact) is not None


def test_an_erased_state_gives_the_contact_to_a_person(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.house.raw("DELETE FROM flow_states")
    stage.writes("oui")
    turn = stage.thinks()
    assert turn is not None
    assert turn.hand_over is not None
    assert turn.hand_over.reason == "flow_defect"
    stage.replies(turn)
    assert stage.cases == []


def test_the_flow_is_mute_once_a_person_leads(stage: Stage) -> None:
    stage.at_the_read_back()
    stage.writes("oui")
    hands.take_over(stage.house.store, SALMA, stage.contact)
    with pytest.raises(Conflict):
        stage.thinks()
    assert stage.cases == []


def test_a_brand_without_flows_has_none_to_begin(stage: Stage) -> None:
    bare = FlowTurns(stage.house.store, lambda name: None, extract)
    with pytest.raises(KeyError):
        bare.begin("waha", "dispute-invoice", stage.heard())
