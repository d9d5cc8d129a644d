"""A table of applications and what came of them, in: one row per person, CSV."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from nawba.domain.errors import DocumentError, Fault
from nawba.hiring.fairness.audit import Outcome

OUTCOMES = ("call", "callback", "received_callback", "taken", "shortlisted", "hired")
GROUPS = ("ethnicity", "race", "gender", "sex", "age_group", "disability")
_TRUE = frozenset({"1", "yes", "true", "oui", "y", "1.0"})
_FALSE = frozenset({"0", "no", "false", "non", "n", "0.0"})
_MOST_FAULTS = 20


@dataclass(frozen=True)
class Table:
    """``attributes`` and ``outcome`` are the columns that were read."""

    outcomes: tuple[Outcome, ...]
    attributes: tuple[str, ...]
    outcome: str


def read_callbacks(path: Path, groups: Sequence[str] = (), outcome: str = "") -> Table:
    """``path`` (CSV with comma, semicolon or tab; ``.gz`` too): who was called back.

    ``groups`` are its columns to compare by, ``outcome`` the one that says yes or no; without them
    the usual names are looked for. Raises DocumentError, each fault with line and remedy.
    """
    with _opened(path) as text:
        first = text.readline()
        text.seek(0)
        rows = csv.DictReader(text, delimiter=max(",;\t", key=first.count))
        head = list(rows.fieldnames or ())
        named = tuple(groups) or tuple(one for one in GROUPS if one in head)
        outcome = outcome or next((one for one in OUTCOMES if one in head), "")
        _check_head(path, head, named, outcome)
        return Table(tuple(_outcomes(path, rows, named, outcome)), named, outcome)


def _opened(path: Path) -> io.StringIO:
    data = path.read_bytes()
    try:
        plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return io.StringIO(plain.decode("utf-8-sig"), newline="")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        problem = f"cannot be read as text: {error}"
        raise _refused(path, 1, "", problem, "Save it as CSV in UTF-8.") from error


def _check_head(path: Path, head: list[str], groups: Sequence[str], outcome: str) -> None:
    if not outcome:
        remedy = f"Name it with --outcome; the columns are {', '.join(head) or 'none'}."
        raise _refused(path, 1, "", "has no column that says who was called back", remedy)
    if not groups:
        remedy = f"Name it with --group; the columns are {', '.join(head)}."
        raise _refused(path, 1, "", "has no column of a group", remedy)
    for name in (*groups, outcome):
        if name not in head:
            near = get_close_matches(name, head, 1)
            remedy = f"Did you mean `{near[0]}`?" if near else f"It has {', '.join(head)}."
            raise _refused(path, 1, name, "is no column of this file", remedy)


def _outcomes(
    path: Path, rows: csv.DictReader[str], groups: Sequence[str], outcome: str
) -> Iterator[Outcome]:
    faults: list[Fault] = []
    for row in rows:
        said = (row[outcome] or "").strip().lower()
        if said in _TRUE or said in _FALSE:
            yield Outcome(_declared(row, groups), said in _TRUE)
        elif len(faults) < _MOST_FAULTS:
            problem = f"says {said!r} where yes or no is needed"
            faults.append(_fault(path, rows.line_num, outcome, problem, "Write yes or no, 1 or 0."))
    if faults:
        raise DocumentError(tuple(faults))
    if rows.line_num < 2:
        raise _refused(path, 2, "", "holds nobody", "Give at least one line below the names.")


def _declared(row: Mapping[str, str | None], groups: Sequence[str]) -> dict[str, str]:
    return {one: (row[one] or "").strip() for one in groups}


def _fault(path: Path, line: int, field: str, problem: str, remedy: str) -> Fault:
    return Fault(path.name, line, field, problem, remedy)


def _refused(path: Path, line: int, field: str, problem: str, remedy: str) -> DocumentError:
    return DocumentError((_fault(path, line, field, problem, remedy),))
