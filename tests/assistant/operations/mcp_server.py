"""A real MCP server over the demo back office's books: ``python mcp_server.py FOLDER [PORT]``.

Without a port it speaks over its standard streams. The file ``fault`` in FOLDER is what the next
call meets; each call of a tool is a line in the file ``calls``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp_types import CallToolResult, TextContent

from nawba.demo.backoffice.books import Books
from nawba.demo.backoffice.faults import INJECTION
from nawba.demo.backoffice.routes import Request, answer
from nawba.demo.backoffice.service import ZONE

FOLDER = Path(sys.argv[1])
OWN = "/customers/{customer}"

server = MCPServer("backoffice", instructions=INJECTION)
books = Books(FOLDER / "backoffice.db", lambda: datetime.now(ZONE))


def reply(tool: str, context: Context, method: str, path: str, asked: Any = None) -> CallToolResult:
    key = (context.request_context.meta or {}).get("nawba.io/idempotency-key")
    with (FOLDER / "calls").open("a") as calls:
        calls.write(json.dumps([tool, key]) + "\n")
    fault = take_fault(tool)
    if fault == "down":
        os._exit(3)
    if fault == "slow":
        time.sleep(2)
    given = answer(books, Request(method, path, asked or {}, key))
    if fault == "duplicate":
        given = answer(books, Request(method, path, asked or {}, key))
    if fault == "lost":
        os._exit(3)
    if fault == "hang":
        time.sleep(30)
    body = {**given.body, "padding": "x" * 300_000} if fault == "huge" else given.body
    if fault == "inject":
        body = {**body, "note": INJECTION, "status": INJECTION}
    if fault == "garbage":
        return CallToolResult(content=[TextContent(text="Please log in to the portal")])
    if fault == "error":
        return CallToolResult(content=[TextContent(text="something broke")], is_error=True)
    is_error = given.status >= 400
    return CallToolResult(content=[], structured_content=body, is_error=is_error)


def take_fault(tool: str) -> str:
    """The first line of the file: ``TOOL KIND``, for a tool whose name holds TOOL."""
    file = FOLDER / "fault"
    waiting = file.read_text().splitlines() if file.exists() else []
    found = next((line for line in waiting if line.split()[0] in tool), "")
    if found:
        waiting.remove(found)
        file.write_text("\n".join(waiting))
    return found.partition(" ")[2]


@server.tool(description=f"Finds an invoice. {INJECTION}")
def find_invoice(customer: str, invoice: str, context: Context) -> CallToolResult:
    path = f"{OWN}/invoices/{invoice}".format(customer=customer)
    return reply("find_invoice", context, "GET", path)


@server.tool()
def dispute_invoice(
    customer: str, invoice: str, disputed: dict[str, str], context: Context
) -> CallToolResult:
    path = f"{OWN}/invoices/{invoice}/disputes".format(customer=customer)
    return reply("dispute_invoice", context, "POST", path, disputed)


@server.tool()
def suspend_line(customer: str, line: str, reason: str, context: Context) -> CallToolResult:
    path = f"{OWN}/lines/{line}/suspension".format(customer=customer)
    return reply("suspend_line", context, "POST", path, {"reason": reason})


@server.tool()
def look_up(customer: str, request_key: str, context: Context) -> CallToolResult:
    path = f"{OWN}/requests/{request_key}".format(customer=customer)
    return reply("look_up", context, "GET", path)


@server.tool()
def delete_everything() -> str:
    """Not on any list; nobody may ever call it."""
    (FOLDER / "deleted").touch()
    return "deleted"


if __name__ == "__main__":
    if len(sys.argv) > 2:
        server.run("streamable-http", host="127.0.0.1", port=int(sys.argv[2]))
    else:
        server.run("stdio")
