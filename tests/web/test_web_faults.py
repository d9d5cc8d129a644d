"""What goes wrong around the server, and what comes in that nobody should send: told in words,
nothing acknowledged is lost, and the server goes on."""

from __future__ import annotations

import json
import secrets
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

import processes
from nawba.store import open_store, tables
from processes import ServerProcess, until
from web.conftest import Customer, Web, eventually, free_port, prepared, serving

SUPERVISOR = "supervisor:salma"
NEVER = "9" * 400
LONE = "\\ud83d"  # half an emoji, as JSON escapes it


# -- the database ---------------------------------------------------------------------------


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[Web, sa.Engine, Path]]:
    """A server whose database the test may spoil; with its engine and its file."""
    url = f"sqlite:///{tmp_path}/lab.db"
    store = open_store(url, busy_seconds=0.2)
    with serving(url, tmp_path, store) as web:
        yield web, store.engine, tmp_path / "lab.db"


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Another process holds the database's one write lock."""
    script = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30);"
        "c.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        yield
        other.kill()


def test_a_database_locked_by_another_process_is_told_and_waited_for(
    lab: tuple[Web, sa.Engine, Path],
) -> None:
    web, _, file = lab
    customer = web.customer()
    with locked(file):
        refused = customer.say("bonjour", client_id="while-locked")
        told = refused.json()
        assert (refused.status_code, told["code"], told["retryable"]) == (503, "unavailable", True)
        assert refused.headers["retry-after"] == "1"
        assert told["detail"] == "La base de données est occupée. Réessayez dans un instant."
        assert web.client.get("/api/health").status_code == 200  # reading goes on
    said = eventually(lambda: accepted(customer.say("bonjour", client_id="while-locked")))
    assert [m["text"] for m in customer.look()["messages"] if m["id"] == said["id"]] == ["bonjour"]
    customer.say("a human please")
    customer.in_state("waiting")  # the assistant's turns came back too


def accepted(reply: httpx.Response) -> Any:
    return reply.json() if reply.is_success else None


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(
    lab: tuple[Web, sa.Engine, Path],
) -> None:
    web, engine, file = lab
    most = {"pages": 2**31}

    @sa.event.listens_for(engine, "checkout")
    def _bound(connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {most['pages']}")

    customer = web.customer()
    acknowledged = [customer.say(f"before {n}").json()["id"] for n in range(3)]
    most["pages"] = 1  # SQLite takes it for as many as there are
    told = until(lambda: full(customer))
    assert told["retryable"] is True
    assert "Le disque est plein" in told["detail"]
    assert web.client.get("/api/health").status_code == 200
    seen = customer.token and web.client.get("/api/contacts/me", headers=customer.headers)
    assert seen.status_code in (200, 503)
    most["pages"] = 2**31
    after = eventually(lambda: accepted(customer.say("after", client_id="after")))
    kept = [m["id"] for m in customer.look()["messages"]]
    assert [one for one in kept if one in acknowledged] == acknowledged
    assert after["id"] in kept
    assert processes.violations(f"sqlite:///{file}") == []


def full(customer: Customer) -> Any:
    """The problem of a message that found no room; smaller ones may still have found some."""
    reply = customer.say("x" * 3900)
    return reply.json() if reply.status_code == 503 else None


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ServerProcess]:
    url = f"sqlite:///{tmp_path}/data/house.db"
    one = ServerProcess(tmp_path, url, free_port(), settings={"log_level": "error"})
    yield one
    one.kill()


def refused_to_start(house: ServerProcess) -> str:
    """What the server says when it ends at once with a failure."""
    house.launch()
    assert house.process is not None
    assert house.process.wait(processes.PATIENCE_SECONDS) not in (0, None)
    assert "Traceback" not in house.said
    return house.said


@pytest.mark.parametrize("damage", ["other", "middle"])
def test_a_damaged_database_is_told_at_the_start(house: ServerProcess, damage: str) -> None:
    file = house.folder / "data" / "house.db"
    file.parent.mkdir()
    if damage == "other":
        file.write_bytes(secrets.token_bytes(50_000))
        assert "not a Nawba database" in refused_to_start(house)
        return
    prepared(house.url)
    content = bytearray(file.read_bytes())
    content[4096 : len(content)] = b"\xff" * (len(content) - 4096)  # all but the first page
    file.write_bytes(bytes(content))
    said = refused_to_start(house)
    assert "damaged" in said
    assert "restore a backup" in said


