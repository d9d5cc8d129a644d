"""What stands before every request: known hosts only, bodies of bounded size, safe headers.

Plain ASGI, so that long event streams pass through untouched.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request

from nawba.domain.addresses import is_loopback
from nawba.settings import Settings
from nawba.web.problems import language_of_headers, problem

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 6 * 1024 * 1024
_MAX_READ = 8 * MAX_BODY  # a client that is still sending would not see our answer
_NOT_LOCAL = "Nawba answers on this machine only: as 127.0.0.1, [::1] or localhost."
_NOT_KNOWN = "Nawba does not answer to this host's name. The setting public_hosts lists them."
_TOO_LARGE = f"A request may have {MAX_BODY // 1024 // 1024} MB at most. Send less at once."

_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        b"microphone=(self), midi=(), payment=(), serial=(), usb=()",
    ),
]
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    b"font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self'; "
    b"frame-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    b"object-src 'none'"
)
"""No inline script or style anywhere: what a customer writes can never become code."""
_OWN = [
    (b"content-security-policy", _POLICY + b"; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_ANYWHERE = [
    (b"content-security-policy", _POLICY),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_ON_OTHER_SITES = ("/widget", "/assets/", "/demo/")
"""What a brand's own site carries: the chat's loader, its frame and what that is made of."""


class Guard:
    """Wraps the application; refuses foreign hosts (DNS rebinding) and oversized bodies."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self._hosts, self._proxies = settings.hosts, settings.proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _believe_proxy(scope, self._proxies)
        answer = _with_headers(scope["path"], send)
        if not _is_known(_values(scope, b"host"), self._hosts):
            why = _NOT_KNOWN if self._hosts else _NOT_LOCAL
            await _refuse(scope, receive, answer, 421, "not_local", why)
            return
        too_large = _announces_too_much(_values(scope, b"content-length"))
        body = _Body(receive, answer)
        if not too_large:
            await body.run(self.app, scope)
        if too_large or body.exceeded:
            await body.drain()
            await _refuse(scope, receive, answer, 413, "too_large", _TOO_LARGE)


class _Body:
    """Counts a body as it comes: one without a length is cut off at the limit, and the answer
    that the application makes of the rest is kept back."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._read = 0
        self._more, self._began = True, False
        self.exceeded = False

    async def run(self, app: App, scope: Scope) -> None:
        try:
            await app(scope, self._counted, self._passed_on)
        except Exception:
            if not self.exceeded:
                raise  # else it only complains of the body that we cut off

    async def drain(self) -> None:
        """Read on, up to a bound, so that the client gets to read what we say."""
        while self._more and self._read < _MAX_READ:
            await self._next()

    async def _counted(self) -> Message:
        message = await self._next()
        self.exceeded = self.exceeded or (self._read > MAX_BODY and not self._began)
        return {"type": "http.disconnect"} if self.exceeded else message

    async def _next(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        self._more = bool(message.get("more_body", False))
        return message

    async def _passed_on(self, message: Message) -> None:
        if not self.exceeded:
            self._began = True
            await self._send(message)


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _is_known(hosts: list[str], known: frozenset[str]) -> bool:
    """Exactly one ``Host``, and it is this machine's own name or one that the settings know."""
    if len(hosts) != 1:
        return False
    host = hosts[0].lower()
    bracketed = host.startswith("[") and "]" in host
    name = host[: host.index("]") + 1] if bracketed else host.partition(":")[0]
    return is_loopback(name) or name.strip("[]") in known


def _believe_proxy(scope: Scope, proxies: frozenset[str]) -> None:
    """Take scheme and address of who asks from the headers of a proxy that is trusted.

    The last address that no trusted proxy has is who asked: what stands before it, anybody may
    have written.
    """
    client = scope.get("client")
    if not client or client[0] not in proxies:
        return
    told = ",".join(_values(scope, b"x-forwarded-for")).split(",")
    strangers = [one.strip() for one in told if one.strip() and one.strip() not in proxies]
    if strangers:
        scope["client"] = (strangers[-1], 0)
    if _values(scope, b"x-forwarded-proto")[-1:] in (["https"], ["http"]):
        scope["scheme"] = _values(scope, b"x-forwarded-proto")[-1]


def public_address(request: Request, settings: Settings) -> str:
    """What links begin with: the address that people type, as far as it is known."""
    return settings.public_url or f"{request.url.scheme}://{request.headers['host']}"


def _announces_too_much(lengths: list[str]) -> bool:
    numbers = [length for length in lengths if length.isdecimal()]
    return any(len(number) > 12 or int(number) > MAX_BODY for number in numbers)


def _with_headers(path: str, send: Send) -> Send:
    wanted = [*_HEADERS, *(_ANYWHERE if path.startswith(_ON_OTHER_SITES) else _OWN)]

    async def send_more(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            extra = [pair for pair in wanted if pair[0] not in present]
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return send_more


async def _refuse(
    scope: Scope, receive: Receive, send: Send, status: int, code: str, detail: str
) -> None:
    language = language_of_headers(scope["headers"])
    answer = problem(status, code, detail, language=language)
    answer.headers["connection"] = "close"
    await answer(scope, receive, send)
