"""A process that takes one turn of a contact's flow: what the fail points around a call stop.

Forked from a server that has imported it already: a start costs milliseconds, not seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from house import small_centre
from nawba.actions.turns import take_turn
from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flow_turns import BrandFlows, FlowTurns, Heard
from nawba.assistant.operations import Secrets, connect, read_systems
from nawba.assistant.silence import Silence
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT
from nawba.store import Store, open_store, statements, tables

NOON = datetime(2026, 11, 18, 12, tzinfo=ZONE)
FLOW = "dispute-invoice"
BOOK = flows.read_flows(COMPANY / "flows" / "sahla")


@dataclass(frozen=True)
class Place:
    """Where the contact and the back office are."""

    database: str
    address: str
    token: str
    contact: str
    said: str
    """The file that the process writes what it did to."""


def reply(place: Place) -> None:
    """Take the turn that the contact is owed, in a process of its own."""
    store = open_store(place.database)
    Path(place.said).write_text(_reply(store, place))
    store.dispose()


def attend_silence(place: Place) -> None:
    """Put aside what customers have been silent in, in a process of its own."""
    store = open_store(place.database)
    silence = Silence(store, small_centre, _turns(store, place))
    told = [silence.put_aside(contact, run) for contact, run in silence.due()]
    Path(place.said).write_text(f"told {sum(told)}")
    store.dispose()


def _reply(store: Store, place: Place) -> str:
    with store.read() as connection:
        row = statements.find(connection, tables.contacts, id=place.contact)
        assert row is not None
        rows = statements.find_all(connection, tables.messages, ("number",), contact=place.contact)
    if row.turn_due is None:
        return "nothing is owed"
    answered = max((one.number for one in rows if one.author == "assistant"), default=0)
    messages = tuple((one.number, one.text) for one in rows if one.number > answered)
    turns = _turns(store, place)
    heard = Heard(place.contact, "fr", NOON.date(), messages)
    run = turns.open_run(place.contact)
    turn = turns.go_on("sahla", run, heard) if run else turns.begin("sahla", FLOW, heard)
    if turn is None:
        return "later"
    drafts = tuple(Draft(one.text) for one in turn.said if isinstance(one, flows.Say))
    outcome = Outcome(drafts, flow=turn.run, commitments=turn.commitments)
    take_turn(store, ASSISTANT, place.contact, row.turn_due, outcome)
    return "replied"


def _turns(store: Store, place: Place) -> FlowTurns:
    where = f"brand: sahla\nsystems:\n  - name: backoffice\n    address: {place.address}\n"
    systems = read_systems(f"{where}    secret: TOKEN\n", "systems.yaml")
    connected = connect(BOOK.operations, systems, Secrets(environment={"TOKEN": place.token}))
    return FlowTurns(store, lambda brand: BrandFlows(BOOK, connected), extract)
