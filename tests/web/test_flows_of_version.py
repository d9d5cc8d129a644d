"""Two servers on one database: the published version's flows answer in both, without a restart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace

import pytest

from nawba.actions.assistant_versions import publish_assistant, rollback_assistant
from nawba.assistant.flow_shelf import FlowShelf, connect_files
from nawba.assistant.flows import read_files
from nawba.assistant.operations import Connections
from nawba.demo.backoffice import start
from nawba.demo.backoffice.link import link
from nawba.demo.company import COMPANY
from nawba.domain.gate_report import Check, GateReport
from nawba.domain.versions import AssistantDocument, digest
from nawba.domain.words import ADMINISTRATOR
from nawba.store.assistant_versions import current_number
from web.conftest import Customer, Web, eventually, serving

WISH = "Je veux contester ma facture"
FILES = {
    name: content.replace(b"brand: sahla", b"brand: atlas")
    for name, content in read_files(COMPANY / "flows" / "sahla").items()
}
ASKED = "Pour accéder à votre dossier, quel est le numéro de votre ligne"


def asking(words: str) -> dict[str, bytes]:
    """The flows, whose first question begins with ``words``."""
    return {
        name: content.replace(b"Pour acc\xc3\xa9der \xc3\xa0 votre dossier", words.encode())
        for name, content in FILES.items()
    }


@dataclass
class Pair:
    first: Web
    second: Web

    def publish(self, files: Mapping[str, bytes]) -> None:
        store = self.first.store
        assert store is not None
        with store.read() as connection:
            base = current_number(connection)
        flows = {f"atlas/{name}": digest(content) for name, content in files.items()}
        document = AssistantDocument((), flows=flows)
        report = GateReport(document.id, (Check("flows", 1),))
        parts = {digest(content): content for content in files.values()}
        publish_assistant(store, ADMINISTRATOR, document, report, parts, base=base)

    def roll_back(self) -> None:
        assert self.first.store is not None
        rollback_assistant(self.first.store, ADMINISTRATOR)

    def both_say(self, words: str) -> None:
        """A customer who asks for a flow hears ``words``, soon, whichever server they meet."""
        for web in (self.first, self.second):
            eventually(lambda web=web: True if self._hears(web, words) else None)

    def _hears(self, web: Web, words: str) -> bool:
        customer = web.customer("fr")
        told = answer(customer, WISH)
        customer.post("end")
        return words in told


def answer(customer: Customer, text: str) -> str:
    """What the assistant says next to ``text``."""
    before = len(customer.texts("assistant"))
    customer.say(text)
    later = eventually(lambda: customer.texts("assistant")[before:] or None)
    return "\n".join(later)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("versions")
    handle = start(folder)
    systems, secrets = link(handle)
    connections = Connections(replace(systems, brand="atlas"), secrets)
    books = {"atlas": connect_files(connections, FILES, None)}
    with ExitStack() as servers:
        webs = [
            servers.enter_context(
                serving(
                    f"sqlite:///{folder}/web.db",
                    folder,
                    shelf=FlowShelf({"atlas": connections}, books.get),
                )
            )
            for _ in range(2)
        ]
        yield Pair(*webs)
    connections.close()
    handle.stop()


def test_flows_live_and_go_with_the_version(pair: Pair) -> None:
    pair.both_say(ASKED)  # of the folder: nothing is published yet
    under_way = pair.second.customer("fr")
    answer(under_way, WISH)
    pair.publish(asking("Commençons"))
    pair.both_say("Commençons")
    pair.publish(asking("Bien"))
    pair.both_say("Bien")
    pair.roll_back()
    pair.both_say("Commençons")
    assert "à quel nom" in answer(under_way, "0600000101")
