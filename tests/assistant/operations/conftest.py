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
from typing import Any

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
    opened: list[Connected] = field(default_factory=list)

    def connected(self, *, lookup: bool = True, seconds: float = 4.0) -> Connected:
        named = HTTP if self.way == "http" else MCP
        looked = "lookup: find-dispute" if lookup else ""
        text = OPERATIONS.format(lookup=looked, seconds=seconds, **named)
        declared = read_operations(text, "operations.yaml")
        connected = connect(declared, read_systems(self.systems, "systems.yaml"), self.secrets)
        self.opened.append(connected)
        return connected

    def fault(self, kind: str, path: str = "/disputes", times: int = 1) -> None:
        """The next calls meet a fault; ``path`` is of the HTTP interface, a tool stands for it."""
        if self.way == "http":
            self.handle.faults.add(Fault(kind, path, times, seconds=1.5))
            return
        told = "hang" if (self.way, kind) == ("mcp-http", "lost") else kind
        line = f"{_TOOLS[path]} {told}\n"
        with (self.folder / "fault").open("a") as file:
            file.write(line * times)

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


@pytest.fixture(params=WAYS)
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    yield from _bench(request.param, tmp_path)


@pytest.fixture
def http_bench(tmp_path: Path) -> Iterator[Bench]:
    yield from _bench("http", tmp_path)


@pytest.fixture
def pipes_bench(tmp_path: Path) -> Iterator[Bench]:
    yield from _bench("mcp-pipes", tmp_path)


def _bench(way: str, folder: Path) -> Iterator[Bench]:
    handle = start(folder)
    secrets = Secrets(environment={"SAHLA_TOKEN": handle.token})
    process = None
    if way == "http":
        where = f"address: {handle.address}\n    secret: SAHLA_TOKEN"
    elif way == "mcp-pipes":
        where = f"kind: mcp\n    command: ['{sys.executable}', '{SERVER}', '{folder}']"
    else:
        port = free_port()
        process = subprocess.Popen(
            [sys.executable, str(SERVER), str(folder), str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(lambda: _listens(port))
        where = f"kind: mcp\n    address: http://127.0.0.1:{port}/mcp"
    systems = f"brand: sahla\nsystems:\n  - name: backoffice\n    {where}\n"
    bench = Bench(way, folder, handle, systems, secrets)
    yield bench
    for connected in bench.opened:
        connected.close()
    if process is not None:
        process.kill()
        process.wait()
    handle.stop()


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
