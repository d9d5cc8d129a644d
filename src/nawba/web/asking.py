"""Who sends a request, told before any route is chosen: for rate limits and idempotency keys.

``credential_of`` only looks at what was sent and costs nothing; ``asker_of`` checks it as the
route will, because what was answered once may be answered again only to the same caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableMapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from starlette.requests import Request

from nawba.actions.api_keys import PREFIX
from nawba.domain.errors import NawbaError
from nawba.web.callers import caller_of

Scope = MutableMapping[str, Any]

ACCOUNT, KEY, CUSTOMER, ADDRESS = "account", "key", "customer", "address"
_COOKIES = ("nawba", "__Host-nawba")


@dataclass(frozen=True)
class Credential:
    """``kind`` is one of the four above; ``name`` tells callers of a kind apart."""

    kind: str
    name: str


def credential_of(scope: Scope) -> Credential:
    """What ``scope``, an HTTP request, says of its sender; unchecked."""
    authorization = header(scope, b"authorization")
    if authorization:
        token = bearer_of(authorization)
        return Credential(KEY if token.startswith(PREFIX) else CUSTOMER, _short(token))
    session = _session(header(scope, b"cookie"))
    if session:
        return Credential(ACCOUNT, _short(session))
    return Credential(ADDRESS, network_of(scope))


@dataclass(frozen=True)
class Asker:
    """``name`` is ``anonymous`` for whoever proves nothing; ``contact`` is a customer's."""

    name: str
    contact: str | None = None


async def asker_of(scope: Scope) -> Asker:
    """Who sends the request, as far as they prove it."""
    state, request = scope["app"].state, Request(scope)
    token = bearer_of(header(scope, b"authorization"))
    try:
        if token and not token.startswith(PREFIX):
            call = await state.callers.find(token)
            return Asker(str(call.actor), call.contact)
        caller = await caller_of(request, state.doorkeeper)
        return Asker(f"account:{caller.identity.id}")
    except NawbaError:
        return Asker("anonymous")  # the route will say why, in words


def header(scope: Scope, name: bytes) -> str:
    """The first header of that name, or nothing."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def bearer_of(authorization: str) -> str:
    return authorization.removeprefix("Bearer ").strip()


def network_of(scope: Scope) -> str:
    """The address that a request comes from: of IPv6 the /64, which one household has whole."""
    client = scope.get("client")
    try:
        address = ip_address(client[0] if client else "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)


def _session(cookies: str) -> str:
    pairs = (one.strip().partition("=") for one in cookies.split(";"))
    return next((value for name, _, value in pairs if name in _COOKIES), "")


def _short(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:24]
