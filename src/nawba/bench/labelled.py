"""Files of labelled texts, as public sets have them: CSV with a header, gzip or plain."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nawba.bench.plain import read_text
from nawba.domain.errors import DocumentError, Fault, Invalid

TEXT = ("text",)
LABEL = ("intent", "category", "label")
_SHOWN = 20  # faults of one file: the rest is alike


@dataclass(frozen=True)
class Labelled:
    """One row: its words, its label, and where it begins."""

    text: str
    label: str
    file: str
    line: int


def read_labelled(paths: Sequence[Path]) -> list[Labelled]:
    """The rows of ``paths`` in order. The header names a column ``text`` and one of ``LABEL``.

    Raises DocumentError with the faults of a file: no such column, an empty text or label, not
    UTF-8, not gzip to its end; Invalid when a file holds no row.
    """
    return [row for path in paths for row in _read(path)]


def _read(path: Path) -> list[Labelled]:
    found = list(_rows(read_text(path), str(path)))
    rows = [row for row in found if isinstance(row, Labelled)]
    faults = [fault for fault in found if isinstance(fault, Fault)]
    if faults:
        raise DocumentError(tuple(faults[:_SHOWN]))
    if not rows:
        raise Invalid(f"{path} holds no labelled text. Give a CSV file with a header and rows.")
    return rows


def _rows(content: str, name: str) -> Iterator[Labelled | Fault]:
    reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
    header = reader.fieldnames or []
    text, label = _column(header, TEXT), _column(header, LABEL)
    if header and (text is None or label is None):
        wanted = "text" if text is None else f"one of {', '.join(LABEL)}"
        yield Fault(name, 1, "", f"has no column {wanted}", f"The header has: {', '.join(header)}")
        return
    line = reader.line_num + 1
    try:
        for row in reader:
            yield _row(row.get(text or ""), row.get(label or ""), name, line)
            line = reader.line_num + 1
    except csv.Error as error:
        yield Fault(name, line, "", f"is not CSV here: {error}", "Mend the quotes")


def _column(header: Sequence[str], names: Sequence[str]) -> str | None:
    return next((column for column in header if column.strip().lower() in names), None)


def _row(text: str | None, label: str | None, name: str, line: int) -> Labelled | Fault:
    if not text or not text.strip() or not label or not label.strip():
        empty = "text" if not text or not text.strip() else "label"
        return Fault(name, line, empty, "is empty", "Fill it, or delete the row")
    return Labelled(text, label.strip(), name, line)


def known_only(rows: Sequence[Labelled], labels: set[str]) -> None:
    """Raise DocumentError naming the first rows whose label is none of ``labels``."""
    faults = [
        Fault(
            row.file,
            row.line,
            "label",
            f"'{row.label}' is in no training file",
            "Correct the label, or train on examples of it",
        )
        for row in rows
        if row.label not in labels
    ]
    if faults:
        raise DocumentError(tuple(faults[:_SHOWN]))
