"""Which flows answer is the published version's business; a run keeps those that it began with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from house import SALMA, House, publish
from nawba.actions.assistant_versions import rollback_assistant
from nawba.actions.operations import approve_operation
from nawba.actions.turns import take_turn
from nawba.assistant import flows
from nawba.assistant.fields import extract
from nawba.assistant.flow_replies import outcome_of
from nawba.assistant.flow_shelf import FlowShelf, connect_files
from nawba.assistant.flow_turns import BrandFlows, FlowTurn, FlowTurns, Heard
from nawba.assistant.operations import Connections, perform_approved
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.link import link
from nawba.demo.backoffice.service import ZONE
from nawba.demo.company import COMPANY
from nawba.domain.versions import AssistantDocument, AssistantVersion, digest
from nawba.domain.words import ADMINISTRATOR, ASSISTANT
from nawba.store.assistant_versions import current_version
from nawba.store.flow_runs import find_run

NOON = datetime(2026, 11, 18, 12, tzinfo=ZONE)
FILES = flows.read_files(COMPANY / "flows" / "sahla")
DISPUTE = "Je conteste 250 dh du 8 novembre sur la facture F-202611-01, ligne 0600000101"
THEFT = "On m'a volé mon téléphone hier, bloquez le 0600000101"
NAME = "Samira Alaoui"


def files(old: str = "", new: str = "") -> dict[str, bytes]:
    """The demo's flows, with some of their words replaced."""
    changed = {name: content.replace(old.encode(), new.encode()) for name, content in FILES.items()}
    assert not old or changed != FILES
    return changed


FILED = files("C'est fait : votre contestation", "Voilà : votre contestation")
SHORTER = files("  - id: ask-date\n    ask: charged_on\n", "")


@dataclass
class Scene:
    """A centre that publishes versions, and the turns of flows in one of its processes."""

    house: House
    handle: Handle
    connections: Connections
    folder: BrandFlows | None = None
    shelf: FlowShelf = field(default_factory=FlowShelf)

    def restart(self, folder: BrandFlows | None = None) -> None:
        """The process starts anew, before a folder with perhaps other flows."""
        self.shelf = FlowShelf({"sahla": self.connections}, {"sahla": folder}.get)

    def version(self) -> AssistantVersion | None:
        with self.house.store.read() as connection:
            return current_version(connection)

    @property
    def turns(self) -> FlowTurns:
        flows_of = self.shelf.serve(self.house.store, self.version())
        begun_with = self.shelf.begun_with(self.house.store)
        return FlowTurns(self.house.store, flows_of, extract, begun_with)

    def publishes(self, content: Mapping[str, bytes]) -> AssistantVersion:
        named = {f"sahla/{name}": digest(one) for name, one in content.items()}
        document = AssistantDocument((), flows=named)
        return publish(self.house, document, {digest(one): one for one in content.values()})

    def folder_of(self, content: Mapping[str, bytes]) -> BrandFlows:
        return connect_files(self.connections, content, None)

    def opened(self) -> str:
        return self.house.opened("sahla").contact

    def turn(self, contact: str, text: str, flow: str = "") -> FlowTurn:
        """What a flow makes of ``text``, written as the driver writes it, but for the hand-over."""
        asked = self.house.say(contact, text=text)
        number = self.house.row(contact).last_number
        heard = Heard(contact, "fr", NOON.date(), ((number, text),))
        run = self.turns.open_run(contact)
        turns = self.turns
        made = turns.begin("sahla", flow, heard) if run is None else None
        turn = made if run is None else turns.go_on("sahla", run, heard)
        assert turn is not None
        assert take_turn(self.house.store, ASSISTANT, contact, asked, outcome_of(turn))
        return turn

    def says(self, contact: str, text: str, flow: str = "") -> str:
        said = self.turn(contact, text, flow).said
        return "\n".join(one.text for one in said if isinstance(one, flows.Say))

    def at_the_read_back(self) -> str:
        contact = self.opened()
        self.says(contact, DISPUTE, "dispute-invoice")
        assert "sans votre oui" in self.says(contact, NAME)
        return contact


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Handle]:
    running = start(tmp_path_factory.mktemp("backoffice"), clock=lambda: NOON)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def connections(handle: Handle) -> Iterator[Connections]:
    made = Connections(*link(handle))
    yield made
    made.close()


@pytest.fixture
def scene(sqlite_house: House, handle: Handle, connections: Connections) -> Scene:
    handle.reset()
    scene = Scene(sqlite_house, handle, connections)
    scene.restart()
    return scene


def test_publishing_changes_the_flows_and_going_back_brings_the_former_back(scene: Scene) -> None:
    scene.publishes(FILES)
    scene.publishes(FILED)
    assert "Voilà" in scene.says(scene.at_the_read_back(), "oui")
    scene.handle.reset()
    rollback_assistant(scene.house.store, ADMINISTRATOR)
    assert "C'est fait" in scene.says(scene.at_the_read_back(), "oui")


