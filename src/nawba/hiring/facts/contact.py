"""How to reach a person: e-mail, telephone, pages of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from nawba.domain.candidates import Fact
from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.rows import Row, fact

_EMAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d_]{2,}(?![\w-])", re.ASCII)
_BEGUN = re.compile(r"[\w.+-]+@(?:(?:[\w-]+\.)*[\w-]*-|[\w-]*|(?:[\w-]+\.)+\w?)$", re.ASCII)
_CUT_OFF = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,4}$", re.ASCII)
_TAIL = re.compile(r"[a-z]{1,2}$", re.ASCII)
_REST = re.compile(r"[\w-]+(?:\.[\w-]+)*$", re.ASCII)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()\"']+|(?:linkedin|github|twitter|facebook)\.com/[^\s<>()\"',]+",
    re.I,
)
_PHONE = re.compile(r"(?:(?:\+|00)\s?\d|\(\+?\d|\d)[\d\s().·/-]{6,22}\d")
_LABELLED = re.compile(
    r"\b(?:tel|phone|mobile|gsm|telephone|portable|telefono|telemovel|هاتف|الهاتف|الجوال|whatsapp)\b"
)


def find_contact(rows: Sequence[Row], head: Iterable[Row]) -> list[Fact]:
    """E-mail addresses and links anywhere; telephone numbers near the name, labelled or +."""
    found = [
        one for row in rows for one in (*_each("email", _EMAIL, row), *_each("link", _LINK, row))
    ]
    broken = list(_broken(rows))
    begun = tuple(one.lines[0] for one in broken)
    found = [one for one in found if one.kind != "email" or one.lines[0] not in begun] + broken
    near = {row.line.number for row in head}
    for row in rows:
        found.extend(_phones(row, row.line.number in near))
    seen: dict[tuple[str, str], Fact] = {}
    for one in found:
        seen.setdefault((one.kind, one.value["text"]), one)
    return list(seen.values())


def _broken(rows: Sequence[Row]) -> Iterable[Fact]:
    """E-mail addresses that a narrow column broke after a dot, a hyphen or the @, or so late that
    one or two letters stand alone below."""
    for row, below in pairwise(rows):
        begun, rest = _BEGUN.search(row.folded.text), _REST.match(below.folded.text)
        if begun is None and (rest := _TAIL.match(below.folded.text)) is not None:
            begun = _CUT_OFF.search(row.folded.text)
        if begun is None or rest is None or not _EMAIL.fullmatch(begun[0] + rest[0]):
            continue
        pieces = row.to_edge(begun.start()), below.piece(rest.start(), rest.end())
        yield fact("email", {"text": "".join(one.text for one in pieces if one)}, pieces)


def is_contact(row: Row) -> bool:
    """Whether a line holds an address to write to, a link or a number."""
    text = row.text
    return bool(_EMAIL.search(text) or _LINK.search(text) or list(_phones(row, True)))


def _each(kind: str, form: re.Pattern[str], row: Row) -> Iterable[Fact]:
    for found in form.finditer(row.folded.text):
        piece = row.piece(found.start(), found.end())
        if piece is not None:
            yield fact("email" if kind == "email" else "link", {"text": piece.text}, [piece])


def _phones(row: Row, near: bool) -> Iterable[Fact]:
    text = row.folded.text
    for found in _PHONE.finditer(text):
        written = found[0]
        digits = re.sub(r"\D", "", written)
        international = written.lstrip("(").startswith(("+", "00"))
        if not 8 <= len(digits) <= 15 or _is_dates(text, found):
            continue
        if not (international or near or _LABELLED.search(text)):
            continue
        piece = row.piece(found.start(), found.end())
        if piece is not None:
            plus = row.line.text[: piece.start].endswith("+")
            whole = "+" + digits.removeprefix("00") if international or plus else ""
            yield fact("phone", {"text": piece.text, "digits": whole}, [piece])


def _is_dates(text: str, found: re.Match[str]) -> bool:
    if _LINK.search(text[: found.end()]) and not text[: found.start()].endswith(" "):
        return True
    return any(one.start < found.end() and one.end > found.start() for one in find_stretches(text))
