"""Web pages: what a browser would show, as far as the page itself says so. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree, html

from nawba.domain.candidates import Note, Reading
from nawba.hiring.documents.finish import finished
from nawba.hiring.documents.limits import Limits, damaged
from nawba.hiring.documents.pen import Look, Pen
from nawba.hiring.documents.text import decoded

_LINES = {
    *("p", "li", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "tr", "main", "nav", "pre"),
    *("address", "blockquote", "figure", "figcaption", "form"),
}
_BLOCKS = {"td", "th", "ul", "ol", "table", "section", "article", "aside", "header", "footer"}
_UNSAID = {"script", "style", "head", "template", "noscript", "svg", "select", "iframe", "object"}
_BOLD = {"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"}
_SIZES = {"h1": 24.0, "h2": 18.0, "h3": 14.0}
_TEXT = Look(size=12.0)
_COLOURS = {"white": "ffffff", "black": "000000"}
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DEPTH = 200
"""Elements inside each other; what lies deeper is not read."""


def read_html(data: bytes, limits: Limits) -> Reading:
    """The lines of a web page; raises Unreadable."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decoded(data))
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise damaged("web page") from None
    pen = Pen(limits.lines)
    _Words(pen, _rules(root)).walk(root, _TEXT)
    pen.end_line()
    photo = [Note("photo")] if root.find(".//img") is not None else []
    return finished("html", pen.lines, photo)


def _rules(root: html.HtmlElement) -> dict[str, str]:
    """What the page's own style says of plain selectors: a tag, a class, an id."""
    found: dict[str, str] = {}
    for style in root.iterfind(".//style"):
        for selectors, said in _RULE.findall(style.text or ""):
            for selector in selectors.split(","):
                name = selector.strip().lower()
                found[name] = f"{found.get(name, '')};{said}"
    return found


class _Words:
    def __init__(self, pen: Pen, rules: Mapping[str, str]) -> None:
        self.pen, self.rules = pen, rules

    def walk(
        self, element: html.HtmlElement, look: Look, depth: int = 0, keep: bool = False
    ) -> None:
        keep = keep or element.tag == "pre"
        look = self._styled(element, look)
        self._write(element.text, look, keep)
        for child in element:
            name = child.tag if isinstance(child.tag, str) else ""
            if name == "br":
                self.pen.end_line()
            elif name and name not in _UNSAID and depth < _DEPTH:
                self._child(child, name, look, depth, keep)
            self._write(child.tail, look, keep)

    def _write(self, text: str | None, look: Look, keep: bool) -> None:
        """White space is a blank, but ``keep`` has each line of the file as it is."""
        first, *rest = text.splitlines() if keep and text else [_folded(text)]
        self.pen.write(first, look)
        for line in rest:
            (self.pen.end_line if line.strip() else self.pen.end_block)()
            self.pen.write(line, look)

    def _child(
        self, child: html.HtmlElement, name: str, look: Look, depth: int, keep: bool
    ) -> None:
        end = self.pen.end_block if name in _BLOCKS else self.pen.end_line
        if name in _LINES or name in _BLOCKS:
            end()
        self.walk(child, look, depth + 1, keep)
        if name in _LINES or name in _BLOCKS:
            end()

    def _styled(self, element: html.HtmlElement, look: Look) -> Look:
        name = element.tag
        look = replace(look, bold=look.bold or name in _BOLD, size=_SIZES.get(name, look.size))
        names = [name, *(f".{one}" for one in element.get("class", "").lower().split())]
        names.append(f"#{element.get('id', '').lower()}")
        said = ";".join([*(self.rules.get(one, "") for one in names), element.get("style", "")])
        if element.get("hidden") is not None:
            look = replace(look, gone=True)
        return _after(look, said.lower()) if said.strip(";") else look


def _after(look: Look, said: str) -> Look:
    """``look`` as declarations of CSS change it, those that may hide text."""
    told = dict(_declaration(one) for one in said.split(";") if ":" in one)
    weight = told.get("font-weight")
    ground = told.get("background-color") or told.get("background", "")
    return replace(
        look,
        bold=weight in ("bold", "bolder", "600", "700", "800", "900") if weight else look.bold,
        size=_points(told.get("font-size", ""), look.size),
        colour=_colour(told.get("color", ""), look.colour),
        ground=_colour(ground, look.ground),
        gone=look.gone or _is_gone(told),
    )


def _declaration(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    return name.strip(), value.replace("!important", "").strip()


def _is_gone(told: Mapping[str, str]) -> bool:
    away = any(_number(told.get(side, "")) <= -500 for side in ("left", "top", "text-indent"))
    return (
        told.get("display") == "none"
        or told.get("visibility") in ("hidden", "collapse")
        or (told.get("opacity", "1")[:4] in ("0", "0.0", "0.00", ".0", "0%"))
        or away
    )


def _number(text: str) -> float:
    found = re.match(r"-?\d+(?:\.\d+)?", text)
    return float(found[0]) if found else 0.0


def _points(text: str, before: float) -> float:
    """A length of CSS in points; relative ones change ``before``, 0 is as small as it gets."""
    scales = {"px": 0.75, "pt": 1.0, "em": before, "rem": 12.0, "%": before / 100}
    found = re.fullmatch(r"(\d*\.?\d+)(px|pt|em|rem|%)?", text)
    if not found:
        return before
    return max(0.1, float(found[1]) * scales.get(found[2] or "px", 1.0))


def _colour(text: str, before: str) -> str:
    """``rrggbb`` of a colour of CSS; others than these few are kept as their words."""
    if not text or text in ("inherit", "transparent", "none", "initial"):
        return before
    short = re.match(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", text)
    if short:
        return "".join(one * 2 for one in short.groups())
    long = re.match(r"#([0-9a-f]{6})", text)
    rgb = re.match(r"rgba?\(\s*(\d+)[,\s]+(\d+)[,\s]+(\d+)", text)
    if rgb:
        return "".join(f"{min(255, int(one)):02x}" for one in rgb.groups())
    return long[1] if long else _COLOURS.get(text, text)


def _folded(text: str | None) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text) if text else ""
