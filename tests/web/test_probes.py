"""What a monitor and a process supervisor are told, and how a house stops: nobody new comes in,
what was begun is finished, and pages find the next server."""

from __future__ import annotations

import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from nawba.actions.api_keys import make_key
from nawba.domain.identity import CONSOLE
from nawba.settings import Settings
from nawba.store.stream import format_cursor, parse_cursor
from nawba.web import create_app
from nawba.web.house import House
from nawba.web.turns import Turns
from processes import ServerProcess
from web.conftest import Customer, Web, eventually, free_port, prepared, serving
from web.test_turns import ScriptedDriver

BASE = "http://127.0.0.1"


@pytest.fixture
def house(tmp_path: Path) -> House:
    folder = tmp_path / "house"
    folder.mkdir()
    url = f"sqlite:///{folder}/house.db"
    prepared(url)
    return House(Settings(database=url, cache_folder=tmp_path, metrics=True))


@pytest.fixture
def web(house: House) -> Iterator[Web]:
    """The application itself, its house in the test's hands."""
    app = create_app(house.settings, house)
    with TestClient(app, base_url=BASE, client=("127.0.0.1", 5000)) as client:
        yield Web(BASE, client, house.store)


def values(web: Web) -> dict[str, float]:
    """Every line of ``/metrics`` that is no comment."""
    reply = web.client.get("/metrics")
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def readiness(web: Web) -> tuple[int, list[str]]:
    reply = web.client.get("/readyz")
    assert reply.json()["ready"] is (reply.status_code == 200)
    return reply.status_code, reply.json()["waits_for"]


def test_it_is_ready_once_it_is_warm(web: Web, house: House) -> None:
    assert web.client.get("/healthz").json() == {"status": "ok"}
    eventually(lambda: True if house.is_warm else None)
    assert readiness(web) == (200, [])
    house.is_warm = False
    assert readiness(web) == (503, ["warm_up"])


def test_it_is_alive_and_not_ready_without_its_database(web: Web, house: House) -> None:
    eventually(lambda: True if house.is_warm else None)
    folder = Path(str(house.store.engine.url.database)).parent
    away = folder.with_suffix(".away")
    # The folder goes, in one step: of the file alone a worker would at once make a new, empty one.
    folder.rename(away)
    house.store.dispose()
    assert readiness(web) == (503, ["database"])
    assert web.client.get("/healthz").status_code == 200
    away.rename(folder)
    eventually(lambda: readiness(web) == (200, []) or None)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "redémarrons"), ("ar", "نعيد التشغيل"), ("en", "restarting")]
)
def test_a_draining_house_opens_no_contact_and_says_why(
    web: Web, house: House, language: str, words: str
) -> None:
    known = web.customer()
    house.drain()
    assert "drain" in readiness(web)[1]
    body = {"brand": "atlas", "language": language, "client_id": secrets.token_hex(16)}
    refused = web.client.post("/api/contacts", json=body)
    assert (refused.status_code, refused.json()["retryable"]) == (503, True)
    assert refused.json()["code"] == "restarting"
    assert words in refused.json()["detail"]
    assert refused.headers["retry-after"]
    assert known.say("Je veux résilier mon abonnement").status_code == 201
    eventually(lambda: len(known.texts("assistant")) > 1 or None)


def test_a_house_is_idle_when_every_reply_is_made() -> None:
    driver = ScriptedDriver()
    turns = Turns(driver)  # type: ignore[arg-type]
    assert turns.are_idle()
    turns.owe("one")
    assert not turns.are_idle()  # at once, though no worker may have begun
    driver.begun()
    assert not turns.are_idle()
    driver.go.release()
    eventually(lambda: turns.are_idle() or None)
    turns.stop()