def test_a_database_that_cannot_be_made_is_told_at_the_start(house: ServerProcess) -> None:
    """Nobody can write under /proc, not even root, for whom folders are never read-only."""
    house.url = "sqlite:////proc/nawba/house.db"
    assert "/proc/nawba" in refused_to_start(house)
    house.url = "sqlite:////proc/house.db"
    assert "cannot be opened. Check its folder and permissions" in refused_to_start(house)


def test_a_database_that_cannot_be_written_is_told_at_the_start(house: ServerProcess) -> None:
    """Root may write everywhere: the file itself says that it is for readers only."""
    prepared(house.url)
    with (house.folder / "data" / "house.db").open("r+b") as file:
        file.seek(18)  # the file format's write version: above 2 means read-only
        file.write(b"\x03")
    assert "cannot be written. Give this user write permission" in refused_to_start(house)


def test_a_database_that_another_holds_at_the_start_is_told(house: ServerProcess) -> None:
    prepared(house.url)
    with locked(Path(house.url.removeprefix("sqlite:///"))):
        assert "busy" in refused_to_start(house)
    house.start()


def test_a_kill_in_the_middle_of_a_burst_loses_and_doubles_nothing(house: ServerProcess) -> None:
    """Five customers write as fast as they can; the process is killed under them, twice."""
    prepared(house.url)
    house.start()
    pages = [Writer(house.base, number) for number in range(5)]
    for page in pages:
        page.start()
    for wanted in (40, 90):
        until(lambda wanted=wanted: sum(len(page.acknowledged) for page in pages) >= wanted)
        house.kill()
        house.start()
    until(lambda: sum(len(page.acknowledged) for page in pages) >= 120)
    for page in pages:
        page.stop()
    for page in pages:
        kept = {m["client_id"]: m["text"] for m in page.messages() if m["author"] == "customer"}
        texts = [m["text"] for m in page.messages() if m["author"] == "customer"]
        assert len(texts) == len(set(texts))
        assert kept.items() >= page.acknowledged.items()
    house.stop()
    assert processes.violations(house.url) == []


class Writer(threading.Thread):
    """A customer's page: it sends each message until it is acknowledged, then the next."""

    def __init__(self, base: str, number: int) -> None:
        super().__init__(daemon=True)
        self.client = httpx.Client(base_url=base, timeout=30)
        self.number, self.acknowledged = number, dict[str, str]()
        body = {"brand": "atlas", "language": "fr", "client_id": f"writer-{number}-{'x' * 16}"}
        token = self.client.post("/api/contacts", json=body).json()["token"]
        self.client.headers["authorization"] = f"Bearer {token}"
        self._stop_asked = threading.Event()

    def run(self) -> None:
        count = 0
        while not self._stop_asked.is_set():
            client_id, text = f"{self.number}-{count}", f"message {count} de {self.number}"
            try:
                body = {"client_id": client_id, "text": text}
                reply = self.client.post("/api/contacts/me/messages", json=body)
            except httpx.TransportError:
                self._stop_asked.wait(0.05)
                continue
            if reply.is_success:
                self.acknowledged[client_id] = text
                count += 1

    def stop(self) -> None:
        self._stop_asked.set()
        self.join(timeout=60)
        assert not self.is_alive()

    def messages(self) -> list[dict[str, Any]]:
        return list(self.client.get("/api/contacts/me").json()["messages"])


# -- the input ------------------------------------------------------------------------------


