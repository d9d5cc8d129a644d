"""A back-up of everything, of one moment, while the house goes on writing.

Reading takes place in one transaction: SQLite's log and PostgreSQL's snapshots both show it the
moment it began at, and no writer waits for it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import Conflict, Invalid, Unavailable
from nawba.store import failpoints
from nawba.store.archive import (
    FORMAT,
    MANIFEST,
    Manifest,
    TableRows,
    manifest_bytes,
    member,
    new_file,
    open_archive,
)
from nawba.store.engine import Store
from nawba.store.lines import VERSION_TABLE, count_rows, digest, lines_of, names_of, tables_in

Tell = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


def back_up(store: Store, path: Path, program: str, tell: Tell = lambda done, of: None) -> Manifest:
    """Write all rows of one moment to ``path`` and read the file back; returns what is in it.

    ``program`` is the version that wrote it. Raises Conflict when ``path`` exists, Unavailable when
    there is no room or the database has no tables yet.
    """
    if path.exists():
        raise Conflict(f"{path} is there already. Name another file; a back-up replaces nothing.")
    with store.read() as connection, new_file(path) as file:
        revision = _revision(connection)
        tables = _write_tables(connection, file, tell)
        kind, at = connection.dialect.name, store.clock().isoformat()
        manifest = Manifest(FORMAT, program, revision, kind, at, tables)
        file.writestr(MANIFEST, manifest_bytes(manifest))
        failpoints.reach("backup.written")
    _read_back(path)
    return manifest


def _read_back(path: Path) -> None:
    try:
        with open_archive(path) as archive:
            archive.verify()
    except Invalid:
        path.unlink()  # a back-up that cannot be read is worse than none
        raise


def _revision(connection: Connection) -> str:
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        raise Unavailable("This database has no tables yet: there is nothing to back up.")
    found = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return str(found.scalar_one())


def _write_tables(
    connection: Connection, file: zipfile.ZipFile, tell: Tell
) -> dict[str, TableRows]:
    tables = tables_in(connection)
    total = sum(count_rows(connection, table) for table in tables)
    written: dict[str, TableRows] = {}
    before = 0
    for table in tables:
        written[table.name] = _write_table(connection, table, file)
        before += written[table.name].rows
        tell(before, total)
        failpoints.reach(f"backup.{table.name}")
    return written


def _write_table(connection: Connection, table: sa.Table, file: zipfile.ZipFile) -> TableRows:
    names = names_of(table)
    with file.open(member(table.name), "w", force_zip64=True) as out:
        found = digest(lines_of(connection, table, names), out.write)
    return TableRows(tuple(names), found.rows, found.sha256)
