"""Word files: paragraphs, tables and text boxes as they follow each other, headers first.

After ECMA-376 part 1 (WordprocessingML). Deleted text is not read, inserted text is.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from nawba.domain.candidates import Note, Reading
from nawba.hiring.documents.finish import finished
from nawba.hiring.documents.limits import Limits
from nawba.hiring.documents.packed import Packed
from nawba.hiring.documents.pen import PLAIN, Look, Pen
from nawba.hiring.documents.word_styles import NAMES, Styles, after, attribute

_W = "{" + NAMES["w"] + "}"
_PHOTO = 457_200
"""Least width and height of a photograph in English Metric Units: half an inch."""


def read_docx(data: bytes, limits: Limits) -> Reading:
    """The lines of a Word file; raises Unreadable."""
    packed = Packed(data, limits, "Word file")
    pen = Pen(limits.lines)
    styles = Styles.of(packed.xml("word/styles.xml") if "word/styles.xml" in packed.names else None)
    body = packed.xml("word/document.xml")
    for kind in ("header", "footer"):
        parts = [packed.xml(name) for name in _named(packed, f"word/{kind}")]
        if kind == "footer":
            _Words(pen, styles).walk(body)
        for part in parts:
            _Words(pen, styles).walk(part)
    notes = packed.notes(("word/vbaProject", "word/vbaData"), ("word/embeddings/",))
    return finished("docx", pen.lines, [*notes, *_photos(body)])


def _named(packed: Packed, beginning: str) -> list[str]:
    return sorted(name for name in packed.names if name.startswith(beginning))


def _photos(body: etree._Element) -> list[Note]:
    extents = body.iterfind(".//wp:extent", NAMES)
    sides = [(int(one.get("cx", 0)), int(one.get("cy", 0))) for one in extents]
    found = any(min(pair) >= _PHOTO and max(pair) <= 3 * min(pair) for pair in sides)
    return [Note("photo")] if found and body.find(".//a:blip", NAMES) is not None else []


class _Words:
    """Walks a part of the document and writes what it says."""

    def __init__(self, pen: Pen, styles: Styles) -> None:
        self.pen, self.styles = pen, styles

    def walk(self, element: etree._Element, look: Look = PLAIN) -> None:
        for child in element:
            name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
            if name == "p":
                self._paragraph(child, look)
            elif name == "tc":
                self._cell(child, look)
            elif not name.endswith(("Fallback", "Pr")):
                self.walk(child, look)

    def _cell(self, cell: etree._Element, look: Look) -> None:
        self.pen.end_block()
        self.walk(cell, after(look, cell.find("w:tcPr", NAMES)))
        self.pen.end_block()

    def _paragraph(self, paragraph: etree._Element, look: Look) -> None:
        properties = paragraph.find("w:pPr", NAMES)
        look = after(self.styles.paragraph(properties, look), properties)
        boxes = self._runs(paragraph, look)
        self.pen.end_line()
        if not "".join(paragraph.itertext(_W + "t")).strip():
            self.pen.end_block()
        for box in boxes:
            self.pen.end_block()
            self.walk(box, PLAIN)
            self.pen.end_block()

    def _runs(self, element: etree._Element, look: Look) -> list[etree._Element]:
        """Writes the runs below ``element``; the text boxes among them are for afterwards."""
        return [box for child in element for box in self._within(child, look)]

    def _within(self, child: etree._Element, look: Look) -> list[etree._Element]:
        name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
        if name == "r":
            return self._run(child, look)
        if name == "txbxContent":
            return [child]
        return [] if name.endswith(("Fallback", "Pr", "del")) else self._runs(child, look)

    def _run(self, run: etree._Element, look: Look) -> list[etree._Element]:
        properties = run.find("w:rPr", NAMES)
        look = after(self.styles.run(properties, look), properties)
        boxes: list[etree._Element] = []
        for child in run:
            name = child.tag.removeprefix(_W) if isinstance(child.tag, str) else ""
            if name == "t":
                self.pen.write(child.text, look)
            elif name == "tab":
                self.pen.write("   ", replace(look, gone=False))
            elif name in ("br", "cr"):
                self.pen.end_line()
            elif name == "sym":
                self.pen.write(_symbol(child), look)
            else:
                boxes += self._within(child, look)
        return boxes


def _symbol(element: etree._Element) -> str:
    code = attribute(element, "char")
    return chr(int(code, 16)) if code and len(code) <= 5 else ""