def test_a_reply_that_fails_leaves_the_house_idle() -> None:
    driver = ScriptedDriver(fault=lambda: 1 // 0)
    turns = Turns(driver)  # type: ignore[arg-type]
    turns.owe("one")
    driver.go.release()
    driver.begun()
    eventually(lambda: turns.are_idle() or None)
    turns.stop()


def test_metrics_are_for_this_machine_and_for_who_may_read_them(web: Web, house: House) -> None:
    passed_on = {"x-forwarded-for": "203.0.113.9"}
    assert web.client.get("/metrics").status_code == 200
    assert web.client.get("/metrics", headers=passed_on).status_code == 401
    _, secret = make_key(house.store, CONSOLE, "m", ("administrator",), actions=("read_metrics",))
    bearer = {"authorization": f"Bearer {secret}"}
    assert web.client.get("/metrics", headers=passed_on | bearer).status_code == 200
    supervisor = web.headers("supervisor:salma")
    assert web.client.get("/metrics", headers=passed_on | supervisor).status_code == 403


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    url = f"sqlite:///{tmp_path}/data/house.db"
    prepared(url)
    one = ServerProcess(tmp_path, url, free_port(), settings={"log_level": "error"})
    yield one.start()
    one.kill()


def test_a_stop_ends_streams_with_when_to_come_back(server: ServerProcess) -> None:
    """SIGTERM, as systemd and containers send it: status 0, and every page told when to return."""
    client = httpx.Client(base_url=server.base, timeout=30)
    customer = Web(server.base, client).customer()
    lines: list[str] = []
    connected = threading.Event()

    def read() -> None:
        url = f"{server.base}/api/contacts/me/stream?token={customer.token}"
        with httpx.stream("GET", url, timeout=60) as reply:
            for line in reply.iter_lines():
                lines.append(line)
                connected.set()

    page = threading.Thread(target=read)
    page.start()
    assert connected.wait(30)
    assert server.process is not None
    server.process.terminate()
    assert server.process.wait(30) == 0
    page.join(30)
    retries = [int(line.partition(": ")[2]) for line in lines if line.startswith("retry: ")]
    assert len(retries) == 2
    assert 500 <= retries[-1] <= 4000
    assert server.said.endswith("Stopped.\n")


def test_a_stop_makes_the_replies_that_are_owed(server: ServerProcess) -> None:
    """More customers than workers ask at once, and it is told to stop while they wait."""
    client = httpx.Client(base_url=server.base, timeout=30)
    web = Web(server.base, client)
    customers = [web.customer() for _ in range(60)]
    with ThreadPoolExecutor(20) as pool:
        for said in pool.map(lambda one: one.say("Je veux résilier mon abonnement"), customers):
            assert said.status_code == 201
    assert server.process is not None
    server.process.terminate()
    assert server.process.wait(60) == 0
    with sqlite3.connect(server.url.removeprefix("sqlite:///")) as connection:
        owed = connection.execute("SELECT count(*) FROM contacts WHERE turn_due IS NOT NULL")
        assert owed.fetchone() == (0,)


def test_a_page_ahead_of_a_restored_back_up_reads_everything_anew(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/web.db", tmp_path) as web:
        customer = web.customer()
        now = parse_cursor(web.client.get("/api/health").json()["cursor"])
        for more, told in ((0, False), (1000, True)):
            cursor = format_cursor({cell: seq + more for cell, seq in now.items()})
            url = f"{web.base}/api/contacts/me/stream?token={customer.token}&cursor={cursor}"
            assert (b"event: resync" in first_bytes(url)) is told


def first_bytes(url: str) -> bytes:
    """What a stream begins with, up to its first frame."""
    found = b""
    with httpx.stream("GET", url, timeout=30) as reply:
        for part in reply.iter_raw():
            found += part
            if found.count(b"\n\n") >= 2:
                return found
    return found


# -- metrics ----------------------------------------------------------------------------------


def test_metrics_are_off_until_the_settings_say_otherwise(tmp_path: Path) -> None:
    with serving(f"sqlite:///{tmp_path}/web.db", tmp_path) as web:
        reply = web.client.get("/metrics")
        assert reply.status_code == 404
        assert "metrics = true" in reply.json()["detail"]


def test_metrics_count_turns_writes_events_and_who_waits(web: Web, house: House) -> None:
    customer = web.customer()
    customer.say("Je veux résilier mon abonnement")
    customer.say("je voudrais parler à une personne")
    customer.in_state("waiting")
    web.available("amina")
    found = eventually(lambda: _with(values(web), 'nawba_contacts{state="waiting"}', 1.0))
    assert found['nawba_turns_total{did="handed_over",reason="person_requested"}'] == 1
    assert found['nawba_write_seconds_count{action="open_contact"}'] == 1
    assert found['nawba_events_total{type="contact_opened"}'] == 1
    assert found["nawba_event_delivery_seconds_count"] >= 5
    assert found["nawba_event_delivery_seconds_sum"] < 60
    assert found["nawba_longest_wait_seconds"] >= 0
    eventually(lambda: _with(values(web), "nawba_offers_live", 1.0))
    assert values(web)['nawba_advisers{state="available"}'] == 1
    assert found["process_resident_memory_bytes"] > 10_000_000


def _with(found: dict[str, float], name: str, value: float) -> dict[str, float] | None:
    return found if found.get(name) == value else None


def test_no_label_names_a_brand_a_queue_a_person_or_a_contact(web: Web, house: House) -> None:
    customer: Customer = web.customer()
    customer.say("je voudrais parler à une personne")
    customer.in_state("waiting")
    web.available("amina")
    text = web.client.get("/metrics").text
    labels = set(re.findall(r'(\w+)="([^"]*)"', text))
    assert {name for name, _ in labels} <= {"did", "reason", "action", "type", "state", "le"}
    centre = house.centre
    names = {customer.id} | {
        one.id for kind in (centre.brands, centre.queues, centre.advisers) for one in kind
    }
    assert not names & {value for _, value in labels}
