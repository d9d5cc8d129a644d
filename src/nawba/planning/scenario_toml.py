"""A scenario as the TOML file that ``nawba simulate`` reads: a line per field, as people write it.

The libraries that write TOML make a table of each small part; a line per field reads better, and
faults then name its line.
"""

from __future__ import annotations

import json
import re
from typing import Any

from nawba.domain.words import Json
from nawba.planning.scenario_document import Document

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def plain_of(document: Document) -> Json:
    """``document`` as plain values, without what is left at its default."""
    found: Json = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found


def toml_of(document: Document) -> str:
    """``document`` as TOML; read again it is the same."""
    plain = plain_of(document)
    tables = {name: plain.pop(name, []) for name in ("queue", "pool", "alternative")}
    parts = [_fields(plain)]
    parts += [f"[[{name}]]\n{_fields(one)}" for name, rows in tables.items() for one in rows]
    return "\n".join(parts)


def _fields(values: Json) -> str:
    return "".join(f"{_key(name)} = {_value(value)}\n" for name, value in values.items())


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(one)} = {_value(of)}" for one, of in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value)


def _text(value: str) -> str:
    """A basic string: as JSON writes it, but for DEL, which TOML wants escaped as well."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