@pytest.mark.parametrize("restarts", [False, True])
def test_a_run_goes_on_with_the_flow_that_it_began_with(scene: Scene, restarts: bool) -> None:
    scene.publishes(FILES)
    contact = scene.at_the_read_back()
    scene.publishes(SHORTER)
    scene.publishes(FILED)
    if restarts:
        scene.restart()
    assert "C'est fait" in scene.says(contact, "oui")
    assert len(scene.handle.books.all("SELECT * FROM cases")) == 1


def test_a_run_goes_on_where_the_version_has_no_flows_any_more(scene: Scene) -> None:
    scene.publishes(FILES)
    contact = scene.at_the_read_back()
    publish(scene.house, AssistantDocument(()))
    assert scene.turns.flows_of("sahla") is None
    assert "C'est fait" in scene.says(contact, "oui")


def test_a_run_of_the_folder_goes_on_after_the_first_publication(scene: Scene) -> None:
    scene.restart(scene.folder_of(FILES))
    contact = scene.at_the_read_back()
    scene.publishes(FILED)
    assert "C'est fait" in scene.says(contact, "oui")


def test_content_that_is_gone_gives_the_run_to_a_person_with_what_is_known(scene: Scene) -> None:
    scene.publishes(FILES)
    contact = scene.at_the_read_back()
    scene.publishes(FILED)
    scene.house.raw(
        "DELETE FROM assistant_parts WHERE id = :id", id=digest(FILES["dispute-invoice.yaml"])
    )
    scene.restart()
    turn = scene.turn(contact, "oui")
    assert turn.hand_over is not None
    assert turn.hand_over.reason == "flow_changed"
    assert turn.hand_over.fields["Facture"] == "F-202611-01"
    assert "250 DH" in turn.hand_over.fields.values()
    assert turn.identity.customer == "C-1001"
    assert turn.run.outcome == "handed_over"
    assert scene.handle.books.all("SELECT * FROM cases") == []


def test_a_call_under_way_in_a_flow_that_is_gone_is_not_known_to_be_made(scene: Scene) -> None:
    scene.restart(scene.folder_of(FILES))
    contact = scene.at_the_read_back()
    asked = scene.house.say(contact, text="oui")
    number = scene.house.row(contact).last_number
    run = scene.turns.open_run(contact)
    assert run is not None
    scene.turns.go_on("sahla", run, Heard(contact, "fr", NOON.date(), ((number, "oui"),)))
    scene.publishes(FILED)  # the process died before it could reply, and its folder is another's
    scene.restart()
    left = scene.turns.open_run(contact)
    assert left is not None
    turn = scene.turns.go_on("sahla", left, Heard(contact, "fr", NOON.date()))
    assert turn is not None
    assert turn.hand_over is not None
    assert turn.hand_over.reason == "operation_unknown"
    assert take_turn(scene.house.store, ASSISTANT, contact, asked, outcome_of(turn))


def test_a_changed_folder_starts_the_run_again_with_the_answers_that_fit(scene: Scene) -> None:
    scene.restart(scene.folder_of(FILES))
    contact = scene.at_the_read_back()
    # The run stands at this step, and nobody counted the flow's version on.
    changed = files("- id: read-back\n    confirm: dispute", "- id: look\n    confirm: dispute")
    changed["dispute-invoice.yaml"] = changed["dispute-invoice.yaml"].replace(
        b"next: read-back", b"next: look"
    )
    scene.restart(scene.folder_of(changed))
    told = scene.says(contact, "oui")
    assert "Reprenons votre demande" in told
    assert scene.handle.books.all("SELECT * FROM cases") == []


def test_an_approved_operation_is_the_one_of_the_flow_that_asked(scene: Scene) -> None:
    scene.publishes(FILES)
    contact = scene.opened()
    scene.says(contact, THEFT, "suspend-line")
    scene.says(contact, NAME)
    turn = scene.turn(contact, "oui")
    assert turn.approval is not None
    renamed = files("name: suspend-line", "name: stop-line")
    scene.publishes({name: one.replace(b"call: suspend-line", b"call: stop-line")
                     for name, one in renamed.items()})  # fmt: skip
    assert scene.turns.flows_of("sahla") is not None
    with scene.house.store.read() as connection:
        run = find_run(connection, turn.run.id)
    assert run is not None
    found = scene.turns.flows_for("sahla", run)
    assert found is not None
    approve_operation(scene.house.store, SALMA, turn.approval.id)
    done = perform_approved(scene.house.store, found.connected, SALMA, turn.approval.id)
    assert done.reference == scene.handle.books.all("SELECT * FROM cases")[0]["reference"]


def test_flows_that_cannot_be_connected_leave_the_brand_without_any(scene: Scene) -> None:
    scene.publishes(files("system: backoffice", "system: elsewhere"))
    assert scene.turns.flows_of("sahla") is None
    scene.publishes(FILES)
    assert scene.turns.flows_of("sahla") is not None
    assert scene.turns.flows_of("waha") is None


def test_equal_files_are_read_once_for_all_versions(scene: Scene) -> None:
    first = scene.publishes(FILES)
    found = scene.turns.flows_of("sahla")
    document = replace(first.document, groups={"sahla": {"puk": "sim"}})
    publish(scene.house, document)
    assert scene.turns.flows_of("sahla") is found
