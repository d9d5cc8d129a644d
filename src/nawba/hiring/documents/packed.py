"""Documents that are archives of XML (DOCX, ODT): opened with care."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from lxml import etree

from nawba.domain.candidates import Note, Unreadable
from nawba.hiring.documents.limits import MB, Limits, damaged

MOST_PARTS = 2_000

_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


class Packed:
    """The parts of an archive. Nothing is written to disk; what unpacks to too much is refused."""

    def __init__(self, data: bytes, limits: Limits, what: str) -> None:
        self._left, self._limit, self._what = limits.unpacked, limits.unpacked, what
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise damaged(what) from None
        self.names = frozenset(self._zip.namelist())
        if len(self.names) > MOST_PARTS:
            raise self._too_much()

    def xml(self, name: str) -> etree._Element:
        """The root of a part; raises Unreadable."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(self._read(name), parser)
        except (etree.XMLSyntaxError, *_BROKEN):
            raise damaged(self._what) from None
        if root.getroottree().docinfo.doctype:
            raise damaged(self._what)
        return root

    def notes(self, macros: Sequence[str], inside: Sequence[str]) -> list[Note]:
        """What lies beside the text: parts whose names begin so."""
        found = [Note("macros", detail="The file holds a program; nothing was run")]
        found = found if self._any(macros) else []
        embedded = sum(name.startswith(tuple(inside)) for name in self.names)
        if embedded:
            found.append(Note("embedded_files", detail=f"{embedded} files inside, not opened"))
        return found

    def _any(self, beginnings: Sequence[str]) -> bool:
        return any(name.startswith(tuple(beginnings)) for name in self.names)

    def _read(self, name: str) -> bytes:
        """Unpacked bytes, counted as they come: the sizes that an archive tells may be lies."""
        try:
            with self._zip.open(name) as part:
                data = part.read(self._left + 1)
        except (KeyError, RuntimeError):
            raise damaged(self._what) from None
        self._left -= len(data)
        if self._left < 0:
            raise self._too_much()
        return data

    def _too_much(self) -> Unreadable:
        return Unreadable(
            "unpacks_to_too_much",
            f"This {self._what} unpacks to more than {self._limit // MB} MB. Ask for a PDF.",
        )