def told_in_words(reply: httpx.Response, *codes: int) -> dict[str, Any]:
    assert reply.status_code in codes, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json()["detail"]
    return dict(reply.json())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe\x00", b"{'brand': 'atlas'}",
        b"[" * 100_000, b'{"brand": ' + b"9" * 10_000 + b"}", b'{"brand": NaN, "client_id": 1}',
    ],
    ids=["empty", "open", "list", "null", "text", "bytes", "quotes", "deep", "long", "nan"],
)  # fmt: skip
def test_a_body_that_is_not_what_it_should_be_is_told(web: Web, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    told_in_words(web.client.post("/api/contacts", content=body, headers=headers), 400, 422)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense", ""]
)
def test_a_body_under_another_content_type_is_not_read(web: Web, kind: str) -> None:
    """What a form of another site could send without asking is not taken for JSON."""
    body = json.dumps({"brand": "atlas", "client_id": secrets.token_hex(16)}).encode()
    headers = {"content-type": kind} if kind else {}
    reply = web.client.post("/api/contacts", content=body, headers=headers)
    assert "application/json" in told_in_words(reply, 422)["detail"]


def raw_json(web: Web, customer: Customer, path: str, body: str) -> httpx.Response:
    headers = {**customer.headers, "content-type": "application/json"}
    return web.client.post(path, content=body.encode(), headers=headers)


def test_half_a_character_is_kept_as_browsers_keep_it(web: Web) -> None:
    customer = web.customer()
    body = f'{{"client_id": "{secrets.token_hex(4)}", "text": "salut {LONE} toi"}}'
    reply = raw_json(web, customer, "/api/contacts/me/messages", body)
    assert reply.status_code == 201
    assert reply.json()["text"] == "salut \ufffd toi"
    whole = f'{{"client_id": "{secrets.token_hex(4)}", "text": "\\ud83d\\ude00"}}'
    assert raw_json(web, customer, "/api/contacts/me/messages", whole).json()["text"] == "😀"


@pytest.mark.parametrize("field", ["brand", "client_id", "language", "name", "email"])
def test_half_a_character_anywhere_breaks_nothing(web: Web, field: str) -> None:
    known = {"brand": "atlas", "client_id": secrets.token_hex(16)}
    rest = ", ".join(f'"{key}": "{value}"' for key, value in known.items() if key != field)
    body = f'{{"{field}": "{LONE}{LONE}", {rest}}}'
    headers = {"content-type": "application/json"}
    reply = web.client.post("/api/contacts", content=body.encode(), headers=headers)
    assert reply.status_code in (201, 404, 422), reply.text


def test_half_a_character_in_a_name_of_a_field_is_told(web: Web) -> None:
    customer = web.customer()
    body = f'{{"goal": "x", "revision": 1, "fields": {{"{LONE}": 3}}}}'
    headers = {**customer.headers, "content-type": "application/json"}
    reply = web.client.put("/api/contacts/me/brief", content=body.encode(), headers=headers)
    told_in_words(reply, 422)


def test_control_characters_and_markup_are_text(web: Web) -> None:
    customer = web.customer()
    text = "a\x00b\x07c\x1b[31m <script>alert(1)</script> & <b>é</b>\r\nx"
    said = customer.say(text).json()
    assert said["text"] == "abc[31m <script>alert(1)</script> & <b>é</b>\nx"
    assert customer.look()["messages"][-1]["id"]


@pytest.mark.parametrize(
    "client_id",
    ["", "x" * 100_000, "a\x00b", "a\nb", "\u202eabc"],
    ids=["none", "100kB", "nul", "line", "bidi"],
)
def test_a_client_id_that_is_none_is_refused(web: Web, client_id: str) -> None:
    customer = web.customer()
    reply = customer.post("messages", {"client_id": client_id, "text": "bonjour"})
    told = told_in_words(reply, 422)
    assert told["field"] == "client_id"
    assert len(told["detail"]) < 500  # what was sent is not sent back


