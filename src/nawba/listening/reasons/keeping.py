"""The last insight and the versions of reasons of what was listened to, and how words leave them.

Both hold redacted sentences of customers. Beside each version stands which recorded contact each
sentence is of; where one is erased, its sentences go from every version and from the insight. That
is the one change a version may see.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

FOLDER = "reasons"
"""Within the folder of recorded contacts."""

_INSIGHT = "insight.json"

Origins = Mapping[str, Sequence[str]]
"""From a sentence to the recorded contacts that it was said in."""


def keep_insight(folder: Path, document: Mapping[str, Any]) -> Path:
    """Write what was found last; ``examples`` in it are {item, text}."""
    return _write(folder / _INSIGHT, document)


def read_insight(folder: Path) -> dict[str, Any] | None:
    """What was found last; None where nothing was."""
    found: dict[str, Any] | None = _read(folder / _INSIGHT)
    return found


def keep_origins(folder: Path, version: int, origins: Origins, before: int | None = None) -> None:
    """Note where the sentences of ``version`` come from; some it took over from ``before``."""
    old = (_read(_origins(folder, before)) or {}) if before is not None else {}
    texts = {*origins, *old}
    told = {text: sorted({*origins.get(text, ()), *old.get(text, ())}) for text in texts}
    said = {text for one in _reasons(folder, version) for text in one["examples"]}
    _write(_origins(folder, version), {text: told[text] for text in sorted(texts & said)})


def forget_items(folder: Path, items: Collection[str]) -> None:
    """Take the sentences of erased recorded contacts out. Safe to repeat."""
    gone = set(items)
    for path in sorted(folder.glob("origins-*.json")):
        _forget_version(path, gone)
    insight = read_insight(folder)
    if insight is not None:
        _write(folder / _INSIGHT, _without(insight, gone))


def _forget_version(path: Path, gone: set[str]) -> None:
    origins: dict[str, list[str]] = _read(path) or {}
    left = {text: [one for one in items if one not in gone] for text, items in origins.items()}
    if left == origins:
        return
    lost = {text for text, items in left.items() if not items}
    version = path.with_name(path.name.replace("origins", "reasons"))
    document = _read(version)
    if document is not None and lost:
        for one in document["reasons"]:
            one["examples"] = [text for text in one["examples"] if text not in lost]
        document["reasons"] = [one for one in document["reasons"] if one["examples"]]
        _write(version, document)
    _write(path, {text: items for text, items in left.items() if items})


def _without(told: Any, gone: set[str]) -> Any:
    """``told`` without the examples and the places of erased recorded contacts."""
    if isinstance(told, dict):
        return {name: _without(value, gone) for name, value in told.items()}
    if isinstance(told, list):
        return [_without(one, gone) for one in told if not _is_of(one, gone)]
    return told


def _is_of(one: Any, gone: set[str]) -> bool:
    return (isinstance(one, dict) and one.get("item") in gone) or (
        isinstance(one, str) and one in gone
    )


def _reasons(folder: Path, version: int) -> list[dict[str, Any]]:
    document = _read(folder / f"reasons-{version:04}.json") or {"reasons": []}
    reasons: list[dict[str, Any]] = document["reasons"]
    return reasons


def _origins(folder: Path, version: int) -> Path:
    return folder / f"origins-{version:04}.json"


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None


def _write(path: Path, document: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{uuid4().hex[:8]}.new")
    fresh.write_text(json.dumps(document, ensure_ascii=False, default=str), "utf-8")
    fresh.replace(path)
    return path
