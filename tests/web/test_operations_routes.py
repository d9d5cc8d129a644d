"""Operations over HTTP: what staff see of them, and a person's yes before what is final."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from nawba.actions.operations import end_operation, start_operation
from nawba.assistant.flow_shelf import FlowShelf
from nawba.assistant.flow_turns import BrandFlows
from nawba.assistant.flows import FlowBook
from nawba.assistant.operations import connect
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.domain.journal import Call, Entry
from nawba.domain.operations import (
    BrandOperations,
    Operation,
    OperationResult,
    OperationStatus,
    Risk,
)
from nawba.domain.words import ASSISTANT
from web.conftest import Customer, Web, serving

SUPERVISOR, ADVISERS = "supervisor:salma", ("amina", "moussa", "karim")
STOLEN = {"customer": "C-1001", "line": "+212600000101", "reason": "theft"}
SUSPEND = Operation(
    "suspend-line",
    Risk.IRREVERSIBLE,
    "backoffice",
    "POST",
    "/customers/{customer}/lines/{line}/suspension",
    fields={"customer": "identity", "line": "phone", "reason": "text"},
    result={"suspension": "id"},
    reference="suspension",
)


@dataclass
class Desk:
    web: Web
    handle: Handle

    def asked(self, contact: str, risk: Risk = Risk.IRREVERSIBLE, key: str = "k-1") -> Entry:
        assert self.web.store is not None
        call = Call("suspend-line", risk, key, STOLEN, "r_1", "approve")
        store = self.web.store
        return start_operation(store, ASSISTANT, contact, call, within_seconds=30).entry

    def waiting(self) -> tuple[Customer, Entry]:
        """A contact that waits, with an operation that waits for a yes."""
        customer = self.web.customer("fr")
        entry = self.asked(customer.id)
        customer.say("je voudrais parler à quelqu'un svp")
        customer.in_state("waiting")
        return customer, entry

    def decide(self, actor: str, entry: Entry, word: str, body: Any = None) -> Any:
        return self.web.staff(actor, "POST", f"/api/operations/{entry.id}/{word}", body)

    @property
    def suspensions(self) -> list[Any]:
        return self.handle.books.all("SELECT * FROM cases WHERE kind = 'suspension'")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("operations")
    handle = start(folder)
    declared = BrandOperations("sahla", (SUSPEND,))
    connected = connect(declared, *link(handle))
    flows = {"atlas": BrandFlows(FlowBook(declared, ()), connected)}
    shelf = FlowShelf(folder=flows.get)
    with serving(f"sqlite:///{folder}/web.db", folder, shelf=shelf) as web:
        yield Desk(web, handle)
    connected.close()
    handle.stop()


@pytest.fixture(autouse=True)
def first_day(desk: Desk) -> None:
    desk.handle.reset()


def test_staff_see_what_was_asked_and_what_was_told(desk: Desk) -> None:
    customer = desk.web.customer("fr")
    entry = desk.asked(customer.id, Risk.READ)
    assert desk.web.store is not None
    done = OperationResult(OperationStatus.DONE, {"suspension": "S-1"}, "S-1")
    end_operation(desk.web.store, ASSISTANT, entry.id, 1, done)
    path = f"/api/contacts/{customer.id}/operations"
    (shown,) = desk.web.staff("adviser:amina", "GET", path).json()["operations"]
    assert (shown["name"], shown["state"], shown["reference"]) == ("suspend-line", "done", "S-1")
    assert shown["fields"] == STOLEN
    assert desk.web.staff("editor:nadia", "GET", path).status_code in (401, 403)
    missing = desk.web.staff(SUPERVISOR, "GET", "/api/contacts/c_0/operations")
    assert missing.status_code == 404


def test_the_adviser_who_leads_approves_and_it_happens_once(desk: Desk) -> None:
    desk.web.available(*ADVISERS)
    customer, entry = desk.waiting()
    assert desk.decide("adviser:amina", entry, "approve").status_code == 403
    adviser = desk.web.accepted(customer, *ADVISERS)
    reply = desk.decide(f"adviser:{adviser}", entry, "approve")
    assert reply.status_code == 200, reply.text
    shown = reply.json()
    assert (shown["state"], shown["decided_by"]) == ("done", f"adviser:{adviser}")
    assert shown["reference"] == desk.suspensions[0]["reference"]
    assert desk.decide(f"adviser:{adviser}", entry, "approve").status_code == 409
    assert len(desk.suspensions) == 1


def test_what_is_final_says_what_it_does_and_who_may_decide(desk: Desk) -> None:
    desk.web.available(*ADVISERS)
    customer, entry = desk.waiting()
    path = f"/api/contacts/{customer.id}/operations?language=fr"

    def shown(actor: str) -> Any:
        return desk.web.staff(actor, "GET", path).json()["operations"][0]

    assert [shown(f"adviser:{one}")["may_decide"] for one in ADVISERS] == [False] * 3
    assert shown(SUPERVISOR)["may_decide"] is True
    adviser = desk.web.accepted(customer, *ADVISERS)
    found = shown(f"adviser:{adviser}")
    assert found["may_decide"] is True
    told = {one["name"]: one["value"] for one in found["told"]}
    assert told == STOLEN  # its flow is kept nowhere: the fields as they are
    board = desk.web.staff(SUPERVISOR, "GET", "/api/wallboard").json()
    assert [row["approvals"] for row in board["contacts"] if row["id"] == customer.id] == [1]
    desk.decide(f"adviser:{adviser}", entry, "refuse", {"comment": "not her line"})
    assert shown(SUPERVISOR)["decided_by_name"] != ""


def test_a_supervisor_approves_without_joining_and_it_happens(desk: Desk) -> None:
    _, entry = desk.waiting()
    reply = desk.decide(SUPERVISOR, entry, "approve")
    assert reply.status_code == 200, reply.text
    assert reply.json()["state"] == "done"
    assert len(desk.suspensions) == 1


def test_a_supervisor_refuses_and_nothing_happens(desk: Desk) -> None:
    _, entry = desk.waiting()
    shown = desk.decide(SUPERVISOR, entry, "refuse", {"comment": "not her line"}).json()
    assert (shown["state"], shown["comment"]) == ("declined", "not her line")
    assert desk.decide(SUPERVISOR, entry, "approve").status_code == 409
    assert desk.suspensions == []


def test_nobody_approves_where_the_systems_are_not_connected(desk: Desk) -> None:
    customer = desk.web.customer("fr", brand="control")
    entry = desk.asked(customer.id)
    assert desk.decide(SUPERVISOR, entry, "approve").status_code == 503
    path = f"/api/contacts/{customer.id}/operations"
    (shown,) = desk.web.staff(SUPERVISOR, "GET", path).json()["operations"]
    assert shown["state"] == "awaiting"


def test_what_is_not_there_is_not_found(desk: Desk) -> None:
    for word, body in (("approve", None), ("refuse", {})):
        reply = desk.web.staff(SUPERVISOR, "POST", f"/api/operations/p_0/{word}", body)
        assert reply.status_code == 404
