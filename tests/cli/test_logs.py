"""What a running server writes about itself holds no customer: planted through every door, sought
in every log line, count and event."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

import processes
from cli.conftest import Cli
from nawba.privacy.scrubbing import scrub
from nawba.settings import Settings
from nawba.web import create_app
from processes import ServerProcess, until
from web.conftest import Customer, Web, free_port, prepared

PLANTED = (
    "Zaynab Quessar-Oubella",
    "زينب القصار",
    "+212 6 98 76 54 32",
    "0698 765 432",
    "4539 1488 0343 6467",
    "FR76 3000 6000 0112 3456 7890 189",
    "zaynab.quessar@example.org",
    "BK 918273 Quessar",
)
WORDS = " / ".join(PLANTED)
SOUGHT = re.compile(
    r"quessar|oubella|القصار|زينب|%D8%B2%D9%8A|6.?98.?76.?54|0698.?765|"
    r"98765432|453914|4539.1488|30006000|3000.6000|BK.?918273",
    re.IGNORECASE,
)
"""Pieces of what was planted, as written and as squeezed together."""

SENSIBLE = {"brand": "atlas", "language": "fr", "state": "available", "queue": "atlas-fr"}
ACTORS = ("adviser:amina", "supervisor:salma")


def found_in(text: str) -> list[str]:
    """Every line that holds something planted; ids are random, and may by chance look like it."""
    lines = re.sub(r"\b[a-z]+_[0-9a-f]{18,}\b", "", text).splitlines()
    return [line[:300] for line in lines if SOUGHT.search(line)]


def test_the_search_finds_what_was_planted() -> None:
    for words in PLANTED:
        assert found_in(f"x {words} y"), words
        assert found_in(json.dumps(words)) or not words.isascii(), words
    assert not found_in('{"contact": "c_48e45a05b1cfe56432", "milliseconds": 12.5}')


# -- the doors --------------------------------------------------------------------------------


SCHEMA = create_app(Settings()).openapi()


def body_of(schema: dict[str, Any], sensible: bool, name: str = "") -> Any:
    """A body that fits ``schema``, planted in every text; ``sensible`` where a word is expected."""
    if "$ref" in schema:
        known = SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return body_of(known, sensible, name)
    if sensible and (name in SENSIBLE or name == "client_id"):
        return SENSIBLE.get(name, secrets.token_hex(16))
    if "anyOf" in schema:
        return body_of(schema["anyOf"][0], sensible, name)
    kind = schema.get("type")
    if kind == "object":
        fields = schema.get("properties")
        if fields is None:
            return {WORDS: WORDS}
        return {key: body_of(one, sensible, key) for key, one in fields.items()}
    if kind == "array":
        return [body_of(schema.get("items", {}), sensible, name)]
    return {"integer": 1, "number": 1, "boolean": True}.get(str(kind), WORDS)


def doors() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in SCHEMA["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def knock(client: httpx.Client, headers: dict[str, str], ids: dict[str, str]) -> int:
    """Call every route with what was planted in body, path, query and headers; how many calls."""
    calls, words = 0, cycle(PLANTED)
    for method, path, operation in doors():
        if path.endswith("/stream") or (method == "DELETE" and "/session" in path):
            continue  # endless, or the end of what the next calls need
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        for sensible in (True, False):
            known = ids if sensible else {}
            url = re.sub(r"\{(\w+)\}", lambda m: known.get(m[1], next(words)), path)  # noqa: B023
            body = None if schema is None else body_of(schema, sensible)
            query = {
                one["name"]: next(words)
                for one in operation.get("parameters", ())
                if one["in"] == "query" and not sensible
            }
            strange = {} if sensible else {"x-nawba-role": PLANTED[6]}
            client.request(method, url, json=body, params=query, headers={**headers, **strange})
            calls += 1
    return calls


def tell_everything(web: Web) -> Customer:
    """A customer who says it all, and people who write it down."""
    customer = web.customer(
        name=PLANTED[0], email=PLANTED[6], phone=PLANTED[2], reference=PLANTED[7]
    )
    for words in PLANTED:
        assert customer.say(f"je m'appelle {words}, ma question").status_code == 201
    files = {"file": (f"{PLANTED[0]}.txt", WORDS.encode(), "text/plain")}
    path = "/api/contacts/me/attachments"
    assert web.client.post(path, headers=customer.headers, files=files).status_code == 201
    customer.say("je voudrais parler à une personne svp")
    customer.in_state("waiting")
    web.available("amina")
    web.accepted(customer, "amina")
    said = {"client_id": secrets.token_hex(8), "text": f"Bonjour {WORDS}"}
    web.staff("adviser:amina", "POST", f"/api/contacts/{customer.id}/messages", said)
    customer.post("rating", {"solved": False, "rating": 1, "comment": WORDS})
    return customer


def send_rubbish(web: Web, customer: Customer) -> None:
    """What cannot be read, and what cannot be kept: errors like to repeat it."""
    headers = {**customer.headers, "content-type": "application/json"}
    for content in (f'{{"text": "{WORDS}', f'{{"client_id": "{WORDS}", "text": 7}}', WORDS):
        web.client.post("/api/contacts/me/messages", headers=headers, content=content.encode())
    web.client.get(f"/{PLANTED[0]}", headers={"authorization": f"Bearer {PLANTED[2]}"})
    web.client.get("/api/contacts/me/stream", params={"token": PLANTED[6], "cursor": PLANTED[2]})
    web.client.get("/api/health", headers={"host": f"{PLANTED[6]}"})


def break_the_tables(file: Path) -> None:
    """From now on no message can be kept, which is a defect: the database says the row."""
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TRIGGER broken BEFORE INSERT ON messages "
            "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END"
        )


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that writes all it can, to whom everything planted was said, and that broke."""
    folder = tmp_path_factory.mktemp("logs")
    url = f"sqlite:///{folder}/house.db"
    prepared(url)
    said = {"log_level": "debug", "log_format": "json", "metrics": "true"}
    server = ServerProcess(folder, url, free_port(), settings=said).start()
    with httpx.Client(base_url=server.base, timeout=30) as client:
        web = Web(server.base, client, database=url)
        customer = tell_everything(web)
        ids = {"contact": customer.id, "brand": "atlas"}
        calls = sum(knock(client, web.headers(actor), ids) for actor in ACTORS)
        send_rubbish(web, customer)
        calls += knock(client, web.customer().headers, ids)
        assert calls > 200
        other = web.customer()
        break_the_tables(folder / "house.db")
        assert other.say(WORDS).status_code == 500
        (folder / "metrics.txt").write_text(
            httpx.get(f"{server.base}/metrics").text, encoding="utf-8"
        )
        (folder / "health.txt").write_text(
            httpx.get(f"{server.base}/api/health").text, encoding="utf-8"
        )
    yield server
    server.kill()


