"""TOML that people write, with the line of each value, so that a fault can say where it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from nawba.domain.errors import DocumentError, Fault
from nawba.domain.yaml_lines import Document, Path, plain

_TABLE = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
_KEY = re.compile(r"\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*=\s*(.*)")
_ENTRY = re.compile(r"\s*[{\"'\d]")


def read_toml(text: str, name: str) -> Document:
    """``text`` as plain values with their lines; ``name`` is the file's. Raises DocumentError."""
    return _parse(plain(text, name), name)


def raise_as_toml(faults: Iterable[Fault]) -> None:
    """Raise DocumentError with ``faults``, if there are any, in the file's order and its terms."""
    ordered = tuple(sorted(map(_as_toml, faults), key=lambda one: one.line))
    if ordered:
        raise DocumentError(ordered)


def _parse(text: str, name: str) -> Document:
    try:
        return Document(name, tomllib.loads(text), _lines(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        fault = Fault(name, int(found[1]) if found else text.count("\n") + 1, "",
                      f"no valid TOML: {error}",
                      "Check quotes, brackets and commas on this line.")  # fmt: skip
        raise DocumentError((fault,)) from error


def _lines(text: str) -> dict[Path, int]:
    """Where tables, keys and the entries of lists stand, as far as each has a line of its own."""
    lines: dict[Path, int] = {}
    table: Path = ()
    listed: Path | None = None
    entries = 0
    for number, line in enumerate(text.split("\n"), 1):
        if listed is not None:
            if _ENTRY.match(line):
                lines[(*listed, entries)] = number
                entries += 1
            listed = None if line.strip().startswith("]") else listed
        elif head := _TABLE.match(line):
            table = _table(lines, head[1] == "[[", head[2])
            lines[table] = number
        elif key := _KEY.match(line):
            place = (*table, *re.split(r"\s*\.\s*", key[1]))
            for steps in range(len(table) + 1, len(place) + 1):
                lines.setdefault(place[:steps], number)
            opens = key[2].startswith("[") and "]" not in key[2].partition("#")[0]
            listed, entries = (place, 0) if opens else (None, 0)
    return lines


def _table(lines: dict[Path, int], is_list: bool, name: str) -> Path:
    steps: Path = tuple(part.strip("\"' ") for part in name.split("."))
    if not is_list:
        return steps
    before = sum(1 for place in lines if len(place) == len(steps) + 1 and place[:-1] == steps)
    return (*steps, before)


def _as_toml(fault: Fault) -> Fault:
    """Remedies of the house speak of YAML, where a value follows a colon."""
    remedy = re.sub(r"`([\w-]+): …`", r"`\1 = …`", fault.remedy)
    remedy = remedy.replace(
        "Write one `name: value` per line, indented.", "Write { name = value }."
    )
    remedy = remedy.replace("Put each entry on its own line after a dash, or in [ ].",
                            "Put the entries in [ ], with commas.")  # fmt: skip
    return Fault(fault.file, fault.line, fault.field, fault.problem, remedy)
