"""The three files of a diagnosis, in: contacts, incidents and versions, every fault at once.

Times are UTC where they name no zone. A list of intents is separated by ``;``, ``|`` or ``,``, or
written as JSON; an empty one stands for all of them. What is odd but possible is not a fault: it is
noted, and the report shows it.
"""

from __future__ import annotations

import ast
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from nawba.listening.cause.comparing import DAY
from nawba.listening.cause.sheet import Block, Sheet, raise_faults, read_blocks
from nawba.listening.cause.tables import NEEDED, Codes, Column, Contacts, Incident, Version

_CONTACTS: dict[str, tuple[str, ...]] = {
    "contact_id": ("contact", "id"), **dict.fromkeys(NEEDED, ()), "started_at": (), "failed": ()
}  # fmt: skip
_INTENTS = ("intents_affected", "affected_intents", "intent")
_INCIDENTS: dict[str, tuple[str, ...]] = {
    "system": (), "started_at": (), "ended_at": (), "intents": _INTENTS
}  # fmt: skip
_VERSIONS: dict[str, tuple[str, ...]] = {
    "what": (), "changed_at": (), "intents": _INTENTS
}  # fmt: skip

_FAILED = {"0": False, "1": True, "0.0": False, "1.0": True, "false": False, "true": True}
_ALL = ("", "*", "all")
YEARS = 5
"""Contacts that lie further apart are no matter of one diagnosis."""

_MANY = 50  # values that a dimension may always have, and otherwise a share of the contacts:
_DISTINCT = 0.02


@dataclass(frozen=True)
class Note:
    """Something odd that is no fault: ``code`` with its ``words``, see the report's texts."""

    code: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """All that a diagnosis starts from."""

    contacts: Contacts
    incidents: tuple[Incident, ...] = ()
    versions: tuple[Version, ...] = ()
    notes: tuple[Note, ...] = ()


def read_given(contacts: Path, incidents: Path | None, versions: Path | None) -> Given:
    """The files; no file of incidents or versions: nobody wrote any down.

    ``contacts`` may be Parquet, each may be CSV (comma, semicolon or tab; ``.gz`` too). Raises
    DocumentError with the faults of all three files, each with line, column and remedy.
    """
    sheet = Sheet(contacts)
    table, notes = _Reading(sheet).run()
    listed, changed, sheets = _lists(incidents, versions)
    raise_faults(sheet, *sheets)
    unknown = _unknown_intents(table, (*listed, *changed))
    return Given(table, listed, changed, (*notes, *unknown))


def read_lists(
    incidents: Path | None, versions: Path | None
) -> tuple[tuple[Incident, ...], tuple[Version, ...]]:
    """The files of incidents and versions alone. Raises DocumentError as ``read_given``."""
    listed, changed, sheets = _lists(incidents, versions)
    raise_faults(*sheets)
    return listed, changed


def _lists(
    incidents: Path | None, versions: Path | None
) -> tuple[tuple[Incident, ...], tuple[Version, ...], list[Sheet]]:
    first = Sheet(incidents) if incidents and not _is_blank(incidents) else None
    second = Sheet(versions) if versions and not _is_blank(versions) else None
    listed = _incidents(first) if first else ()
    changed = _versions(second) if second else ()
    return listed, changed, [one for one in (first, second) if one]


def _is_blank(path: Path) -> bool:
    """Whether it is there and holds nothing, as tables without rows are sometimes saved."""
    return path.is_file() and path.stat().st_size < 8 and not path.read_bytes().strip(b'\r\n "')


@dataclass
class _Coder:
    """Texts to numbers in order of appearance; ``column`` puts them in the order of their names."""

    numbers: dict[str, int] = field(default_factory=dict)
    blocks: list[Codes] = field(default_factory=list)

    def add(self, values: Sequence[str]) -> None:
        numbers = self.numbers
        codes = [numbers.setdefault(one, len(numbers)) for one in values]
        self.blocks.append(np.array(codes, np.int64))

    def column(self) -> Column:
        names = sorted(name for name in self.numbers if name)
        place = {name: at for at, name in enumerate(names)}
        order = np.array([place.get(name, -1) for name in self.numbers], np.int64)
        codes = np.concatenate(self.blocks) if self.blocks else np.zeros(0, np.int64)
        return Column(tuple(names), order[codes] if codes.size else codes)


