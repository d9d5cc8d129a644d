"""Which addresses the house may call when somebody else named them: a guard against SSRF.

A webhook's address is written by whoever may manage webhooks, not by whoever runs the machine, so
it must not reach what only this machine can: itself, its private network, or the metadata service
of a cloud. The rule is about addresses and not names, because a name says where it leads only when
it is looked up; what was looked up and allowed is what is called.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from nawba.domain.errors import Invalid

Address = IPv4Address | IPv6Address

_NEVER = (
    ip_network("169.254.0.0/16"),  # link-local: clouds keep their keys at 169.254.169.254
    ip_network("fe80::/10"),
    ip_network("fd00:ec2::/32"),  # the same service of one cloud, over IPv6
    ip_network("100.100.100.200/32"),  # and of another
    ip_network("192.0.0.192/32"),
    ip_network("0.0.0.0/8"),
    ip_network("::/128"),
)
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("::/96"))
"""IPv6 that carries an IPv4 address in its last four bytes: it leads there."""

_NOT_AN_ADDRESS = "This is no web address. Write it as https://example.com/path."
_NOT_HTTPS = "Webhooks go to https addresses. Add the host to webhook_hosts if it is your own."


def split_url(url: str, allowed: Collection[str]) -> tuple[str, str, int]:
    """Scheme, host and port of ``url``. Raises Invalid for what is no plain web address, and for
    http to a host that the operator has not named in ``allowed``."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Invalid(_NOT_AN_ADDRESS, field="url") from error
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not (plain and host and parts.scheme in ("http", "https")) or parts.username is not None:
        raise Invalid(_NOT_AN_ADDRESS, field="url")
    if parts.scheme == "http" and host not in allowed:
        raise Invalid(_NOT_HTTPS, field="url")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80)


def callable_addresses(
    host: str, found: Sequence[str], allowed: Collection[str], setting: str
) -> list[str]:
    """Those of ``found``, the addresses that ``host`` was resolved to, that may be called.

    ``allowed`` are hosts that the operator named in ``setting``: they may be at home. All of
    ``found`` must be fit: a name that also leads to this machine is refused as a whole. Raises
    Invalid.
    """
    for one in found:
        address = _real(ip_address(one.partition("%")[0]))
        if _is_never(address, host, allowed) or not (address.is_global or host in allowed):
            raise Invalid(
                f"{host} is on a private network or this machine. Calls go there only if the "
                f"setting {setting} names the host.",
                field="url",
            )
    return list(found)


def is_literal(host: str) -> bool:
    """Whether ``host`` is an address itself and no name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_never(address: Address, host: str, allowed: Collection[str]) -> bool:
    """What no name may lead to; the address itself can be allowed, by writing it down."""
    never = address.is_multicast or any(address in network for network in _NEVER)
    return never and not (is_literal(host) and host in allowed)


def _real(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else itself."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _TRANSLATED) and int(address) > 1:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
