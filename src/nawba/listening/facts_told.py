"""What a manifest or a line tells of a contact, column by column, and every fault of it at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from nawba.domain.recordings import SPEAKERS, Speaker

SAME = {
    "contact_id": "contact", "id": "contact", "call_id": "contact", "lang": "language",
    "agent": "adviser", "agent_id": "adviser", "adviser_id": "adviser", "topic": "intent",
    "path": "file", "filename": "file", "start": "started_at", "started": "started_at",
}  # fmt: skip
"""Columns that others call otherwise."""

TEXTS = ("contact", "adviser", "site", "queue", "brand", "intent", "language")
KNOWN = (*TEXTS, "started_at", "failed", "events", "file", "files", "roles")
_YES, _NO = ("1", "true", "yes", "oui"), ("0", "false", "no", "non")
_ROLE = {"agent": "adviser", "advisor": "adviser", "caller": "customer", "client": "customer"}


class Fault(ValueError):
    """``column`` is wrong; the message says how, and what mends it."""

    def __init__(self, column: str, problem: str, remedy: str) -> None:
        super().__init__(f"{column}: {problem}. {remedy}")
        self.column, self.problem, self.remedy = column, problem, remedy


def read_facts(told: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """The fields of an Item that ``told`` names (beside ``files``), and all that is wrong in it."""
    named = {SAME.get(key.strip().lower(), key.strip().lower()): told[key] for key in told}
    faults: list[Fault] = []
    facts = dict(_read(named, faults))
    facts["further"] = {
        key: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in named.items()
        if key not in KNOWN and value not in (None, "")
    }
    return facts, faults


def _read(named: Mapping[str, Any], faults: list[Fault]) -> Iterator[tuple[str, Any]]:
    for key in TEXTS:
        if named.get(key) is not None:
            yield key, str(named[key]).strip()
    for key, read in (
        ("started_at", _time), ("failed", _failed), ("events", _events), ("roles", _roles),
        ("files", _files),
    ):  # fmt: skip
        value = named.get(key, named.get("file") if key == "files" else None)
        if value in (None, ""):
            continue
        try:
            yield key, read(value)
        except Fault as fault:
            faults.append(fault)


def _time(value: Any) -> datetime:
    try:
        at = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise Fault("started_at", f"'{value}' is no time", "Write 2026-11-22T09:30:00Z.") from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _failed(value: Any) -> bool:
    text = str(value).strip().lower()
    if text not in (*_YES, *_NO):
        raise Fault("failed", f"'{value}' is neither yes nor no", "Write 1 or 0.")
    return text in _YES


def _events(value: Any) -> tuple[dict[str, Any], ...]:
    try:
        told = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        told = None
    if not isinstance(told, list) or not all(
        isinstance(one, dict) and "what" in one for one in told
    ):
        remedy = 'Write a JSON list such as [{"at": 12.5, "what": "hold", "seconds": 40}].'
        raise Fault("events", "this is no list of events", remedy)
    return tuple(told)


def _files(value: Any) -> tuple[str, ...]:
    told = _list(value)
    if not told or len(told) > 2 or not all(told):
        raise Fault("files", f"{len(told)} files for one contact", "Name one, or one per speaker.")
    return told


def _roles(value: Any) -> tuple[Speaker, ...]:
    roles = tuple(_ROLE.get(one.lower(), one.lower()) for one in _list(value))
    if strange := [one for one in roles if one not in SPEAKERS]:
        raise Fault(
            "roles", f"there is no speaker '{strange[0]}'", f"Choose {', '.join(SPEAKERS)}."
        )
    return cast("tuple[Speaker, ...]", roles)


def _list(value: Any) -> tuple[str, ...]:
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return ()
    parts = value.replace("|", ";").split(";") if isinstance(value, str) else value
    return tuple(str(one).strip() for one in parts) if isinstance(parts, list | tuple) else ()
