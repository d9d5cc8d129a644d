"""A bank's log of calls read as contacts: who asked for an adviser, who waited, who took them.

The format is that of the log of an anonymous bank in 1999 (Technion): one row per call, first
through a machine (``vru_…``), then perhaps a queue (``q_…``), then perhaps an adviser (``ser_…``).
Its traps: ``0:00:00`` stands for "never"; the customer's priority is written down only for those
who queued; a call may run past midnight; clocks were set back by a minute here and there.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO, cast

import numpy as np
from numpy.typing import NDArray

from nawba.domain.errors import Invalid

Numbers = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TIMES = ("vru_entry", "vru_exit", "q_start", "q_exit", "ser_start", "ser_exit")
COLUMNS = ("priority", "type", "date", *TIMES, "outcome", "server")
OUTCOMES = ("AGENT", "HANG", "PHANTOM")
NOBODY = "NO_SERVER"
_DAY = 86400


@dataclass(frozen=True)
class Calls:
    """Contacts that asked for an adviser, one row each, in the order of asking.

    ``day`` numbers ``days``; ``asked`` seconds after its midnight; ``wait`` in seconds, 0 for those
    answered at once; ``queued`` who waited at all; ``answered``, or else they left; ``kind``
    numbers ``kinds``; ``priority`` is known where ``queued``; ``adviser`` numbers ``advisers``, -1
    for none; ``began``, ``ended`` of the handling, nan where it was not written down.
    ``left_out`` counts rows that asked for nobody, by the reason.
    """

    days: tuple[date, ...]
    kinds: tuple[str, ...]
    advisers: tuple[str, ...]
    left_out: Mapping[str, int]
    day: Ints
    asked: Numbers
    wait: Numbers
    queued: Flags
    answered: Flags
    kind: Ints
    priority: Ints
    adviser: Ints
    began: Numbers
    ended: Numbers

    def rows(self, chosen: NDArray[Any]) -> Calls:
        """The same log with the rows ``chosen`` only: a mask, or row numbers."""
        arrays = {name: getattr(self, name)[chosen] for name in _ARRAYS}
        return Calls(self.days, self.kinds, self.advisers, self.left_out, **arrays)


_ARRAYS = ("day", "asked", "wait", "queued", "answered", "kind", "priority", "adviser", "began",
           "ended")  # fmt: skip


def read_calls(folder: Path) -> Calls:
    """All logs of calls in ``folder`` and below it: CSV or tab-separated, gzip or plain.

    Files with other columns are passed over. Raises Invalid where no file is such a log, and for a
    row that cannot be right, with file, line and remedy.
    """
    left_out: Counter[str] = Counter()
    found = [
        one
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(path.name.endswith(end) for end in _ENDS)
        for one in _contacts(path, left_out)
    ]
    if not found:
        raise Invalid(
            f"{folder} holds no log of calls with contacts that asked for an adviser. A log is a"
            f" CSV file (.csv, .csv.gz, .txt) with the columns {', '.join(COLUMNS)}.",
            field="data",
        )
    return _columns(sorted(found, key=lambda one: (one["day"], one["asked"])), left_out)


_ENDS = (".csv", ".csv.gz", ".txt", ".txt.gz", ".tsv", ".tsv.gz")


def _contacts(path: Path, left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    with _opened(path) as lines:
        for number, row in _rows(path, lines):
            try:
                contact = _read(row)
            except ValueError as error:
                raise Invalid(f"{path}, line {number}: {error}", field="data") from error
            if isinstance(contact, str):
                left_out[contact] += 1
            else:
                yield contact


def _opened(path: Path) -> TextIO:
    if path.name.endswith(".gz"):
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", errors="replace"))
    return path.open(encoding="utf-8-sig", errors="replace")


def _rows(path: Path, lines: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their line numbers; none where the columns are not those of a log of calls."""
    try:
        heading = lines.readline()
        mark = next((one for one in ",\t" if one in heading), " ")
        [names] = _cells([heading], mark) or [[]]
        if not set(COLUMNS) <= set(names):
            return
        for number, line in enumerate(lines, 2):
            for cells in _cells([line], mark):
                yield number, _named(path, number, names, cells)
    except (gzip.BadGzipFile, EOFError) as error:
        raise Invalid(f"{path} is no whole gzip file: {error}. Copy it again.") from error


