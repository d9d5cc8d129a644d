"""Documents as they come: a folder with all below it, an archive (zip), or one file.

Nothing is unpacked to the disk, no link leads out of the folder, and an archive may not unpack to
more than it should. What the job already has, byte for byte, is passed over.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nawba.actions.cv_intake import Received, keep_documents
from nawba.domain.candidates import Unreadable
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.words import Actor
from nawba.hiring.documents.limits import LIMITS, MB, check_size
from nawba.store import Store

MOST_FILES = 20_000
_MOST_UNPACKED = 4_096 * MB
_BATCH, _BATCH_BYTES = 20, 32 * MB
_OF_SYSTEMS = ("__MACOSX", "Thumbs.db", "desktop.ini")

Tell = Callable[[int], None]
"""How many files came in so far."""


@dataclass(frozen=True)
class Arrived:
    """``files`` were looked at, and ``fresh`` of them are kept to be read: the job had none of
    those bytes yet. The others lie there already, from this run, an earlier one or another file."""

    files: int
    fresh: int


def receive(
    store: Store, actor: Actor, intake: str, source: Path, tell: Tell = lambda files: None
) -> Arrived:
    """Keep the documents of ``source`` for ``intake``, oldest first; to do so again adds nothing.

    Raises NotFound where there is nothing, Invalid for an archive that is damaged or too large.
    """
    files = fresh = 0
    for batch in _batches(_each(source)):
        fresh += len(keep_documents(store, actor, intake, batch))
        files += len(batch)
        tell(files)
    return Arrived(files, fresh)


def received(name: str, content: bytes) -> Received:
    """A file with its verdict, where its size alone tells it: it is not read then."""
    try:
        check_size(content, LIMITS)
    except Unreadable as verdict:
        # Empty files have the same bytes and are yet what different people sent.
        told = name.encode() if verdict.code == "empty" else content
        return _refused(name, verdict, told)
    return Received(name, content)


def _refused(name: str, verdict: Unreadable, told: bytes) -> Received:
    sha256 = hashlib.sha256(told).hexdigest()
    return Received(name, b"", verdict.code, verdict.message, sha256)


def _batches(files: Iterable[Received]) -> Iterator[list[Received]]:
    batch: list[Received] = []
    size = 0
    for one in files:
        batch.append(one)
        size += len(one.content)
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def check(source: Path) -> None:
    """Raises NotFound where there is nothing to receive."""
    if not source.exists():
        raise NotFound(f"There is no {source}. Name a folder, a zip archive or a document.")


def _each(source: Path) -> Iterator[Received]:
    check(source)
    if source.is_dir():
        return _of_folder(source)
    if source.suffix.lower() == ".zip":
        return _of_archive(source)
    return iter([_of_file(source, source.name)])


def _of_folder(folder: Path) -> Iterator[Received]:
    root = folder.resolve()
    # rglob does not go through links to folders; one to a file may still lead out.
    found = [one for one in folder.rglob("*") if _counts(one.relative_to(folder).parts)]
    inside = [one for one in found if one.is_file() and one.resolve().is_relative_to(root)]
    if len(inside) > MOST_FILES:
        raise Invalid(f"{folder} holds more than {MOST_FILES} files. Take them in in parts.")
    for path in sorted(inside, key=lambda one: (one.stat().st_mtime, one)):
        name = path.relative_to(folder).as_posix()
        if path.suffix.lower() == ".zip":
            yield from _of_archive_within(path, name)
        else:
            yield _of_file(path, name)


def _of_archive_within(path: Path, name: str) -> Iterator[Received]:
    """One that is damaged or too large is told as a document would be: the others go on."""
    try:
        yield from _of_archive(path)
    except Invalid as error:
        said = error.message.replace(str(path), name)
        yield _refused(name, Unreadable("damaged", said), path.name.encode())


def _counts(parts: Iterable[str]) -> bool:
    return not any(part.startswith(".") or part in _OF_SYSTEMS for part in parts)


def _of_file(path: Path, name: str) -> Received:
    """A file that is too large is not loaded; one that cannot be opened is told with the others."""
    try:
        size = path.stat().st_size
        if size > LIMITS.bytes_:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").digest()
            return _refused(name, _too_large(size), sha256)
        return received(name, path.read_bytes())
    except OSError as error:
        message = f"The file cannot be opened ({error.strerror}). Check its rights, then import it."
        return _refused(name, Unreadable("damaged", message), name.encode())


def _too_large(size: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"The file has {size / MB:.0f} MB, more than {LIMITS.bytes_ // MB}. Ask for one with "
        "smaller pictures.",
    )


_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


def _of_archive(path: Path) -> Iterator[Received]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [one for one in archive.infolist() if _is_document(one)]
            _check_archive(path, entries)
            for entry in sorted(entries, key=lambda one: (one.date_time, one.filename)):
                yield _of_entry(archive, entry)
    except zipfile.BadZipFile:
        raise Invalid(f"{path} is no whole zip archive. Make it again, or name a folder.") from None


def _is_document(entry: zipfile.ZipInfo) -> bool:
    return not entry.is_dir() and _counts(entry.filename.split("/"))


def _check_archive(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(one.file_size for one in entries)
    if len(entries) > MOST_FILES or unpacked > _MOST_UNPACKED:
        raise Invalid(
            f"{path} unpacks to {len(entries)} files of {unpacked / MB:.0f} MB together, more than "
            f"{MOST_FILES} or {_MOST_UNPACKED // MB} MB. Take them in in parts."
        )


def _of_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Received:
    """Bytes are counted as they come: the sizes that an archive tells may be lies."""
    name = entry.filename
    if entry.flag_bits & 1:
        said = Unreadable("password", "It has a password. Ask for the document without one.")
        return _refused(name, said, f"{name} {entry.CRC}".encode())
    try:
        with archive.open(entry) as file:
            content = file.read(LIMITS.bytes_ + 1)
    except _BROKEN:
        said = Unreadable("damaged", "It is damaged in the archive. Ask for the document again.")
        return _refused(name, said, f"{name} {entry.CRC}".encode())
    if len(content) > LIMITS.bytes_:
        return _refused(name, _too_large(max(entry.file_size, len(content))), content)
    return received(name, content)