class _Reading:
    """The contacts while their file is read, block by block: a million rows are not held as text
    at once."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.ids: list[str] = []
        self.lines: list[int] = []
        self.started: list[float] = []
        self.failed: list[bool] = []
        self.coders: dict[str, _Coder] = {}

    def run(self) -> tuple[Contacts, tuple[Note, ...]]:
        for block in read_blocks(self.sheet, _CONTACTS):
            self._take(block)
        if not self.ids and not self.sheet.faults:
            self.sheet.fault(2, "", "holds no contact", "Give at least one line below the names.")
        self._check_ids()
        self._check_years()
        columns = {name: coder.column() for name, coder in self.coders.items()}
        kept = {name: one for name, one in columns.items() if self._can_be_used(name, one)}
        left = tuple(
            Note("left_out", (name, str(len(columns[name])))) for name in columns.keys() - kept
        )
        return Contacts(
            tuple(self.ids), np.array(self.started), np.array(self.failed, bool), kept
        ), left

    def _take(self, block: Block) -> None:
        cells = dict(zip(self.sheet.columns, block.cells, strict=True))
        self.lines.extend(block.lines)
        self.ids.extend(cells.pop("contact_id"))
        self.started.extend(_times(self.sheet, "started_at", block.lines, cells.pop("started_at")))
        self.failed.extend(_flags(self.sheet, block.lines, cells.pop("failed")))
        for name, values in cells.items():
            if name:
                self.coders.setdefault(name, _Coder()).add(values)

    def _check_ids(self) -> None:
        if "" not in self.ids and len(set(self.ids)) == len(self.ids):
            return
        first: dict[str, int] = {}
        for line, one in zip(self.lines, self.ids, strict=True):
            if not one:
                self.sheet.fault(line, "contact_id", "is empty", "Give every contact an id.")
            elif one in first:
                problem = f"'{one}' is on line {first[one]} too"
                self.sheet.fault(line, "contact_id", problem, "Give every contact one line.")
            first.setdefault(one, line)

    def _check_years(self) -> None:
        """A clock that was wrong by years would make a report of centuries."""
        middle = float(np.median(self.started)) if self.started else 0.0
        for line, at in zip(self.lines, self.started, strict=True):
            if at and abs(at - middle) > YEARS * 365 * DAY:
                problem = f"lies more than {YEARS} years from the other contacts"
                self.sheet.fault(line, "started_at", problem, "Correct it, or leave it out.")

    def _can_be_used(self, name: str, column: Column) -> bool:
        """Free words and ids are no dimension: nearly every contact has another value."""
        return name in NEEDED or len(column) <= max(_MANY, _DISTINCT * len(self.ids))


def _flags(sheet: Sheet, lines: Sequence[int], values: Sequence[str]) -> Iterator[bool]:
    for line, value in zip(lines, values, strict=True):
        flag = _FAILED.get(value.lower())
        if flag is None:
            shown = f"'{value}' is neither 0 nor 1" if value else "is empty"
            remedy = "Write 1 for failed, 0 for not; leave out contacts whose end is not known."
            sheet.fault(line, "failed", shown, remedy)
        yield bool(flag)


def _times(
    sheet: Sheet, column: str, lines: Sequence[int], values: Sequence[str], *, day: bool = False
) -> Iterator[float]:
    """Seconds since 1970; what is no time is a fault and 0. ``day``: midnight may be left out."""
    for line, value in zip(lines, values, strict=True):
        try:
            found = datetime.fromisoformat(value)
            if len(value) < 13 and not day:
                raise ValueError(value)
            yield (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            shown = f"'{value}' is no time" if value else "is empty"
            sheet.fault(line, column, shown, "Write it in UTC, such as 2026-11-02T08:30:00Z.")
            yield 0.0


def _incidents(sheet: Sheet) -> tuple[Incident, ...]:
    found: list[Incident] = []
    for block in read_blocks(sheet, _INCIDENTS):
        cells = dict(zip(sheet.columns, block.cells, strict=True))
        begun = _times(sheet, "started_at", block.lines, cells["started_at"])
        for line, system, start, end, intents in zip(
            block.lines, cells["system"], begun, cells["ended_at"], cells["intents"], strict=True
        ):
            ended = next(iter(_times(sheet, "ended_at", [line], [end]))) if end else math.inf
            _need_name(sheet, line, "system", system)
            if ended < start:
                sheet.fault(line, "ended_at", "lies before started_at", "Put them in order.")
            listed = _intents(sheet, line, intents)
            found.append(Incident(system, start, ended, listed))
    return tuple(found)


def _versions(sheet: Sheet) -> tuple[Version, ...]:
    found: list[Version] = []
    for block in read_blocks(sheet, _VERSIONS):
        cells = dict(zip(sheet.columns, block.cells, strict=True))
        changed = _times(sheet, "changed_at", block.lines, cells["changed_at"], day=True)
        for line, what, at, intents in zip(
            block.lines, cells["what"], changed, cells["intents"], strict=True
        ):
            _need_name(sheet, line, "what", what)
            found.append(Version(what, at, _intents(sheet, line, intents)))
    return tuple(found)


def _need_name(sheet: Sheet, line: int, column: str, value: str) -> None:
    if not value:
        sheet.fault(line, column, "is empty", "Name it: the report speaks of it by this name.")


def _intents(sheet: Sheet, line: int, text: str) -> tuple[str, ...]:
    if text.lower() in _ALL:
        return ()
    try:
        parts = _listed(text)
    except (ValueError, SyntaxError):
        remedy = 'Separate intents by ; or write a list such as ["refund", "delivery"].'
        sheet.fault(line, "intents", f"'{text[:40]}' is no list", remedy)
        return ()
    return tuple(dict.fromkeys(one.strip() for one in parts if one.strip()))


def _listed(text: str) -> list[str]:
    if text.startswith("["):
        found = ast.literal_eval(text)
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            raise ValueError(text)
        return found
    mark = next((one for one in ";|," if one in text), ";")
    return text.split(mark)


def _unknown_intents(contacts: Contacts, given: Sequence[Incident | Version]) -> tuple[Note, ...]:
    """A list may name what nobody asked for; it may also be a slip of the pen."""
    known = contacts.dimensions["intent"].names
    odd = Counter(one for each in given for one in each.intents if one not in known)
    near = {one: next(iter(get_close_matches(one, known, n=1)), "") for one in odd}
    return tuple(Note("unknown_intent", (one, str(odd[one]), near[one])) for one in sorted(odd))
