"""The file of a back-up: a ZIP with the lines of each table and, last, a manifest of them.

The same for every database, so a house can also move from SQLite to PostgreSQL with it. A file
whose writing did not end has no manifest and is refused.
"""

from __future__ import annotations

import errno
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from nawba.domain.errors import Invalid, Unavailable
from nawba.store.lines import Digest, digest

FORMAT = 1
MANIFEST = "manifest.json"

_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, OSError)


@dataclass(frozen=True)
class TableRows:
    """What the manifest says of one table."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in a back-up: the tables' ``revision``, when it was made (ISO 8601), its rows."""

    format: int
    program: str
    revision: str
    database: str
    at: str
    tables: dict[str, TableRows]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


class Archive:
    """An open back-up to read. Make one with ``open_archive``."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path, self._file = path, file
        self.manifest = _manifest(path, file)

    def lines(self, table: str) -> Iterator[bytes]:
        with damage_told(self.path), self._file.open(member(table)) as lines:
            yield from lines

    def verify(self) -> None:
        """Read all of it once. Raises Invalid, naming the table that is not what it was."""
        for name, told in self.manifest.tables.items():
            if digest(self.lines(name)) != Digest(told.rows, told.sha256):
                raise _damaged(self.path, f"the rows of {name} are not those that were written")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The back-up at ``path``. Raises Invalid when it is none, or was cut off or damaged."""
    with damage_told(path):
        file = zipfile.ZipFile(path)
    with file:
        yield Archive(path, file)


def member(table: str) -> str:
    return f"tables/{table}.jsonl"


def manifest_bytes(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), indent=2).encode()


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn what goes wrong inside a damaged file into Invalid; a missing one stays an OSError."""
    try:
        yield
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except _DAMAGED as error:
        raise _damaged(path, str(error) or type(error).__name__) from error


def _damaged(path: Path, why: str) -> Invalid:
    return Invalid(
        f"{path} is no whole back-up of Nawba: {why.rstrip('.')}. Nothing was changed. "
        "Take another one, or fetch this one again from where it was copied."
    )


def _manifest(path: Path, file: zipfile.ZipFile) -> Manifest:
    with damage_told(path):
        known = json.loads(file.read(MANIFEST))
        tables = {
            name: TableRows(tuple(one["columns"]), int(one["rows"]), str(one["sha256"]))
            for name, one in known.pop("tables").items()
        }
        manifest = Manifest(**known, tables=tables)
    if manifest.format != FORMAT:
        raise Invalid(
            f"{path} has format {manifest.format}; this program reads format {FORMAT}. "
            "Restore it with the version of Nawba that made it, or a newer one."
        )
    return manifest


@contextmanager
def new_file(path: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP that appears at ``path`` when the block ends well, whole and on the disk, or not at
    all. Only this user may read it: everything customers said is in it.

    Raises Unavailable when there is no room, OSError when the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    try:
        handle = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w+b") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
                yield file
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _no_room(path, error) from error
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _no_room(path: Path, error: OSError) -> Exception:
    if error.errno not in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return error
    return Unavailable(
        f"There is no room for {path}: {error.strerror}. Free some space or name another place; "
        "the database is untouched and the unfinished file was removed."
    )
