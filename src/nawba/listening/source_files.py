"""What a folder or an object store holds of contacts: recordings, pairs of channels, transcripts.

Paths and URLs alike go through fsspec; what lies elsewhere is fetched when its turn has come.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from os.path import realpath
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from nawba.domain.errors import Invalid, NotFound
from nawba.domain.recordings import ItemKind, Speaker
from nawba.listening.first_bytes import LENGTH, Kind, kind_of

TEXT = (".jsonl", ".json", ".jsonl.gz")
_LONGEST_LINE = 16 << 20  # bytes: a small file may unpack to more than there is memory
LEFT_OUT = (".md", ".csv", ".toml", ".pdf", ".html", ".xml", ".yml", ".yaml", ".log", ".lock")
_SIDE = re.compile(
    r"^(?P<stem>.+)[_-](?:(?P<adviser>agent|adviser|advisor|conseiller)|(?:caller|customer|client))$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """A contact in a source: ``name`` there, its files' places, what is told of it.

    ``given`` is the raw line of a file with many contacts. ``fault`` says at once why it cannot be
    listened to: code and message.
    """

    name: str
    kind: ItemKind
    files: tuple[str, ...]
    roles: tuple[Speaker, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    given: bytes | None = None
    fault: tuple[str, str] | None = None


class Files:
    """Files below ``base``, a path or URL, on whatever file system fsspec knows it to be."""

    def __init__(self, base: str) -> None:
        import fsspec

        try:
            self.system, self.base = fsspec.core.url_to_fs(base)
        except (ValueError, ImportError) as error:
            raise Invalid(f"{base} cannot be opened: {error}", field="source") from error
        self.is_local = "file" in _protocols(self.system)
        if not self.system.exists(self.base):
            raise NotFound(f"{base} is not there. Give a folder, a file, or a URL of one.")

    @property
    def is_folder(self) -> bool:
        return bool(self.system.isdir(self.base))

    def names(self) -> list[str]:
        """All files below, in order; hidden ones are left out."""
        if not self.is_folder:
            return [self.base]
        below = [str(path) for path in self.system.find(self.base)]
        return sorted(path for path in below if not _is_hidden(self.relative(path)))

    def relative(self, path: str) -> str:
        return path.removeprefix(self.base).lstrip("/") or PurePosixPath(path).name

    def beside(self, name: str) -> str:
        """The place of ``name``, as a manifest at or below ``base`` writes it."""
        if name.startswith("/") or "://" in name:
            return name
        folder = self.base if self.is_folder else str(PurePosixPath(self.base).parent)
        return f"{folder.rstrip('/')}/{name}"

    def holds(self, place: str) -> bool:
        """Whether ``place`` lies below ``base``, whatever ways its path takes."""
        whole = realpath if self.is_local else normpath
        folder = self.base if self.is_folder else str(PurePosixPath(self.base).parent)
        found = PurePosixPath(whole(self.system._strip_protocol(place)))
        return found.is_relative_to(whole(folder))

    def fault(self, places: Iterable[str]) -> tuple[str, str] | None:
        """Why what lies there is not to be opened: a link out of the source, a pipe."""
        for place in places if self.is_local else ():
            name = printable(PurePosixPath(place).name)
            if name != PurePosixPath(place).name:
                return "bad_name", f"{name}: its name is not UTF-8. Rename it."
            if not self.holds(place):
                told = f"{name} points out of the folder. Put the recording itself there."
                return "outside", told
            if self.system.exists(place) and not Path(place).is_file():
                return "unreadable", f"{name} is no plain file. Put the recording itself there."
        return None

    def open(self, path: str) -> Any:
        return self.system.open(path, "rb")


def printable(name: str) -> str:
    """A name as rows and pages can take it: bytes that are no UTF-8 become question marks."""
    return name.encode("utf-8", "replace").decode()


def unread(name: str, error: OSError) -> tuple[str, str]:
    """The fault of a contact whose bytes cannot be had: code and message."""
    if isinstance(error, FileNotFoundError):
        return "missing", f"{name} is not there any more. Import again from where it is."
    why = error.strerror or type(error).__name__
    return "unreadable", f"{name} cannot be read: {why}. Mend its rights or its store, then resume."


def _protocols(system: Any) -> tuple[str, ...]:
    told = system.protocol
    return (told,) if isinstance(told, str) else tuple(told)


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(name).parts)


def find_contacts(files: Files) -> Iterator[Found]:
    """The contacts of a folder, or of one file, by what the files are called; by their first bytes
    where they have no extension."""
    kinds = {one: _kind(files, one) for one in contact_files(files)}
    yield from _recordings(files, [one for one, kind in kinds.items() if kind == "audio"])
    for one, kind in kinds.items():
        if kind == "text":
            yield from contacts_of_text(files, one)
        elif kind is None:
            yield Found(files.relative(one), "audio", (one,), fault=_skipped(one))


def contact_files(files: Files) -> Iterator[str]:
    """The files that may be contacts by their names."""
    return filter(_may_be_contact, files.names())


def _may_be_contact(name: str) -> bool:
    path = PurePosixPath(name.lower())
    return path.suffix not in LEFT_OUT and path.stem != "manifest"


def _kind(files: Files, path: str) -> Kind | None:
    if PurePosixPath(path).suffix:
        return "text" if path.lower().endswith(TEXT) else "audio"
    if files.fault((path,)) is not None:
        return "audio"  # not to be opened: told when it is taken in
    try:
        with files.open(path) as raw:
            return kind_of(raw.read(LENGTH))
    except OSError:
        return "audio"


def _skipped(path: str) -> tuple[str, str]:
    name = printable(PurePosixPath(path).name)
    told = f"{name} has no extension and begins neither as a known sound nor as JSON lines. "
    return "skipped", told + "If it is a contact, name it by what it is."


def _recordings(files: Files, names: Iterable[str]) -> Iterator[Found]:
    """Two files that differ only by whose channel they are make one contact."""
    sides: dict[str, dict[Speaker, str]] = {}
    for name in names:
        path = PurePosixPath(name)
        side = _SIDE.match(path.stem)
        if side is None:
            yield Found(files.relative(name), "audio", (name,))
            continue
        stem = str(path.with_name(side["stem"] + path.suffix))
        sides.setdefault(stem, {})["adviser" if side["adviser"] else "customer"] = name
    for stem, found in sides.items():
        roles = tuple(sorted(found))  # adviser before customer
        yield Found(files.relative(stem), "audio", tuple(found[one] for one in roles), roles)


def contacts_of_text(files: Files, path: str) -> Iterator[Found]:
    """One contact, or as many as the file has lines with ``turns``."""
    name = files.relative(path)
    if (fault := files.fault((path,))) is not None:
        yield Found(name, "text", (path,), fault=fault)
        return
    lines = _lines(files, path)
    first = next(lines, None)
    if isinstance(first, Found):
        yield replace(first, name=name)
    elif first is None or not _has_turns(first[1]):
        yield Found(name, "text", (path,))
    else:
        yield from _many(name, path, [first], lines)


def _many(name: str, path: str, *parts: Iterable[Any]) -> Iterator[Found]:
    for part in parts:
        for one in part:
            if isinstance(one, Found):
                yield replace(one, name=name)
                return
            yield _contact_of_line(f"{name}:{one[0]}", path, one[1])


def _lines(files: Files, path: str) -> Iterator[Any]:
    """Numbered lines; a file that cannot be read through ends with a Found that says why."""
    try:
        with files.open(path) as raw:
            opened = gzip.GzipFile(fileobj=raw) if path.lower().endswith(".gz") else raw
            read = partial(opened.readline, _LONGEST_LINE + 1)
            for number, line in enumerate(iter(read, b""), 1):
                if len(line) > _LONGEST_LINE:
                    raise OSError(f"line {number} is longer than {_LONGEST_LINE >> 20} MiB")
                if line.strip():
                    yield number, line
    except (OSError, EOFError, zlib.error) as error:
        fault = ("unreadable", f"It cannot be read: {error}. Copy it again.")
        yield Found(path, "text", (path,), fault=fault)


def _has_turns(line: bytes) -> bool:
    return isinstance(told := _json(line), dict) and "turns" in told


def _json(line: bytes) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return None


def _contact_of_line(name: str, path: str, line: bytes) -> Found:
    told = _json(line)
    if not isinstance(told, dict) or not isinstance(told.get("turns"), list):
        fault = ("bad_line", f"{name}: this line is no contact: JSON with `turns` is wanted.")
        return Found(name, "text", (path,), given=line, fault=fault)
    facts = {key: value for key, value in told.items() if key not in ("turns",)}
    return Found(name, "text", (path,), facts=facts, given=line)
