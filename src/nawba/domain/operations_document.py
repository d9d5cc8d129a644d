"""Reads ``operations.yaml``, and refuses an entry that could not be called safely.

Nothing here opens a file: callers read it and give its name for the fault messages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from nawba.domain.building import attempt, suggest
from nawba.domain.faults import Faults
from nawba.domain.kinds import KINDS
from nawba.domain.operations import BrandOperations, Level, Operation, Risk
from nawba.domain.yaml_lines import Path, parse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LONGEST_TIMEOUT = 30.0
RESULT_KINDS = frozenset(KINDS)
FIELD_KINDS = frozenset(KINDS)

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*")
_PLACE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
_SYSTEM = _NAME
_PATH = re.compile(r"(/([A-Za-z0-9._~-]+|\{[a-z][a-z0-9_]*\}))+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def read_operations(text: str, name: str) -> BrandOperations:
    """The operations of one brand. Raises DocumentError with every fault of the file."""
    document, found = parse(text, name)
    faults = Faults(document, found)
    brand, entries = _outline(document.value, faults)
    read = [_read(faults, ("operations", place)) for place in range(len(entries))]
    parts = {path: part for path, part in read if part is not None}
    names = [part.name for part in parts.values()]
    for path, part in parts.items():
        faults.need(names.count(part.name) == 1, (*path, "name"),
                    f"'{part.name}' is used twice", "Give each its own name.")  # fmt: skip
        for check in _CHECKS:
            check(faults, path, part)
        _check_references(faults, path, part, parts.values())
    faults.stop()
    return BrandOperations(brand, tuple(parts.values()))


def _outline(value: Any, faults: Faults) -> tuple[str, list[Any]]:
    """The brand and the entries of the list, empty when the file has neither."""
    if not isinstance(value, dict):
        faults.add((), "is not a list of operations", "Write `brand: …` and `operations:`.")
        return "", []
    for key in value.keys() - {"brand", "operations"}:
        faults.add((key,), "is not known here", suggest(key, ("brand", "operations")))
    brand, entries = value.get("brand"), value.get("operations")
    faults.need(isinstance(brand, str), ("brand",), "must name the brand", "Write `brand: …`.")
    remedy = "Write `operations:` and one entry per dash below it."
    if not faults.need(isinstance(entries, list), ("operations",), "must be a list", remedy):
        return "", []
    assert isinstance(entries, list)
    return str(brand), entries


def _read(faults: Faults, path: Path) -> tuple[Path, Operation | None]:
    part, found = attempt(Operation, faults.document, path)
    faults.found += found
    return path, part


def _check_words(faults: Faults, path: Path, part: Operation) -> None:
    remedy = "Use lower-case letters, digits and dashes, such as find-invoice."
    for key in ("name", "system"):
        word = getattr(part, key)
        faults.need(bool(_NAME.fullmatch(word)), (*path, key), f"'{word}' cannot be a name", remedy)
    for place, code in enumerate(part.refusals):
        faults.need(bool(_NAME.fullmatch(code)), (*path, "refusals", place),
                    f"'{code}' cannot be a reason code", remedy)  # fmt: skip


def _check_way(faults: Faults, path: Path, part: Operation) -> None:
    """Exactly one way to call: an HTTP method and path, or a tool."""
    http, remedy = bool(part.method or part.path), "Write `method` and `path`, or `tool`."
    if not faults.need(http != bool(part.tool), path, "needs one way to be called", remedy):
        return
    if not http:
        return
    faults.known((*path, "method"), part.method, METHODS, "method")
    remedy = "Write a path below the system's address, such as /invoices/{invoice}."
    if faults.need(bool(_PATH.fullmatch(part.path)) and ".." not in part.path, (*path, "path"),
                   f"'{part.path}' is no path", remedy):  # fmt: skip
        for name in _PLACEHOLDER.findall(part.path):
            faults.known((*path, "path"), name, part.fields, "field")
    reads = part.method == "GET"
    faults.need(not (reads and part.writes), (*path, "method"), "GET cannot change anything",
                "Write POST, PUT, PATCH or DELETE, or `risk: read`.")  # fmt: skip


def _check_fields(faults: Faults, path: Path, part: Operation) -> None:
    for name, kind in part.fields.items():
        _check_field(faults, (*path, "fields", name), name, kind, FIELD_KINDS)
    for name, of in part.result.items():
        here = (*path, "result", name)
        for inner, kind in of.items() if isinstance(of, dict) else ((name, of),):
            _check_field(faults, here, inner, kind, RESULT_KINDS)
    for place, name in enumerate(part.optional):
        faults.known((*path, "optional", place), name, part.fields, "field")
    for place, name in enumerate(part.personal):
        faults.known((*path, "personal", place), name, part.result, "result")
    in_path = {*_PLACEHOLDER.findall(part.path)} & {*part.optional}
    for name in sorted(in_path):
        faults.add((*path, "path"), f"'{name}' is optional", "A field of the path is required.")


def _check_field(faults: Faults, path: Path, name: str, kind: str, kinds: Iterable[str]) -> None:
    remedy = "Use lower-case letters, digits and underscores, such as due_on."
    faults.need(bool(_FIELD.fullmatch(name)), path, f"'{name}' cannot be a name", remedy)
    faults.known(path, kind, kinds, "kind")


def _check_places(faults: Faults, path: Path, part: Operation) -> None:
    inner = {key for of in part.result.values() if isinstance(of, dict) for key in of}
    for key, known in (("arguments", {*part.fields}), ("answer", {*part.result} | inner)):
        for name, place in getattr(part, key).items():
            faults.known((*path, key, name), name, known, "field")
            remedy = "Write names with dots: data.amount."
            faults.need(
                bool(_PLACE.fullmatch(place)), (*path, key, name), f"'{place}' is no place", remedy
            )
    if part.reference:
        faults.known((*path, "reference"), part.reference, part.result, "result")


def _check_authentication(faults: Faults, path: Path, part: Operation) -> None:
    """Nobody acts for, or reads about, somebody else than the one who was authenticated."""
    remedy = "Write `authentication: known` or `verified`."
    faults.need(not part.personal or part.authentication is not Level.NONE, (*path, "personal"),
                "personal data for anybody who asks", remedy)  # fmt: skip
    bound = part.authentication is Level.NONE or part.identity or part.grants is not Level.NONE
    faults.need(bool(bound), (*path, "fields"), "does not say whose data it is about",
                "Give it a field of kind `identity`, such as `customer: identity`.")  # fmt: skip
    grants = part.grants is not Level.NONE
    faults.need(not (grants and part.writes), (*path, "grants"), "a write cannot authenticate",
                "Let a read grant the level.")  # fmt: skip
    identified = part.grants is not Level.KNOWN or "identity" in part.result.values()
    faults.need(identified, (*path, "grants"), "does not say who was recognised",
                "Give it a result of kind `identity`.")  # fmt: skip


def _check_time(faults: Faults, path: Path, part: Operation) -> None:
    faults.need(0 < part.timeout_seconds <= LONGEST_TIMEOUT, (*path, "timeout_seconds"),
                f"{part.timeout_seconds} s will not do",
                f"Write more than 0 and at most {LONGEST_TIMEOUT:.0f} seconds.")  # fmt: skip


def _check_references(
    faults: Faults, path: Path, part: Operation, parts: Iterable[Operation]
) -> None:
    """``undo`` and ``lookup`` name operations that can do that."""
    ops = {one.name: one for one in parts}
    for key, fit in (("undo", part.risk is Risk.REVERSIBLE), ("lookup", part.writes)):
        named = getattr(part, key)
        if not named:
            continue
        faults.need(fit, (*path, key), f"has no sense for risk {part.risk}", "Remove the line.")
        if faults.known((*path, key), named, ops, "operation") and key == "lookup":
            _check_lookup(faults, (*path, key), part, ops[named])


def _check_lookup(faults: Faults, path: Path, part: Operation, lookup: Operation) -> None:
    remedy = "A lookup only looks: name one of risk `read`."
    faults.need(not lookup.writes, path, f"'{lookup.name}' writes", remedy)
    remedy = f"Give '{lookup.name}' the field `key: id`, which receives the idempotency key."
    faults.need(lookup.fields.get("key") == "id", path, "cannot be asked by key", remedy)
    remedy = f"Declare it among the results of '{lookup.name}' too."
    for name in part.result.keys() - lookup.result.keys():
        faults.add(path, f"does not find '{name}', which '{part.name}' gives", remedy)
    for name in lookup.fields.keys() - part.fields.keys() - {"key", *lookup.optional}:
        faults.add(path, f"needs '{name}', which '{part.name}' does not have", "Make it optional.")


_CHECKS: tuple[Callable[[Faults, Path, Operation], None], ...] = (
    _check_words,
    _check_way,
    _check_fields,
    _check_places,
    _check_authentication,
    _check_time,
)
