"""Where recorded contacts come from, and what makes each of them itself: the bytes of its files."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from nawba.domain.recordings import Item
from nawba.listening.facts_told import read_facts
from nawba.listening.manifest import NAMES, read_manifest
from nawba.listening.shelf import SOURCE, Shelf
from nawba.listening.source_files import (
    Files,
    Found,
    contact_files,
    find_contacts,
    printable,
    unread,
)
from nawba.listening.walking import FULL

_PIECE = 1 << 20


@dataclass(frozen=True)
class Taken:
    """``fault``, a code and a message: this item cannot be listened to. ``told``: see Job."""

    item: Item
    name: str
    fault: tuple[str, str] | None = None
    told: bytes = field(default=b"", repr=False)


class Source:
    """A folder, a file or a URL, with or without a manifest; may be walked again and again.

    Raises NotFound for what is not there, DocumentError for a manifest that is wrong.
    """

    def __init__(self, place: str, manifest: str | None = None) -> None:
        self.files = Files(place)
        own = self.files.beside(NAMES[0])
        if manifest is None:
            own = next((one for one in map(self.files.beside, NAMES) if self._has(one)), "")
        self._rows: list[Found] | None = None
        if manifest is not None or own:
            listed = Files(manifest) if manifest is not None else self._of_own(own)
            self._rows = read_manifest(self.files, listed)

    def _has(self, place: str) -> bool:
        return self.files.is_folder and bool(self.files.system.exists(place))

    def _of_own(self, place: str) -> Files:
        found = Files.__new__(Files)
        found.system, found.base, found.is_local = self.files.system, place, self.files.is_local
        return found

    def count(self) -> int:
        """How many contacts there are, before their bytes are looked at."""
        return len(self._rows) if self._rows is not None else sum(1 for _ in self.walk())

    def unnamed(self) -> int:
        """How many files there are that might be contacts and that the manifest does not name."""
        if self._rows is None:
            return 0
        named = {place for row in self._rows for place in row.files}
        return len(set(contact_files(self.files)) - named)

    def walk(self) -> Iterator[Found]:
        """Each contact, in an order that stays."""
        return iter(self._rows) if self._rows is not None else find_contacts(self.files)

    def each(self, shelf: Shelf) -> Iterator[Taken]:
        """All contacts, one taken after the other."""
        return (self.take(one, shelf) for one in self.walk())

    def take(self, found: Found, shelf: Shelf) -> Taken:
        """What ``found`` is; its files from elsewhere are fetched into its folder.

        A file that cannot be read is this contact's fault. Raises OSError where the disk is full.
        """
        try:
            return self._taken(
                replace(found, fault=found.fault or self.files.fault(found.files)), shelf
            )
        except OSError as error:
            if error.errno in FULL:
                raise
            return self._taken(replace(found, fault=unread(found.name, error)), shelf)

    def _taken(self, found: Found, shelf: Shelf) -> Taken:
        facts, wrong = _facts(found)
        told = (identity(self.files, found), found.kind, found.files, tuple(found.roles))
        item = Item(*told, **facts)
        fault = found.fault or (("bad_facts", wrong) if wrong else None)
        if fault is not None:
            item = replace(item, files=tuple(map(printable, item.files)))
            return Taken(item, printable(found.name), fault)
        if found.given is not None:
            return Taken(item, found.name, told=found.given)
        if not self.files.is_local:
            item = replace(item, files=tuple(self._fetch(shelf, item, one) for one in item.files))
        return Taken(item, found.name)

    def _fetch(self, shelf: Shelf, item: Item, place: str) -> str:
        folder = shelf.folder(item.id) / SOURCE
        folder.mkdir(parents=True, exist_ok=True)
        local = folder / PurePosixPath(place).name
        with self.files.open(place) as source, local.open("wb") as out:
            shutil.copyfileobj(source, out, _PIECE)
        return str(local)


def identity(files: Files, found: Found) -> str:
    """``rc-`` and the hash of what was recorded, channel after channel; of its name if nothing."""
    told, length = hashlib.sha256(), 0
    for piece in _bytes(files, found):
        told.update(piece)
        length += len(piece)
    if not length:
        told.update(found.name.encode(errors="surrogateescape"))
    return f"rc-{told.hexdigest()[:24]}"


def _bytes(files: Files, found: Found) -> Iterator[bytes]:
    if found.given is not None:
        yield found.given.strip()
        return
    for place in found.files if found.fault is None else ():
        with files.open(place) as source:
            while piece := source.read(_PIECE):
                yield piece


def _facts(found: Found) -> tuple[dict[str, Any], str]:
    if "further" in found.facts:
        return dict(found.facts), ""
    facts, faults = read_facts(found.facts)
    for name in ("files", "roles"):
        facts.pop(name, None)
    return facts, " ".join(str(one) for one in faults)
