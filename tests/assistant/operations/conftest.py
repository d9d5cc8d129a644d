"""The demo's back office behind each way to call it: HTTP, MCP over pipes, MCP over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from nawba.assistant.operations import Connected, Secrets, connect, read_systems
from nawba.demo.backoffice import Handle, start
from nawba.demo.backoffice.faults import Fault
from nawba.domain.operations_document import read_operations

SERVER = Path(__file__).parent / "mcp_server.py"
WAYS = ("http", "mcp-pipes", "mcp-http")
PATIENCE_SECONDS = 60

OPERATIONS = """
brand: sahla
operations:
  - name: find-invoice
    risk: read
    system: backoffice
    {find}
    fields: {{customer: identity, invoice: id}}
    result: {{invoice: id, amount: amount, issued_on: date, items: {{label: text, amount: amount}}}}
    personal: [items]
    authentication: known
    timeout_seconds: {seconds}
  - name: dispute-invoice
    risk: reversible
    system: backoffice
    {dispute}
    fields: {{customer: identity, invoice: id, amount: amount, note: text}}
    optional: [note]
    {arguments}
    result: {{dispute: id, amount: amount}}
    reference: dispute
    refusals: [too-late, already-disputed]
    authentication: known
    {lookup}
    timeout_seconds: {seconds}
  - name: find-dispute
    risk: read
    system: backoffice
    {look_up}
    fields: {{customer: identity, key: id}}
    {key}
    result: {{done: boolean, dispute: id, amount: amount}}
    answer: {{dispute: answer.dispute, amount: answer.amount}}
    authentication: known
    timeout_seconds: {seconds}
  - name: suspend-line
    risk: irreversible
    system: backoffice
    {suspend}
    fields: {{customer: identity, line: phone, reason: text}}
    result: {{suspension: id, state: text}}
    reference: suspension
    refusals: [already-suspended]
    authentication: verified
    timeout_seconds: {seconds}
"""
_OWN = "/customers/{customer}"
HTTP = {
    "find": f'method: GET\n    path: "{_OWN}/invoices/{{invoice}}"',
    "dispute": f'method: POST\n    path: "{_OWN}/invoices/{{invoice}}/disputes"',
    "look_up": f'method: GET\n    path: "{_OWN}/requests/{{key}}"',
    "suspend": f'method: POST\n    path: "{_OWN}/lines/{{line}}/suspension"',
    "arguments": "",
    "key": "",
}
MCP = {
    "find": "tool: find_invoice",
    "dispute": "tool: dispute_invoice",
    "look_up": "tool: look_up",
    "suspend": "tool: suspend_line",
    "arguments": "arguments: {amount: disputed.amount, note: disputed.note}",
    "key": "arguments: {key: request_key}",
}
_TOOLS = {"/disputes": "dispute", "/invoices": "find", "/requests": "look_up", "/lines": "suspend"}


@dataclass
class Bench:
    """Operations connected one way, the back office behind it, and the faults between them."""

    way: str
    folder: Path
    handle: Handle
    systems: str
    secrets: Secrets
    opened: dict[tuple[bool, float], Connected] = field(default_factory=dict)

    def connected(self, *, lookup: bool = True, seconds: float = 6.0) -> Connected:
        """The operations, with or without a look-up; connected once and then kept."""
        if (lookup, seconds) not in self.opened:
            self.opened[lookup, seconds] = self.connect(self.text(lookup, seconds))
        return self.opened[lookup, seconds]

    def connect(self, text: str) -> Connected:
        declared = read_operations(text, "operations.yaml")
        return connect(declared, read_systems(self.systems, "systems.yaml"), self.secrets)

    def text(self, lookup: bool, seconds: float) -> str:
        named = HTTP if self.way == "http" else MCP
        looked = "lookup: find-dispute" if lookup else ""
        return OPERATIONS.format(lookup=looked, seconds=seconds, **named)

    def fault(self, kind: str, path: str = "/disputes", times: int = 1) -> None:
        """The next calls meet a fault; ``path`` is of the HTTP interface, a tool stands for it."""
        if self.way == "http":
            self.handle.faults.add(Fault(kind, path, times, seconds=2.0))
            return
        told = "hang" if (self.way, kind) == ("mcp-http", "lost") else kind
        with (self.folder / "fault").open("a") as file:
            file.write(f"{_TOOLS[path]} {told}\n" * times)

    def reset(self) -> None:
        """As on the first day, and connected: connecting is not what is tested."""
        self.handle.reset()
        for name in ("fault", "calls"):
            (self.folder / name).unlink(missing_ok=True)
        asked = {"customer": "C-1001", "invoice": "latest"}
        for connected in self.opened.values():
            until(lambda one=connected: one.call("find-invoice", asked, "warm").status == "done")
        (self.folder / "calls").unlink(missing_ok=True)

    def close(self) -> None:
        for connected in self.opened.values():
            connected.close()
        self.handle.stop()

    @property
    def disputes(self) -> list[Any]:
        return self.handle.books.all("SELECT * FROM cases WHERE kind = 'dispute'")

    @property
    def suspensions(self) -> list[Any]:
        return self.handle.books.all("SELECT * FROM cases WHERE kind = 'suspension'")

    def calls(self) -> list[Any]:
        """Each call of a tool with its key; MCP only."""
        file = self.folder / "calls"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(scope="session", params=WAYS)
def any_bench(request: pytest.FixtureRequest) -> Bench:
    """One bench per way for the whole session: a server's start costs seconds."""
    return cast("Bench", request.getfixturevalue(f"{request.param.replace('-', '_')}_session"))


