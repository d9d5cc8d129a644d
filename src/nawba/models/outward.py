"""How calls leave the house: to addresses that were looked at, and to nothing they point on to.

A transport for httpx: it looks the host up itself, refuses what ``domain.outward`` refuses, and
connects to the very address that it looked at, so that a name cannot lead elsewhere a moment later
(DNS rebinding). The certificate is still checked against the name.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Collection

import httpx

from nawba.domain.errors import Invalid
from nawba.domain.outward import callable_addresses, is_literal

LookUp = Callable[[str, int], list[str]]


def look_up(host: str, port: int) -> list[str]:
    """The addresses of ``host``, in the order of the system. Raises OSError when it has none."""
    if is_literal(host):
        return [host.strip("[]")]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


class Outward(httpx.BaseTransport):
    """Calls from a thread. ``allowed`` hosts may be at home; ``setting`` is where they are named.

    Raises httpx.UnsupportedProtocol for an address that may not be called, httpx.ConnectError for a
    name without one.
    """

    def __init__(
        self,
        allowed: Collection[str],
        setting: str,
        limits: httpx.Limits | None = None,
        verify: ssl.SSLContext | bool = True,
        find: LookUp = look_up,
    ) -> None:
        self._allowed, self._setting, self._find = allowed, setting, find
        held = limits or httpx.Limits(max_connections=100, max_keepalive_connections=20)
        self._inner = httpx.HTTPTransport(limits=held, verify=verify, trust_env=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host, port = _place(request)
        try:
            address = self._checked(host, port, request)[0]
        except OSError as error:
            raise httpx.ConnectError(f"{host} was not found", request=request) from error
        return self._inner.handle_request(_pinned(request, address))

    def _checked(self, host: str, port: int, request: httpx.Request) -> list[str]:
        return _checked(self._find(host, port), host, self._allowed, self._setting, request)

    def close(self) -> None:
        self._inner.close()


class AsyncOutward(httpx.AsyncBaseTransport):
    """The same for a loop; every call has a connection of its own, to be sure of its host."""

    def __init__(self, allowed: Collection[str], setting: str, find: LookUp = look_up) -> None:
        self._allowed, self._setting, self._find = allowed, setting, find
        alone = httpx.Limits(max_keepalive_connections=0)
        self._inner = httpx.AsyncHTTPTransport(limits=alone, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host, port = _place(request)
        try:
            found = await asyncio.to_thread(self._find, host, port)
        except OSError as error:
            raise httpx.ConnectError(f"{host} was not found", request=request) from error
        address = _checked(found, host, self._allowed, self._setting, request)[0]
        return await self._inner.handle_async_request(_pinned(request, address))

    async def aclose(self) -> None:
        await self._inner.aclose()


def _place(request: httpx.Request) -> tuple[str, int]:
    return request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80)


def _checked(
    found: list[str], host: str, allowed: Collection[str], setting: str, request: httpx.Request
) -> list[str]:
    try:
        return callable_addresses(host, found, allowed, setting)
    except Invalid as error:
        raise httpx.UnsupportedProtocol(error.message, request=request) from error


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    """The same request to ``address``: its Host header and its certificate's name stay."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
