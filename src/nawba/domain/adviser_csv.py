"""Advisers as a table for a spreadsheet: one line each, and back with the faults of every line.

Columns: ``id``, ``name``, ``site``, ``skills`` (``fr:4 sahla:3``), ``capacity`` (``chat:2``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from nawba.domain.building import suggest
from nawba.domain.centre_checks import check_centre
from nawba.domain.centre_draft import Draft, build_section, take
from nawba.domain.centre_kinds import KINDS, by_id, plain
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.words import Adviser, Centre, Json
from nawba.domain.yaml_lines import Document, Path
from nawba.domain.yaml_lines import plain as plain_text

COLUMNS = tuple(field.name for field in fields(Adviser))
MAX_MB = 6

_ADVISERS = KINDS["advisers"]
_LEVELS = ("skills", "capacity")
_MARK = "\ufeff"  # by it, spreadsheets know UTF-8


def write_csv(advisers: Iterable[Adviser]) -> str:
    """The table, with a byte order mark and semicolons, as spreadsheets in French expect it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for adviser in sorted(advisers, key=lambda one: one.id):
        values = plain(adviser)
        writer.writerow(_safe(_shown(values[name])) for name in COLUMNS)
    return _MARK + out.getvalue()


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}:{number}" for key, number in value.items())
    return str(value)


def _safe(text: str) -> str:
    """A text that a spreadsheet would take for a formula, as text; ``read_csv`` takes it back."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "'") else text


def draft_csv(text: str, name: str, configured: Centre) -> Draft:
    """What the table ``text`` makes of ``configured``: advisers in it are added or changed.

    Those not in it stay, and so does a field whose column is missing. Comma, semicolon or tab.
    Raises DocumentError when it is no such table; other faults, each with its line, are the
    draft's.
    """
    rows = _rows(plain_text(text, name, MAX_MB), name)
    known = {key: plain(noun) for key, noun in by_id(configured, _ADVISERS).items()}
    draft = Draft()
    entries, lines = _entries(draft, rows, known, name)
    document = Document(name, {"advisers": entries}, lines)
    build_section(draft, _ADVISERS, document)
    seen = {entry["id"] for entry in entries}
    _keep_others(draft, configured, seen)
    take(draft, configured, (kind for kind in KINDS if kind != "advisers"))
    check_centre(draft)
    return draft


def _keep_others(draft: Draft, configured: Centre, seen: set[str]) -> None:
    for place, adviser in enumerate(configured.advisers, start=len(draft.names)):
        if adviser.id not in seen:
            path: Path = ("advisers", place)
            draft.parts["advisers"].append((path, adviser))
            draft.name(path, adviser.id)


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that is not empty, as its number and its cells by column."""
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        _check_head(head, name)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _cells(head, cells, name, reader.line_num)
    except csv.Error as error:
        line = max(reader.line_num, 1)
        fault = Fault(name, line, "", f"is no table: {error}", "Save it as CSV in UTF-8.")
        raise DocumentError((fault,)) from error


def _check_head(head: list[str], name: str) -> None:
    faults = [
        Fault(name, 1, word, "is not a column known here", suggest(word, COLUMNS))
        for word in head
        if word not in COLUMNS
    ]
    if "id" not in head or len(set(head)) < len(head):
        remedy = f"Begin with a line such as {';'.join(COLUMNS)}, each column once."
        faults.append(Fault(name, 1, "id", "is not a column, or one is there twice", remedy))
    if faults:
        raise DocumentError(tuple(faults))


def _cells(head: list[str], cells: list[str], name: str, line: int) -> dict[str, str]:
    if len(cells) > len(head):
        problem = f"has {len(cells)} cells, the first line {len(head)}"
        remedy = "Put cells that contain the separator in quotes."
        raise DocumentError((Fault(name, line, "", problem, remedy),))
    texts = [cell.strip() for cell in cells] + [""] * (len(head) - len(cells))
    return {
        word: text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@'") else text
        for word, text in zip(head, texts, strict=True)
    }


def _entries(
    draft: Draft, rows: Iterable[tuple[int, dict[str, str]]], known: Mapping[str, Json], name: str
) -> tuple[list[Json], dict[Path, int]]:
    entries: list[Json] = []
    lines: dict[Path, int] = {}
    for line, cells in rows:
        entry = dict(known.get(cells["id"], {})) | {"id": cells["id"]}
        for column, text in cells.items():
            if column in _LEVELS:
                entry |= _levels(draft, column, text, Fault(name, line, column, "", ""))
            else:
                entry[column] = text
        lines["advisers", len(entries)] = line
        entries.append(entry)
    return entries, lines


def _levels(draft: Draft, column: str, text: str, at: Fault) -> Json:
    """``fr:4 sahla:3`` as a mapping; nothing where the cell is empty and has a default."""
    found: dict[str, int] = {}
    for word in text.replace(",", " ").split():
        key, colon, number = word.rpartition(":")
        if colon and number.isascii() and number.isdecimal() and len(number) < 9:
            found[key] = int(number)
        else:
            at.problem, at.remedy = f"'{word}' is no pair", "Write pairs such as fr:4, with blanks."
            draft.faults.append(at)
    return {column: found} if found or column == "skills" else {}