@pytest.mark.parametrize("number", ["-1", "0.5", "1e400", "1e20", NEVER, '"1"', "true", "null"])
def test_a_number_that_is_none_is_refused(web: Web, number: str) -> None:
    customer = web.customer()
    headers = {**customer.headers, "content-type": "application/json"}
    body = f'{{"goal": "x", "fields": {{}}, "revision": {number}}}'
    reply = web.client.put("/api/contacts/me/brief", content=body.encode(), headers=headers)
    told_in_words(reply, 409 if number in ('"1"', "true") else 422)  # read as 1: not the latest
    reply = raw_json(web, customer, "/api/contacts/me/rating", f'{{"rating": {number}}}')
    assert reply.status_code in (200, 422), reply.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": "-1"}, {"limit": "0"}, {"limit": NEVER}, {"interval": "0"}, {"interval": "-300"},
        {"next": "yesterday~x"}, {"next": "\x00"}, {"from": "yesterday"}, {"from": "0001-01-01"},
        {"to": "9999-12-31T23:59:59Z"}, {"from": NEVER}, {"to": "2026-01-01T00:00:00+99:99"},
    ],
    ids=str,
)  # fmt: skip
def test_a_question_about_the_past_that_makes_no_sense_is_told(
    web: Web, wrong: dict[str, str]
) -> None:
    span = {"from": "2026-03-01", "to": "2026-03-02"}
    headers = web.headers(SUPERVISOR)
    for path in ("/api/history", "/api/history.csv", "/api/intervals.csv"):
        reply = web.client.get(path, params=span | wrong, headers=headers)
        if reply.status_code != 200:  # a route may not have that word
            told_in_words(reply, 422)
    told_in_words(web.client.get("/api/history", params=span | wrong, headers=headers), 422)


@pytest.mark.parametrize("strange", ["\x00", "%00", "' OR 1=1 --", "ü" * 500, "../../etc/passwd"])
def test_strange_words_find_nothing(web: Web, strange: str) -> None:
    headers = web.headers(SUPERVISOR)
    span = {"from": "2026-03-01", "to": "2026-03-02"}
    for name in ("brand", "queue", "site", "adviser", "outcome"):
        reply = web.client.get("/api/history", params=span | {name: strange}, headers=headers)
        assert reply.status_code == 200
        assert reply.json()["rows"] == []
    quoted = httpx.QueryParams({"x": strange}).__str__().removeprefix("x=")
    for path in ("/api/contacts/{}", "/api/attachments/{}", "/api/brands/{}", "/demo/{}"):
        reply = web.client.get(path.format(quoted), headers=headers)
        told_in_words(reply, 404)


@pytest.mark.parametrize("cursor", ["main:-1", "main:x", ":", "main", "main:" + NEVER])
def test_a_damaged_cursor_is_told_to_customers_too(web: Web, cursor: str) -> None:
    customer = web.customer()
    params = {"token": customer.token, "cursor": cursor}
    told = told_in_words(web.client.get("/api/contacts/me/stream", params=params), 422)
    assert told["field"] == "cursor"


def test_a_file_that_is_none_is_told(web: Web) -> None:
    customer = web.customer()
    path = "/api/contacts/me/attachments"
    for files, codes in (
        ({"file": ("x.exe", b"MZ\x90\x00" * 100, "image/png")}, (422,)),
        ({"file": ("x.png", b"", "image/png")}, (422,)),
        ({"other": ("x.png", b"x", "image/png")}, (422,)),
        ({"file": ("big.txt", b"x" * (5 * 1024 * 1024 + 1), "text/plain")}, (413,)),
    ):
        reply = web.client.post(path, headers=customer.headers, files=files)
        told_in_words(reply, *codes)
    headers = {**customer.headers, "content-type": "multipart/form-data"}
    told_in_words(web.client.post(path, headers=headers, content=b"no boundary"), 400, 422)


def test_a_files_name_cannot_break_its_download(web: Web) -> None:
    customer = web.customer()
    name = 'a"; filename=evil.exe\r\nX-Evil: 1/../é\u202e.txt'
    files = {"file": (name, b"hello", "text/plain")}
    path = "/api/contacts/me/attachments"
    uploaded = web.client.post(path, headers=customer.headers, files=files)
    assert uploaded.status_code == 201
    reply = web.client.get(f"/api/attachments/{uploaded.json()['id']}", headers=customer.headers)
    assert "x-evil" not in reply.headers
    assert reply.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in reply.headers["content-security-policy"]


def test_what_was_refused_left_no_trace(web: Web) -> None:
    """After all this input the house still agrees with itself."""
    assert web.staff(SUPERVISOR, "GET", "/api/wallboard").status_code == 200
    assert web.store is not None
    with web.store.read() as connection:
        kept = connection.execute(sa.select(tables.messages.c.text)).scalars()
        assert not any("\x00" in text or "\ud83d" in text for text in kept)
    assert processes.violations(str(web.store.engine.url)) == []
