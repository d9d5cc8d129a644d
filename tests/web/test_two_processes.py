"""Two servers on one PostgreSQL database: one dispatches, both serve, and either may die."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

import processes
from nawba.actions.articles import publish_articles
from nawba.domain.words import ADMINISTRATOR, Article
from nawba.store import Store, open_store, tables
from processes import ServerProcess, until
from web.conftest import Customer, Listener, Web, free_port, prepared


@dataclass
class Pair:
    """Both servers, their pages, and a look into the database they share."""

    servers: tuple[ServerProcess, ServerProcess]
    webs: tuple[Web, Web]
    store: Store

    def holder(self) -> str:
        """Who has the dispatch lease; ends in the process id and a few random digits."""
        with self.store.read() as connection:
            return str(connection.execute(sa.select(tables.cells.c.holder)).scalar())

    def leader(self) -> int:
        """The place of the server that dispatches."""

        def found() -> list[int]:
            pid = int(self.holder().split("-")[-2] or 0) if self.holder() != "None" else 0
            alive = [server.process and server.process.pid for server in self.servers]
            return [place for place, one in enumerate(alive) if one == pid]

        return int(until(found)[0])


@pytest.fixture(scope="module")
def url(postgres: Callable[[str], str]) -> str:
    with sa.create_engine(postgres("postgres"), isolation_level="AUTOCOMMIT").connect() as wire:
        wire.exec_driver_sql("CREATE DATABASE two_processes")
    prepared(postgres("two_processes"))
    return postgres("two_processes")


@pytest.fixture(scope="module")
def pair(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    settings = {"offer_seconds": "120", "adviser_lost_seconds": "600", "log_level": "warning"}
    servers = tuple(made(url, tmp_path_factory.mktemp(f"server{n}"), settings) for n in (1, 2))
    for server in servers:
        server.launch()
    for server in servers:
        until(server.answers)
    store = open_store(url)
    clients = [httpx.Client(base_url=server.base, timeout=60) for server in servers]
    first, second = (Web(client_base(client), client, store) for client in clients)
    yield Pair((servers[0], servers[1]), (first, second), store)
    for server in servers:
        server.kill()
    store.dispose()


def made(url: str, folder: Path, settings: dict[str, str]) -> ServerProcess:
    return ServerProcess(folder, url, free_port(), settings={**settings, "lease_seconds": "5"})


def client_base(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/")


def through(web: Web, customer: Customer) -> Customer:
    """The same customer's page, connected to the other server."""
    return Customer(web, customer.token, customer.view)


def test_one_of_two_dispatches(pair: Pair) -> None:
    """Never two under the same epoch, whatever the load does to their renewals."""
    assert pair.leader() in (0, 1)
    taken = sa.select(tables.events.c.data).where(tables.events.c.type == "lease_taken")
    with pair.store.read() as connection:
        epochs = [data["epoch"] for data in connection.execute(taken.order_by("seq")).scalars()]
    assert epochs == list(range(1, len(epochs) + 1))


def test_a_contact_goes_through_both_servers(pair: Pair) -> None:
    """The customer is at one server, the adviser and the supervisor at the other."""
    here, there = pair.webs
    head = there.client.get("/api/health").json()["cursor"]
    stream = f"{there.base}/api/stream?cursor={head}"
    watching = Listener(stream, there.headers("supervisor:salma")).start()
    there.available("amina")
    customer = here.customer()
    customer.say("Je veux résilier mon abonnement")
    until(lambda: "Résiliez dans l'application, rubrique Contrat." in customer.texts("assistant"))
    customer.say("je voudrais parler à quelqu'un svp")
    customer.in_state("waiting")
    following = Listener(
        f"{here.base}/api/contacts/me/stream?token={customer.token}&cursor={customer.view['cursor']}"
    ).start()
    accept(there, customer, "amina")
    customer.in_state("held")
    body = {"client_id": secrets.token_hex(8), "text": "Bonjour, c'est Amina", "attachments": []}
    path = f"/api/contacts/{customer.id}/messages"
    said = there.staff("adviser:amina", "POST", path, body)
    assert said.status_code == 201
    following.wait(lambda name, data: name == "message" and data["id"] == said.json()["id"])
    answer = customer.say("merci").json()
    watching.wait(
        lambda name, data: name == "event" and (data.get("message") or {}).get("id") == answer["id"]
    )
    ended = there.staff("adviser:amina", "POST", f"/api/contacts/{customer.id}/end")
    assert ended.status_code == 204
    wrapped = {"code": "solved", "summary": "fait"}
    done = here.staff("adviser:amina", "POST", f"/api/contacts/{customer.id}/wrap-up", wrapped)
    assert done.status_code == 204, done.text
    following.wait(lambda name, data: name == "contact" and data["state"] == "closed")
    seqs = [data["seq"] for _, name, data in watching.frames if name == "event"]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))  # each once, in order
    both = [web.staff("supervisor:salma", "GET", "/api/wallboard").json() for web in pair.webs]
    assert both[0]["today"]["closed"] == both[1]["today"]["closed"] >= 1
    watching.stop()
    following.stop()


