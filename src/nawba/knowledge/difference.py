"""What differs between two versions of an article, word by word, field by field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from nawba.domain.drafts import DraftText

FIELDS = ("title", "body", "questions", "owner", "expires_on")
_WORD = re.compile(r"\w+\s*|[^\w\s]+\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Characters that both have (``same``), that only the later has, or only the earlier."""

    kind: str
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """``pieces`` in order; questions stand one to a line."""

    field: str
    changed: bool
    pieces: tuple[Piece, ...]


def differences(was: DraftText, now: DraftText) -> list[FieldDifference]:
    """Every field, whether it changed or not, in the order of ``FIELDS``."""
    return [_difference(name, _said(was, name), _said(now, name)) for name in FIELDS]


def _said(text: DraftText, field: str) -> str:
    value = getattr(text, field)
    return "\n".join(value) if isinstance(value, tuple) else value or ""


def _difference(field: str, was: str, now: str) -> FieldDifference:
    return FieldDifference(field, was != now, tuple(compare(was, now)))


def compare(was: str, now: str) -> list[Piece]:
    """``was`` made into ``now``: what stays, goes and comes, in whole words."""
    before, after = _WORD.findall(was), _WORD.findall(now)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    pieces: list[Piece] = []
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("removed", "".join(before[start:end])))
        if last > first:
            pieces.append(Piece("added", "".join(after[first:last])))
    return pieces
