"""A manifest: one row per contact, in CSV, JSON or JSON lines; all faults at once, with lines."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from nawba.domain.building import suggest
from nawba.domain.errors import DocumentError, Fault
from nawba.listening.facts_told import KNOWN, SAME, read_facts
from nawba.listening.source_files import TEXT, Files, Found

NAMES = ("manifest.csv", "manifest.json", "manifest.jsonl")
MOST_FAULTS = 50


def read_manifest(files: Files, manifest: Files) -> list[Found]:
    """The contacts that ``manifest`` names, their files beside it or below ``files``.

    Raises DocumentError with line, column and remedy of each fault.
    """
    name = PurePosixPath(manifest.base).name
    with manifest.open(manifest.base) as opened:
        raw: bytes = opened.read()
    found, faults, lines = [], list[Fault](), dict[tuple[str, ...], int]()
    for line, row in _rows(name, raw):
        facts, wrong = read_facts(row)
        faults += [Fault(name, line, one.column, one.problem, one.remedy) for one in wrong]
        if "files" in facts:
            found.append(_found(files, facts, f"{name}:{line}"))
            faults += _outside(files, found[-1], name, line)
            if (before := lines.setdefault(found[-1].files, line)) != line:
                told = f"{found[-1].name} is named on line {before} already"
                faults.append(Fault(name, line, "file", told, "Keep one of the two."))
        elif not wrong:
            faults.append(_without_file(name, line, row))
    if faults:
        raise DocumentError(tuple(faults[:MOST_FAULTS]))
    return found


def _found(files: Files, facts: dict[str, Any], name: str) -> Found:
    told = facts.pop("files")
    roles = facts.pop("roles", ())
    if not roles and len(told) == 2:
        roles = ("adviser", "customer")
    kind = "text" if told[0].lower().endswith(TEXT) else "audio"
    places = tuple(files.beside(one) for one in told)
    missing = [
        one
        for one, place in zip(told, places, strict=True)
        if files.holds(place) and not files.system.exists(place)
    ]
    fault = ("missing", f"{name}: there is no file {missing[0]}.") if missing else None
    return Found(told[0], kind, places, roles, facts, fault=fault)  # type: ignore[arg-type]


def _outside(files: Files, found: Found, name: str, line: int) -> list[Fault]:
    """A manifest opens only what lies in its source: whoever wrote it may be a stranger."""
    return [
        Fault(name, line, "file", f"{place} lies outside {files.base}", "Import the folder above.")
        for place in found.files
        if not files.holds(place)
    ]


def _without_file(name: str, line: int, row: Mapping[str, Any]) -> Fault:
    like = suggest("file", {str(key) for key in row})
    known = ", ".join(("contact_id", *KNOWN[1:]))
    return Fault(name, line, "file", "no file is named", f"{like} Columns are: {known}.".strip())


def _rows(name: str, raw: bytes) -> Iterator[tuple[int, Mapping[str, Any]]]:
    is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # Excel: Unicode text
    try:
        text = raw.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _one(name, line, "this is not UTF-8", "Save the file as UTF-8.") from None
    if name.endswith(".csv"):
        yield from _of_csv(name, text)
    elif name.endswith(".json"):
        yield from _of_json(name, text)
    else:
        for line, one in enumerate(text.splitlines(), 1):
            if one.strip():
                yield line, _object(name, line, one)


def _of_csv(name: str, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns = [(one or "").strip().lower() for one in reader.fieldnames or ()]
    known = {SAME.get(one, one) for one in columns}
    if not known & {"file", "files"}:
        like = suggest("file", set(columns))
        remedy = f"Name the recording of each contact in it. {like}".strip()
        raise _one(name, 1, "there is no column `file`", remedy)
    if twice := sorted({one for one in columns if columns.count(one) > 1}):
        raise _one(name, 1, f"the column {twice[0]} comes twice", "Rename one of them.")
    try:
        yield from _of_rows(name, reader)
    except csv.Error as error:
        told, remedy = f"this is no CSV ({error})", "Keep longer texts in a JSON manifest."
        raise _one(name, reader.line_num + 1, told, remedy) from None


def _of_rows(name: str, reader: csv.DictReader[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for row in reader:
        if None in row or None in row.values():
            raise _one(name, reader.line_num, "the row has more or fewer cells than the first",
                       "Quote cells that hold the separator.")  # fmt: skip
        if any(row.values()):  # Excel writes rows of separators below its last one
            yield reader.line_num, row


def _of_json(name: str, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise _one(name, line, "this is no JSON", f"Mend it: {error}.") from None
    rows = told.get("contacts") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise _one(name, 1, "this is no list of contacts", "Write [{…}, {…}].")
    yield from enumerate(rows, 1)


def _object(name: str, line: int, text: str) -> Mapping[str, Any]:
    try:
        told = json.loads(text)
    except ValueError as error:
        raise _one(name, line, "this is no JSON", f"Mend it: {error}.") from None
    if not isinstance(told, dict):
        raise _one(name, line, "this is no object", 'Write {"file": …} on each line.')
    return told


def _one(name: str, line: int, problem: str, remedy: str) -> DocumentError:
    return DocumentError((Fault(name, line, "", problem, remedy),))
