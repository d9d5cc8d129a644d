"""Tables that people bring, CSV or Parquet, block by block as text, with the line of each row."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import accumulate, islice
from pathlib import Path
from typing import TextIO

from nawba.domain.errors import DocumentError, Fault

BLOCK = 8_000
_SHOWN = 20  # faults of one file: the rest is alike
_PARQUET = (".parquet", ".pq")


@dataclass
class Sheet:
    """A file while it is read: its ``columns`` in order, and the faults found in it so far."""

    path: Path
    columns: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)
    more: int = 0

    def fault(self, line: int, column: str, problem: str, remedy: str) -> None:
        """Note a fault; beyond the first ones they are only counted."""
        if len(self.faults) < _SHOWN:
            self.faults.append(Fault(str(self.path), line, column, problem, remedy))
        else:
            self.more += 1

    def told(self) -> list[Fault]:
        """All faults, with a last line for those that are only counted."""
        if not self.more:
            return self.faults
        problem, remedy = f"{self.more} more faults", "Mend those above first: most are alike."
        return [*self.faults, Fault(str(self.path), self.faults[-1].line, "", problem, remedy)]


@dataclass(frozen=True)
class Block:
    """Some rows: ``lines`` [row] of the file, ``cells`` [column][row] without blanks around."""

    lines: Sequence[int]
    cells: Sequence[Sequence[str]]


def read_blocks(sheet: Sheet, needed: dict[str, tuple[str, ...]]) -> Iterator[Block]:
    """The rows of ``sheet.path``; ``needed`` names columns that must be there, and other names
    under which each is accepted. What is wrong is noted in ``sheet``, and rows of it are left out.
    """
    read = _parquet if sheet.path.suffix.lower() in _PARQUET else _csv
    try:
        yield from read(sheet, needed)
    except FileNotFoundError:
        sheet.fault(1, "", "is not there", "Check the path.")
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        sheet.fault(1, "", f"cannot be read as text: {error}", "Save it as CSV in UTF-8.")


def _csv(sheet: Sheet, needed: dict[str, tuple[str, ...]]) -> Iterator[Block]:
    with _opened(sheet.path) as file:
        first = file.readline()
        mark = max(",;\t", key=first.count)
        head = next(csv.reader([first], delimiter=mark), [])
        if not _has_head(sheet, head, needed):
            return
        reader = csv.reader(file, delimiter=mark, strict=True)
        line = 2
        try:
            while rows := list(islice(reader, BLOCK)):
                plain = reader.line_num + 2 - line == len(rows)
                block, line = _block(sheet, rows, line, len(head), plain=plain)
                if block.lines:
                    yield block
        except csv.Error as error:
            at = reader.line_num + 1
            sheet.fault(at, "", f"is no table: {error}", "Save it as CSV in UTF-8.")


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as raw:
        whole = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        with io.TextIOWrapper(whole, "utf-8-sig", newline="") as text:
            yield text


def _block(
    sheet: Sheet, rows: list[list[str]], line: int, width: int, *, plain: bool
) -> tuple[Block, int]:
    """``rows``, of which the first begins on ``line``, and the line after them.

    ``plain``: each row takes one line.
    """
    heights = (1 for _ in rows) if plain else (_height(row) for row in rows)
    lines = list(accumulate(heights, initial=line))
    kept = lines[:-1]
    if any(len(row) != width for row in rows):
        numbered = list(_whole(sheet, zip(kept, rows, strict=True), width))
        kept, rows = [at for at, _ in numbered], [row for _, row in numbered]
    cells = [list(map(str.strip, column)) for column in zip(*rows, strict=True)]
    return Block(kept, cells), lines[-1]


def _height(row: list[str]) -> int:
    """How many lines of the file a row takes; an empty one takes its own."""
    return 1 + sum(cell.count("\n") for cell in row)


def _whole(
    sheet: Sheet, rows: Iterable[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty and have ``width`` cells; the others are faults."""
    for line, row in rows:
        if len(row) == width:
            yield line, row
        elif any(cell.strip() for cell in row):
            problem = f"has {len(row)} cells, the first line {width}"
            sheet.fault(line, "", problem, "Put cells that contain the separator in quotes.")


def _parquet(sheet: Sheet, needed: dict[str, tuple[str, ...]]) -> Iterator[Block]:
    import duckdb

    if not sheet.path.exists():
        raise FileNotFoundError(sheet.path)
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        try:
            found = database.read_parquet(str(sheet.path))
            head, kinds = list(found.columns), [str(one) for one in found.types]
        except duckdb.Error as error:
            problem = f"cannot be read as Parquet: {str(error).splitlines()[0]}"
            sheet.fault(1, "", problem, "Write it again, or give a CSV file.")
            return
        if not _has_head(sheet, head, needed):
            return
        texts = ", ".join(map(_as_text, head, kinds))
        result = database.execute(f"SELECT {texts} FROM read_parquet(?)", [str(sheet.path)])
        line = 1
        while block := result.fetchmany(BLOCK):
            cells = [[one.strip() for one in column] for column in zip(*block, strict=True)]
            yield Block(range(line, line + len(block)), cells)
            line += len(block)


def _as_text(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    value = f"array_to_string({quoted}, ';')" if kind.endswith("[]") else quoted
    return f"coalesce(CAST({value} AS VARCHAR), '')"


def _has_head(sheet: Sheet, head: Sequence[str], needed: dict[str, tuple[str, ...]]) -> bool:
    """Whether all columns are there that must be; sets ``sheet.columns`` by their own names."""
    words = [word.strip().lower().replace(" ", "_") for word in head]
    names = {other: name for name, others in needed.items() for other in others}
    sheet.columns = tuple(names.get(word, word) for word in words)
    missing = [name for name in needed if name not in sheet.columns]
    for name in missing:
        sheet.fault(1, name, "is not a column of this file", _near(name, sheet.columns, needed))
    twice = {one for one in sheet.columns if sheet.columns.count(one) > 1}
    for name in sorted(twice):
        sheet.fault(1, name or "(no name)", "is there twice", "Give each column one name.")
    return not missing and not twice


def _near(name: str, columns: Sequence[str], needed: dict[str, tuple[str, ...]]) -> str:
    spare = [one for one in columns if one and one not in needed]
    near = get_close_matches(name, spare, n=1, cutoff=0.6)
    if near:
        return f"Rename the column '{near[0]}', if that is it."
    listed = ", ".join(needed)
    return f"The first line must name: {listed}. Where a value is not known, leave its cell empty."


def raise_faults(*sheets: Sheet) -> None:
    """Raise DocumentError with the faults of all ``sheets``, if there are any."""
    if found := [fault for sheet in sheets for fault in sheet.told()]:
        raise DocumentError(tuple(found))
