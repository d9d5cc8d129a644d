"""The header ``Idempotency-Key`` on POST: the same request again gets the same answer, once done.

After draft-ietf-httpapi-idempotency-key-header-07. The key is kept in the transaction of what the
request does (``actions.repeated_requests``); here are the wire's parts: read the body, know the
caller, hold back a second request while the first one runs, keep the answer.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field

from fastapi.responses import JSONResponse

from nawba.actions.repeated_requests import (
    Answer,
    KeyedRequest,
    alongside,
    find_answer,
    keep_answer,
)
from nawba.domain.errors import Invalid, KeyRunning, NawbaError
from nawba.store.engine import ALONGSIDE
from nawba.web.asking import Asker, asker_of
from nawba.web.credentials import Scope, header
from nawba.web.guard import App, Message, Receive, Send
from nawba.web.problems import STATUS, language_of_headers, problem

MOST = 255
_KEPT_HEADERS = (b"content-type", b"location", b"link", b"content-language")
_DOOR = ("/api/session", "/api/oidc")  # an answer that lets somebody in is given once
_KEEP_UP_TO = 1024 * 1024
_BOUNDARY = re.compile(rb'boundary="?([^";,\s]+)"?')
_RUNNING = "The first request with this Idempotency-Key is still at work. Try again in a moment."


class Idempotent:
    """Wraps the application. Only POST with the header is touched; all else passes through."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._running: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        try:
            await self._once(scope, receive, send, key)
        except NawbaError as error:
            await _refusal(scope, error)(scope, receive, send)

    async def _once(self, scope: Scope, receive: Receive, send: Send, key: str) -> None:
        _check(key)
        body, is_whole = await _read(receive)
        if not is_whole:
            return  # the client went away, or sent more than is taken: the guard has answered
        request = _request(scope, await asker_of(scope), key, body)
        if request.id in self._running:
            raise KeyRunning(_RUNNING)
        self._running.add(request.id)
        try:
            await self._run(scope, _again(body, receive), send, request)
        finally:
            self._running.discard(request.id)

    async def _run(self, scope: Scope, receive: Receive, send: Send, request: KeyedRequest) -> None:
        store = scope["app"].state.house.store
        known = await asyncio.to_thread(find_answer, store, request)
        if known is not None:
            await _replay(send, known)
            return
        heard = _Heard(send)
        mark = ALONGSIDE.set(alongside(request))
        try:
            await self.app(scope, receive, heard)
        finally:
            ALONGSIDE.reset(mark)
        if heard.status < 500 and heard.is_small:
            await asyncio.to_thread(keep_answer, store, request, heard.answer)
        await heard.release()


@dataclass
class _Heard:
    """Holds the answer back until it is kept: what a client has read is never lost again."""

    send: Send
    status: int = 500
    messages: list[Message] = field(default_factory=list)
    size: int = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.size += len(message.get("body", b""))
        self.messages.append(message)
        if not self.is_small:
            await self.release()

    @property
    def is_small(self) -> bool:
        return self.size <= _KEEP_UP_TO

    @property
    def answer(self) -> Answer:
        headers = [pair for one in self.messages for pair in one.get("headers", ())]
        kept = {k.decode("latin-1"): v.decode("latin-1") for k, v in headers if k in _KEPT_HEADERS}
        return Answer(self.status, kept, b"".join(one.get("body", b"") for one in self.messages))

    async def release(self) -> None:
        for message in self.messages:
            await self.send(message)
        self.messages.clear()


def _key(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    if not scope["path"].startswith("/api/") or scope["path"].startswith(_DOOR):
        return None
    return header(scope, b"idempotency-key") or None


def _check(key: str) -> None:
    if len(key) > MOST or not key.isascii() or not key.isprintable():
        raise Invalid(
            f"An Idempotency-Key has 1 to {MOST} printable ASCII characters.",
            field="Idempotency-Key",
        )


async def _read(receive: Receive) -> tuple[bytes, bool]:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body), False
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return bytes(body), True


def _request(scope: Scope, caller: Asker, key: str, body: bytes) -> KeyedRequest:
    """The fingerprint leaves out what differs between two sendings of the same form."""
    form = _BOUNDARY.search(header(scope, b"content-type").encode("latin-1"))
    content = body.replace(form[1], b"-") if form else body
    named = f"{scope['method']} {scope['path']}?{scope['query_string'].decode('latin-1')}\n"
    fingerprint = hashlib.sha256(named.encode() + content).hexdigest()
    return KeyedRequest(
        caller.name,
        key,
        fingerprint,
        attempt=secrets.token_hex(16),
        contact=caller.contact,
        is_safe_again=_has_own_id(body),
    )


def _has_own_id(body: bytes) -> bool:
    """Whether the action itself knows the request again, by the id that its client made up."""
    try:
        found = json.loads(body)
    except ValueError:
        return False
    return isinstance(found, dict) and isinstance(found.get("client_id"), str)


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives the application the body that was read already, then what comes after it."""
    told = False

    async def read() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read


async def _replay(send: Send, answer: Answer) -> None:
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in answer.headers.items()]
    if answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    headers.append((b"idempotency-replayed", b"true"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


def _refusal(scope: Scope, error: NawbaError) -> JSONResponse:
    status = next((status for kind, status in STATUS if isinstance(error, kind)), 500)
    language = language_of_headers(scope["headers"])
    return problem(
        status, error.code, error.message, error.field, error.retryable, language=language
    )
