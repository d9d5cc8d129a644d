"""Where a brand's systems are, and which secret opens them: ``systems.yaml``, the operator's file.

Apart from ``operations.yaml``, which says what may be asked of them and is written by whoever
writes flows: nobody but the operator says where calls go. Addresses are on this machine, or on a
host that the operator allowed by setting; secrets are named, never written.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from nawba.domain.building import attempt, suggest
from nawba.domain.faults import Faults
from nawba.domain.yaml_lines import Path, parse

KINDS = ("http", "mcp")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,79}")


@dataclass(frozen=True)
class System:
    """One of a brand's systems. ``address`` for HTTP and MCP over HTTP, ``command`` for MCP here.

    ``secret`` names what is sent as bearer token; ``environment`` gives a command's variables the
    secrets named.
    """

    name: str
    kind: str = "http"
    address: str = ""
    command: tuple[str, ...] = ()
    secret: str = ""
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BrandSystems:
    brand: str
    systems: tuple[System, ...]


def read_systems(text: str, name: str, hosts: Collection[str] = ()) -> BrandSystems:
    """The systems of one brand. ``hosts`` are those beyond this machine that may be called.

    Raises DocumentError with every fault of the file.
    """
    document, found = parse(text, name)
    faults = Faults(document, found)
    value = document.value if isinstance(document.value, dict) else {}
    for key in value.keys() - {"brand", "systems"}:
        faults.add((key,), "is not known here", suggest(key, ("brand", "systems")))
    brand, entries = value.get("brand"), value.get("systems")
    faults.need(isinstance(brand, str), ("brand",), "must name the brand", "Write `brand: …`.")
    remedy = "Write `systems:` and one entry per dash below it."
    count = len(entries) if isinstance(entries, list) else 0
    faults.need(count > 0, ("systems",), "must be a list", remedy)
    read = [_read(faults, ("systems", place), hosts) for place in range(count)]
    _check_names(faults, read)
    faults.stop()
    return BrandSystems(str(brand), tuple(system for system in read if system is not None))


def _check_names(faults: Faults, systems: Sequence[System | None]) -> None:
    seen: set[str] = set()
    for place, system in enumerate(systems):
        if system is None:
            continue
        problem = f"'{system.name}' is used twice"
        where = ("systems", place, "name")
        faults.need(system.name not in seen, where, problem, "Give each its own name.")
        seen.add(system.name)


def _read(faults: Faults, path: Path, hosts: Collection[str]) -> System | None:
    system: System | None
    system, found = attempt(System, faults.document, path)
    faults.found += found
    if system is None:
        return None
    remedy = "Use lower-case letters, digits and dashes, such as backoffice."
    faults.need(
        bool(_NAME.fullmatch(system.name)),
        (*path, "name"),
        f"'{system.name}' cannot be a name",
        remedy,
    )
    faults.known((*path, "kind"), system.kind, KINDS, "kind")
    _check_way(faults, path, system)
    if system.address:
        _check_address(faults, (*path, "address"), system.address, hosts)
    _check_secrets(faults, path, system)
    return system


def _check_way(faults: Faults, path: Path, system: System) -> None:
    if system.kind == "http":
        faults.need(
            bool(system.address) and not system.command,
            path,
            "needs an address",
            "Write `address: http://127.0.0.1:8790`.",
        )
    else:
        faults.need(
            bool(system.address) != bool(system.command),
            path,
            "needs one way to be reached",
            "Write `address: …`, or `command: [ … ]`.",
        )
    faults.need(
        not system.environment or bool(system.command),
        (*path, "environment"),
        "is for commands",
        "Remove it, or write `secret: …`.",
    )


def _check_address(faults: Faults, path: Path, address: str, hosts: Collection[str]) -> None:
    parts = urlsplit(address)
    host = parts.hostname or ""
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    if not faults.need(
        parts.scheme in ("http", "https") and bool(host) and plain,
        path,
        f"'{address}' is no address",
        "Write scheme, host and port, such as https://crm.example:8443.",
    ):
        return
    if is_here(host):
        return
    faults.need(
        host in hosts,
        path,
        f"host '{host}' is not allowed",
        "Add it to the setting operation_hosts, if calls may leave this machine.",
    )
    faults.need(parts.scheme == "https", path, "goes out unencrypted", "Use https://.")


def is_here(host: str) -> bool:
    """Whether ``host`` is this machine's loopback."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _check_secrets(faults: Faults, path: Path, system: System) -> None:
    named: list[tuple[Path, str]] = [((*path, "secret"), system.secret)] if system.secret else []
    named += [((*path, "environment", key), name) for key, name in system.environment.items()]
    for place, name in named:
        faults.need(
            bool(_VARIABLE.fullmatch(name)) and not name.startswith("NAWBA_"),
            place,
            f"'{_short(name)}' cannot be a secret's name",
            "Name it in capitals, such as SAHLA_TOKEN; never write the secret itself.",
        )


def _short(name: str) -> str:
    """A few letters of what was written: it may be the secret itself, by mistake."""
    return name if len(name) <= 4 else f"{name[:4]}…"
