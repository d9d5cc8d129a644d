"""What a request says of its sender, and whether a door has found it to be true.

``credential_of`` only looks at what was sent and costs nothing: anybody can invent it. The doors
(``callers``) ``vouch`` for a credential that opened, or that they have just given out, so that
whoever counts requests can tell the two apart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from nawba.actions.api_keys import PREFIX

Scope = MutableMapping[str, Any]

ACCOUNT, KEY, CUSTOMER, ADDRESS = "account", "key", "customer", "address"
_COOKIES = ("nawba", "__Host-nawba")
_VOUCHED = "nawba.vouched"


@dataclass(frozen=True)
class Credential:
    """``kind`` is one of the four above; ``name`` tells callers of a kind apart."""

    kind: str
    name: str


def credential_of(scope: Scope) -> Credential:
    """What ``scope``, an HTTP request, says of its sender; unchecked."""
    authorization = header(scope, b"authorization")
    if authorization:
        return of_token(bearer_of(authorization))
    session = _session(header(scope, b"cookie"))
    return of_session(session) if session else address_of(scope)


def of_token(token: str) -> Credential:
    """Of an API key, or of a customer's token."""
    return Credential(KEY if token.startswith(PREFIX) else CUSTOMER, _short(token))


def of_session(token: str) -> Credential:
    return Credential(ACCOUNT, _short(token))


def address_of(scope: Scope) -> Credential:
    """Of whoever shows nothing: where they are."""
    return Credential(ADDRESS, network_of(scope))


def expect_vouching(scope: Scope) -> set[Credential]:
    """The set in which the doors behind will put what they vouch for."""
    vouched: set[Credential] = scope.setdefault(_VOUCHED, set())
    return vouched


def vouch(scope: Mapping[str, Any], credential: Credential) -> None:
    """Say that ``credential`` is good, to whoever expects it."""
    scope.get(_VOUCHED, set()).add(credential)


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
