"""How runs of a Word file look: what its named styles say, and what is said at the run itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from nawba.hiring.documents.pen import Look

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
}
_DEPTH = 12
"""Styles that may be based on each other, which may be a ring."""


@dataclass(frozen=True)
class Styles:
    """Named styles by id."""

    named: Mapping[str, etree._Element]

    @classmethod
    def of(cls, root: etree._Element | None) -> Styles:
        found = root.iterfind("w:style", NAMES) if root is not None else ()
        return cls({attribute(one, "styleId"): one for one in found})

    def paragraph(self, properties: etree._Element | None, look: Look) -> Look:
        """``look`` as the style of a paragraph changes it."""
        return self._after(look, _name(properties, "w:pStyle"))

    def run(self, properties: etree._Element | None, look: Look) -> Look:
        """``look`` as the style of a run changes it."""
        return self._after(look, _name(properties, "w:rStyle"))

    def _after(self, look: Look, name: str) -> Look:
        chain: list[etree._Element] = []
        while name in self.named and len(chain) < _DEPTH:
            chain.append(self.named[name])
            name = _name(chain[-1], "w:basedOn")
        for style in reversed(chain):
            look = after(look, style.find("w:pPr", NAMES))
            look = after(look, style.find("w:rPr", NAMES))
        return look


def after(look: Look, properties: etree._Element | None) -> Look:
    """``look`` as the properties of a style, paragraph, run or cell change it."""
    if properties is None:
        return look
    bold, gone = _switch(properties, "w:b", look.bold), _switch(properties, "w:vanish", look.gone)
    size, colour = _value(properties, "w:sz"), _value(properties, "w:color")
    shade = properties.find("w:shd", NAMES)
    ground = attribute(shade, "fill") if shade is not None else ""
    if _value(properties, "w:highlight") not in ("", "none", "white"):
        ground = "marked"
    return replace(
        look,
        bold=bold,
        gone=gone,
        size=int(size) / 2 if size.isdecimal() else look.size,
        colour=_colour(colour, look.colour, "000000"),
        ground=_colour(ground, look.ground, "ffffff"),
    )


def _colour(told: str, before: str, automatic: str) -> str:
    if not told:
        return before
    return automatic if told == "auto" else told.lower()


def _switch(properties: etree._Element, name: str, before: bool) -> bool:
    found = properties.find(name, NAMES)
    if found is None:
        return before
    return attribute(found, "val") not in ("0", "false", "off")


def _value(properties: etree._Element, name: str) -> str:
    found = properties.find(name, NAMES)
    return "" if found is None else attribute(found, "val")


def _name(properties: etree._Element | None, name: str) -> str:
    return "" if properties is None else _value(properties, name)


def attribute(element: etree._Element, name: str) -> str:
    """An attribute of WordprocessingML; empty without it."""
    return str(element.get(f"{{{NAMES['w']}}}{name}", ""))
