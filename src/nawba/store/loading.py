"""What a restore does with rows, the same on both databases: fill, compare, and look before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import Conflict, Invalid, Unavailable
from nawba.store import failpoints, tables
from nawba.store.archive import Archive
from nawba.store.backup import Tell
from nawba.store.lines import Digest, add_lines, count_rows, digest, lines_of, tables_in
from nawba.store.migrate import upgrade

BUSY = (
    "A server works on this database. Stop every `nawba serve` on it, wait ten seconds, and try "
    "again; nothing was changed."
)


def load(connection: Connection, archive: Archive, tell: Tell) -> None:
    """Tables as they were, their rows, a look at every row, then today's tables."""
    upgrade(connection, archive.manifest.revision)
    found = tables_in(connection)
    _check_same_tables(archive, [table.name for table in found])
    _fill(connection, archive, found, tell)
    failpoints.reach("restore.filled")
    _compare(connection, archive, found)
    upgrade(connection)
    failpoints.reach("restore.compared")


def _check_same_tables(archive: Archive, found: Iterable[str]) -> None:
    strange = set(archive.manifest.tables) ^ set(found)
    if strange:
        raise Invalid(
            f"{archive.path} and tables {archive.manifest.revision} of this program differ in "
            f"{', '.join(sorted(strange))}. Restore it with Nawba {archive.manifest.program}."
        )


def _fill(connection: Connection, archive: Archive, found: list[sa.Table], tell: Tell) -> None:
    done, total = 0, archive.manifest.rows
    for table in reversed(found):
        connection.execute(table.delete())  # a migration may have put first rows in
    for table in found:
        names = archive.manifest.tables[table.name].columns
        try:
            done += add_lines(connection, table, names, archive.lines(table.name))
        except (KeyError, ValueError, sa.exc.IntegrityError) as error:
            why = getattr(error, "orig", None) or error
            raise Invalid(f"{archive.path}: the rows of {table.name} do not fit: {why}") from None
        go_on_counting(connection, table)
        tell(done, total)
        failpoints.reach(f"restore.{table.name}")


def go_on_counting(connection: Connection, table: sa.Table) -> None:
    """Where PostgreSQL numbers rows itself, the next number comes after those that came back."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.columns:
        last = sa.select(sa.func.max(column)).scalar_subquery()
        numbers = sa.func.pg_get_serial_sequence(table.name, column.name)
        named = connection.execute(sa.select(numbers)).scalar()
        if named is not None:
            connection.execute(sa.select(sa.func.setval(named, sa.func.coalesce(last, 1))))


def _compare(connection: Connection, archive: Archive, found: list[sa.Table]) -> None:
    for table in found:
        told = archive.manifest.tables[table.name]
        if digest(lines_of(connection, table, told.columns)) != Digest(told.rows, told.sha256):
            raise Unavailable(
                f"The rows of {table.name} do not come back as they were written. Nothing was "
                "changed; restore into a database of the kind that the back-up was made of."
            )


def check_free(connection: Connection, force: bool, now: datetime, where: str) -> bool:
    """Whether something is there. Raises Conflict when that must stay, or is in use."""
    there = tables_in(connection)
    if any(table.name == "cells" for table in there):
        _check_no_lease(connection, now)
    first = {"cells"}  # a server that was started once has written its cell, and no more
    kept = any(count_rows(connection, table) for table in there if table.name not in first)
    if kept and not force:
        raise Conflict(
            f"{where} is not empty. `--force` puts what is there aside, under another name, "
            "before the back-up takes its place."
        )
    return kept


def _check_no_lease(connection: Connection, now: datetime) -> None:
    lease = sa.select(tables.cells.c.id).where(tables.cells.c.lease_until > now)
    if connection.execute(lease).first() is not None:
        raise Conflict(BUSY)