def test_no_log_line_holds_what_was_planted(lived_in: ServerProcess) -> None:
    lines = [json.loads(line) for line in lived_in.said.splitlines() if line.startswith("{")]
    assert {"offer_made", "defect"} <= {line["event"] for line in lines}
    assert not found_in(lived_in.said)


def test_a_defect_is_logged_with_its_places_and_without_its_words(lived_in: ServerProcess) -> None:
    lines = [json.loads(line) for line in lived_in.said.splitlines() if line.startswith("{")]
    (defect,) = [line for line in lines if line["event"] == "defect" and "messages" in line["path"]]
    assert "IntegrityError" in defect["error"]
    assert any(place.startswith("nawba/actions/") for place in defect["places"])
    assert "CHECK constraint" not in lived_in.said
    assert "Traceback" not in lived_in.said


def test_no_count_holds_what_was_planted(lived_in: ServerProcess) -> None:
    text = (lived_in.folder / "metrics.txt").read_text("utf-8")
    assert "nawba_turns_total" in text
    assert not found_in(text)
    assert not found_in((lived_in.folder / "health.txt").read_text("utf-8"))


def test_no_event_holds_what_was_planted(lived_in: ServerProcess) -> None:
    with sqlite3.connect(lived_in.folder / "house.db") as connection:
        rows = connection.execute("SELECT * FROM events").fetchall()
        said = connection.execute("SELECT text FROM messages").fetchall()
    assert len(rows) > 30
    assert not found_in("\n".join(map(str, rows)))
    assert found_in("\n".join(map(str, said)))  # it was said, and is kept where it can be erased


def test_the_doctor_names_nobody(lived_in: ServerProcess) -> None:
    told = processes.run(lived_in.folder, "doctor", "--json", "--database", lived_in.url)
    assert told.stdout
    assert not found_in(told.stdout + told.stderr)


# -- the parts --------------------------------------------------------------------------------


UNCAUGHT = """
import logging, sys, threading
from nawba.cli.logs import set_up_logs
set_up_logs("info", sys.argv[1])
def broken():
    raise ValueError("Zaynab Quessar said 0698 765 432")
thread = threading.Thread(target=broken, name="owed")
thread.start(); thread.join()
try:
    broken()
except ValueError:
    logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
logging.getLogger("other").warning("mail to zaynab.quessar@example.org, GET /x/0698765432")
broken()
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_nobody_caught_is_logged_without_its_words(form: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", UNCAUGHT, form],
        capture_output=True,
        text=True,
        timeout=60,
        env=processes.environment(),
    )
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr.count("ValueError") == 3
    assert "<string>:6 broken" in told.stderr
    assert "Exception in ASGI application" in told.stderr
    assert "mail to [EMAIL], GET /x/[NUMBER]" in told.stderr
    assert not found_in(told.stderr)
    if form == "json":
        assert all(json.loads(line)["timestamp"] for line in told.stderr.splitlines())


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("contact c_48e45a05b1cfe56432 of cell main:12", None),
        ("127.0.0.1:8700 took 12.5 ms", None),
        ("/api/contacts/+212 6 98 76 54 32/x", "/api/contacts/[NUMBER]/x"),
        ("card 4539-1488-0343-6467.", "card [NUMBER]."),
        ("to fr7630006000011234567890189", "to [IBAN]"),
        ("x=zaynab.q%40example.org&y", "x=[EMAIL]&y"),
    ],
)
def test_the_last_net_takes_numbers_and_addresses_and_leaves_ids(
    text: str, scrubbed: str | None
) -> None:
    assert scrub(text) == (scrubbed or text)


def test_a_server_logs_to_standard_error_only(cli: Cli) -> None:
    prepared(cli.url)
    server = ServerProcess(cli.folder, cli.url, free_port(), settings={"log_level": "debug"})
    server.launch()
    until(server.answers, lambda: server.said)
    server.stop()
    assert "Nawba is open" in server.said
