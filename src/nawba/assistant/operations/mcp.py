"""Calls of tools over the Model Context Protocol: a command of this machine, or streamable HTTP.

A tool is one more way to call an operation. Only the tools that operations declare are called; what
a server says of itself or of its tools instructs nobody, and it may ask for nothing in return. The
idempotency key travels in the request's ``_meta``, and as an argument to tools whose operation
declares a field ``key``.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx2
import mcp_types as types
import structlog
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp.client import Client, Transport
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from nawba.assistant.operations.answer import MAX_BYTES, parse_object
from nawba.assistant.operations.http import code_of, nested
from nawba.assistant.operations.outcomes import Answered, Lost, Refused, Sent, Unsent
from nawba.assistant.operations.secrets import Secrets
from nawba.assistant.operations.systems import System
from nawba.domain.errors import Invalid
from nawba.domain.operations import Fields, Operation
from nawba.domain.outward import callable_addresses
from nawba.models.outward import look_up

log = structlog.get_logger()

META_KEY = "nawba.io/idempotency-key"
CONNECT_SECONDS = 10.0
_CUT = (types.CONNECTION_CLOSED, types.INVALID_REQUEST, -types.INVALID_REQUEST)
"""Codes after which a session is not to be trusted; the last is an older SDK's "terminated"."""


class McpSystem:
    """A brand's system behind MCP. Thread-safe; connects at the first call and again when cut."""

    connect_seconds = CONNECT_SECONDS

    def __init__(self, system: System, secrets: Secrets) -> None:
        self._system, self._secrets = system, secrets
        self._lock = threading.Lock()
        self._session: _Session | None = None

    def send(self, operation: Operation, fields: Fields, key: str, *, again: bool) -> Sent:
        """One attempt; the first also connects, which may take ``connect_seconds`` more."""
        if not self._lock.acquire(timeout=operation.timeout_seconds):
            return Unsent("another call is still connecting", is_outage=True)
        try:
            session = self._connected()
        except Invalid as error:
            return Unsent(error.message)
        except Exception as error:  # noqa: BLE001 - whatever a foreign program does at its start
            return Unsent(type(error).__name__, is_outage=True)
        finally:
            self._lock.release()
        sent = session.call(operation, fields, key)
        if session.is_cut:
            self._drop(session)
        return sent

    def close(self) -> None:
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def _connected(self) -> _Session:
        if self._session is None:
            self._session = _Session(_transport(self._system, self._secrets))
        return self._session

    def _drop(self, session: _Session) -> None:
        with self._lock:
            if self._session is not session:
                return
            self._session = None
        session.close()


class _Session:
    """One connection, kept open in an event loop of its own thread."""

    def __init__(self, transport: Transport) -> None:
        self.is_cut = False
        client = Client(
            transport, read_timeout_seconds=CONNECT_SECONDS, cache=None, input_required_max_rounds=1
        )
        with ExitStack() as stack:
            self._portal: BlockingPortal = stack.enter_context(start_blocking_portal())
            self._client = stack.enter_context(self._portal.wrap_async_context_manager(client))
            self._stack = stack.pop_all()

    def call(self, operation: Operation, fields: Fields, key: str) -> Sent:
        try:
            return self._portal.call(self._call, operation, fields, key)
        except MCPError as error:
            self.is_cut = error.code in _CUT
            # No code proves that nothing happened: a tool half-way through may raise any of them.
            return Lost(f"code {error.code}")
        except TimeoutError:
            return Lost("no answer in time")
        except Exception as error:  # noqa: BLE001 - what a foreign server does must end the call only
            self.is_cut = not isinstance(error, ValidationError)
            return Lost(type(error).__name__)

    async def _call(self, operation: Operation, fields: Fields, key: str) -> Sent:
        named = {operation.arguments.get(name, name): value for name, value in fields.items()}
        meta: Any = {META_KEY: key} if operation.writes else None
        with anyio.fail_after(operation.timeout_seconds):
            result = await self._client.session.call_tool(operation.tool, nested(named), meta=meta)
        return judge(result)

    def close(self) -> None:
        """End the connection, and the command behind it; a server that resists is left."""
        self.is_cut = True
        try:
            self._stack.close()
        except Exception:  # noqa: BLE001 - it may have died already
            log.warning("mcp_close_failed")


def judge(result: types.CallToolResult) -> Sent:
    """What a tool's result means. An error without a reason code may have come half-way."""
    body = _body(result)
    if body is None or _size(result) > MAX_BYTES:
        return Lost("not a JSON object, or too large")
    if not result.is_error:
        return Answered(body)
    code = code_of(body)
    return Refused(code) if code else Lost("an error without a reason code")


def _body(result: types.CallToolResult) -> Mapping[str, Any] | None:
    """The structured content, else the one text block if it is a JSON object.

    What the SDK parsed is written and read again: numbers keep their decimals so.
    """
    if isinstance(result.structured_content, dict):
        return parse_object(json.dumps(result.structured_content).encode())
    blocks = [block.text for block in result.content if isinstance(block, types.TextContent)]
    return parse_object(blocks[0].encode()) if len(blocks) == 1 else None


def _size(result: types.CallToolResult) -> int:
    return len(result.model_dump_json())


def _transport(system: System, secrets: Secrets) -> Transport:
    if system.command:
        return _started(system, secrets)
    token = {"Authorization": f"Bearer {secrets.find(system.secret)}"} if system.secret else {}
    return _reached(system.address, token)


@asynccontextmanager
async def _started(system: System, secrets: Secrets) -> AsyncIterator[Any]:
    """The command's streams. It gets a bare environment and the secrets named for it."""
    program, *words = system.command
    named = {variable: secrets.find(name) for variable, name in system.environment.items()}
    parameters = StdioServerParameters(command=program, args=words, env=named)
    with Path(os.devnull).open("w") as nowhere:
        async with stdio_client(parameters, errlog=nowhere) as streams:
            yield streams


@asynccontextmanager
async def _reached(address: str, headers: dict[str, str]) -> AsyncIterator[Any]:
    limits = httpx2.Timeout(CONNECT_SECONDS, read=300)  # an event stream may be silent for long
    async with (
        httpx2.AsyncClient(
            transport=_Guarded(trust_env=False), headers=headers, timeout=limits, trust_env=False
        ) as client,
        streamable_http_client(
            address, http_client=client, max_sse_event_size=MAX_BYTES
        ) as streams,
    ):
        yield streams


class _Guarded(httpx2.AsyncHTTPTransport):
    """Refuses redirects, and answers over the size that are not event streams."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await super().handle_async_request(await _pinned(request))
        if 300 <= response.status_code < 400:
            await response.aclose()
            raise httpx2.RemoteProtocolError("redirect refused", request=request)
        is_stream = response.headers.get("content-type", "").startswith("text/event-stream")
        if not is_stream:
            assert isinstance(response.stream, httpx2.AsyncByteStream)
            response.stream = _Bounded(response.stream)
        return response


async def _pinned(request: httpx2.Request) -> httpx2.Request:
    """The same request to the address that was looked at: see ``models.outward``."""
    host, port = request.url.host, request.url.port or 443
    try:
        found = await anyio.to_thread.run_sync(look_up, host, port)
        address = callable_addresses(host, found, {host}, "operation_hosts")[0]
    except (OSError, Invalid) as error:
        raise httpx2.ConnectError(f"{host} may not be called", request=request) from error
    return httpx2.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": host},
    )


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._stream:
            size += len(chunk)
            if size > MAX_BYTES:
                raise httpx2.ReadError("answer too large")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
