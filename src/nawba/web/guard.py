"""What stands before every request: loopback hosts only, bodies of bounded size, safe headers.

Plain ASGI, so that long event streams pass through untouched.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from nawba.settings import is_loopback

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 6 * 1024 * 1024

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_FRAMED = b"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'"
_OWN = _FRAMED + b"; frame-ancestors 'none'"


class Guard:
    """Wraps the application; refuses foreign hosts (DNS rebinding) and oversized bodies."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if not _is_local(headers.get(b"host", b"").decode("latin-1")):
            await _refuse(send, 421, "not_local", "Nawba answers on this machine only.")
        elif int(headers.get(b"content-length", b"0") or 0) > MAX_BODY:
            await _refuse(send, 413, "too_large", _TOO_LARGE)
        else:
            await self.app(scope, _bounded(receive), _with_headers(scope["path"], send))


_TOO_LARGE = f"A request may have {MAX_BODY // 1024 // 1024} MB at most. Send less at once."


def _is_local(host: str) -> bool:
    name = host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]
    return is_loopback(name)


def _bounded(receive: Receive) -> Receive:
    """A body without a length is counted as it comes; past the limit the client is cut off."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return {"type": "http.disconnect"} if got > MAX_BODY else message

    return counted


def _with_headers(path: str, send: Send) -> Send:
    framed = path.startswith("/widget") or path.startswith("/demo")
    policy = (b"content-security-policy", _FRAMED if framed else _OWN)

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            extra = [pair for pair in (*_HEADERS, policy) if pair[0] not in present]
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return send_more


async def _refuse(send: Send, status: int, code: str, detail: str) -> None:
    body = json.dumps(
        {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    ).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
