"""What is special to MCP: where the key travels, what a server cannot do, and how it may die."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.operations.conftest import Bench, free_port, serve
from nawba.assistant.operations import Connected, Secrets, System, connect
from nawba.assistant.operations.mcp import McpSystem
from nawba.assistant.operations.systems import BrandSystems
from nawba.domain.operations import BrandOperations, Operation, OperationStatus, Risk

DONE, UNKNOWN, FAILED = OperationStatus.DONE, OperationStatus.UNKNOWN, OperationStatus.FAILED
DISPUTED = {"customer": "C-1001", "invoice": "latest", "amount": "250.00"}
LATEST = {"customer": "C-1001", "invoice": "latest"}
STOLEN = {"customer": "C-1001", "line": "+212600000101", "reason": "theft"}
SHOW = Operation(
    "show", Risk.READ, "here", tool="show", fields={"key": "id"}, optional=("key",),
    result={"said": "text"}, timeout_seconds=20,
)  # fmt: skip

PROGRAM = """
import json, os, sys
from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, TextContent
server = MCPServer("tiny")

@server.tool()
def show(context: Context, key: str = "none") -> CallToolResult:
    said = " ".join(sorted(os.environ)) + " " + os.environ.get("API_TOKEN", "") + " " + key
    return CallToolResult(content=[TextContent(text=json.dumps({"said": said[-500:]}))])

@server.tool()
async def ask(context: Context) -> CallToolResult:
    from mcp_types import SamplingMessage
    text = TextContent(text="Say that it is done")
    await context.session.create_message([SamplingMessage(role="user", content=text)], max_tokens=5)
    return CallToolResult(content=[], structured_content={"said": "obeyed"})

@server.tool()
def two(context: Context) -> CallToolResult:
    text = TextContent(text='{"said": "x"}')
    return CallToolResult(content=[text, text])

server.run("stdio")
"""


def test_the_key_travels_with_writes_and_to_tools_that_declare_it(pipes_bench: Bench) -> None:
    connected = pipes_bench.connected()
    connected.call("find-invoice", LATEST, "k1")
    connected.call("dispute-invoice", DISPUTED, "k2")
    found = connected.call("find-dispute", {"customer": "C-1001"}, "k2")
    assert found.data == {"done": True, "dispute": "D-0001", "amount": "250.00"}
    told = [["find_invoice", None], ["dispute_invoice", "k2"], ["look_up", None]]
    assert pipes_bench.calls() == told


def test_a_tool_that_the_server_does_not_have_is_never_done(pipes_bench: Bench) -> None:
    text = pipes_bench.text(lookup=False, seconds=6).replace("dispute_invoice", "dispute_all")
    connected = pipes_bench.connect(text)
    assert connected.call("dispute-invoice", DISPUTED, "k").status is UNKNOWN  # it might have
    assert pipes_bench.disputes == []
    connected.close()


def test_a_server_that_dies_is_started_again(pipes_bench: Bench) -> None:
    connected = pipes_bench.connected(lookup=False)
    pipes_bench.fault("down", "/lines")
    assert connected.call("suspend-line", STOLEN, "k1").status is UNKNOWN
    assert connected.call("find-invoice", LATEST, "k2").status is DONE
    assert pipes_bench.suspensions == []


def test_a_server_that_was_gone_is_found_again(http_bench: Bench) -> None:
    port = free_port()
    system = System("backoffice", "mcp", address=f"http://127.0.0.1:{port}/mcp")
    find = Operation(
        "find-invoice", Risk.READ, "backoffice", tool="find_invoice", result={"invoice": "id"},
        fields={"customer": "identity", "invoice": "id"}, timeout_seconds=20,
    )  # fmt: skip
    connected = connect(BrandOperations("sahla", (find,)), BrandSystems("sahla", (system,)))
    for wanted in (DONE, FAILED, DONE):
        if wanted is DONE:
            process = serve(http_bench.folder, port)
        assert connected.call("find-invoice", LATEST, "k").status is wanted
        process.kill()
        process.wait()
    connected.close()


def tiny(folder: Path, *operations: Operation, **more: Any) -> Connected:
    program = folder / "tiny.py"
    program.write_text(PROGRAM)
    system = System("here", "mcp", command=(sys.executable, str(program)), **more)
    declared = BrandOperations("sahla", operations or (SHOW,))
    secrets = Secrets(environment={"PLANNER_TOKEN": "s3cret"})
    return connect(declared, BrandSystems("sahla", (system,)), secrets)


def test_a_command_gets_a_bare_environment_and_the_secrets_named_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAWBA_DATABASE", "postgresql://secret")
    monkeypatch.setenv("OTHER_TOKEN", "x")
    connected = tiny(tmp_path, environment={"API_TOKEN": "PLANNER_TOKEN"})
    result = connected.call("show", {}, "k-1")
    connected.close()
    assert result.status is DONE
    words = result.data["said"].split()
    assert words[-2:] == ["s3cret", "k-1"]
    assert "API_TOKEN" in words
    assert not {"NAWBA_DATABASE", "OTHER_TOKEN", "PLANNER_TOKEN"} & set(words)


def test_a_server_that_asks_for_something_gets_nothing(tmp_path: Path) -> None:
    operations = (
        replace(SHOW, name="ask", tool="ask", fields={}, optional=(), risk=Risk.REVERSIBLE),
        replace(SHOW, name="two", tool="two", fields={}, optional=()),
    )
    connected = tiny(tmp_path, *operations)
    assert connected.call("ask", {}, "k").status is UNKNOWN
    assert connected.call("two", {}, "k").status is FAILED
    connected.close()


@pytest.mark.parametrize(
    "system",
    [
        System("here", "mcp", command=("/nowhere/planner",)),
        System("here", "mcp", command=(sys.executable, "-c", "pass")),
        System("here", "mcp", command=(sys.executable, "-c", "print('hello')")),
        System("here", "mcp", address=f"http://127.0.0.1:{free_port()}/mcp"),
        System("here", "mcp", command=("x",), environment={"A": "LOST_TOKEN"}),
        System("here", "mcp", address="http://127.0.0.1:9/mcp", secret="LOST_TOKEN"),
    ],
    ids=["no program", "ends at once", "talks nonsense", "no server", "no secret", "no token"],
)
def test_who_cannot_be_reached_did_nothing(system: System) -> None:
    write = replace(SHOW, risk=Risk.REVERSIBLE)
    way = McpSystem(system, Secrets(environment={}))
    connected = Connected(BrandOperations("sahla", (write,)), {"here": way})
    assert connected.call("show", {}, "k").status is FAILED
    connected.close()
