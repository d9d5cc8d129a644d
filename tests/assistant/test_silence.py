"""Customers who say nothing: told once, their flow is put aside or ended, and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from house import SALMA, House, at_once
from nawba.actions import hands
from nawba.actions.turns import take_turn
from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flow_replies import outcome_of
from nawba.assistant.flow_shelf import connect_folder
from nawba.assistant.flow_turns import BrandFlows, FlowTurns, Heard
from nawba.assistant.operations import Connections
from nawba.assistant.silence import Silence
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain import events as ev
from nawba.domain.words import ASSISTANT
from nawba.store.doctor import find_violations

NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)  # the day of the virtual clock
WISH = "Je veux contester ma facture, ligne 0600000101"
ASIDE = "Je garde votre demande de côté"
MINUTES = 4  # of the demo's flows


@dataclass
class Scene:
    house: House
    handle: Handle
    brand: BrandFlows

    @property
    def turns(self) -> FlowTurns:
        return FlowTurns(self.house.store, {"sahla": self.brand}.get, extract)

    @property
    def silence(self) -> Silence:
        return Silence(self.house.store, lambda: self.house.centre, self.turns)

    def attend(self) -> list[bool]:
        return [self.silence.put_aside(contact, run) for contact, run in self.silence.due()]

    def passes(self, minutes: float) -> None:
        self.house.clock.advance(60 * minutes)

    def says(self, contact: str, text: str) -> str:
        asked = self.house.say(contact, text=text)
        number = self.house.row(contact).last_number
        heard = Heard(contact, "fr", NOON.date(), ((number, text),))
        run = self.turns.open_run(contact)
        if run is None:
            turn = self.turns.begin("sahla", "dispute-invoice", heard)
        else:
            turn = self.turns.go_on("sahla", run, heard)
        assert turn is not None
        assert take_turn(self.house.store, ASSISTANT, contact, asked, outcome_of(turn))
        return "\n".join(one.text for one in turn.said if isinstance(one, flows.Say))

    def begun(self) -> str:
        """A contact of whose customer the flow wants to know the name."""
        contact = self.house.opened("sahla").contact
        assert "à quel nom" in self.says(contact, WISH)
        return contact

    def told(self, contact: str) -> list[str]:
        rows = self.house.rows("messages", contact=contact)
        ordered = sorted(rows, key=lambda row: row.number)
        return [row.text for row in ordered if row.author == "assistant"]

    def is_sound(self) -> bool:
        with self.house.store.read() as connection:
            return find_violations(connection) == []

    def ending(self) -> Scene:
        """The same with flows that end in silence."""
        book = self.brand.book
        ending = tuple(replace(flow, on_silence="end") for flow in book.flows)
        return replace(self, brand=replace(self.brand, book=replace(book, flows=ending)))


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handle]:
    running = start(tmp_path_factory.mktemp("backoffice"), clock=lambda: NOON)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def brand(handle: Handle) -> Iterator[BrandFlows]:
    connections = Connections(*link(handle))
    yield connect_folder(connections, COMPANY / "flows" / "sahla")
    connections.close()


@pytest.fixture
def scene(sqlite_house: House, handle: Handle, brand: BrandFlows) -> Scene:
    handle.reset()
    return Scene(sqlite_house, handle, brand)


def test_a_silent_customer_is_told_once_and_may_come_back(scene: Scene) -> None:
    contact = scene.begun()
    scene.passes(MINUTES - 0.1)
    assert scene.attend() == []
    scene.passes(0.1)
    assert scene.attend() == [True]
    assert scene.attend() == []
    assert ASIDE in scene.told(contact)[-1]
    run = scene.turns.open_run(contact)
    assert run is not None
    assert scene.house.events(ev.FlowPaused) == [ev.FlowPaused(contact, run.id, run.flow)]
    resumed = scene.says(contact, "me revoilà")
    assert "Reprenons" in resumed
    assert "numéro de votre ligne" in resumed  # somebody else may be at the screen by now
    assert "à quel nom" in scene.says(contact, "0600000101")
    assert "Quelle facture" in scene.says(contact, "Samira Alaoui")
    assert scene.is_sound()


def test_silence_after_coming_back_counts_anew(scene: Scene) -> None:
    contact = scene.begun()
    for _ in range(2):
        scene.passes(MINUTES)
        assert scene.attend() == [True]
        scene.says(contact, "me revoilà")
    assert len([text for text in scene.told(contact) if ASIDE in text]) == 2


def test_a_flow_may_end_in_silence(scene: Scene) -> None:
    scene = scene.ending()
    contact = scene.begun()
    scene.passes(MINUTES)
    assert scene.attend() == [True]
    assert "j'arrête cette demande" in scene.told(contact)[-1]
    assert scene.turns.open_run(contact) is None
    assert [one.outcome for one in scene.house.events(ev.FlowEnded)] == ["cancelled"]
    assert scene.is_sound()


def test_who_has_written_is_not_silent(scene: Scene) -> None:
    contact = scene.begun()
    scene.passes(MINUTES)
    due = scene.silence.due()
    scene.house.say(contact, text="Samira Alaoui")
    assert scene.silence.due() == []
    assert [scene.silence.put_aside(*one) for one in due] == [False]
    assert scene.house.events(ev.FlowPaused) == []


def test_two_processes_tell_it_once(scene: Scene) -> None:
    contact = scene.begun()
    scene.passes(MINUTES)
    ((_, run),) = scene.silence.due()
    found = at_once(*[lambda: scene.silence.put_aside(contact, run) for _ in range(3)])
    assert sorted(found) == [False, False, True]
    assert len([text for text in scene.told(contact) if ASIDE in text]) == 1


def test_where_a_person_leads_the_assistant_stays_mute(scene: Scene) -> None:
    contact = scene.begun()
    hands.take_over(scene.house.store, SALMA, contact)
    scene.passes(MINUTES)
    assert scene.attend() == []


def test_a_flow_whose_state_is_gone_is_left_to_the_next_words(scene: Scene) -> None:
    contact = scene.begun()
    said = scene.told(contact)
    scene.house.raw("DELETE FROM flow_states")
    scene.passes(MINUTES)
    assert scene.attend() == [False]
    assert scene.attend() == []
    assert scene.told(contact) == said
    assert "conseiller" in scene.says(contact, "me revoilà")


def test_a_contact_that_closes_ends_its_flow(scene: Scene) -> None:
    contact = scene.begun()
    customer = scene.house.customer_of(contact)
    hands.end(scene.house.store, customer, scene.house.centre, contact, "customer")
    assert [one.outcome for one in scene.house.events(ev.FlowEnded)] == ["abandoned"]
    scene.passes(MINUTES)
    assert scene.attend() == []
    assert scene.is_sound()
