"""``{amount}`` and ``{found.amount}``: finds what a text names and puts the values in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_REFERENCE = re.compile(r"\{([a-z][a-z0-9_-]*)(?:\.([a-z][a-z0-9_]*))?\}")
_BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Reference:
    """A field of the flow (no ``step``), or result ``name`` of step ``step``."""

    name: str
    step: str = ""

    def __str__(self) -> str:
        return f"{self.step}.{self.name}" if self.step else self.name


def references(text: str) -> Iterator[Reference]:
    """What ``text`` names, in order."""
    return (_of(match) for match in _REFERENCE.finditer(text))


def whole_reference(value: Any) -> Reference | None:
    """The reference that ``value`` consists of, or None when it is a value of its own."""
    match = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return _of(match) if match else None


def has_stray_brace(text: str) -> bool:
    """Whether braces remain that name nothing: ``{Amount}``, ``{ amount }``, ``{``."""
    return bool(_BRACE.search(_REFERENCE.sub("", text)))


def fill(text: str, value_of: Callable[[Reference], str]) -> str:
    """``text`` with each reference replaced once; what is put in is never read again."""
    return _REFERENCE.sub(lambda match: value_of(_of(match)), text)


def _of(match: re.Match[str]) -> Reference:
    first, second = match.groups()
    return Reference(second, first) if second else Reference(first)
