"""OpenDocument texts (OASIS ODF 1.3): paragraphs, headings, tables, frames."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from nawba.domain.candidates import Note, Reading, Unreadable
from nawba.hiring.documents.finish import finished
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.packed import Packed
from nawba.hiring.documents.pen import PLAIN, Look, Pen

NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
}
_DEPTH = 12
_UNSAID = {"tracked-changes", "annotation", "sequence-decls", "title", "desc"}


def read_odt(data: bytes, limits: Limits) -> Reading:
    """The lines of an OpenDocument text; raises Unreadable."""
    packed = Packed(data, limits, "OpenDocument text")
    _refuse_locked(packed)
    roots = [packed.xml(name) for name in ("styles.xml", "content.xml") if name in packed.names]
    words = _Words(Pen(limits.lines), _styles(roots))
    for root in roots:
        for part in _parts(root):
            words.walk(part, PLAIN)
            words.pen.end_block()
    photo = [Note("photo")] if roots[-1].find(".//draw:image", NAMES) is not None else []
    notes = packed.notes(("Basic/", "Scripts/"), ("Object ",))
    return finished("odt", words.pen.lines, [*notes, *photo])


def _refuse_locked(packed: Packed) -> None:
    name = "META-INF/manifest.xml"
    if name in packed.names:
        found = packed.xml(name).find(".//manifest:encryption-data", NAMES)
        if found is not None:
            raise Unreadable("password", "This document has a password. Ask for one without.")


def _parts(root: etree._Element) -> Iterator[etree._Element]:
    """Headers and footers of the page styles, and the body."""
    yield from root.iterfind(".//style:master-page", NAMES)
    yield from root.iterfind(".//office:body", NAMES)


def _styles(roots: list[etree._Element]) -> dict[str, etree._Element]:
    path = ".//style:style"
    return {_at(one, "style", "name"): one for root in roots for one in root.iterfind(path, NAMES)}


class _Words:
    def __init__(self, pen: Pen, styles: Mapping[str, etree._Element]) -> None:
        self.pen, self.styles = pen, styles

    def walk(self, element: etree._Element, look: Look) -> None:
        """Writes what ``element`` says; what follows an element inside belongs to ``look``."""
        self.pen.write(_folded(element.text), look)
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, etree.QName(child).localname, look)
            self.pen.write(_folded(child.tail), look)

    def _child(self, child: etree._Element, name: str, look: Look) -> None:
        if name in _UNSAID:
            return
        if name in ("s", "tab", "line-break"):
            self._space(child, name, look)
            return
        within = self._styled(child, look)
        if name.startswith("hidden-"):
            within = replace(within, gone=True)
        ends = name in ("table-cell", "text-box", "section")
        if ends:
            self.pen.end_block()
        self.walk(child, within)
        if ends or not "".join(child.itertext()).strip():
            self.pen.end_block()
        if name in ("p", "h"):
            self.pen.end_line()

    def _space(self, child: etree._Element, name: str, look: Look) -> None:
        if name == "line-break":
            self.pen.end_line()
        else:
            many = _at(child, "text", "c") if name == "s" else "3"
            self.pen.write(" " * min(int(many) if many.isdecimal() else 1, 3), look)

    def _styled(self, element: etree._Element, look: Look) -> Look:
        name = _at(element, "text", "style-name") or _at(element, "table", "style-name")
        chain: list[etree._Element] = []
        while name in self.styles and len(chain) < _DEPTH:
            chain.append(self.styles[name])
            name = _at(chain[-1], "style", "parent-style-name")
        for style in reversed(chain):
            for kind in ("table-cell", "paragraph", "text"):
                look = _after(look, style.find(f"style:{kind}-properties", NAMES))
        return look


def _after(look: Look, said: etree._Element | None) -> Look:
    if said is None:
        return look
    weight, size = _at(said, "fo", "font-weight"), _at(said, "fo", "font-size")
    colour, ground = _at(said, "fo", "color"), _at(said, "fo", "background-color")
    points = re.fullmatch(r"([\d.]+)pt", size)
    return replace(
        look,
        bold=weight in ("bold", "600", "700", "800", "900") if weight else look.bold,
        size=float(points[1]) if points else look.size,
        colour=colour.lstrip("#").lower() or look.colour,
        ground=look.ground if ground in ("", "transparent") else ground.lstrip("#").lower(),
        gone=look.gone or _at(said, "text", "display") == "none",
    )


def _folded(text: str | None) -> str:
    """White space of the file is a blank."""
    return re.sub(r"\s+", " ", text) if text else ""


def _at(element: etree._Element, space: str, name: str) -> str:
    return str(element.get(f"{{{NAMES[space]}}}{name}", ""))