def test_what_one_server_is_not_told_it_learns_from_the_stream(pair: Pair) -> None:
    article = Article(
        "portabilite", "atlas", "fr", "Garder mon numéro", "Appelez le 3179.",
        ("comment garder mon numéro en changeant d'opérateur", "Garder mon numéro"), "Nadia",
    )  # fmt: skip
    publish_articles(pair.store, ADMINISTRATOR, [article])
    for web in pair.webs:

        def answers(web: Web = web) -> bool:
            customer = web.customer()
            customer.say("Garder mon numéro")
            said = until(lambda: customer.texts("assistant")[1:])
            customer.post("end")
            return "Appelez le 3179." in said

        until(answers)


def test_the_same_offer_is_accepted_once_whoever_is_asked(pair: Pair) -> None:
    here, there = pair.webs
    here.available("moussa")
    customer = here.customer("en")
    customer.say("a human please")
    customer.in_state("waiting")
    offer = there.offer_for(customer.id, "moussa", "karim")
    actor, path = f"adviser:{offer['adviser']}", f"/api/offers/{offer['id']}/accept"
    replies = [web.staff(actor, "POST", path, {"epoch": offer["epoch"]}) for web in pair.webs]
    assert [reply.status_code for reply in replies] == [200, 200]  # the same adviser, twice
    hands = [
        one for one in here.staff(actor, "GET", f"/api/contacts/{customer.id}").json()["hands"]
        if one["party"] == "adviser"
    ]  # fmt: skip
    assert len(hands) == 1
    customer.post("end")


def test_a_message_sent_to_both_is_there_once(pair: Pair) -> None:
    customer = pair.webs[0].customer()
    client_id = secrets.token_hex(8)
    replies = [through(web, customer).say("bonjour", client_id) for web in pair.webs]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert replies[0].json()["id"] == replies[1].json()["id"]
    assert [m["text"] for m in customer.look()["messages"] if m["author"] == "customer"] == [
        "bonjour"
    ]
    customer.post("end")


def test_when_the_leader_dies_the_other_dispatches_and_nothing_is_lost(pair: Pair) -> None:
    """A page that was at the dead server goes on at the other, at its cursor."""
    dead = pair.leader()
    web, survivor = pair.webs[dead], pair.webs[1 - dead]
    survivor.available("karim")
    customer = web.customer("ar")
    acknowledged = [
        customer.say("شكرا").json()["id"],
        customer.say("بغيت نهضر مع شي واحد").json()["id"],
    ]
    customer.in_state("waiting")
    cursor = customer.view["cursor"]
    pair.servers[dead].kill()
    page = through(survivor, customer)
    following = Listener(
        f"{survivor.base}/api/contacts/me/stream?token={page.token}&cursor={cursor}"
    ).start()
    acknowledged.append(page.say("مرحبا؟").json()["id"])
    accept(survivor, page, "karim", "amina")
    following.wait(lambda name, data: name == "message" and data["id"] == acknowledged[-1])
    following.wait(lambda name, data: name == "contact" and data["state"] == "held")
    assert pair.leader() == 1 - dead
    kept = [m["id"] for m in page.look()["messages"] if m["author"] == "customer"]
    assert kept == acknowledged
    page.post("end")
    following.stop()
    pair.servers[dead].start()  # and comes back to stand by
    assert through(web, customer).look()["contact"]["state"] in ("wrap_up", "closed")


def accept(web: Web, customer: Customer, *advisers: str) -> None:
    """As a page does: an offer that a new leader withdrew rings again."""

    def accepted() -> bool:
        offer = web.offer_for(customer.id, *advisers)
        path = f"/api/offers/{offer['id']}/accept"
        reply = web.staff(f"adviser:{offer['adviser']}", "POST", path, {"epoch": offer["epoch"]})
        return reply.is_success

    until(accepted)


def test_a_lease_given_back_is_taken_at_once(pair: Pair) -> None:
    """A server that is stopped, not killed, lets the other begin without waiting."""
    first = pair.leader()
    assert pair.servers[first].stop() == 0
    until(lambda: pair.leader() == 1 - first)
    pair.servers[first].start()


def test_the_house_agrees_with_itself_after_all_that(pair: Pair, url: str) -> None:
    for server in pair.servers:
        server.stop()
    assert processes.violations(url) == []
    assert no_defects(pair.servers)


def no_defects(servers: tuple[ServerProcess, ...]) -> Any:
    return all("Traceback" not in server.said and "defect" not in server.said for server in servers)
