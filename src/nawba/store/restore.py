"""Put a back-up in place of a database: all of it, compared row by row, or nothing.

SQLite: a new file is made beside the old one and takes its name in one step. PostgreSQL: all in one
transaction. What stood there before is kept aside under another name. A process killed anywhere in
between leaves the database as it was.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.errors import Conflict, Invalid, Unavailable
from nawba.store import failpoints
from nawba.store.archive import Archive, open_archive, sync_folder
from nawba.store.backup import Tell
from nawba.store.clock import utc_now
from nawba.store.engine import Store, open_store, plain_errors
from nawba.store.loading import BUSY, check_free, load
from nawba.store.migrate import newest_revision

_SIDES = ("-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """``compared`` rows were read back and found equal; ``aside`` keeps what was there before."""

    compared: int
    revision: str
    aside: str | None


def restore(
    url: str,
    path: Path,
    *,
    force: bool = False,
    clock: Callable[[], datetime] = utc_now,
    tell: Tell = lambda done, of: None,
) -> Restored:
    """Make the database at ``url`` what the back-up at ``path`` says, with today's tables.

    Raises Invalid for a damaged back-up or one of a newer version, Conflict when rows are there and
    ``force`` is not given or when a server works on them, Unavailable when there is no room. Then
    nothing has changed.
    """
    with open_archive(path) as archive:
        _check_known(archive)
        archive.verify()
        put = _into_sqlite if url.startswith("sqlite") else _into_postgres
        aside = put(url, archive, force, clock(), tell)
    return Restored(archive.manifest.rows, newest_revision(), aside)


def _check_known(archive: Archive) -> None:
    revision = archive.manifest.revision
    if not revision.isdecimal() or revision > newest_revision():
        raise Invalid(
            f"{archive.path} was made by a newer Nawba ({archive.manifest.program}, tables "
            f"{revision}); this one knows tables up to {newest_revision()}. Install that version."
        )


# -- SQLite -----------------------------------------------------------------------------------


def _into_sqlite(url: str, archive: Archive, force: bool, now: datetime, tell: Tell) -> str | None:
    target = Path(str(sa.make_url(url).database))
    kept = _look_at_file(url, target, force, now) if target.exists() else False
    fresh = target.with_name(f"{target.name}.restoring")
    _remove(fresh)
    try:
        _make_file(fresh, archive, tell)
        aside = _set_aside(target, now) if kept else None
        _take_place(fresh, target)
    except BaseException:
        _remove(fresh)
        raise
    return aside


def _look_at_file(url: str, target: Path, force: bool, now: datetime) -> bool:
    """Whether ``target`` has rows; afterwards it is whole in one file that nobody has open."""
    store = open_store(url, busy_seconds=1)
    try:
        with store.read() as connection:
            kept = check_free(connection, force, now, str(target))
    except Unavailable as error:
        if not (force and _is_damaged(error)):
            raise
        return True  # kept aside as it is
    finally:
        store.dispose()
    _close_log(target)
    return kept


def _is_damaged(error: Unavailable) -> bool:
    said = getattr(getattr(error.__cause__, "orig", None), "sqlite_errorname", "")
    return said in ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def _close_log(target: Path) -> None:
    """Move the log into the file. SQLite allows it only while nobody else has it open."""
    with closing(sqlite3.connect(target, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise Conflict(BUSY) from error


def _make_file(fresh: Path, archive: Archive, tell: Tell) -> None:
    store = open_store(f"sqlite:///{fresh}")
    try:
        _load_all(store, archive, tell)
    finally:
        store.dispose()
    _close_log(fresh)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())


def _load_all(store: Store, archive: Archive, tell: Tell) -> None:
    with plain_errors(), store.engine.connect() as plain:
        connection = plain.execution_options(nawba_write=True)
        load(connection, archive, tell)
        connection.commit()


def _set_aside(target: Path, now: datetime) -> str:
    """A second name for the file: the first one never stops to name a whole database."""
    aside = target.with_name(f"{target.stem}.{_stamp(now)}{target.suffix}")
    try:
        os.link(target, aside)
    except OSError:  # a file system without second names
        shutil.copy2(target, aside)
    for side in _SIDES:  # only a damaged one still has them
        if (log := target.with_name(target.name + side)).exists():
            log.replace(aside.with_name(aside.name + side))
    failpoints.reach("restore.aside")
    return str(aside)


def _take_place(fresh: Path, target: Path) -> None:
    fresh.replace(target)
    sync_folder(target.parent)
    failpoints.reach("restore.placed")


def _remove(fresh: Path) -> None:
    for side in ("", *_SIDES, "-journal"):
        fresh.with_name(fresh.name + side).unlink(missing_ok=True)


def _stamp(now: datetime) -> str:
    return f"before_restore_{now:%Y%m%d_%H%M%S_%f}"


# -- PostgreSQL -------------------------------------------------------------------------------


def _into_postgres(
    url: str, archive: Archive, force: bool, now: datetime, tell: Tell
) -> str | None:
    store = open_store(url)
    try:
        with plain_errors(), store.engine.connect() as plain:
            connection = plain.execution_options(nawba_write=True)
            kept = check_free(connection, force, now, store.engine.url.database or "")
            aside = _move_aside(connection, now) if kept else _drop_empty(connection)
            load(connection, archive, tell)
            connection.commit()
            return aside
    finally:
        store.dispose()


def _move_aside(connection: Connection, now: datetime) -> str:
    """Into a schema of their own, with their indexes: no row is copied, and none is lost."""
    schema = _stamp(now)
    connection.execute(sa.schema.CreateSchema(schema))
    for name in sa.inspect(connection).get_table_names():
        quoted = connection.dialect.identifier_preparer.quote(name)
        connection.exec_driver_sql(f"ALTER TABLE {quoted} SET SCHEMA {schema}")
    failpoints.reach("restore.aside")
    return schema


def _drop_empty(connection: Connection) -> str | None:
    """Tables without rows make room for those of the back-up; nothing is kept aside."""
    there = sa.MetaData()
    there.reflect(connection)
    there.drop_all(connection)
    return None