def _cells(lines: list[str], mark: str) -> list[list[str]]:
    """The cells of ``lines``, which ``mark`` separates; nothing of an empty line."""
    read = csv.reader(lines, delimiter=mark, skipinitialspace=True)
    return [[cell.strip() for cell in cells] for cells in read if any(map(str.strip, cells))]


def _named(path: Path, number: int, names: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(names):
        raise Invalid(
            f"{path}, line {number}: {len(cells)} cells for {len(names)} columns. Mend the line, or"
            " take it out.",
            field="data",
        )
    return dict(zip(names, cells, strict=True))


def _read(row: Mapping[str, str]) -> str | dict[str, Any]:
    """The contact that ``row`` tells of, or why it is left out."""
    if row["outcome"] not in OUTCOMES:
        raise ValueError(f"outcome '{row['outcome']}' is none of {', '.join(OUTCOMES)}.")
    if not row["priority"].isdecimal():
        raise ValueError(f"priority '{row['priority']}' is no whole number.")
    day, at = _date(row["date"]), {name: _seconds(name, row[name]) for name in TIMES}
    queued, served = at["q_start"] > 0, at["ser_start"] > 0
    came = at["vru_entry"]
    for name in TIMES:  # past midnight: the day after, counted on
        at[name] += _DAY if at[name] < came - _DAY / 2 else 0
    wait = at["q_exit"] - at["q_start"] if queued else 0
    handled = served and at["ser_exit"] >= at["ser_start"]
    return _left_out(row, queued, wait) or {
        **{"day": day, "asked": at["q_start"] if queued else at["vru_exit"], "wait": wait},
        **{"queued": queued, "answered": row["outcome"] == "AGENT", "adviser": row["server"]},
        **{"kind": row["type"], "priority": int(row["priority"])},
        "began": at["ser_start"] if handled else np.nan,
        "ended": at["ser_exit"] if handled else np.nan,
    }


def _left_out(row: Mapping[str, str], queued: bool, wait: int) -> str:
    if row["outcome"] == "PHANTOM":
        return "no customer (PHANTOM)"
    if row["outcome"] == "HANG" and not queued:
        return "hung up before asking for an adviser"
    if row["outcome"] == "AGENT" and row["server"] == NOBODY:
        return "AGENT with NO_SERVER: nobody is named who answered"
    if wait < 0:
        return "the clock was set back while they waited"
    return ""


def _seconds(name: str, text: str) -> int:
    parts = text.split(":")
    if len(parts) != 3 or not all(one.isdecimal() for one in parts):
        raise ValueError(f"{name} '{text}' is no time of day. Write it as 9:05:00.")
    hours, minutes, seconds = map(int, parts)
    if hours > 24 or minutes > 59 or seconds > 59:
        raise ValueError(f"{name} '{text}' is no time of day. Write it as 9:05:00.")
    return hours * 3600 + minutes * 60 + seconds


def _date(text: str) -> date:
    for form in ("%y%m%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(f"date '{text}' is no date. Write it as 990214 or 1999-02-14.")


def _columns(found: list[dict[str, Any]], left_out: Mapping[str, int]) -> Calls:
    days, day = _numbered(one["day"] for one in found)
    kinds, kind = _numbered(one["kind"] for one in found)
    named = [one["adviser"] if one["answered"] else NOBODY for one in found]
    advisers = sorted(set(named) - {NOBODY})
    place = {name: at for at, name in enumerate(advisers)}
    return Calls(
        tuple(days),
        tuple(kinds),
        tuple(advisers),
        dict(left_out),
        day=day,
        kind=kind,
        adviser=np.array([place.get(name, -1) for name in named], np.int64),
        priority=np.array([one["priority"] for one in found], np.int64),
        queued=np.array([one["queued"] for one in found], np.bool_),
        answered=np.array([one["answered"] for one in found], np.bool_),
        asked=_floats("asked", found),
        wait=_floats("wait", found),
        began=_floats("began", found),
        ended=_floats("ended", found),
    )


def _floats(name: str, found: list[dict[str, Any]]) -> Numbers:
    return np.array([one[name] for one in found], np.float64)


def _numbered(values: Iterable[Any]) -> tuple[list[Any], Ints]:
    listed = list(values)
    names = sorted(set(listed))
    place = {name: at for at, name in enumerate(names)}
    return names, np.array([place[one] for one in listed], np.int64)