@pytest.fixture
def bench(any_bench: Bench) -> Bench:
    any_bench.reset()
    return any_bench


@pytest.fixture
def http_bench(http_session: Bench) -> Bench:
    http_session.reset()
    return http_session


@pytest.fixture
def pipes_bench(mcp_pipes_session: Bench) -> Bench:
    mcp_pipes_session.reset()
    return mcp_pipes_session


@pytest.fixture(scope="session")
def http_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = _bench("http", tmp_path_factory.mktemp("http"))
    bench.systems += f"    address: {bench.handle.address}\n    secret: SAHLA_TOKEN\n"
    bench.connected()
    bench.connected(lookup=False)
    yield bench
    bench.close()


@pytest.fixture(scope="session")
def mcp_pipes_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = _bench("mcp-pipes", tmp_path_factory.mktemp("pipes"))
    command = f"['{sys.executable}', '{SERVER}', '{bench.folder}']"
    bench.systems += f"    kind: mcp\n    command: {command}\n"
    bench.connected()
    bench.connected(lookup=False)
    yield bench
    bench.close()


@pytest.fixture(scope="session")
def mcp_http_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench, port = _bench("mcp-http", tmp_path_factory.mktemp("streamable")), free_port()
    process = serve(bench.folder, port)
    bench.systems += f"    kind: mcp\n    address: http://127.0.0.1:{port}/mcp\n"
    bench.connected()
    bench.connected(lookup=False)
    yield bench
    bench.close()
    process.kill()
    process.wait()


def _bench(way: str, folder: Path) -> Bench:
    handle = start(folder)
    secrets = Secrets(environment={"SAHLA_TOKEN": handle.token})
    return Bench(way, folder, handle, "brand: sahla\nsystems:\n  - name: backoffice\n", secrets)


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """The MCP server over HTTP, once it listens."""
    process = subprocess.Popen(
        [sys.executable, str(SERVER), str(folder), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: _listens(port))
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(look: Callable[[], bool]) -> None:
    """Look again until it is so."""
    deadline, pause = time.monotonic() + PATIENCE_SECONDS, threading.Event()
    while not look():
        assert time.monotonic() < deadline, "it did not happen in time"
        pause.wait(0.05)
